"""What is said about a team's work, and what the team answers: a conversation about products, never about people."""

from django.db import models

from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.teams import Team


class FeedbackAbout(models.TextChoices):
    """The products of a team that others may talk with it about."""

    NORMS = "norms", "Our norms"
    GOALS = "goals", "A goal"
    CFA = "cfa", "A CFA"
    OTHER = "other", "Something else we made"


class Feedback(TenantModel):
    """One conversation about one product. It holds no rating, and nothing else in the product reads it."""

    team = TenantForeignKey(Team, related_name="feedback")
    about = models.CharField(max_length=10, choices=FeedbackAbout.choices)
    which = models.CharField(max_length=200, blank=True, help_text="Such as the title of the CFA.")
    begun_by = TenantForeignKey(StaffMember, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "team", "-last_at"], name="feedback_latest_first")]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class FeedbackWord(TenantModel):
    """One thing said in it."""

    feedback = TenantForeignKey(Feedback, related_name="words")
    author = TenantForeignKey(StaffMember, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["district", "feedback", "said_at"], name="feedback_word_in_time")]

    def __str__(self) -> str:
        return f"word {self.pk}"
