"""Growth from a CFA to its re-check: the figures, and who is told what."""

import csv
import html
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from django.test import Client

from assessments.actions import NewPaper, make_recheck, save_results
from assessments.cells import PER_POINT
from assessments.disclosure import Reader, classes_of
from assessments.disclosure.gains import gain_picture
from assessments.disclosure.growth import GrowthView, growth_view
from assessments.disclosure.matched import FirstTest, Sitting, grown, matched
from assessments.exports.gain_chart import gain_chart
from assessments.models import Assessment, ChangeKind, LearningTarget, ResultStatus
from assessments.reporting import Inputs, figures_of, responses_of, students_of
from assessments.tasks import compute_report
from assessments.views.reports import files
from tests.cast import Person
from tests.rooms.assessments.drawn import drawn_inputs, reader
from tests.world import DAY, World, enter_results, more_students, random_cells, sign_in, url

CASES = Path(__file__).parents[4] / "shared/samples/statistics"
LINKS = {1: 1, 2: 2}


def sitting(inputs: Inputs) -> Sitting:
    return Sitting(figures_of(inputs), students_of(inputs, responses_of(inputs)))


def view_for(who: Reader, first: Inputs, second: Inputs, links: dict[int, int] | None = None) -> GrowthView:
    before, after = sitting(first), sitting(second)
    return growth_view(before, after, LINKS if links is None else links, classes_of(after.figures, who))


def without(inputs: Inputs, *students: int) -> Inputs:
    """The same test with these students (by place) absent."""
    cells, status = inputs.cells.copy(), inputs.status.copy()
    for place in students:
        cells[place], status[place] = -1, 1
    return type(inputs)(**{**inputs.__dict__, "cells": cells, "status": status})


FIRST = drawn_inputs([14, 13, 12], [0.5, 0.5, 0.5], seed=5)
SECOND = drawn_inputs([14, 13, 12], [0.8, 0.8, 0.8], seed=6)


@pytest.mark.parametrize("case", ["growth_hci_prepost", "growth_hci_retest"])
def test_the_reference_cases_come_out_of_the_stored_students(case: str) -> None:
    """From two runs' stored lists, matched by student, to gain, change, effect and what bounces back."""
    folder = CASES / case
    if not folder.exists():
        pytest.skip(f"The shared reference case {case} is not here.")
    rows = list(csv.DictReader((folder / "scores.csv").read_text().splitlines()))
    expected = json.loads((folder / "expected.json").read_text())
    cut, sections = expected["config"]["cut"], sorted({row["section"] for row in rows})

    def stored(column: str, order: list[dict[str, str]]) -> Any:
        ids = [int(row["student"][1:]) for row in order]
        scores = [[float(row[column]) if row[column] else None] for row in order]
        return {"ids": ids, "section": [sections.index(r["section"]) for r in order], "scores": scores}

    facts: Any = {"sections": [{"id": place} for place in range(len(sections))]}
    first, second = Sitting(facts, stored("pre", rows)), Sitting(facts, stored("post", rows[::-1]))
    students = matched(first, second, [(0, 0)])
    checked = 0
    for check in expected["checks"]:
        members = students.both(0)
        group = check["args"].get("group", "")
        if group in sections:
            members = members & (students.section == sections.index(group))
        elif group.startswith("pre below"):
            members = members & (students.before[:, 0] < cut)
        elif group != "ALL":
            continue
        test = FirstTest(
            cut,
            check["args"].get("team_mean"),
            check["args"].get("team_sd_pre"),
            check["args"].get("reliability"),
        )
        is_everybody = check["stat"] != "gain_in_team_sd"
        before, after = students.before[members, 0], students.after[members, 0]
        found = grown(before, after, test, cut, is_everybody=is_everybody)
        record = {
            "gain": found.gain,
            "mcnemar": found.proficient,
            "gain_smcr": found.effect,
            "gain_in_team_sd": found.effect,
            "regression_to_mean": found.low.bounce,
        }[check["stat"]]
        if check["stat"] == "gain_in_team_sd" and record is None:
            continue  # eight students: the library answers, the page begins at ten
        for name, value in check["expected"].items():
            got = getattr(record, name)
            assert got == pytest.approx(value, abs=check["tol"]["abs"], rel=check["tol"]["rel"]), (check["stat"], name)
        checked += 1
    assert checked >= 5


def test_students_are_matched_by_themselves_and_not_by_their_place() -> None:
    """The second list runs the other way round, one student changed the class, one missed each test."""
    turned = {name: getattr(SECOND, name)[::-1] for name in ("student_ids", "section", "status", "cells")}
    second = without(type(SECOND)(**{**SECOND.__dict__, **turned}), 0)
    second.section[-1] = 2
    view = view_for(reader(2), without(FIRST, 5), second)
    assert (view.team.both, view.team.only_first, view.team.only_second) == (37, 1, 1)
    assert view.own[0].both == 12  # of the twelve one was absent; the first one of class A came over
    whole = np.delete(SECOND.cells.sum(axis=1) - FIRST.cells.sum(axis=1), [5, 38]) / PER_POINT / 12
    assert view.team.lines[0].gain == pytest.approx(whole.mean(), abs=1e-12)


def test_metrics_are_matched_by_the_linked_target() -> None:
    view = view_for(reader(0), FIRST, SECOND, {1: 2, 2: 1})
    first_half, second_half = FIRST.cells[:, :6].mean() / 100, FIRST.cells[:, 6:].mean() / 100
    assert view.team.lines[1].gain == pytest.approx(SECOND.cells[:, :6].mean() / 100 - second_half, abs=1e-12)
    assert view.team.lines[2].gain == pytest.approx(SECOND.cells[:, 6:].mean() / 100 - first_half, abs=1e-12)
    partly = view_for(reader(0), FIRST, SECOND, {1: 1})
    assert not partly.compares_whole
    assert [line.name for line in partly.team.lines] == ["Unit rates"]


class TestWhoIsTold:
    def test_a_teacher_has_the_team_and_the_own_class_and_no_colleague_s(self) -> None:
        view = view_for(reader(1), FIRST, SECOND)
        assert [group.name for group in view.own] == ["Period 2"]
        assert view.team.lines[0].n == 39 and view.own[0].lines[0].n == 13
        said = repr(view)
        assert "Period 1" not in said and "Period 3" not in said

    def test_a_sheet_that_goes_round_tells_no_teacher_the_few_of_another_class(self) -> None:
        """Who teaches the fourteen would have the four as what is left of the team; nobody of the sheet's is asked."""
        few = drawn_inputs([14, 4], [0.5, 0.5]), drawn_inputs([14, 4], [0.8, 0.8], seed=6)
        assert view_for(reader(), *few).team.lines[0].gain is not None
        of_sheet = view_for(reader().on_the_table, *few)
        assert {line.withheld for line in of_sheet.team.lines} == {"complementary"} and of_sheet.own == ()
        assert gain_picture(of_sheet) is None
        assert view_for(reader().on_the_table, FIRST, SECOND).team.lines[0].gain is not None

    def test_the_sheet_leans_on_no_first_test_of_a_few_others(self) -> None:
        """Some changed the class in between: whoever taught 27 of them then would have the four others' first test."""
        moved = drawn_inputs([27, 4], [0.2, 0.2], seed=5), drawn_inputs([14, 17], [0.8, 0.8], seed=6)
        member, sheet = (view_for(who, *moved).team.lines[0] for who in (reader(), reader().on_the_table))
        assert member.gain is not None and member.gain == sheet.gain
        assert member.bounce is not None and member.bounce.expected is not None
        assert sheet.bounce is not None and sheet.bounce.expected is None

    def test_a_principal_has_the_team_in_whole_points(self) -> None:
        view = view_for(reader(sees_sections=False), FIRST, SECOND)
        assert view.own == ()
        line = view.team.lines[0]
        assert line.gain is not None and (100 * line.gain) == pytest.approx(round(100 * line.gain), abs=1e-9)
        assert line.effect is None and line.up is not None

    def test_what_would_tell_about_one_absent_student_stays_away_from_leaders(self) -> None:
        """With both reports' counts of proficient students, these of the matched would leave the one who was away."""
        large = drawn_inputs([40, 40], [0.5, 0.5]), without(drawn_inputs([40, 40], [0.8, 0.8], seed=6), 3)
        outside, inside = (view_for(who, *large).team.lines[0] for who in (reader(sees_sections=False), reader(0)))
        assert outside.n == inside.n == 79
        assert outside.gain is not None
        assert (outside.up, outside.down, outside.change, outside.bounce) == (None, None, None, None)
        assert inside.up is not None and inside.change is not None

    def test_of_a_small_team_not_even_the_gain(self) -> None:
        """Whole percents of 38 students say a 39th one's score to within half of the scale."""
        absent = without(SECOND, 3)
        line = view_for(reader(sees_sections=False), FIRST, absent).team.lines[0]
        assert (line.withheld, line.gain) == ("complementary", None)
        assert view_for(reader(0), FIRST, absent).team.lines[0].gain is not None

    def test_a_team_too_small_is_hidden(self) -> None:
        small = drawn_inputs([9], [0.5]), drawn_inputs([9], [0.8], seed=6)
        view = view_for(reader(sees_sections=False), *small)
        assert {line.withheld for line in view.team.lines} == {"suppressed"}
        assert view.team.both is None and view.team.lines[0].gain is None

    def test_the_team_goes_where_only_a_few_others_would_be_left(self) -> None:
        few = drawn_inputs([14, 4], [0.5, 0.5]), drawn_inputs([14, 4], [0.8, 0.8], seed=6)
        mine, others = view_for(reader(0), *few), view_for(reader(1), *few)
        assert {line.withheld for line in mine.team.lines} == {"complementary"}
        assert mine.own[0].lines[0].gain is not None
        assert others.team.lines[0].gain is not None
        assert {line.withheld for line in others.own[0].lines} == {"n_small"}
        assert others.own[0].lines[0].n == 4 and others.own[0].lines[0].gain is None

    def test_low_scorers_of_a_team_are_a_group_too(self) -> None:
        """Three who were at the cut the first time are what is left of the team without the low ones."""
        shares = [0.2] * 20 + [0.9] * 3
        first = drawn_inputs([20, 3], [0.2, 1.0])
        view = view_for(reader(sees_sections=False), first, drawn_inputs([20, 3], [0.8, 0.8], seed=6))
        assert len(shares) == view.team.lines[0].n
        assert view.team.lines[0].gain is not None and view.team.lines[0].bounce is None


class TestThePicture:
    def test_each_skill_has_the_team_above_the_own_class(self) -> None:
        picture = gain_picture(view_for(reader(1), FIRST, SECOND))
        assert picture is not None
        assert [block.name for block in picture.blocks] == ["The whole paper", "Unit rates", "Percents"]
        assert {tuple(row.name for row in block.rows) for block in picture.blocks} == {("Team", "Period 2")}
        assert picture.ticks[picture.ticks.index("0")] == "0"
        assert picture.zero == pytest.approx(picture.ticks.index("0") / (len(picture.ticks) - 1))
        least, most = (int(tick.replace("−", "-")) / 100 for tick in (picture.ticks[0], picture.ticks[-1]))
        for row in (row for block in picture.blocks for row in block.rows):
            assert row.gain is not None and row.x == pytest.approx((row.gain - least) / (most - least))
            assert row.x_low is not None and row.x_high is not None and 0 <= row.x_low < row.x < row.x_high <= 1

    def test_without_own_classes_the_skills_are_its_rows(self) -> None:
        picture = gain_picture(view_for(reader(), FIRST, SECOND))
        assert picture is not None and [block.name for block in picture.blocks] == [""]
        assert [row.name for row in picture.blocks[0].rows] == ["The whole paper", "Unit rates", "Percents"]

    def test_a_class_too_small_for_a_gain_says_why(self) -> None:
        few = drawn_inputs([14, 4, 14], [0.5] * 3), drawn_inputs([14, 4, 14], [0.8] * 3, seed=6)
        picture = gain_picture(view_for(reader(1), *few))
        assert picture is not None
        assert {row.withheld for block in picture.blocks for row in block.rows if not row.is_team} == {"n_small"}
        svg = gain_chart(picture, "From one <test> to another", 10)
        assert "Too few students to say more than the counts." in svg
        assert "From one &lt;test&gt; to another" in svg

    def test_all_that_is_said_fits_on_the_axis(self) -> None:
        for before, after in ((0.9, 0.1), (0.0, 1.0), (0.5, 0.5)):
            first, second = drawn_inputs([14], [before]), drawn_inputs([14], [after], seed=6)
            picture = gain_picture(view_for(reader(names="named"), first, second))
            assert picture is not None and 2 <= len(picture.ticks) <= 12
            places = [place for row in picture.blocks[0].rows for place in (row.x, row.x_low, row.x_high)]
            assert all(place is None or 0 <= place <= 1 for place in places)


def given_again(world: World) -> Assessment:
    """A locked re-check of the world's CFA with a computed report; everybody has the better of two papers."""
    with world.inside():
        made = make_recheck(
            actor=world.alice.staff,
            assessment=world.cfa,
            title="Unit 3, re-check",
            opens_on=world.today - 2 * DAY,
            closes_on=world.today + 2 * DAY,
        )
        Assessment.objects.filter(pk=made.pk).update(locked_at=world.cfa.locked_at)
        drawn = (random_cells(world.items, len(world.all_students), seed) for seed in (1, 2))
        papers = iter([tuple(map(max, *pair)) for pair in zip(*drawn, strict=True)])
        save_results(
            actor=world.alice.staff,
            assessment=Assessment.objects.get(pk=made.pk),
            papers=[
                NewPaper(student.pk, section.pk, ResultStatus.SCORED, next(papers), ("",) * len(world.items), 0)
                for section, students in zip(world.sections, world.students, strict=True)
                for student in students
            ],
            kind=ChangeKind.ENTRY,
            today=world.today,
        )
    compute_report(district_id=world.harbor.pk, assessment_id=made.pk)
    return made


@pytest.fixture
def twice(world: World) -> tuple[World, Assessment]:
    grown_world = more_students(world, 9)
    enter_results(grown_world)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    return grown_world, given_again(grown_world)


def opened(person: Person, assessment: Assessment) -> str:
    answer = sign_in(Client(), person).get(url("assessments:report_growth", assessment))
    assert answer.status_code == 200
    text = html.unescape(answer.content.decode()).partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


class TestThePage:
    def test_it_says_what_changed(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        said = opened(world.bob, again)
        assert "48 students took both tests." in said
        assert re.search(r"these 48 students went up \d+ points", said)
        assert "Different test forms differ in difficulty" in said
        assert "just because low scores tend to bounce back" in said
        assert "For research readers" in said
        assert "Period 2" in said and "Period 3" not in said

    def test_a_principal_reads_the_team_alone(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        said = opened(world.pilar, again)
        assert "48 students took both tests." in said
        assert "Period" not in said and "For research readers" not in said
        assert "Moved up" in said and "missed a test" not in said

    def test_a_principal_is_told_why_counts_are_not_said(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        with world.inside():
            run = again.runs.get()
            run.students["scores"][0] = [None] * 3
            run.save()
            world.harbor.smallest_group = 5
            world.harbor.save()
        said = opened(world.pilar, again)
        assert "47 students took both tests. 1 took only the first" in said
        assert "Moved up" not in said

    def test_its_table_holds_what_the_page_holds(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        address = url("assessments:report_file", again, "growth.csv")
        answer = sign_in(Client(), world.bob).get(address)
        titles, *rows = csv.reader(answer.content.decode("utf-8-sig").splitlines())
        assert [row[0] for row in rows] == ["Team"] * 3 + ["Period 2"] * 3
        assert {len(row) for row in rows} == {len(titles)}
        gain = rows[0][titles.index("Gain (points of 100)")]
        assert f"these 48 students went up {gain} points" in opened(world.bob, again)
        of_leader = sign_in(Client(), world.pilar).get(address).content.decode()
        assert "Team" in of_leader and "Period" not in of_leader
        nothing = url("assessments:report_file", world.cfa, "growth.csv")
        assert sign_in(Client(), world.bob).get(nothing).status_code == 404

    def test_its_picture_is_on_the_page_and_stands_alone(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        said = opened(world.bob, again)
        assert "A range that reaches over 0 may be no change at all." in said
        for person, own in ((world.bob, True), (world.pilar, False)):
            client = sign_in(Client(), person)
            svg = client.get(url("assessments:report_file", again, "growth.svg")).content.decode()
            ElementTree.fromstring(svg)  # noqa: S314  (our own)
            assert "to Unit 3, re-check" in svg and "48 students" in svg
            assert ("Period 2" in svg) is own and "Period 3" not in svg
            png = client.get(url("assessments:report_file", again, "growth.png"))
            assert png.content.startswith(b"\x89PNG\r\n")
        nothing = url("assessments:report_file", world.cfa, "growth.svg")
        assert sign_in(Client(), world.bob).get(nothing).status_code == 404
        assert sign_in(Client(), world.dana).get(url("assessments:report_file", again, "growth.png")).status_code == 404

    def test_the_hand_out_has_the_team_s_and_no_class(
        self, twice: tuple[World, Assessment], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world, again = twice
        sheets: list[dict[str, Any]] = []
        real = files.handout_pdf
        monkeypatch.setattr(files, "handout_pdf", lambda says, made_at: sheets.append(says) or real(says, made_at))
        for person, assessment in (
            (world.bob, again),
            (world.charlie, again),
            (world.pilar, again),
            (world.bob, world.cfa),
        ):
            answer = sign_in(Client(), person).get(url("assessments:report_file", assessment, "hand-out.pdf"))
            assert answer.content.startswith(b"%PDF-")
        bob, charlie, pilar, first = (sheet.get("growth") for sheet in sheets)
        assert bob == charlie and bob and pilar and first is None
        page = opened(world.bob, again)
        assert bob["said"].split(". ")[1] in page
        assert all(f"{name} : {text}" in page or f"{name}: {text}" in page for name, text in bob["bounces"])
        assert bob["rows"][1][:2] == ["The whole paper", "48"]
        assert "Period" not in repr(bob) + repr(pilar)
        assert "+" in bob["chart"]["alt"]

    def test_the_first_report_leads_there(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        client = sign_in(Client(), world.bob)
        assert (
            url("assessments:report_growth", again) in client.get(url("assessments:report", world.cfa)).content.decode()
        )
        assert "From this CFA to Unit 3, re-check" in opened(world.bob, world.cfa)

    def test_nobody_outside_opens_it(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        for person in (world.erin, world.quentin, world.rita, world.dana, world.zoe):
            assert sign_in(Client(), person).get(url("assessments:report_growth", again)).status_code == 404

    def test_a_skill_asked_only_once_is_not_compared(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        with world.inside():
            LearningTarget.objects.filter(assessment=again, standard=world.percents).update(rechecks=None)
        said = opened(world.bob, again)
        assert "The two tests do not ask for the same skills" in said
        assert "On Unit rates these 48 students" in said and "Percents" not in said

    def test_a_cut_that_moved_is_said(self, twice: tuple[World, Assessment]) -> None:
        world, again = twice
        with world.inside():
            Assessment.objects.filter(pk=again.pk).update(proficiency_cut="0.600")
            run = again.runs.get()
            run.figures["report"]["settings"]["cut"] = 0.6
            run.save()
        assert "The cut was 70 % on the first test and is 60 % on this one" in opened(world.bob, again).replace(
            " ", " "
        )


def test_a_cfa_that_was_never_asked_again_says_so(world: World) -> None:
    enter_results(world)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    assert "Growth comes with a re-check" in opened(world.bob, world.cfa)
    assert ">Growth<" not in sign_in(Client(), world.bob).get(url("assessments:report", world.cfa)).content.decode()
