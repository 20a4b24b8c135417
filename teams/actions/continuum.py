"""Marking where a team stands, and rewriting what it stands against."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import District, StaffMember
from plc.tenancy import required_district_id
from teams.actions.teams import open_team
from teams.models import ContinuumIndicator, ContinuumMark, ContinuumStage, Dimension, Team
from teams.queries.continuum import DEFAULT, LEVELS, Indicator, indicator_of

MOST_INDICATORS = 20


@transaction.atomic
def mark_continuum(*, actor: StaffMember, team: Team, number: int, level: int, evidence: str) -> ContinuumMark:
    """Where the team sees itself today. Every mark stays, also beside a colleague's of the same day; the newest shows.

    History says that a team has marked something, and not where: others read it too.
    """
    team = open_team(team, actor)
    if level not in LEVELS:
        raise Refusal("A stage is one of the four.", "Choose one of them.")
    indicator = _own(number)
    said = {"level": level, "evidence": evidence.strip(), "marked_by": actor, "marked_on": today_in(actor.district)}
    newest = ContinuumMark.objects.filter(team=team, indicator=indicator).order_by("-marked_on", "-pk").first()
    if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
        return newest  # sent twice, said once
    mark: ContinuumMark = ContinuumMark.objects.create(team=team, indicator=indicator, **said)
    record(actor=actor, verb="mark_continuum", subject=mark, note=team.name)
    return mark


@transaction.atomic
def name_stages(*, actor: StaffMember, names: Sequence[str]) -> None:
    names = [" ".join(name.split()) for name in names]
    if len(names) != len(LEVELS) or not all(names) or len({name.casefold() for name in names}) < len(LEVELS):
        raise Refusal("The four stages need four different names.")
    for level, name in zip(LEVELS, names, strict=True):
        stage, _ = ContinuumStage.objects.update_or_create(level=level, defaults={"name": name})
    record(actor=actor, verb="name_continuum_stages", subject=stage)


@transaction.atomic
def reword_indicator(*, actor: StaffMember, indicator: Indicator) -> ContinuumIndicator:
    """Other words for the indicator of this number. Where teams have marked it, their marks keep the old words."""
    row = _own(indicator.number)
    if indicator_of(row) == indicator:
        return row
    if ContinuumMark.objects.filter(indicator=row).exists():
        ContinuumIndicator.objects.filter(pk=row.pk).update(is_current=False)
        row = _write(indicator)
    else:
        ContinuumIndicator.objects.filter(pk=row.pk).update(**_fields(indicator))
    record(actor=actor, verb="reword_continuum_indicator", subject=row, note=indicator.name)
    return row


@transaction.atomic
def add_indicator(*, actor: StaffMember, indicator: Indicator) -> ContinuumIndicator:
    """``indicator.number`` is chosen here; numbers are never used again."""
    _adopt()
    if ContinuumIndicator.objects.filter(is_current=True).count() >= MOST_INDICATORS:
        raise Refusal(f"A continuum has at most {MOST_INDICATORS} indicators.", "Take one out before you add one.")
    highest = ContinuumIndicator.objects.aggregate(highest=Max("number"))["highest"] or 0
    row = _write(Indicator(highest + 1, indicator.dimension, indicator.name, indicator.stages))
    record(actor=actor, verb="add_continuum_indicator", subject=row, note=indicator.name)
    return row


@transaction.atomic
def remove_indicator(*, actor: StaffMember, number: int) -> None:
    """Teams are not asked about it any more; what they have marked stays with them."""
    row = _own(number)
    if ContinuumIndicator.objects.filter(is_current=True).count() <= 1:
        raise Refusal("A continuum needs an indicator.", "Add another one first.")
    ContinuumIndicator.objects.filter(pk=row.pk).update(is_current=False)
    record(actor=actor, verb="remove_continuum_indicator", subject=row, note=row.name)


def _own(number: int) -> ContinuumIndicator:
    _adopt()
    row: ContinuumIndicator | None = ContinuumIndicator.objects.filter(is_current=True, number=number).first()
    if row is None:
        raise Refusal("This indicator has been taken out in the meantime.")
    return row


def _adopt() -> None:
    """The first change or mark makes rows of what every district begins with."""
    District.objects.select_for_update().get(pk=required_district_id())
    if not ContinuumIndicator.objects.exists():
        for indicator in DEFAULT:
            _write(indicator)


def _write(indicator: Indicator) -> ContinuumIndicator:
    row: ContinuumIndicator = ContinuumIndicator.objects.create(number=indicator.number, **_fields(indicator))
    return row


def _fields(indicator: Indicator) -> dict[str, str]:
    first, second, third, fourth = indicator.stages
    return {
        "dimension": Dimension(indicator.dimension).value,
        "name": indicator.name,
        "first": first,
        "second": second,
        "third": third,
        "fourth": fourth,
    }
