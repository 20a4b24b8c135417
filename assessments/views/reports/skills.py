"""Skill by skill: the classes of the team with their intervals."""

from assessments.views.reports.frame import Part

PART = Part("report_skills", "Skills", "skills.html", table="skills")
