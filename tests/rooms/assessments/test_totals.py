"""The district's totals of schools: whom they count, when they change, what they hide, and who reads them."""

import csv
import io
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import openpyxl
import psycopg2
import pytest
from django.db import connection
from django.test import Client

from assessments.actions.totals import TOTALS, publish_totals
from assessments.disclosure.published import Cell, CountedTest, Key, from_stored, newest_cells, next_cells, stored
from assessments.disclosure.totals import Figure, Named, TotalsTable, totals_table
from assessments.exports.totals import total_rows
from assessments.jobs import look_at_totals
from assessments.models import Assessment, ReportRun, TotalsSnapshot
from assessments.stats.privacy import CellState
from assessments.stats.tables import TableSuppression
from assessments.tasks import compute_report
from plc.schools.models import School, SchoolYear, Section
from tests.contracts.query_counts import queries_of
from tests.rooms.assessments.papers import FULL, paper, save
from tests.stats.audit import BANDS, ONE, recoverable, table_leaks
from tests.world import World, enter_results, more_students, sign_in, url

RATIOS, PERCENTS = 1, 2
how_many = pytest.mark.parametrize("count", [30, pytest.param(1_000, marks=pytest.mark.thorough)])


def a_cfa(test: int, school: int, shares: Mapping[int, tuple[float, ...]], cut: float = 0.7) -> CountedTest:
    """A CFA of one school: by student the share of the points on each standard."""
    return CountedTest(
        test=test,
        cut=cut,
        standards=(RATIOS, PERCENTS),
        students=np.array(list(shares), dtype=np.int64),
        schools=np.full(len(shares), school),
        shares=np.array(list(shares.values()), dtype=np.float64),
    )


NONE = float("nan")
WRONG = (0, 0, 0, 0, 0)


class TestWhoIsCounted:
    def test_each_student_once_on_each_standard_by_the_newest_result(self) -> None:
        first = a_cfa(7, 1, {11: (1.0, 0.2), 12: (0.3, 0.9)})
        second = a_cfa(8, 1, {11: (0.0, NONE)})
        cells = newest_cells([first, second])
        assert dict(cells[1, RATIOS].students) == {11: False, 12: False}
        assert dict(cells[1, PERCENTS].students) == {11: False, 12: True}
        assert cells[1, RATIOS].tests == {7, 8} and cells[1, PERCENTS].tests == {7}

    def test_one_who_moved_counts_at_the_school_of_the_newest_result_alone(self) -> None:
        cells = newest_cells([a_cfa(7, 1, {11: (1.0, 1.0), 12: (1.0, 1.0)}), a_cfa(8, 2, {11: (1.0, NONE)})])
        assert {key: set(cell.students) for key, cell in cells.items()} == {
            (1, RATIOS): {12},
            (1, PERCENTS): {11, 12},
            (2, RATIOS): {11},
        }

    def test_the_cut_is_that_of_each_test_and_forgives_a_rounded_share(self) -> None:
        cells = newest_cells([a_cfa(7, 1, {11: (0.7 - 1e-12, 0.69)}), a_cfa(8, 2, {12: (0.7, 0.9)}, cut=0.8)])
        assert cells[1, RATIOS].students == {11: True} and cells[1, PERCENTS].students == {11: False}
        assert cells[2, RATIOS].students == {12: False}

    def test_no_result_is_no_cell(self) -> None:
        assert newest_cells([]) == newest_cells([a_cfa(7, 1, {11: (NONE, NONE)})]) == {}

    def test_what_is_stored_reads_back_the_same(self) -> None:
        cells = newest_cells([a_cfa(7, 1, {11: (1.0, 0.2), 12: (0.3, NONE)})])
        assert from_stored(stored(cells)) == cells


def cell(*students: int, reached: tuple[int, ...] = ()) -> Cell:
    return Cell({student: student in reached for student in students}, frozenset({7}))


class TestWhatMayBePublished:
    def test_a_cell_waits_until_three_students_differ(self) -> None:
        published = {(1, RATIOS): cell(*range(20)), (2, RATIOS): cell(*range(50, 70))}
        late, later = {(1, RATIOS): cell(*range(22))}, {(1, RATIOS): cell(*range(23))}
        other = {(2, RATIOS): cell(*range(50, 80))}
        assert next_cells(published, late | other) == {(1, RATIOS): published[1, RATIOS], **other}
        assert next_cells(published, later | other) == later | other

    def test_corrected_scores_are_changes_too(self) -> None:
        published = {(1, RATIOS): cell(*range(20))}
        two, three = ({(1, RATIOS): cell(*range(20), reached=tuple(range(n)))} for n in (2, 3))
        assert next_cells(published, two) == published
        assert next_cells(published, three) == three

    def test_a_swap_of_one_student_for_another_is_two(self) -> None:
        published = {(1, RATIOS): cell(*range(20))}
        assert next_cells(published, {(1, RATIOS): cell(*range(1, 21))}) == published

    def test_two_students_alone_are_not_published_at_all(self) -> None:
        assert next_cells({}, {(1, RATIOS): cell(1, 2), (2, RATIOS): cell(4, 5, 6)}) == {(2, RATIOS): cell(4, 5, 6)}

    def test_whoever_moved_is_not_counted_twice(self) -> None:
        """School 1 waits, as only one left it; so school 2 waits, where three came, one of them from school 1."""
        published = {(1, RATIOS): cell(*range(20)), (2, RATIOS): cell(*range(50, 70))}
        found = {(1, RATIOS): cell(*range(1, 20)), (2, RATIOS): cell(0, *range(50, 72))}
        assert next_cells(published, found) == published

    def test_nor_does_a_standard_s_total_differ_by_fewer(self) -> None:
        """Two went from school 1 to school 2, and one came in late at each: four and three, but two in the district."""
        published = {(1, RATIOS): cell(*range(20)), (2, RATIOS): cell(*range(50, 70))}
        found = {(1, RATIOS): cell(*range(2, 20), 90), (2, RATIOS): cell(0, 1, *range(50, 70), 91)}
        assert next_cells(published, found) == published
        assert next_cells(published, found | {(2, RATIOS): cell(0, 1, *range(50, 70), 91, 92)}) != published

    @how_many
    def test_no_cell_and_no_total_ever_differs_by_one_or_two(self, count: int) -> None:
        rng = np.random.default_rng(6)
        published: dict[Key, Cell] = {}
        n_published = 0
        found = {key: cell(*range(start, start + 12)) for start, key in enumerate([(1, 1), (2, 1), (3, 1)])}
        at = {student: school for school in (1, 2, 3) for student in range(20 * school, 20 * school + 12)}
        reached = dict.fromkeys(at, False)
        for _ in range(count):
            for student in rng.choice(list(at), int(rng.integers(1, 6)), replace=False).tolist():
                at[student], reached[student] = int(rng.integers(0, 4)), bool(rng.random() < 0.5)
            found = {
                (school, 1): Cell({student: reached[student] for student in at if at[student] == school})
                for school in (1, 2, 3)
            }
            new = next_cells(published, found)
            counted = [student for each in new.values() for student in each.students]
            assert len(counted) == len(set(counted)), "nobody twice"
            for keys in ([key] for key in [(1, 1), (2, 1), (3, 1)]):
                assert _changed(published, new, keys) not in {1, 2}
            assert _changed(published, new, [(1, 1), (2, 1), (3, 1)]) not in {1, 2}
            n_published += new != published
            published = new
        assert n_published >= count / 10


def _changed(before: Mapping[Key, Cell], after: Mapping[Key, Cell], keys: list[Key]) -> int:
    old, new = (
        {s: r for key in keys if key in cells for s, r in cells[key].students.items()} for cells in (before, after)
    )
    return sum(old.get(student) != new.get(student) for student in old.keys() | new.keys())


def shown(n: np.ndarray, y: np.ndarray, k: int = 10) -> TotalsTable:
    """The page's table of these counts, schools by standards."""
    counts = [
        {"school": i, "standard": j, "n": int(n[i, j]), "y": int(y[i, j]), "tests": [i]}
        for i, j in np.argwhere(n).tolist()
    ]
    schools, standards = (
        [Named(place, f"{kind} {place}") for place in range(size)] for kind, size in zip("SC", n.shape, strict=True)
    )
    return totals_table(counts, schools, standards, k)


def state_of(figure: Figure) -> CellState:
    if figure.range:
        return CellState.SHOWN
    return CellState.COMPLEMENTARY if figure.is_hidden else CellState.EMPTY


def drawn(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Students and proficient students of up to five schools on up to four standards, near the thresholds or far."""
    shape = tuple(rng.integers(1, 6, 2).tolist())
    n = [rng.integers(0, 31, shape), rng.integers(0, 13, shape), rng.choice([0, 1, 9, 10, 11, 25, 150, 400], shape)][
        rng.integers(3)
    ]
    return n, rng.binomial(n, rng.random(shape) if rng.random() < 0.5 else rng.choice([0.0, 0.05, 0.95, 1.0]))


class TestSuppression:
    def test_small_groups_are_hidden_with_a_second_one_and_without_saying_which(self) -> None:
        n, y = np.array([[6, 40], [12, 40], [60, 40]]), np.array([[2, 20], [6, 20], [30, 20]])
        table = shown(n, y)
        assert [[figure.words for figure in row.cells] for row in table.rows] == [
            ["hidden", "50 to 54\u00a0%"],
            ["hidden", "50 to 54\u00a0%"],
            ["50 to 54\u00a0%"] * 2,
        ]
        assert [row.total.words for row in table.rows] == ["hidden", "hidden", "50 to 54\u00a0%"]
        assert table.columns[0].total.words == "45 to 49\u00a0%" and table.has_hidden

    def test_a_total_over_the_standards_is_no_finer_than_its_largest_cell(self) -> None:
        """Twelve students on four standards are 48 results, and still twelve students."""
        table = shown(np.full((1, 4), 12), np.full((1, 4), 12))
        assert table.rows[0].total.words == "80\u00a0% or more"

    def test_nobody_is_said_and_is_no_secret(self) -> None:
        table = shown(np.array([[0, 30], [40, 30]]), np.array([[0, 15], [20, 15]]))
        assert table.rows[0].cells[0].words == "no results" and not table.has_hidden
        assert table.rows[0].total.words == "50 to 59\u00a0%"

    def test_a_district_may_hide_more_and_not_less(self) -> None:
        n, y = np.array([[7], [12], [60]]), np.array([[3], [6], [30]])
        words = [[row.cells[0].words for row in shown(n, y, k).rows] for k in (5, 10, 15)]
        assert words[0] == words[1] == ["hidden", "hidden", "50 to 54\u00a0%"]
        assert words[2][:2] == ["hidden", "hidden"]

    @how_many
    def test_whoever_knows_every_count_behind_a_range_still_cannot_work_out_a_hidden_one(self, count: int) -> None:
        """Page records and the cells of the file, read as though each range said its two exact counts."""
        rng, n_hidden = np.random.default_rng(4), 0
        for _ in range(count):
            n, y = drawn(rng)
            table = shown(n, y)
            assert _as_printed(table) == total_rows(table)
            states = TableSuppression(
                tuple(tuple(map(state_of, row.cells)) for row in table.rows),
                tuple(state_of(row.total) for row in table.rows),
                tuple(state_of(column.total) for column in table.columns),
                state_of(table.total),
            )
            assert not table_leaks(n.tolist(), states, k=10, y=y.tolist()), (n, y)
            n_hidden += table.has_hidden
        assert n_hidden > count / 3

    @how_many
    def test_nor_do_the_ranges_together_say_one(self, count: int) -> None:
        rng = np.random.default_rng(5)
        for _ in range(count):
            n, y = drawn(rng)
            assert not _told_by_ranges(n, y, shown(n, y)), (n, y)

    def test_the_audit_sees_what_one_hidden_school_alone_would_give_away(self) -> None:
        n, y = np.array([[6], [400]]), np.array([[0], [400]])
        assert _told_by_ranges(n, y, shown(n, y)) == set()
        alone = shown(np.array([[30], [400]]), y)
        bare = TotalsTable(
            alone.columns,
            (type(alone.rows[0])("S 0", (Figure(is_hidden=True),), Figure(is_hidden=True)), alone.rows[1]),
            alone.total,
        )
        states = TableSuppression(
            tuple(tuple(map(state_of, row.cells)) for row in bare.rows),
            (CellState.COMPLEMENTARY, CellState.SHOWN),
            (CellState.SHOWN,),
            CellState.SHOWN,
        )
        assert table_leaks(n.tolist(), states, k=10, y=y.tolist())


def _as_printed(table: TotalsTable) -> list[list[str]]:
    """The words of the page, in the rows of its table."""
    titles = ["School", *(column.name for column in table.columns), "All standards"]
    return [titles, *([name, *(figure.words for _, figure in figures)] for name, figures in table.lines)]


def _told_by_ranges(n: np.ndarray, y: np.ndarray, table: TotalsTable) -> set[Hashable]:
    """What follows from every range of the page with the width it has, columns and totals together."""
    height, width = n.shape
    counts = {"n": np.pad(n, ((0, 1), (0, 1))), "y": np.pad(y, ((0, 1), (0, 1)))}
    for grid in counts.values():
        grid[:height, width] = grid[:height, :width].sum(axis=1)
        grid[height] = grid[:height].sum(axis=0)
    figures = [[*row.cells, row.total] for row in table.rows]
    figures.append([*(column.total for column in table.columns), table.total])
    truth: dict[Hashable, int] = {}
    limits: dict[Hashable, tuple[int, int | None]] = {}
    laws: list[dict[Hashable, int]] = []
    hidden = []
    for i, row in enumerate(figures):
        for j, figure in enumerate(row):
            of, reached = ("n", i, j), ("y", i, j)
            truth |= {of: int(counts["n"][i, j]), reached: int(counts["y"][i, j])}
            limits |= {of: (1, None) if figure.is_hidden else (0, 0), reached: (0, None)}
            laws.append({of: 1, reached: -1})
            if figure.is_hidden:
                hidden += [of, reached]
            if figure.range:
                # A total over standards is as coarse as its largest cell, and so of that many results at least.
                fewest = next(low for low, high in reversed(BANDS) if _size(counts["n"], i, j) >= low)
                highest = next(high for low, high in BANDS if low == fewest) if j < width else None
                limits[of] = (fewest, highest)
                low, high = figure.range.low or 0, 100 if figure.range.high is None else figure.range.high
                laws += [{reached: 200, of: 1 - 2 * low}, {of: 2 * high + 1, reached: -200, ONE: -1}]
    sums: list[dict[Hashable, int]] = []
    for kind in ("n", "y"):
        sums += [{(kind, i, j): 1 if j < width else -1 for j in range(width + 1)} for i in range(height + 1)]
        sums += [{(kind, i, j): 1 if i < height else -1 for i in range(height + 1)} for j in range(width + 1)]
    return recoverable(truth, limits, sums=sums, not_negative=laws, closely=hidden) if hidden else set()


def _size(n: np.ndarray, i: int, j: int) -> int:
    return int(n[i, j] if j < n.shape[1] - 1 else n[i, :-1].max())


@pytest.fixture
def school(world: World) -> World:
    """Four classes of twelve at Alder: on both standards 24 students have every point, and 24 none."""
    world = more_students(world, 9)
    with world.inside():
        save(
            world,
            *(paper(world, place, index, (WRONG, FULL)[index % 2]) for place in range(4) for index in range(12)),
        )
    look(world)
    return world


def look(world: World) -> None:
    """The report of the CFA is computed, and the totals are looked at."""
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    look_at_totals(district_id=world.harbor.pk)


def snapshots(world: World) -> list[TotalsSnapshot]:
    with world.inside():
        return list(TotalsSnapshot.objects.order_by("number"))


def again(world: World, *who: tuple[int, int], cells: tuple[int, ...] = FULL) -> None:
    """These students' papers hold other scores from now on."""
    with world.inside():
        save(world, *(paper(world, place, index, cells, based_on=1) for place, index in who))
    look(world)


class TestPublishing:
    def test_a_snapshot_holds_counts_and_who_they_are_of(self, school: World) -> None:
        (snapshot,) = snapshots(school)
        assert (snapshot.number, snapshot.course_id, snapshot.school_year_id) == (1, school.course.pk, school.year.pk)
        assert snapshot.cells == [
            {"school": school.alder.pk, "standard": standard.pk, "n": 48, "y": 24, "tests": [school.cfa.pk]}
            for standard in (school.ratios, school.percents)
        ]
        assert set(snapshot.counted[0]["students"]) == {student.pk for student in school.all_students}

    def test_two_changed_scores_wait_for_a_third(self, school: World) -> None:
        again(school, (0, 0), (0, 2))
        assert [snapshot.cells[0]["y"] for snapshot in snapshots(school)] == [24]
        again(school, (1, 0))
        old, new = snapshots(school)
        assert (old.cells[0]["y"], new.cells[0]["y"], new.number) == (24, 27, 2)
        assert old.counted == [] and len(new.counted[0]["students"]) == 48

    def test_looking_again_changes_nothing_and_reads_no_student(
        self, school: World, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        again(school, (0, 0))
        monkeypatch.setattr("assessments.actions.totals.counted_tests", lambda run_ids: pytest.fail("looked at again"))
        before = snapshots(school)
        with django_assert_max_num_queries(8):
            look_at_totals(district_id=school.harbor.pk)
        assert snapshots(school) == before

    def test_a_worker_that_dies_in_the_middle_leaves_all_as_it_was(
        self, school: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def died(cells: object) -> None:
            raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr("assessments.actions.totals.stored", died)
            with pytest.raises(MemoryError):
                again(school, (0, 0), (0, 2), (0, 4))
        assert len(snapshots(school)) == 1
        look_at_totals(district_id=school.harbor.pk)
        assert [snapshot.cells[0]["y"] for snapshot in snapshots(school)] == [24, 27]

    def test_who_meets_another_worker_at_a_course_leaves_it(self, world: World) -> None:
        enter_results(world)
        elsewhere = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TOTALS, world.course.pk])
        look(world)
        assert snapshots(world) == []
        elsewhere.close()
        look_at_totals(district_id=world.harbor.pk)
        assert [snapshot.cells[0]["n"] for snapshot in snapshots(world)] == [12]

    def test_re_checks_drafts_and_other_years_do_not_count(self, school: World) -> None:
        with school.inside():
            (snapshot,) = TotalsSnapshot.objects.all()
            for change in ({"recheck_of": school.cfa}, {"locked_at": None}):
                before = Assessment.objects.filter(pk=school.cfa.pk).values(*change).get()
                Assessment.objects.filter(pk=school.cfa.pk).update(**change)
                assert publish_totals(school_year=school.year) == 1, "everybody left"
                assert TotalsSnapshot.objects.latest("number").cells == []
                Assessment.objects.filter(pk=school.cfa.pk).update(**before)
                assert publish_totals(school_year=school.year) == 1
                assert TotalsSnapshot.objects.latest("number").cells == snapshot.cells
            older = SchoolYear.objects.create(name="Old", starts_on="2001-07-01", ends_on="2002-07-01")
            assert publish_totals(school_year=older) == 0

    def test_a_run_from_before_students_were_kept_counts_nobody(self, school: World) -> None:
        with school.inside():
            ReportRun.objects.update(students={})
            TotalsSnapshot.objects.all().delete()
            assert publish_totals(school_year=school.year) == 0


def page(world: World, *course: object) -> Any:
    return sign_in(Client(), world.dana).get(
        url("assessments:school_results" if course else "assessments:results", *course)
    )


class TestThePage:
    def test_a_district_admin_reads_ranges_and_no_count(self, school: World) -> None:
        said = page(school).content.decode()
        assert said.count("50 to 54\u00a0%") == 2 * 3, "two standards and both together, of the school and of all"
        assert "Alder Middle School" in said and "1 more school in the district has no totals" in said
        assert "48" not in said.partition("<main")[2].partition("<footer")[0]
        assert "changes only when the results of at least three students have" in said

    def test_nobody_else_comes_in(self, school: World) -> None:
        for person in (school.pilar, school.quentin, school.alice, school.erin):
            for name in ("school_results", "school_results_csv", "school_results_workbook"):
                assert sign_in(Client(), person).get(url(f"assessments:{name}", school.course)).status_code == 404
            assert sign_in(Client(), person).get(url("assessments:results")).status_code == 404
        pine = sign_in(Client(), school.moira_in_pine)
        assert pine.get(url("assessments:school_results", school.course, district="pine")).status_code == 404
        assert "No totals yet" in pine.get(url("assessments:results", district="pine")).content.decode()

    def test_a_small_school_shows_neither_on_the_page_nor_in_its_records_nor_in_the_files(self, school: World) -> None:
        with school.inside():
            Section.objects.filter(pk=school.sections[3].pk).update(school=school.birch)
            # Six of the twelve are taught at Birch now.
            ReportRun.objects.update(students=_without(school, 3, 6))
            TotalsSnapshot.objects.all().delete()
            publish_totals(school_year=school.year)
        response = page(school)
        rows = response.context["table"].rows
        assert [(row.name, [figure.words for figure in row.cells]) for row in rows] == [
            ("Alder Middle School", ["hidden", "hidden"]),
            ("Birch Middle School", ["hidden", "hidden"]),
        ]
        assert all(figure.range is None for row in rows for figure in (*row.cells, row.total))
        assert "Alder" in response.content.decode()
        assert ["Birch Middle School", "hidden", "hidden", "hidden"] in _csv(school)

    def test_the_files_hold_what_the_page_shows(self, school: World) -> None:
        rows = _csv(school)
        assert rows == total_rows(page(school).context["table"])
        assert rows[0] == ["School", "7.A.1 Unit rates", "7.A.2 Percents", "All standards"]
        assert [row[0] for row in rows[1:]] == ["Alder Middle School", "All schools"]
        answer = sign_in(Client(), school.dana).get(url("assessments:school_results_workbook", school.course))
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Scores"]
        assert [list(row) for row in sheet.iter_rows(values_only=True)] == rows
        assert "no-store" in answer["Cache-Control"]

    def test_no_cell_of_a_file_is_a_formula(self, school: World) -> None:
        with school.inside():
            School.objects.filter(pk=school.alder.pk).update(name="=HYPERLINK(1)")
        assert _csv(school)[1][0] == "'=HYPERLINK(1)"

    def test_more_schools_and_courses_take_no_more_queries(self, school: World) -> None:
        client, address = sign_in(Client(), school.dana), url("assessments:results")
        before = queries_of(client, address)
        with school.inside():
            (snapshot,) = TotalsSnapshot.objects.all()
            for number in range(5):
                more = School.objects.create(name=f"School {number}")
                snapshot.cells += [{**cell, "school": more.pk} for cell in snapshot.cells[:2]]
            snapshot.save()
            for number in range(3):
                course = type(school.course).objects.create(name=f"Zoology {number}", code=f"Z{number}")
                TotalsSnapshot.objects.create(
                    course=course, school_year=school.year, number=1, published_at=snapshot.published_at
                )
        after = queries_of(client, address)
        assert before and after and before.growth(after) == [] and after.length > before.length + 500


def _without(world: World, place: int, count: int) -> dict[str, Any]:
    """What the run says of its students, without the first of a class."""
    students: dict[str, list[Any]] = ReportRun.objects.get().students
    gone = {student.pk for student in world.students[place][:count]}
    kept = [index for index, pk in enumerate(students["ids"]) if pk not in gone]
    return {name: [values[index] for index in kept] for name, values in students.items()}


def _csv(world: World) -> list[list[str]]:
    answer = sign_in(Client(), world.dana).get(url("assessments:school_results_csv", world.course))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
