"""``manage.py import_results``: the upload pages' rules without a browser."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from assessments.actions.known_files import remember_alias
from assessments.management.commands.import_results import COULD_NOT, LEFT_OUT
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Item,
    Result,
    Upload,
    UploadState,
)
from plc.schools.models import Enrollment, Student
from tests.importing.test_sample_scores import FILES, SCORES, content_of, plain_items, table_of
from tests.rooms.assessments.papers import FULL, class_csv, csv_of, result_of
from tests.world import DAY, World


def run(*arguments: Any) -> tuple[int, str]:
    """The exit code and the standard output."""
    said, code = io.StringIO(), 0
    try:
        call_command("import_results", *map(str, arguments), stdout=said)
    except SystemExit as left:
        code = int(left.code or 0)
    except CommandError as refused:
        if not said.getvalue():
            raise
        code = refused.returncode
    return code, said.getvalue()


def answer(*arguments: Any) -> tuple[int, dict[str, Any]]:
    code, said = run(*arguments, "--json")
    return code, json.loads(said)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scores.csv"


def test_a_dry_run_counts_and_saves_nothing(world: World, file: Path) -> None:
    file.write_bytes(class_csv(world.all_students))
    code, said = answer(file, "--assessment", world.cfa.pk, "--dry-run")
    counts = said["counts"]
    assert (code, counts["rows_read"], counts["new_students"], counts["new_cells"]) == (0, 12, 12, 60)
    assert (said["dry_run"], said["upload"], said["saved_scores"]) == (True, None, 0)
    assert said["mapping"]["student"] == {"column": "A", "title": "Student ID"}
    with world.inside():
        assert not Upload.objects.exists() and not Result.objects.exists()


def test_it_saves_as_the_facilitator_and_can_be_taken_back(world: World, file: Path) -> None:
    file.write_bytes(class_csv(world.students[1], "1,1,1,2,3"))
    code, said = answer(file, "--assessment", world.cfa.pk)
    assert (code, said["saved_scores"]) == (0, 15)
    with world.inside():
        upload = Upload.objects.get(pk=said["upload"])
        assert (upload.state, upload.uploaded_by) == (UploadState.APPLIED, world.alice.staff)
        assert result_of(world.students[1][0]).cells == list(FULL)
    assert answer(file, "--assessment", world.cfa.pk)[1]["counts"]["unchanged_cells"] == 15


def test_somebody_reaches_their_own_classes_alone(world: World, file: Path) -> None:
    file.write_bytes(class_csv(world.all_students))
    code, said = answer(file, "--assessment", world.cfa.pk, "--as", "bob@example.org", "--dry-run")
    assert (code, said["counts"]["new_students"], said["counts"]["unmatched"]) == (LEFT_OUT, 3, 9)
    with pytest.raises(CommandError, match="may not enter results of this CFA"):
        run(file, "--assessment", world.cfa.pk, "--as", "erin@example.org")


def test_an_alias_of_the_team_counts_here_too(world: World, file: Path) -> None:
    with world.inside():
        remember_alias(actor=world.bob.staff, team=world.team, alias="zg-1", student=world.students[1][0])
    file.write_bytes(csv_of("zg-1,1,1,1,2,3"))
    assert answer(file, "--assessment", world.cfa.pk, "--dry-run")[1]["counts"]["new_students"] == 1


def test_no_student_is_named_unless_asked(world: World, file: Path) -> None:
    student = world.students[1][0]
    name = f"{student.family_name}, {student.given_name}"
    rows = (f"{student.local_id},{name},1,1,1,2,3", f"{student.local_id},{name},0,0,1,2,3", f"x-1,{name},1,1,1,2,3")
    file.write_bytes("\n".join(("Student ID,Name,1,2,3,4a,4b", *(r.replace(name, f'"{name}"') for r in rows))).encode())
    quiet = run(file, "--assessment", world.cfa.pk, "--dry-run", "--json")
    plain = run(file, "--assessment", world.cfa.pk, "--dry-run")
    assert quiet[0] == plain[0] == LEFT_OUT
    assert name not in quiet[1] + plain[1]
    assert name in run(file, "--assessment", world.cfa.pk, "--dry-run", "--json", "--names")[1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "This file is empty"), (b"%PDF-1.7", "PDF document"), (b"Who,What\na,b\n", "student IDs")],
    ids=["nothing", "a PDF", "no columns we know"],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(
    world: World, file: Path, content: bytes, sentence: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as refused:
        run(file, "--assessment", world.cfa.pk)
    assert refused.value.returncode == 1
    with world.inside():
        assert not Upload.objects.exists()


def test_a_dry_run_does_not_promise_what_the_run_itself_would_refuse(world: World, file: Path) -> None:
    file.write_bytes(b"Student ID,Who,What\n40711,a,b\n")
    code, said = answer(file, "--assessment", world.cfa.pk, "--dry-run")
    assert (code, said["mapping"]["is_ready"], said["counts"]["new_cells"]) == (COULD_NOT, False, 0)
    sentence = next(problem["sentence"] for problem in said["mapping"]["problems"] if problem["stops"])
    with pytest.raises(CommandError, match=re.escape(sentence)) as refused:
        run(file, "--assessment", world.cfa.pk)
    assert refused.value.returncode == code


def test_a_cfa_or_a_file_that_is_not_there(world: World, file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(file, "--assessment", world.cfa.pk)
    file.write_bytes(class_csv(world.students[1]))
    with pytest.raises(CommandError, match="There is no CFA 99999"):
        run(file, "--assessment", 99999)
    with pytest.raises(CommandError, match="in pine"):
        run(file, "--assessment", world.cfa.pk, "--district", "pine")


@pytest.mark.parametrize("name", FILES)
def test_every_shared_score_file_goes_through(world: World, name: str) -> None:
    known = FILES[name]
    content_of(name)
    with world.inside():
        cfa = cfa_for(world, name, known.items)
    _code, said = answer(SCORES / name, "--assessment", cfa.pk, "--dry-run")
    assert (said["counts"]["rows_read"], said["counts"]["students_in_file"]) == (known.rows, known.students)
    assert said["mapping"]["profile"] == known.profile
    if known.mapped:
        assert len(said["mapping"]["items"]) == known.mapped
    if name.startswith("zipgrade"):
        assert sorted(said["mapping"]["key_versions"].values()) == [35, 38]
    with world.inside():
        assert not Upload.objects.exists() and not Result.objects.exists()


def cfa_for(world: World, name: str, items: int) -> Assessment:
    """A CFA with as many items, for a class of everybody who is in the file by any ID column."""
    cfa = Assessment.objects.create(
        team=world.team,
        title="As many items as the file",
        opens_on=world.today - DAY,
        closes_on=world.today + DAY,
        locked_at=timezone.now(),
    )
    version = AssessmentVersion.objects.create(assessment=cfa, number=1)
    Assessment.objects.filter(pk=cfa.pk).update(current_version=version)
    Item.objects.bulk_create(
        Item(version=version, position=item.position, label=item.label, max_cell=item.max_cell)
        for item in plain_items(items)
    )
    AssessmentSection.objects.create(assessment=cfa, section=world.sections[0], position=1)
    table = table_of(name)
    column = next((at for at, title in enumerate(table.header) if title == FILES[name].id_title), None)
    ids = {row.cell(column)[:40] for row in table.rows if column is not None} - {""}
    students = Student.objects.bulk_create(
        Student(local_id=local_id, given_name="Some", family_name="Body") for local_id in sorted(ids)
    )
    Enrollment.objects.bulk_create(
        Enrollment(student=student, section=world.sections[0], starts_on=world.today - DAY) for student in students
    )
    return cfa
