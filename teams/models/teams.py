"""A team, its dated members, and the role terms that rotate among them."""

import datetime

from django.db import models
from django.db.models import Q

from plc.schools.models import Course, School, SchoolYear, StaffMember
from plc.schools.models.dated import Dated, ends_after_start
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.agreements import Agreement
from teams.models.kinds import KIND_WORDS, KindWords, MemberPart, TeamKind


class Team(TenantModel, Agreement):
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=TeamKind.choices, default=TeamKind.COURSE)
    school = TenantForeignKey(School, null=True, blank=True, related_name="teams", help_text="Empty: across schools.")
    school_year = TenantForeignKey(SchoolYear, related_name="teams")
    course = TenantForeignKey(Course, null=True, blank=True, related_name="teams")
    disclosure_decided_on = models.DateField(null=True, blank=True)
    disclosure_decided_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    follows = TenantForeignKey(
        "self", null=True, blank=True, related_name="next_teams", help_text="The team of the year before."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "school_year", "school", "name"], name="team_name_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["district", "follows"], condition=Q(follows__isnull=False), name="team_carried_over_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_words(self) -> KindWords:
        return KIND_WORDS[self.kind]

    @property
    def last_day(self) -> datetime.date:
        """The last one of its school year."""
        last: datetime.date = self.school_year.ends_on - datetime.timedelta(days=1)
        return last

    def is_over_on(self, day: datetime.date) -> bool:
        """A team's year has ended: from then on it is read, and changed no more."""
        return bool(self.school_year.ends_on <= day)


class TeamDecision(TenantModel, Agreement):
    """One recorded decision of a team, whole, so that its history reads without adding anything up."""

    team = TenantForeignKey(Team, related_name="decisions")
    recorded_by = TenantForeignKey(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    norm_version = TenantForeignKey(
        "teams.NormVersion", null=True, blank=True, related_name="decisions", help_text="The norms adopted at the time."
    )

    class Meta:
        indexes = [models.Index(fields=["district", "team", "-recorded_at"], name="decision_newest_first")]

    def __str__(self) -> str:
        return f"decision of team {self.team_id}"


class TeamMember(TenantModel, Dated):
    team = TenantForeignKey(Team, related_name="members")
    staff = TenantForeignKey(StaffMember, related_name="teams")
    part = models.CharField(max_length=20, choices=MemberPart.choices, default=MemberPart.TEACHER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "team", "staff"], condition=Q(ends_on__isnull=True), name="team_member_once"
            ),
            ends_after_start("team_member_ends_after_start"),
        ]
        indexes = [models.Index(fields=["district", "staff"], name="team_member_by_staff")]

    def __str__(self) -> str:
        return f"staff {self.staff_id} in team {self.team_id}"


class TeamRole(models.TextChoices):
    FACILITATOR = "facilitator", "Facilitator"
    RECORDER = "recorder", "Recorder"
    TIMEKEEPER = "timekeeper", "Timekeeper"
    NORM_KEEPER = "norm_keeper", "Norm keeper"
    CUSTOM = "custom", "Another role"


class RoleTerm(TenantModel, Dated):
    """One member's turn in one role; ``custom_name`` says which it is when the team has made one up."""

    team = TenantForeignKey(Team, related_name="role_terms")
    staff = TenantForeignKey(StaffMember, related_name="role_terms")
    role = models.CharField(max_length=20, choices=TeamRole.choices)
    custom_name = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [ends_after_start("role_term_ends_after_start")]
        indexes = [models.Index(fields=["district", "team", "role"], name="role_term_by_team")]

    def __str__(self) -> str:
        return f"{self.label} from {self.starts_on}"

    @property
    def label(self) -> str:
        """What the team calls this role."""
        return self.custom_name if self.role == TeamRole.CUSTOM else str(TeamRole(self.role).label)
