"""District, school, year, course, section."""

import datetime

from django.core.validators import RegexValidator
from django.db import models

from plc.schools.models.dated import ends_after_start
from plc.tenancy.models import TenantForeignKey, TenantModel


class District(models.Model):
    """The tenant. Public: its name and slug are needed before anyone has been let in."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    slug = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "Use small letters, digits and -.")],
    )
    time_zone = models.CharField(max_length=60, default="America/New_York")
    smallest_group = models.PositiveSmallIntegerField(
        default=10, help_text="Groups smaller than this are hidden from people not entitled to the students; 5 or more."
    )
    digest_at = models.TimeField(
        default=datetime.time(7), help_text="When letters with news go out on school days, by this district's clock."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(smallest_group__gte=5), name="district_smallest_group")
        ]

    def __str__(self) -> str:
        return self.name


class School(TenantModel):
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="school_name_once")]

    def __str__(self) -> str:
        return self.name


class SchoolYear(TenantModel):
    name = models.CharField(max_length=20, help_text="As people say it, such as 2026–27.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The first day that is no longer in it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="school_year_name_once"),
            ends_after_start("school_year_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date:
        last: datetime.date = self.ends_on - datetime.timedelta(days=1)
        return last


class FreeDays(TenantModel):
    """Days of a school year without school, for the whole district: one holiday, both ends included."""

    school_year = TenantForeignKey(SchoolYear, related_name="free_days")
    name = models.CharField(max_length=80, help_text="Such as Thanksgiving.")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="free_days_end_after_start"
            )
        ]
        indexes = [models.Index(fields=["district", "first_day"], name="free_days_in_order")]

    def __str__(self) -> str:
        return self.name


class Course(TenantModel):
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="course_code_once")]

    def __str__(self) -> str:
        return self.name


class Section(TenantModel):
    """A class taught: one course, one school, one year, its own students and teachers."""

    school = TenantForeignKey(School, related_name="sections")
    school_year = TenantForeignKey(SchoolYear, related_name="sections")
    course = TenantForeignKey(Course, related_name="sections")
    name = models.CharField(max_length=80, help_text="Such as Period 2.")
    local_id = models.CharField(max_length=64, help_text="The student system's id of this section.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "school_year", "local_id"], name="section_local_id_once")
        ]

    def __str__(self) -> str:
        return self.name
