"""Who is taught again because of a plan: classes as a whole, and groups of students from several classes.

A place in a group is dated, and with it goes the right of the group's teacher to the student's name and results on the
plan's skill (docs/decisions on groups across classes). Whatever was, stays: rows are ended, not changed.
"""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from goals.models.responses import ResponsePlan
from plc.http.seen import seen_of
from plc.schools.models import Section, StaffMember, Student
from plc.schools.models.dated import Dated, ends_after_start
from plc.tenancy.models import TenantForeignKey, TenantModel


class Way(models.TextChoices):
    """What a teacher decided for one of their classes."""

    WHOLE_CLASS = "class", "Teach it again to the whole class first"
    POOL = "pool", "Let my students be grouped across classes"


class PlanClass(TenantModel):
    """A teacher's word on one class: who sees its students' names in a plan follows from this row alone."""

    plan = TenantForeignKey(ResponsePlan, models.CASCADE, related_name="classes")
    section = TenantForeignKey(Section, related_name="+")
    way = models.CharField(max_length=5, choices=Way.choices)
    chosen_by = TenantForeignKey(StaffMember, related_name="+")
    chosen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "plan", "section"], name="plan_class_once")]

    def __str__(self) -> str:
        return f"class {self.section_id} in plan {self.plan_id}"


class GroupKind(models.TextChoices):
    WHOLE_CLASS = "class", "Whole class"
    GROUP = "group", "Group"
    EXTENSION = "extension", "Extension"


class ResponseGroup(TenantModel):
    """Students taught together for some days, or with ``section`` one class as a whole, which has no member rows.

    Proposed until ``agreed_on``; before that its teacher has no right to anybody's name. ``ends_on`` is the first day
    on which it is over.
    """

    plan = TenantForeignKey(ResponsePlan, models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=9, choices=GroupKind.choices, default=GroupKind.GROUP)
    name = models.CharField(max_length=60)
    section = TenantForeignKey(Section, null=True, blank=True, related_name="+")
    teacher = TenantForeignKey(StaffMember, null=True, blank=True, related_name="response_groups")
    room = models.CharField(max_length=60, blank=True)
    focus = models.TextField(blank=True, help_text="What this group does; a substitute reads it too.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The first day on which it no longer meets.")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="group_ends_after_start"),
            models.CheckConstraint(
                condition=Q(section__isnull=True) | Q(kind=GroupKind.WHOLE_CLASS), name="group_of_class_is_whole"
            ),
            models.UniqueConstraint(fields=["district", "plan", "name"], name="group_name_once"),
            models.UniqueConstraint(
                fields=["district", "plan", "section"], condition=Q(section__isnull=False), name="group_of_class_once"
            ),
        ]
        indexes = [models.Index(fields=["district", "teacher", "ends_on"], name="group_by_teacher")]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date:
        """The last one on which it still meets."""
        return self.ends_on - datetime.timedelta(days=1)


class GroupTime(TenantModel):
    """A time of each week; ``weekday`` as ISO counts, Monday is 1."""

    group = TenantForeignKey(ResponseGroup, models.CASCADE, related_name="times")
    weekday = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)])
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(240)])

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["district", "group", "weekday", "starts_at"], name="group_time_once"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="group_time_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"day {self.weekday} of group {self.group_id}"


class Leaving(models.TextChoices):
    MOVED = "moved", "Moved to another group"
    TAKEN_OUT = "out", "Taken out"
    EXIT = "exit", "Has it now"
    SETTLED = "settled", "The plan was finished"


class Outcome(models.TextChoices):
    EXIT = "exit", "Exit: has it now"
    CONTINUE = "continue", "Continue"


class GroupMember(TenantModel, Dated):
    """A student in a group from a day until another. ``section`` is the class the student comes from.

    ``share`` of the skill's points and ``level`` are those of the report that the student was placed by, and stay.
    ``outcome`` is what was decided after the re-check, for ``reason``.
    """

    group = TenantForeignKey(ResponseGroup, models.CASCADE, related_name="members")
    student = TenantForeignKey(Student, related_name="+")
    section = TenantForeignKey(Section, related_name="+")
    share = models.FloatField(null=True, blank=True)
    level = models.CharField(max_length=9, blank=True)
    placed_by = TenantForeignKey(StaffMember, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    ended_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    left = models.CharField(max_length=7, choices=Leaving.choices, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_after_start("group_member_ends_after_start"),
            models.UniqueConstraint(
                fields=["district", "group", "student"], condition=Q(ends_on__isnull=True), name="group_member_once"
            ),
        ]
        indexes = [models.Index(fields=["district", "student"], name="group_member_by_student")]

    def __str__(self) -> str:
        return f"student {self.student_id} in group {self.group_id}"


class GroupSession(TenantModel):
    """One time the group meets, ahead or held; ``recorded_by`` is set with the attendance."""

    group = TenantForeignKey(ResponseGroup, models.CASCADE, related_name="sessions")
    on = models.DateField()
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(240)])
    done = models.TextField(blank=True, help_text="What was done.")
    recorded_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["district", "group", "on", "starts_at"], name="group_session_once")
        ]

    def __str__(self) -> str:
        return f"session of group {self.group_id} on {self.on}"

    @property
    def seen(self) -> str:
        """What its form shows; who was there changes together with ``recorded_at``."""
        return seen_of(self.done, self.recorded_at)


class Presence(models.TextChoices):
    PRESENT = "present", "Present"
    ABSENT = "absent", "Absent"
    EXCUSED = "excused", "Excused"


class SessionAttendance(TenantModel):
    """Whether a student was there; no row: nothing was noted."""

    session = TenantForeignKey(GroupSession, models.CASCADE, related_name="attendance")
    student = TenantForeignKey(Student, related_name="+")
    state = models.CharField(max_length=7, choices=Presence.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "session", "student"], name="session_attendance_once")
        ]

    def __str__(self) -> str:
        return f"student {self.student_id} in session {self.session_id}"


class NamesOpening(TenantModel):
    """Somebody had students of other people's classes by name before them; once an hour for each page.

    ``section_ids`` are the classes those students come from; their teachers read this. No ``group``: the whole plan.
    """

    plan = TenantForeignKey(ResponsePlan, models.CASCADE, related_name="openings")
    group = TenantForeignKey(ResponseGroup, models.CASCADE, null=True, blank=True, related_name="openings")
    staff = TenantForeignKey(StaffMember, related_name="+")
    part = models.CharField(max_length=40, help_text="The page's route.")
    hour = models.DateTimeField(help_text="The hour it was opened in, from its start.")
    section_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "plan", "group", "staff", "part", "hour"],
                name="names_opening_once_an_hour",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} of plan {self.plan_id}"
