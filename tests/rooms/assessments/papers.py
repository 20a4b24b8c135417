"""Papers, files and forms as people make them, for the tests of this room."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.actions import NewPaper, preview_upload, save_results
from assessments.models import Change, ChangeKind, Result, ResultStatus, Upload
from plc.schools.models import Student
from tests.cast import Person
from tests.world import World, url

HEAD = "Student ID,1,2,3,4a,4b"
FULL = (100, 100, 100, 200, 300)
HALF = (100, 0, 0, 100, 150)
NOTHING = (-1, -1, -1, -1, -1)


def paper(world: World, place: int, index: int, cells: Sequence[int] = FULL, **facts: Any) -> NewPaper:
    """A new scored paper of the ``index``-th student of the ``place``-th section (both from 0)."""
    said = {
        "student_id": world.students[place][index].pk,
        "section_id": world.sections[place].pk,
        "status": ResultStatus.SCORED,
        "answers": ("",) * len(cells),
        "based_on": 0,
    }
    return NewPaper(cells=tuple(cells), **{**said, **facts})


def save(world: World, *papers: NewPaper, actor: Person | None = None) -> Change | None:
    """Typed in by Alice, unless somebody else is named. Call it inside the district."""
    return save_results(
        actor=(actor or world.alice).staff,
        assessment=world.cfa,
        papers=papers,
        kind=ChangeKind.ENTRY,
        today=world.today,
    )


def result_of(student: Student) -> Result:
    return Result.objects.get(student=student)


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def class_csv(students: Sequence[Student], marks: str = "1,1,0,2,3") -> bytes:
    return csv_of(*(f"{student.local_id},{marks}" for student in students))


def previewed(world: World, person: Person, content: bytes, *places: int) -> Upload:
    """An upload by this person into these sections, waiting for a yes."""
    return preview_upload(
        actor=person.staff,
        assessment=world.cfa,
        section_ids=[world.sections[place].pk for place in places],
        today=world.today,
        file_name="scores.csv",
        content=content,
    )


def send(client: Client, world: World, content: bytes, name: str = "scores.csv") -> Any:
    """Choose a file on the upload page and send it."""
    return client.post(url("assessments:upload", world.cfa), {"file": SimpleUploadedFile(name, content)})


def once(function: Callable[..., Any], before: Callable[[], None]) -> Callable[..., Any]:
    """The same function, with something happening just before its first call: somebody who is faster."""
    pending = [before]

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        while pending:
            pending.pop()()
        return function(*args, **kwargs)

    return interrupted
