"""What a teacher did that worked, written down so that colleagues can try it."""

from typing import Final

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from assessments.models import Assessment, ReportRun, Standard
from plc.schools.models import Section, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class Reach(models.TextChoices):
    """How far its author has agreed to share a card. Each step was a consent of its own."""

    AUTHOR = "author", "Only you"
    TEAM = "team", "Your team"
    SCHOOL = "school", "Your school"
    DISTRICT = "district", "The district"

    @property
    def step(self) -> int:
        return STEPS.index(self)

    @property
    def noun(self) -> str:
        """After "with the"."""
        return str(self.value)


STEPS: Final = (Reach.AUTHOR, Reach.TEAM, Reach.SCHOOL, Reach.DISTRICT)
WORDS: Final = "simple"
"""The search's dictionary: words as they are written, so that "ratio" and "7.RP.A.2" are found as they are typed."""


class StrategyCard(TenantModel):
    """One strategy for one skill, read by as many as ``reach`` says.

    ``assessment``, ``run`` and ``section`` are where it came from, and stay in the team. Only with ``names_class`` do
    colleagues learn these, and who wrote it: in a blind comparison the card would otherwise say whose the bright class
    is. ``signs_outside``: beyond the team it carries its author's name.
    """

    team = TenantForeignKey(Team, related_name="strategies")
    author = TenantForeignKey(StaffMember, related_name="strategies")
    standard = TenantForeignKey(Standard, related_name="+")
    assessment = TenantForeignKey(Assessment, related_name="strategies")
    run = TenantForeignKey(ReportRun, null=True, blank=True, related_name="+")
    section = TenantForeignKey(Section, related_name="+")
    title = models.CharField(max_length=120)
    skill = models.CharField(max_length=120, help_text="The skill in the team's words.")
    steps = models.TextField(help_text="What the teacher did, step by step.")
    materials = models.TextField(blank=True)
    names_class = models.BooleanField(default=False)
    signs_outside = models.BooleanField(default=False)
    reach = models.CharField(max_length=8, choices=Reach.choices, default=Reach.AUTHOR)
    words = models.GeneratedField(
        expression=SearchVector("title", "skill", "steps", "materials", config=WORDS),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["district", "team", "-created_at"], name="strategy_newest_first"),
            models.Index(
                fields=["district", "reach", "-created_at"],
                condition=Q(reach__in=["school", "district"]),
                name="strategy_beyond_team",
            ),
        ]

    def __str__(self) -> str:
        return f"strategy {self.pk}"

    @property
    def is_shared(self) -> bool:
        return self.reach != Reach.AUTHOR

    @property
    def is_beyond_team(self) -> bool:
        return self.reach in {Reach.SCHOOL, Reach.DISTRICT}

    @property
    def next_reach(self) -> str:
        """What its author may agree to next; "" after the last step. A team across schools has no school of its own."""
        steps = [each for each in STEPS if each != Reach.SCHOOL or self.team.school_id]
        later = [each for each in steps if each.step > Reach(self.reach).step]
        return later[0].value if later else ""


class FileKind(models.TextChoices):
    """The files a card may carry; what each may contain is in ``goals.file_kinds``."""

    PDF = "pdf", "PDF"
    PNG = "png", "Picture"
    JPEG = "jpg", "Photo"
    DOCX = "docx", "Word document"
    PPTX = "pptx", "Slides"
    XLSX = "xlsx", "Workbook"


class CardFile(TenantModel):
    """A worksheet, a picture or slides that belong to a card: kept in the database, so that the fence, the backup and
    the deletion of a district hold for it too. It is handed out as a download and never run or shown in a page."""

    card = TenantForeignKey(StrategyCard, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120, help_text="As it is downloaded, with its ending.")
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hex.")
    content = models.BinaryField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "card", "digest"], name="card_file_once")]

    def __str__(self) -> str:
        return f"file {self.pk} of strategy {self.card_id}"
