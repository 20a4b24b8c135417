"""The entry page of a class: what is typed is saved or kept, whoever else is typing."""

import html
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Item, ReportRun, Result
from assessments.views import entry
from plc.schools.models import Enrollment
from tests.rooms.assessments.papers import FULL, HALF, once, paper, result_of, save
from tests.world import World, more_students, sign_in, url


def address(world: World, place: int) -> str:
    return url("assessments:section_entry_plain", world.cfa, world.sections[place])


def fields(client: Client, at: str) -> dict[str, str]:
    """What the browser would send back untouched: every field of the page as it was opened."""
    response = client.get(at)
    assert response.status_code == 200
    posted: dict[str, str] = {}
    for typed in response.context["papers"]:
        posted[f"b{typed.student_id}"] = typed.opened
        posted[f"s{typed.student_id}"] = typed.status
        posted |= {cell.name: cell.text for cell in typed.shown}
    return posted


def row(student: Any, *texts: str) -> dict[str, str]:
    return {f"c{student.pk}-{position}": text for position, text in enumerate(texts, start=1)}


def words(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize(
    ("name", "place", "status"),
    [
        ("bob", 1, 200),
        ("bob", 0, 404),
        ("charlie", 2, 200),
        ("charlie", 3, 200),
        ("alice", 1, 200),
        ("rita", 3, 404),
        ("pilar", 1, 404),
        ("dana", 1, 404),
        ("erin", 1, 404),
        ("zoe", 1, 404),
    ],
)
def test_it_opens_to_the_class_s_teacher_and_the_facilitator(
    world: World, client: Client, name: str, place: int, status: int
) -> None:
    sign_in(client, getattr(world, name))
    assert client.get(address(world, place)).status_code == status
    assert client.post(address(world, place), {}).status_code == (302 if status == 200 else 404)
    with world.inside():
        assert not Result.objects.exists()


def test_typed_scores_are_saved_and_shown_again(world: World, client: Client) -> None:
    ana, ben, dev = world.students[1]
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1))
    posted |= row(ana, "B", "c", "-", "1.5", "N") | row(ben, "", "", "1", "", "") | {f"s{dev.pk}": "absent"}
    response = client.post(address(world, 1), posted, follow=True)
    assert "Saved 3 papers. The report reruns in seconds." in words(response)
    with world.inside():
        assert (result_of(ana).cells, result_of(ana).answers[:2]) == ([100, 0, -2, 150, -3], ["B", "C"])
        assert result_of(ben).cells == [-1, -1, 100, -1, -1]
        assert result_of(dev).status == "absent"
        assert ReportRun.objects.count() == 1
    assert fields(client, address(world, 1)) | row(ana, "B", "C", "-", "1.5", "N") == fields(client, address(world, 1))
    assert "1 of 3 papers complete · 1 student absent or exempt" in words(client.get(address(world, 1)))


def test_saving_an_untouched_page_changes_nothing(world: World, client: Client) -> None:
    with world.inside():
        save(world, paper(world, 1, 0, HALF))
    sign_in(client, world.bob)
    response = client.post(address(world, 1), fields(client, address(world, 1)), follow=True)
    assert "Nothing was different, so nothing was saved." in words(response)
    with world.inside():
        world.cfa.refresh_from_db()
        assert world.cfa.data_version == 1


def test_one_unreadable_cell_saves_nothing_and_keeps_everything_typed(world: World, client: Client) -> None:
    ana, ben, dev = world.students[1]
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1))
    posted |= row(ana, "B", "D", "A", "2", "3") | row(ben, "1", "1", "1", "7", "<b>") | {f"s{dev.pk}": "make_up"}
    response = client.post(address(world, 1), posted)
    assert response.status_code == 422
    with world.inside():
        assert not Result.objects.exists()
    page = words(response)
    assert "Nothing is saved yet." in page
    assert "“7” is more than the 2 points of this item." in page
    shown = {cell.name: cell.text for each in response.context["papers"] for cell in each.shown}
    assert shown == {name: text for name, text in posted.items() if name.startswith("c")}
    assert f'name="c{ben.pk}-4" value="7"' in page
    assert page.count('aria-invalid="true"') == 2
    assert b"<b>&" not in response.content and b'value="<b>"' not in response.content
    assert '<option value="make_up" selected>' in page


def test_a_status_against_the_scores_is_said_at_the_student(world: World, client: Client) -> None:
    ana = world.students[1][0]
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1)) | row(ana, "1", "1", "1", "2", "3") | {f"s{ana.pk}": "absent"}
    response = client.post(address(world, 1), posted)
    assert response.status_code == 422
    assert f"{ana.family_name}, {ana.given_name}: This paper has scores" in words(response).replace("</strong>", "")
    with world.inside():
        assert not Result.objects.exists()


def test_two_people_in_different_cells_of_one_paper_both_keep_theirs(world: World, client: Client) -> None:
    ana = world.students[1][0]
    facilitator = sign_in(Client(), world.alice)
    sign_in(client, world.bob)
    bobs, hers = fields(client, address(world, 1)), fields(facilitator, address(world, 1))
    assert client.post(address(world, 1), bobs | row(ana, "B", "D")).status_code == 302
    assert facilitator.post(address(world, 1), hers | {f"c{ana.pk}-5": "2.5"}).status_code == 302
    with world.inside():
        assert result_of(ana).cells == [100, 100, -1, -1, 250]


def test_two_people_in_the_same_cell_are_shown_both_values(world: World, client: Client) -> None:
    ana = world.students[1][0]
    facilitator = sign_in(Client(), world.alice)
    sign_in(client, world.bob)
    bobs, hers = fields(client, address(world, 1)), fields(facilitator, address(world, 1))
    assert client.post(address(world, 1), bobs | {f"c{ana.pk}-5": "1"}).status_code == 302
    response = facilitator.post(address(world, 1), hers | {f"c{ana.pk}-5": "3"})
    assert response.status_code == 422
    assert "You typed 3; someone saved 1 meanwhile. Save again to keep yours, or type 1." in words(response)
    with world.inside():
        assert result_of(ana).cells[4] == 100
    again = {f"b{ana.pk}": response.context["papers"][0].opened, f"c{ana.pk}-5": "3"}
    assert facilitator.post(address(world, 1), hers | again).status_code == 302
    with world.inside():
        assert result_of(ana).cells[4] == 300


def test_somebody_faster_between_reading_and_saving_loses_nothing(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.students[1][0]
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1)) | row(ana, "B", "D", "A", "2", "3")
    monkeypatch.setattr(entry, "save_results", once(entry.save_results, lambda: save(world, paper(world, 1, 0, HALF))))
    response = client.post(address(world, 1), posted)
    assert response.status_code == 409
    page = words(response)
    assert "Someone else saved in this class while you were typing." in page
    assert "You typed 3; someone saved 1.5 meanwhile." in page
    assert f'name="c{ana.pk}-5" value="3"' in page
    with world.inside():
        assert result_of(ana).cells == list(HALF)


def test_a_student_who_moved_is_asked_for_once(world: World, client: Client) -> None:
    mover = world.students[0][0]
    with world.inside():
        save(world, paper(world, 0, 0, FULL))
        Enrollment.objects.filter(student=mover).update(ends_on=world.today)
        Enrollment.objects.create(student=mover, section=world.sections[1], starts_on=world.today)
    sign_in(client, world.alice)
    assert f"b{mover.pk}" in fields(client, address(world, 0))
    assert f"b{mover.pk}" not in fields(client, address(world, 1))


def test_a_student_of_another_class_cannot_be_typed_in(world: World, client: Client) -> None:
    stranger = world.students[0][0]
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1)) | row(stranger, "1", "1", "1", "2", "3")
    assert client.post(address(world, 1), posted | {f"s{stranger.pk}": "scored"}).status_code == 302
    with world.inside():
        assert not Result.objects.exists()


def test_a_status_nobody_offered_is_refused(world: World, client: Client) -> None:
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1)) | {f"s{world.students[1][0].pk}": "on holiday"}
    assert client.post(address(world, 1), posted).status_code in {409, 422}
    with world.inside():
        assert not Result.objects.exists()


def test_forty_students_and_sixty_items_fit_into_one_form(world: World, client: Client) -> None:
    world = more_students(world, 37)
    with world.inside():
        Item.objects.bulk_create(
            Item(version=world.version, position=n, label=f"q{n}", max_cell=100) for n in range(6, 61)
        )
    sign_in(client, world.bob)
    posted = fields(client, address(world, 1))
    assert 40 * 60 < len(posted) + 1 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    posted |= {name: "1" for name in posted if name.startswith("c")}
    assert client.post(address(world, 1), posted).status_code == 302
    with world.inside():
        assert Result.objects.count() == 40
        assert result_of(world.students[1][0]).cells == [100] * 60


def test_more_students_take_no_more_queries(world: World, client: Client) -> None:
    sign_in(client, world.bob)
    counts = []
    for _ in range(2):
        posted = fields(client, address(world, 1))
        with CaptureQueriesContext(connection) as opening:
            client.get(address(world, 1))
        with CaptureQueriesContext(connection) as saving:
            client.post(address(world, 1), posted | {name: "1" for name in posted if name.startswith("c")})
        counts.append((len(opening), len(saving)))
        with world.inside():
            Result.objects.all().delete()
            ReportRun.objects.all().delete()
        world = more_students(world, 12)
    assert counts[0] == counts[1]
