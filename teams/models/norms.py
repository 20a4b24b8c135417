"""A team's norms: versions that become valid by consent, how a breach is called, and how the team rates itself."""

import uuid

from django.db import models
from django.db.models import Q

from plc.http.seen import seen_of
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.teams import Team


class NormState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    ADOPTED = "adopted", "Adopted"
    REPLACED = "replaced", "Replaced by a later version"
    WITHDRAWN = "withdrawn", "Changed before it was adopted"


class NormHeading(models.TextChoices):
    """What a norm is about."""

    TIME = "time", "Time"
    LISTENING = "listening", "Listening"
    DECISIONS = "decisions", "Decisions"
    PARTICIPATION = "participation", "Participation"
    DATA = "data", "Talking about results"
    CONFIDENTIALITY = "confidentiality", "Confidentiality"
    OTHER = "other", "Something else"


class NormVersion(TenantModel):
    """All norms of a team at one time, with the way to call a breach. What was proposed is never changed: a change is
    another version."""

    team = TenantForeignKey(Team, related_name="norm_versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=NormState.choices, default=NormState.DRAFT)
    cue = models.CharField(max_length=200, help_text="What anybody says or does when a norm slips.")
    steps = models.TextField(help_text="What happens then, a step a line.")
    who = models.CharField(max_length=200, help_text="Who sees to it.")
    begun_by = TenantForeignKey(StaffMember, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    proposed_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    proposed_on = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "team", "number"], name="norm_version_number_once"),
            models.UniqueConstraint(
                fields=["district", "team"], condition=Q(state="adopted"), name="one_adopted_norm_version"
            ),
            models.UniqueConstraint(
                fields=["district", "team"], condition=Q(state__in=["draft", "proposed"]), name="one_open_norm_version"
            ),
        ]

    def __str__(self) -> str:
        return f"norms of team {self.team_id}, version {self.number}"

    @property
    def seen(self) -> str:
        """Of the way to call a breach; see ``plc.http.seen``."""
        return seen_of(self.cue, self.steps, self.who)

    @property
    def step_lines(self) -> list[str]:
        return self.steps.splitlines()


class Norm(TenantModel):
    """One commitment. ``thread`` stays the same when a later version rewords it, so that ratings have a trend."""

    version = TenantForeignKey(NormVersion, related_name="norms")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=20, choices=NormHeading.choices, default=NormHeading.TIME)
    commitment = models.CharField(max_length=240)
    experience = models.CharField(max_length=400, blank=True, help_text="What went badly once; for members alone.")
    thread = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        indexes = [models.Index(fields=["district", "version", "position"], name="norm_in_order")]

    def __str__(self) -> str:
        return f"norm {self.position} of version {self.version_id}"

    @property
    def seen(self) -> str:
        """Of its words; see ``plc.http.seen``."""
        return seen_of(self.heading, self.commitment, self.experience)


class NormAnswer(TenantModel):
    """A member's yes, or what they would need to be able to say it."""

    version = TenantForeignKey(NormVersion, related_name="answers")
    staff = TenantForeignKey(StaffMember, related_name="+")
    is_yes = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "version", "staff"], name="norm_answer_once"),
        ]

    def __str__(self) -> str:
        return f"answer of staff {self.staff_id} to version {self.version_id}"


class ReviewOutcome(models.TextChoices):
    KEEP = "keep", "We keep them as they are"
    CHANGE = "change", "We change them"


class NormReview(TenantModel):
    """One of the two formal looks at the norms in a school year."""

    team = TenantForeignKey(Team, related_name="norm_reviews")
    due_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    held_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ReviewOutcome.choices, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "team", "due_on"], name="norm_review_by_day")]

    def __str__(self) -> str:
        return f"review of the norms of team {self.team_id}, due {self.due_on}"


class NormPulse(TenantModel):
    """One time the team rates its norms: at the close of a meeting, or on a day. Nothing is shown before it is closed,
    and nothing is changed after, so that nobody can watch a figure move when a colleague has rated."""

    version = TenantForeignKey(NormVersion, related_name="pulses")
    rated_on = models.DateField()
    meeting = TenantForeignKey("teams.Meeting", null=True, blank=True, db_index=False, related_name="norm_pulses")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "version", "rated_on", "meeting"], name="norm_pulse_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"pulse of version {self.version_id} on {self.rated_on}"


class NormRating(TenantModel):
    """How well one norm was kept, 1 to 4, in one member's eyes.

    ``rater`` is a keyed digest of the person and this one pulse (``queries.rater_of``), never the person: whoever reads
    the table, an export or a copy of it cannot tell who rated what, nor follow one member from pulse to pulse. Nor do
    the ids say in which order, to be laid beside who left when; closing writes the rows anew for the same reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pulse = TenantForeignKey(NormPulse, related_name="ratings")
    norm = TenantForeignKey(Norm, related_name="ratings")
    rater = models.CharField(max_length=64)
    rating = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "pulse", "norm", "rater"], name="norm_rating_once"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=4), name="norm_rating_one_to_four"),
        ]

    def __str__(self) -> str:
        return f"rating of norm {self.norm_id}"
