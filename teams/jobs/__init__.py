"""What the room does by the clock, a module for each noun. Imported here, so that the worker finds the tasks."""

from teams.jobs.norms import sweep_norms
from teams.jobs.reminders import remind
from teams.jobs.survey_rounds import sweep_survey_rounds

__all__ = ["remind", "sweep_norms", "sweep_survey_rounds"]
