"""What somebody may try with the files of a card, with cards that were taken back, and with a student's year."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goals.actions import CardWords, Source, withdraw_card, write_card
from goals.file_kinds import MOST_BYTES, MOST_FILES, kept_name
from goals.models import CardFile, Reach, StrategyCard
from plc.schools.models import Enrollment
from tests.cast import Person
from tests.contracts.strategies import PDF, office_file, share_and_try
from tests.rooms.assessments.papers import FULL, paper, save
from tests.world import World, sign_in, url

SIZE = (640).to_bytes(4, "big")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + SIZE + SIZE + b"\x08\x02" + bytes(7) + bytes(4) + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10) + b"\xff\xda\x00\x02" + bytes(40) + b"\xff\xd9"
PAGE = b"<!doctype html><script>alert(document.cookie)</script>"
OFFICE = "application/vnd.openxmlformats-officedocument"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def card(world: World) -> StrategyCard:
    """Bob's, shared with the team."""
    with world.inside():
        return write_card(
            actor=world.bob.staff,
            source=Source(world.cfa, None, world.ratios),
            section=world.sections[1],
            words=CardWords("Lines first", "Unit rates", "Draw lines.", "", names_class=False),
            is_shared=True,
        )


def send(world: World, card: StrategyCard, name: str, content: bytes, person: Person | None = None) -> tuple[int, str]:
    file = SimpleUploadedFile(name, content, content_type="image/png")
    answer = sign_in(Client(), person or world.bob).post(url("goals:add_card_file", card), {"file": file})
    return answer.status_code, answer.content.decode()


def kept(world: World) -> list[CardFile]:
    with world.inside():
        return list(CardFile.objects.order_by("pk"))


def bomb(unpacked: int, *, claims: int | None = None) -> bytes:
    """A workbook of a few kilobytes with ``unpacked`` zeros inside, which may claim to hold fewer."""
    content = bytearray(office_file("xlsx", xl__worksheets__sheet1=b"\0" * unpacked))
    if claims is not None:
        real = unpacked.to_bytes(4, "little")
        at = content.find(real)
        while at >= 0:
            content[at : at + 4] = claims.to_bytes(4, "little")
            at = content.find(real, at + 4)
    return bytes(content)


class TestFilesThatStayOutside:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("photo.png", PAGE),
            ("photo.png", SVG),
            ("drawing.svg", SVG),
            ("page.html", PAGE),
            ("sheet.pdf", PAGE),
            ("sheet.pdf", b"%PDF-1.7\n" + PAGE),
            ("sheet.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>")),
            ("sheet.pdf", PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 2 0 R >>")),
            ("photo.html", PNG),
            ("photo.png.exe", PNG),
            ("sheet.docx", PDF),
            ("run.exe", b"MZ" + b"\0" * 200),
            ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
            ("files.zip", office_file()),
            ("plain.docx", b"PK\x03\x04" + b"\0" * 200),
            ("macro.docx", office_file("docx", word__vbaProject=b"x")),
            ("macro.xlsx", office_file("xlsx", xl__vbaProject=b"x")),
            ("macro.xlsx", office_file("xlsx", xl__macrosheets__sheet1=b"x")),
            ("control.docx", office_file("docx", word__activeX__activeX1=b"x")),
            ("both.docx", office_file("docx", **{"xl__workbook.xml": b"x"})),
            ("bomb.xlsx", bomb(60_000_000)),
            ("huge.png", PNG.replace(SIZE, (900_000).to_bytes(4, "big"))),
            ("none.png", PNG.replace(SIZE, bytes(4))),
            ("cut.png", PNG[:30] + b"IEND"),
            ("cut.jpg", JPEG[:-2]),
            ("called.jpg", b"\xff\xd8\xff" + PAGE + b"\xff\xd9"),
            ("empty.pdf", b""),
            ("notes.txt", b"Draw lines."),
        ],
    )
    def test_each_is_refused_with_a_sentence(self, world: World, card: StrategyCard, name: str, content: bytes) -> None:
        status, said = send(world, card, name, content)
        assert status == 422 and "error" in said
        assert kept(world) == []

    def test_a_file_that_is_too_large_is_said_with_its_size(self, world: World, card: StrategyCard) -> None:
        status, said = send(world, card, "large.pdf", PDF + b"\0" * MOST_BYTES)
        assert status == 422 and "This file has 8.0 MB; a card keeps files of up to 8 MB." in said

    def test_an_archive_that_lies_about_itself_is_never_unpacked(self, world: World, card: StrategyCard) -> None:
        """It is kept as the bytes it is, or refused: either way nothing here grows to what it holds."""
        status, _ = send(world, card, "liar.xlsx", bomb(60_000_000, claims=900_000))
        assert status in {302, 422}
        assert all(file.size < 100_000 for file in kept(world))

    def test_a_card_keeps_so_many_and_the_same_one_once(self, world: World, card: StrategyCard) -> None:
        for number in range(MOST_FILES):
            assert send(world, card, f"{number}.pdf", PDF + b"%" + str(number).encode())[0] == 302
        assert send(world, card, "0.pdf", PDF + b"%0")[0] == 302
        status, said = send(world, card, "more.pdf", PDF + b"%more")
        assert status == 422 and "A card keeps up to 6 files." in said
        assert len(kept(world)) == MOST_FILES


class TestFilesThatAreKept:
    @pytest.mark.parametrize(
        ("name", "content", "media"),
        [
            ("Lines.pdf", PDF, "application/pdf"),
            ("photo.PNG", PNG, "image/png"),
            ("photo.jpeg", JPEG, "image/jpeg"),
            (
                "Plan.docx",
                office_file("docx"),
                f"{OFFICE}.wordprocessingml.document",
            ),
            (
                "Talk.pptx",
                office_file("pptx"),
                f"{OFFICE}.presentationml.presentation",
            ),
            ("Table.xlsx", office_file("xlsx"), f"{OFFICE}.spreadsheetml.sheet"),
        ],
    )
    def test_are_downloads_that_run_nowhere(
        self, world: World, card: StrategyCard, name: str, content: bytes, media: str
    ) -> None:
        assert send(world, card, name, content)[0] == 302
        (file,) = kept(world)
        answer = sign_in(Client(), world.alice).get(url("goals:card_file", file))
        assert answer.content == content and answer["Content-Type"] == media
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("..\\..\\etc\\Lines.pdf", "Lines.pdf"),
            ("fdp.\u202exslx.pdf", "fdp.xslx.pdf"),
            ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ],
    )
    def test_a_name_is_only_a_name(self, world: World, card: StrategyCard, name: str, said: str) -> None:
        assert send(world, card, name, PDF)[0] == 302
        (file,) = kept(world)
        assert file.name == said
        answer = sign_in(Client(), world.bob).get(url("goals:card_file", file))
        assert "Set-Cookie: a=b" not in str(answer.headers) and "\n" not in answer["Content-Disposition"]

    def test_a_name_cannot_break_out_of_its_header(self) -> None:
        assert kept_name('Li"nes\r\nSet-Cookie: a=b.pdf') == "LinesSet-Cookie a=b.pdf"

    def test_the_file_goes_with_the_card(self, world: World, card: StrategyCard) -> None:
        send(world, card, "Lines.pdf", PDF)
        (file,) = kept(world)
        sign_in(Client(), world.bob).post(url("goals:delete_strategy", card))
        assert kept(world) == []
        assert sign_in(Client(), world.bob).get(url("goals:card_file", file)).status_code == 404


class TestWhoReachesAFile:
    def reached(self, world: World, file: CardFile) -> set[str]:
        names = ("alice", "bob", "charlie", "erin", "pilar", "quentin", "dana", "moira", "rita", "zoe")
        address = url("goals:card_file", file)
        return {name for name in names if sign_in(Client(), getattr(world, name)).get(address).status_code == 200}

    def test_whoever_reads_the_card_and_nobody_once_it_is_withdrawn(self, world: World, card: StrategyCard) -> None:
        with world.inside():
            share_and_try(card, world.bob.staff, world.sections[1], Reach.SCHOOL, world=world)
            file = card.files.get()
        assert self.reached(world, file) == {"alice", "bob", "charlie", "pilar"}
        with world.inside():
            withdraw_card(actor=world.bob.staff, card=card, reach=Reach.TEAM)
        assert self.reached(world, file) == {"alice", "bob", "charlie"}
        with world.inside():
            withdraw_card(actor=world.bob.staff, card=card)
        assert self.reached(world, file) == {"bob"}

    def test_a_colleague_adds_and_removes_nothing(self, world: World, card: StrategyCard) -> None:
        send(world, card, "Lines.pdf", PDF)
        (file,) = kept(world)
        assert send(world, card, "Mine.pdf", PDF + b"%", world.alice)[0] == 404
        assert sign_in(Client(), world.alice).post(url("goals:remove_card_file", file)).status_code == 404
        assert len(kept(world)) == 1

    def test_a_principal_and_an_office_read_no_class(self, world: World, card: StrategyCard) -> None:
        """The card and its file, and nothing of the class that tried it, in the page's whole text."""
        with world.inside():
            share_and_try(card, world.bob.staff, world.sections[1], Reach.SCHOOL, Reach.DISTRICT, world=world)
        for person in (world.pilar, world.dana):
            said = sign_in(Client(), person).get(url("goals:strategy", card)).content.decode()
            assert "Lines.pdf" in said and "Tried with 1 class of other teams." in said
            for secret in ("Period 2", "They drew.", "Unit 3", "Before", "evidence"):
                assert secret not in said
            assert sign_in(Client(), person).get(url("goals:new_trial", card)).status_code == 404


class TestAStudentsYear:
    def test_leaders_and_guessed_numbers_find_nothing(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
        address = url("goals:student_year", world.sections[0], world.students[0][0])
        for name in ("bob", "charlie", "erin", "rita", "pilar", "quentin", "dana", "moira", "zoe"):
            assert sign_in(Client(), getattr(world, name)).get(address).status_code == 404, name
        with world.inside_pine():
            theirs = Enrollment.objects.order_by("pk")[0]
        client = sign_in(Client(), world.alice)
        assert client.get(url("goals:student_year", world.sections[0], theirs.student_id)).status_code == 404
        assert client.get(url("goals:student_year", theirs.section_id, world.students[0][0])).status_code == 404
        assert client.get(url("goals:class_progress_csv", theirs.section_id)).status_code == 404

    def test_a_student_who_has_left_the_class_has_no_page_under_it(self, world: World) -> None:
        with world.inside():
            Enrollment.objects.filter(student=world.students[0][0]).update(ends_on=world.today)
        address = url("goals:student_year", world.sections[0], world.students[0][0])
        assert sign_in(Client(), world.alice).get(address).status_code == 404


def test_the_bomb_is_one() -> None:
    with zipfile.ZipFile(io.BytesIO(bomb(60_000_000))) as archive:
        assert sum(part.file_size for part in archive.infolist()) > 60_000_000
    assert len(bomb(60_000_000)) < 100_000
