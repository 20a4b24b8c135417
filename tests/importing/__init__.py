"""Tests of assessments/importing: no Django, no database."""
