"""The self-assessment of teams: versions of its statements, rounds, and what was answered.

While a round is open, a member's answers are a `SurveyPaper` that names nobody; a `SurveyKey` of their own leads back
to it, so that they can change it. Closing counts the papers and deletes both: what stays says how many, and never who.
See docs/decisions/0014-self-assessment.md.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from plc.schools.models import SchoolYear, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.dimensions import Dimension
from teams.models.teams import Team


class SurveyVersion(TenantModel):
    """The statements as they were at one time. Once a round has asked them they are not changed: a change is another
    version."""

    number = models.PositiveSmallIntegerField()
    begun_by = TenantForeignKey(StaffMember, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "number"], name="survey_version_number_once")]

    def __str__(self) -> str:
        return f"survey version {self.number}"


class SurveyStatement(TenantModel):
    """One statement to agree or disagree with; ``number`` stays the same in later versions, the words may not."""

    version = TenantForeignKey(SurveyVersion, related_name="statements")
    number = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    text = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "version", "number"], name="survey_statement_number_once")
        ]

    def __str__(self) -> str:
        return f"statement {self.number} of survey version {self.version_id}"


class SurveyRound(TenantModel):
    """Some weeks in which some teams are asked. Nothing of it is shown before ``closed_at``."""

    version = TenantForeignKey(SurveyVersion, related_name="rounds")
    school_year = TenantForeignKey(SchoolYear, related_name="survey_rounds")
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="The last day on which answers are taken.")
    opened_by = TenantForeignKey(StaffMember, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_round_closes_after_opening")
        ]
        indexes = [models.Index(fields=["district", "-closes_on"], name="survey_round_newest_first")]

    def __str__(self) -> str:
        return f"survey round of {self.opens_on}"

    @property
    def days(self) -> str:
        """“October 5 to October 23, 2026”, or the one day."""
        last = f"{self.closes_on:%B %-d, %Y}"
        return last if self.opens_on == self.closes_on else f"{self.opens_on:%B %-d} to {last}"


class SurveyedTeam(TenantModel):
    """One team in one round. How many were asked and have answered is written down at the close."""

    round = TenantForeignKey(SurveyRound, related_name="teams")
    team = TenantForeignKey(Team, related_name="surveys")
    asked = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "round", "team"], name="surveyed_team_once")]

    def __str__(self) -> str:
        return f"team {self.team_id} in survey round {self.round_id}"


class SurveyKey(TenantModel):
    """A person's own way back to their paper; deleted when the round closes, and with it who has answered."""

    surveyed = TenantForeignKey(SurveyedTeam, related_name="keys")
    staff = TenantForeignKey(StaffMember, related_name="+")
    secret = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "surveyed", "staff"], name="survey_key_once")]

    def __str__(self) -> str:
        return f"key {self.pk}"


class SurveyPaper(TenantModel):
    """What somebody has answered so far: no person, no time, and an id without an order. Deleted at the close."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    surveyed = TenantForeignKey(SurveyedTeam, related_name="papers")
    mark = models.CharField(max_length=64, help_text="What the key opens; made from its secret and the server’s.")
    choices = models.JSONField(default=dict, help_text="A choice from 0 to 4 by statement number.")
    comments = models.JSONField(default=dict, help_text="Free text by dimension.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "surveyed", "mark"], name="survey_paper_mark_once")]

    def __str__(self) -> str:
        return "a paper"


class SurveyCount(TenantModel):
    """How many of a team gave each answer to one statement."""

    surveyed = TenantForeignKey(SurveyedTeam, related_name="counts")
    statement = TenantForeignKey(SurveyStatement, related_name="counts")
    cannot_say = models.PositiveSmallIntegerField()
    strongly_disagree = models.PositiveSmallIntegerField()
    disagree = models.PositiveSmallIntegerField()
    agree = models.PositiveSmallIntegerField()
    strongly_agree = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "surveyed", "statement"], name="survey_count_once")]

    def __str__(self) -> str:
        return f"counts of statement {self.statement_id}"


class SurveyComment(TenantModel):
    """A free text of somebody in the team, written down in an order drawn by lot."""

    surveyed = TenantForeignKey(SurveyedTeam, related_name="comments")
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["district", "surveyed", "dimension"], name="survey_comment_by_team")]

    def __str__(self) -> str:
        return "a comment"
