"""Peer visits: two colleagues look at students' learning together, in the shape of lesson study. Theirs alone.

No line of history names a visit, and nobody who leads a school or the district has a door to one: a visit that could
be read from above would be an evaluation. See docs/decisions/0015-peer-visits.md.
"""

from django.db import models

from plc.http.seen import seen_of
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.teams import Team


class PeerVisit(TenantModel):
    """One visit of ``visitor`` in a class of ``host``. Without a visitor it is an open door, offered to the team.

    ``asked_by`` is who began it; ``agreed_at`` when the other one said yes. What was declined is deleted.
    """

    team = TenantForeignKey(Team, related_name="visits")
    host = TenantForeignKey(StaffMember, related_name="visits_received")
    visitor = TenantForeignKey(StaffMember, null=True, blank=True, related_name="visits_made")
    asked_by = TenantForeignKey(StaffMember, related_name="+")
    focus = models.CharField(max_length=300, help_text="The question about students that the two look at.")
    place = models.CharField(max_length=120, blank=True)
    happens_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["district", "host"], name="visit_by_host"),
            models.Index(fields=["district", "visitor"], name="visit_by_visitor"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @property
    def seen(self) -> str:
        """Of question, place and time; see ``plc.http.seen``."""
        return seen_of(self.focus, self.place, self.happens_at)


class VisitNote(TenantModel):
    """What one of the two saw students do, at that minute of the lesson."""

    visit = TenantForeignKey(PeerVisit, related_name="notes")
    author = TenantForeignKey(StaffMember, related_name="+")
    at = models.TimeField(help_text="On the clock of the lesson.")
    text = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["district", "visit", "at"], name="visit_note_in_time")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class VisitDebrief(TenantModel):
    """What one of the two says afterwards, prompt by prompt."""

    visit = TenantForeignKey(PeerVisit, related_name="debriefs")
    author = TenantForeignKey(StaffMember, related_name="+")
    saw = models.TextField(blank=True)
    wondered = models.TextField(blank=True)
    will_try = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "visit", "author"], name="visit_debrief_once")]

    def __str__(self) -> str:
        return f"debrief {self.pk}"


class SharedLearning(TenantModel):
    """What one of the two chose to tell the team: a text of its own, with no way back to the visit it came from."""

    team = TenantForeignKey(Team, related_name="learnings")
    author = TenantForeignKey(StaffMember, related_name="learnings")
    text = models.TextField()
    shared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["district", "team", "-shared_at"], name="learning_newest_first")]

    def __str__(self) -> str:
        return f"learning {self.pk}"
