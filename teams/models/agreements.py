"""What a team decides about its comparison: the choices, and the fields that hold them."""

from django.db import models


class Disclosure(models.TextChoices):
    """How colleagues' classes appear in the team's comparison; the team decides, and the decision is recorded."""

    BLIND = "blind", "Blind: Class A, Class B and so on"
    NAMED = "named", "Named: each teacher’s class by name"


class BelowRest(models.TextChoices):
    """Who is told that a class did clearly worse than the rest of the team."""

    OWN = "own", "Only its own teacher"
    TEAM = "team", "All members, as with bright spots"


class PrincipalSees(models.TextChoices):
    """What the school's principal is given of the team's comparison; never a mark for above or below."""

    TOTALS = "totals", "The team’s totals only"
    CLASSES = "classes", "The classes too, named or by letter as for members, and no marks"


class Headline(models.TextChoices):
    """Which comparison decides what is marked."""

    MEAN = "mean", "The share of points a class earned"
    PROFICIENT = "proficient", "How many of its students are proficient"


class Agreement(models.Model):
    """What a team decides about its comparison. A team begins with the defaults."""

    disclosure = models.CharField(max_length=10, choices=Disclosure.choices, default=Disclosure.BLIND)
    below_rest = models.CharField(max_length=10, choices=BelowRest.choices, default=BelowRest.OWN)
    principal_sees = models.CharField(max_length=10, choices=PrincipalSees.choices, default=PrincipalSees.TOTALS)
    headline = models.CharField(max_length=10, choices=Headline.choices, default=Headline.MEAN)
    min_diff = models.PositiveSmallIntegerField(
        default=10, help_text="Points of 100 from which on a difference is marked."
    )

    class Meta:
        abstract = True
