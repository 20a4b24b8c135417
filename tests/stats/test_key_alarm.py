"""SAT12 (600 students, 32 items): its published key is wrong on item 32, and the figures alone say so."""

import csv
from pathlib import Path

import numpy as np
import pytest

from assessments.stats import Choices, Code, Metric, Responses, Status, TeamReport, team_report
from assessments.stats.options import OptionFlag, OptionResult
from assessments.stats.responses import NONE_CHOSEN
from tests.stats.reference import PROJECT_ROOT

SAT12 = PROJECT_ROOT / "../shared/samples/item-responses/sat12-science"
OPTIONS = "12345"
WRONG, PUBLISHED, CORRECTED = "Item.32", "5", "3"

pytestmark = pytest.mark.skipif(not SAT12.exists(), reason="no sample data at hand: sat12-science")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def report_with(**corrected: str) -> dict[str, tuple[OptionResult, ...]]:
    """The options of every item, with the published key but for what is corrected."""
    key = {row["item"]: row["key"] for row in rows_of(SAT12 / "published_key.csv")} | corrected
    students = rows_of(SAT12 / "responses_options_1_to_5.csv")
    answers = np.array([[student[item] for item in key] for student in students])
    right = answers == np.array(list(key.values()))
    chosen = np.full(answers.shape, NONE_CHOSEN, dtype=np.int16)
    for place, option in enumerate(OPTIONS):
        chosen[answers == option] = place
    k = len(key)
    report: TeamReport = team_report(
        Responses(
            points=right.astype(float),
            codes=np.where(chosen == NONE_CHOSEN, Code.BLANK, Code.POINTS).astype(np.int8),
            max_points=np.ones(k),
            section=np.arange(len(students)) % 4,
            status=np.full(len(students), Status.SCORED),
            n_sections=4,
            metrics=(Metric("total", tuple(range(k))),),
            choices=Choices(chosen, (tuple(OPTIONS),) * k, tuple(OPTIONS.index(letter) for letter in key.values())),
        )
    )
    return {name: item.options or () for name, item in zip(key, report.items, strict=True)}


def strong_wrong_options(options: tuple[OptionResult, ...]) -> list[str]:
    """Wrong options that go with the rest of the test beyond doubt: the alarm of section 6."""
    return [
        option.option
        for option in options
        if OptionFlag.ATTRACTS_STRONG in option.flags and option.ci_low is not None and option.ci_low > 0
    ]


def test_the_published_key_raises_the_alarm_on_its_wrong_item() -> None:
    published = report_with()
    assert strong_wrong_options(published[WRONG]) == [CORRECTED]
    (keyed,) = [option for option in published[WRONG] if option.is_key]
    assert keyed.option == PUBLISHED
    assert keyed.r_rest == pytest.approx(0.037, abs=0.0005)


def test_the_corrected_key_raises_none() -> None:
    corrected = report_with(**{WRONG: CORRECTED})[WRONG]
    assert not any(OptionFlag.ATTRACTS_STRONG in option.flags for option in corrected)
    (keyed,) = [option for option in corrected if option.is_key]
    assert keyed.r_rest == pytest.approx(0.203, abs=0.0005)
    assert keyed.ci_low is not None and keyed.ci_low > 0
