"""The five dimensions of a professional learning community (Hord; DuFour)."""

from django.db import models


class Dimension(models.TextChoices):
    """In the order in which a survey asks about them."""

    LEADERSHIP = "leadership", "Supportive and shared leadership"
    VISION = "vision", "Shared vision and values"
    PRACTICE = "practice", "Shared personal practice"
    INQUIRY = "inquiry", "Learning together from results"
    CONDITIONS = "conditions", "Supportive conditions"
