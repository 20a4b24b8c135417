"""The team's item bank: every question it has given, once, with where it was used and how students did on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from assessments.access import taught_section_ids
from assessments.disclosure import hidden_groups
from assessments.disclosure.groups import ONE_TEACHER, is_of_one_teacher
from assessments.disclosure.publishing import teacher_mark
from assessments.models import Assessment, Item, ItemScoring, ReportRun, RunState
from assessments.notation import code_fits, is_like_code, search_words
from assessments.stats.display import ItemShowing, item_showing
from plc.schools.access import Viewer
from teams.models import Disclosure, Team


@dataclass(frozen=True)
class BankFigures:
    """Of the newest finished report that counted the item. None or a reason where too few were tested to say.

    ``difficulty`` is the share of the points students earned, ``rest`` the correlation with the rest of the test.
    """

    students: int | None
    difficulty: float | None
    rest: float | None
    is_rough: bool
    withheld: str = ""


@dataclass(frozen=True)
class BankItem:
    """A question by its newest wording. ``used_in`` are the CFAs that had it, newest first."""

    item: Item
    used_in: tuple[Assessment, ...]
    figures: BankFigures | None

    @property
    def is_dropped(self) -> bool:
        """Whether it has been given, and no report counts it."""
        return self.figures is None and self.item.scoring != ItemScoring.COUNTED

    @property
    def is_untested(self) -> bool:
        return not self.is_dropped and (self.figures is None or self.figures.withheld == "n0")


def used_items(team: Team | int) -> list[Item]:
    """The items in use of every locked CFA of the team, newest CFA first."""
    rows = Item.objects.filter(
        version__assessment__team=team,
        version__assessment__locked_at__isnull=False,
        version=F("version__assessment__current_version"),
    )
    return list(
        rows.select_related("version__assessment")
        .prefetch_related("standards")
        .order_by("-version__assessment__opens_on", "-version__assessment_id", "position")
    )


def bank_of(team: Team, viewer: Viewer, find: str = "") -> list[BankItem]:
    """The bank as this person may read it: tested items first, each part newest first; a fixed number of queries."""
    items = used_items(team)
    families = _families(items)
    wanted = [family for family in families if _fits(family, find)]
    figures = _figures_by_identity(wanted, viewer)
    rows = [
        BankItem(
            item=family[0],
            used_in=tuple(dict.fromkeys(item.version.assessment for item in family)),
            figures=next(
                (
                    figures[item.version.assessment_id, item.identity]
                    for item in family
                    if (item.version.assessment_id, item.identity) in figures
                ),
                None,
            ),
        )
        for family in wanted
    ]
    return sorted(rows, key=_place)  # which keeps the newest first among those alike


def _place(row: BankItem) -> int:
    """Those with figures to show, then those whose figures are hidden, then those nobody has taken."""
    if row.is_untested:
        return 2
    return 1 if row.figures is None or row.figures.students is None else 0


def _families(items: Sequence[Item]) -> list[list[Item]]:
    """Each question with its copies, newest first. A copy belongs to what it was copied from, however often."""
    parent_ids = {item.copied_from_id for item in items if item.copied_from_id}
    identities: dict[int, UUID] = dict(Item.objects.filter(pk__in=parent_ids).values_list("pk", "identity"))
    parents = {item.identity: identities[item.copied_from_id] for item in items if item.copied_from_id in identities}
    families: dict[UUID, list[Item]] = {}
    for item in items:
        origin, seen = item.identity, {item.identity}
        while (parent := parents.get(origin)) is not None and parent not in seen:
            seen.add(parent)
            origin = parent
        families.setdefault(origin, []).append(item)
    return list(families.values())


def _fits(family: Sequence[Item], find: str) -> bool:
    item = family[0]
    standards = list(item.standards.all())
    text = " ".join(
        [item.prompt, item.label, *(f"{row.code} {row.short_name} {row.statement}" for row in standards)]
    ).casefold()
    return all(
        word.casefold() in text or (is_like_code(word) and any(code_fits(row.code, word) for row in standards))
        for word in search_words(find)
    )


def _figures_by_identity(families: Iterable[Sequence[Item]], viewer: Viewer) -> dict[tuple[int, UUID], BankFigures]:
    """By CFA and question, from each CFA's newest finished run; only the parts of its figures that are needed."""
    assessment_ids = {item.version.assessment_id for family in families for item in family}
    runs = list(
        ReportRun.objects.filter(assessment_id__in=assessment_ids, state=RunState.DONE)
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
        .values_list(
            "assessment_id",
            "assessment__team__disclosure",
            "figures__sections",
            "figures__items",
            "figures__report__items",
        )
    )
    item_ids = {facts["id"] for *_, items, _ in runs for facts in items or ()}
    identities: dict[int, UUID] = dict(
        Item.objects.filter(pk__in=item_ids, scoring=ItemScoring.COUNTED).values_list("pk", "identity")
    )
    mine = taught_section_ids(viewer)
    found = {}
    for assessment_id, names, sections, items, reports in runs:
        teachers = None if names == Disclosure.NAMED else [teacher_mark(section) for section in sections or ()]
        own = [place for place, section in enumerate(sections or ()) if section["id"] in mine]
        for facts, report in zip(items or (), reports or (), strict=False):
            if facts["id"] in identities:
                figures = _figures(report, own, teachers, viewer.district.smallest_group)
                found[assessment_id, identities[facts["id"]]] = figures
    return found


def _figures(
    report: dict[str, Any], own: Sequence[int], teachers: Sequence[int] | None, smallest_group: int
) -> BankFigures:
    """Under the display limits of the statistics, and hidden where the report hides the team's figure.

    ``teachers``: a mark for each class's; None where the team names its classes.
    """
    n = report["difficulty"]["n"]
    sizes = {place: (section["n"], None) for place, section in enumerate(report["sections"])}
    _, total_hidden = hidden_groups(sizes, own, n, smallest_group)
    if n >= smallest_group and teachers and is_of_one_teacher([size for size, _ in sizes.values()], teachers, own):
        return BankFigures(None, None, None, is_rough=False, withheld=ONE_TEACHER)
    if n < smallest_group or total_hidden:
        return BankFigures(None, None, None, is_rough=False, withheld="suppressed" if n else "n0")
    showing = item_showing(report["rest"]["n"])
    return BankFigures(
        students=n,
        difficulty=report["difficulty"]["p"] if item_showing(n) is not ItemShowing.NOTHING else None,
        rest=None if showing in {ItemShowing.NOTHING, ItemShowing.DIFFICULTY} else report["rest"]["r"],
        is_rough=showing is not ItemShowing.EVERYTHING,
    )
