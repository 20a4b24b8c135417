"""A team, its dated members, and the role terms that rotate among them."""

from django.db import models
from django.db.models import Q

from plc.schools.models import Course, School, SchoolYear, StaffMember
from plc.schools.models.dated import Dated, ends_after_start
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.agreements import Agreement


class Team(TenantModel, Agreement):
    name = models.CharField(max_length=120)
    school = TenantForeignKey(School, null=True, blank=True, related_name="teams", help_text="Empty: across schools.")
    school_year = TenantForeignKey(SchoolYear, related_name="teams")
    course = TenantForeignKey(Course, null=True, blank=True, related_name="teams")
    disclosure_decided_on = models.DateField(null=True, blank=True)
    disclosure_decided_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "school_year", "school", "name"], name="team_name_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamDecision(TenantModel, Agreement):
    """One recorded decision of a team, whole, so that its history reads without adding anything up."""

    team = TenantForeignKey(Team, related_name="decisions")
    recorded_by = TenantForeignKey(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["district", "team", "-recorded_at"], name="decision_newest_first")]

    def __str__(self) -> str:
        return f"decision of team {self.team_id}"


class TeamMember(TenantModel, Dated):
    team = TenantForeignKey(Team, related_name="members")
    staff = TenantForeignKey(StaffMember, related_name="teams")

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


class RoleTerm(TenantModel, Dated):
    """One member's turn in one role."""

    team = TenantForeignKey(Team, related_name="role_terms")
    staff = TenantForeignKey(StaffMember, related_name="role_terms")
    role = models.CharField(max_length=20, choices=TeamRole.choices)

    class Meta:
        constraints = [ends_after_start("role_term_ends_after_start")]
        indexes = [models.Index(fields=["district", "team", "role"], name="role_term_by_team")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} from {self.starts_on}"
