"""A CFA made for one test, beside those of the demo: all sections of the team, no scores, items of the test's own."""

import uuid
from collections.abc import Sequence
from typing import Any

from tests.browser.scores import CFA
from tests.live_stack import LiveStack

OwnItem = tuple[int, str, str]  # max points in hundredths, key, options


def cfa_with(stack: LiveStack, title: str, items: Sequence[OwnItem]) -> int:
    """Copies the demo's open CFA with other items and no results; its id."""
    ((pattern,),) = stack.sql("select id from assessments_assessment where title = %s", CFA)
    cfa = _copy(stack, "assessments_assessment", pattern, title=title, current_version_id=None, data_version=0)
    ((district, version),) = stack.sql(
        "select district_id, current_version_id from assessments_assessment where id = %s", pattern
    )
    own_version = _copy(stack, "assessments_assessmentversion", version, assessment_id=cfa, number=1)
    stack.sql("update assessments_assessment set current_version_id = %s where id = %s", own_version, cfa)
    for (row,) in stack.sql("select id from assessments_assessmentsection where assessment_id = %s", pattern):
        _copy(stack, "assessments_assessmentsection", row, assessment_id=cfa)
    ((item, standard),) = stack.sql(
        "select item.id, link.standard_id from assessments_item item join assessments_itemstandard link"
        " on link.item_id = item.id where item.version_id = %s order by item.position limit 1",
        version,
    )
    for position, (most, key, options) in enumerate(items, start=1):
        own = _copy(
            stack,
            "assessments_item",
            item,
            version_id=own_version,
            identity=str(uuid.uuid4()),
            position=position,
            label=str(position),
            prompt=f"Question {position}",
            kind="selected" if options else "points",
            max_cell=most,
            key=key,
            options=options,
        )
        stack.sql(
            "insert into assessments_itemstandard (district_id, item_id, standard_id) values (%s, %s, %s)",
            *(district, own, standard),
        )
    return cfa


def saved_cells(stack: LiveStack, cfa: int, attempt: int = 1) -> dict[int, list[int]]:
    """What the database holds, by student."""
    rows = stack.sql(
        "select student_id, cells from assessments_result where assessment_id = %s and attempt = %s", cfa, attempt
    )
    return dict(rows)


def _copy(stack: LiveStack, table: str, row: int, **other: Any) -> int:
    """One row again under a new id, with these columns different."""
    columns = [
        name
        for (name,) in stack.sql(
            "select column_name from information_schema.columns where table_name = %s and column_name <> 'id'", table
        )
    ]
    values = ", ".join("%s" if name in other else name for name in columns)
    given = [other[name] for name in columns if name in other]
    ((made,),) = stack.sql(
        f"insert into {table} ({', '.join(columns)}) select {values} from {table} where id = %s returning id",  # noqa: S608
        *(*given, row),
    )
    return made
