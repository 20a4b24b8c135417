"""docs/permissions.md, written from the views' own declarations: ``python -m tests.contracts.permissions``."""

from itertools import groupby
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """\
# Who may open what

Written by `python -m tests.contracts.permissions` from the `@for_roles(…)` each view carries; a test fails when this
page and the views differ, and another opens every address as every role.

A role opens the door of a page. Which teams, CFAs, sections or people someone finds behind it is decided by the
`access.py` of the room, and whatever is missing or not theirs gives the same 404. Everything here lies under
`/d/<district>/`; without a membership that holds today, all of it is a 404, and without a sign-in it leads to the
sign-in page. Facilitator is not a role of the district but a turn within a team: facilitators come in as teachers.
"""


def text() -> str:
    """The page, from the URLconf as it is. Django must be set up."""
    from plc.schools.models import Role  # noqa: PLC0415  (models need Django set up)
    from tests.contracts.addresses import IN_A_DISTRICT, routes_in_a_district  # noqa: PLC0415

    routes = sorted(routes_in_a_district(), key=lambda route: (route.name.partition(":")[0], route.pattern))
    lines = [HEAD]
    for room, members in groupby(routes, key=lambda route: route.name.partition(":")[0]):
        lines += [f"## {room.capitalize()}", ""]
        lines.append("| Address | Page | " + " | ".join(role.label for role in Role) + " |")
        lines.append("|---|---|" + "---|" * len(Role))
        for route in members:
            address = route.pattern.removeprefix(IN_A_DISTRICT) or "(home)"
            page = route.name.partition(":")[2].replace("_", " ")
            marks = " | ".join("yes" if role in route.roles else "–" for role in Role)
            lines.append(f"| `{address}` | {page} | {marks} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    import tests.environment  # noqa: F401  (what the settings need)

    django.setup()
    PAGE.write_text(text())
