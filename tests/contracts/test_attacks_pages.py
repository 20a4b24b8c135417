"""What a browser keeps, what an address may carry, and what the figures of a blind class give away."""

import pytest
from django.test import Client

from assessments.disclosure import disclosed
from tests.rooms.assessments.drawn import drawn_figures, reader
from tests.world import World, enter_results, sign_in, url


@pytest.mark.django_db
class TestWhatTheBrowserKeeps:
    @pytest.mark.parametrize(
        "page", ["cfa", "report", "api_report", "report_live", "upload", "template", "section_entry"]
    )
    def test_no_page_of_a_district_is_stored(self, world: World, client: Client, page: str) -> None:
        """The computers in a staff room are shared, and so is the proxy of a school."""
        enter_results(world)
        things = (world.cfa, world.sections[0]) if page == "section_entry" else (world.cfa,)
        answer = sign_in(client, world.alice).get(url(f"assessments:{page}", *things))
        kept = {part.strip() for part in answer["Cache-Control"].split(",")}
        assert {"private", "no-store"} <= kept

    def test_nor_is_the_home_page(self, world: World, client: Client) -> None:
        assert "no-store" in sign_in(client, world.alice).get(url("goals:home"))["Cache-Control"]


@pytest.mark.django_db
def test_a_search_for_what_no_name_holds_finds_nobody(world: World, client: Client) -> None:
    answer = sign_in(client, world.dana).get(url("schools:people"), {"name": "Zo\0ra"})
    assert answer.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["short", "a" * 65, "with space in", 'quote"quote"', "línea-larga", "12345678\t"])
def test_a_request_s_id_is_taken_over_only_if_it_is_plain(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given})["X-Request-Id"] != given


class TestBlindFigures:
    """Means with all their digits are fractions, and the denominator of a fraction is the size of a class."""

    SIZES = (25, 31, 14, 22)
    ITEMS = 12

    def test_no_size_can_be_worked_out_from_a_colleague_s_mean(self) -> None:
        view = disclosed(drawn_figures(self.SIZES), reader(0))
        rows = [row for skill in (view.total, *view.skills) for row in skill.rows if not (row.is_team or row.is_mine)]
        assert len(rows) == 9
        for row in rows:
            for figure in (row.value, row.low, row.high):
                assert figure is not None and figure == round(figure, 2)

    def test_nor_from_an_item_nor_from_the_gap_that_would_be_noticed(self) -> None:
        view = disclosed(drawn_figures(self.SIZES), reader(0))
        mine = next(place for place, name in enumerate(view.classes) if name.is_mine)
        shown = [cell.value for line in view.items for place, cell in enumerate(line.cells) if place != mine]
        shown += [skill.noticeable for skill in (view.total, *view.skills)]
        assert len(shown) == 3 * self.ITEMS + 3
        assert all(value is not None and value == round(value, 2) for value in shown)

    def test_one_s_own_class_and_named_ones_keep_every_digit(self) -> None:
        figures = drawn_figures(self.SIZES)
        means = [section["result"]["mean"]["mean"] for section in figures["report"]["metrics"][0]["sections"]]
        assert [row.value for row in disclosed(figures, reader(0)).total.rows if row.is_mine] == means[:1]
        assert [row.value for row in disclosed(figures, reader(names="named")).total.rows[1:]] == means

    def test_the_only_colleague_whose_papers_are_in_is_told_that_letters_hide_nothing(self) -> None:
        assert disclosed(drawn_figures((25, 31, 0, 0)), reader(0)).blind_hides_nothing
        assert not disclosed(drawn_figures((25, 31, 14, 0)), reader(0)).blind_hides_nothing
