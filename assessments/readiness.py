"""What a CFA lacks before it can be locked, and what a team may want to think about. Pure: facts in, sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass

from plc.http.components import Place, Problem

MOST_TARGETS = 3
MOST_ITEMS_A_TARGET = 5


@dataclass(frozen=True)
class PlannedItem:
    """An item as it stands. ``standards`` are ids; ``key`` and ``options`` are texts as stored."""

    label: str
    kind: str
    max_cell: int
    key: str
    options: str
    standards: tuple[int, ...]
    rubric: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True)
class PlannedTarget:
    standard: int
    name: str


def missing(items: Sequence[PlannedItem], targets: Sequence[PlannedTarget], n_sections: int) -> list[Problem]:
    """What must be settled before the items can be agreed, in the order of the page."""
    found = []
    if not targets:
        found.append(Problem(where="Learning targets", what="There is none yet.", remedy="Find a standard below."))
    if not n_sections:
        found.append(Problem(where="Classes", what="No class takes it yet.", remedy="Choose them with the dates."))
    if not items:
        found.append(Problem(where="Items", what="There is none yet.", remedy="Add the first item below."))
    lacking: dict[tuple[str, str], list[PlannedItem]] = {}
    for item in items:
        for gap in _gaps(item):
            lacking.setdefault(gap, []).append(item)
    return [*found, *(_lack(what, remedy, those) for (what, remedy), those in lacking.items())]


def _lack(what: str, remedy: str, items: Sequence[PlannedItem]) -> Problem:
    """One line for all items that lack the same."""
    if len(items) == 1:
        return Problem(
            where=f"Item {items[0].label}",
            what=what,
            remedy=remedy,
            action_label=f"Open item {items[0].label}",
            action_url=items[0].address,
        )
    they = what.replace("It has", "They have").replace("It asks", "They ask").replace("Its key has", "Their keys have")
    return Problem(
        where=f"Items {', '.join(item.label for item in items)}",
        what=they,
        remedy=remedy,
        action_label="Open item",
        places=tuple(Place(label=item.label, url=item.address) for item in items if item.address),
    )


def _gaps(item: PlannedItem) -> list[tuple[str, str]]:
    gaps = []
    if not item.standards:
        gaps.append(("It asks for no standard.", "Say which learning target it belongs to."))
    if item.kind == "selected":
        if len(item.options) < 2:
            gaps.append(("It has no options to choose from.", "Give the letters, such as ABCD."))
        if not item.key:
            gaps.append(("It has no key.", "Say which answer is right."))
        elif wrong := sorted(set(item.key) - set(item.options) - {"|"}):
            gaps.append(
                (f"Its key has {' and '.join(wrong)}, which is not an option.", "Correct the key or the options.")
            )
    return gaps


def hints(items: Sequence[PlannedItem], targets: Sequence[PlannedTarget]) -> list[str]:
    """Advice that hinders nobody."""
    said = []
    if len(targets) > MOST_TARGETS:
        said.append(
            f"{len(targets)} learning targets are many for one common assessment. Teams learn most from one to "
            f"{MOST_TARGETS} that are essential now."
        )
    for target in targets:
        n = sum(1 for item in items if target.standard in item.standards)
        if n > MOST_ITEMS_A_TARGET:
            said.append(f"{target.name} has {n} items. About four tell you enough, and the test stays short.")
        elif n == 0 and items:
            said.append(f"No item asks for {target.name} yet.")
        elif n == 1:
            said.append(f"{target.name} has one item, which gives a hint and not a finding. About four tell you more.")
    return said
