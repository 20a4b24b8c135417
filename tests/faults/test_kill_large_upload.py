"""kill -9 of the worker while it reads or saves a large upload: all of it gets there, once, and without a hand."""

from contextlib import suppress
from dataclasses import dataclass, replace

import psutil

from tests.faults.team import (
    HEAL_SECONDS,
    LAST_WRITTEN,
    READ_IN_MID_FILE,
    Offered,
    Teacher,
    assert_healed,
    barred,
    saved_points,
)
from tests.faults.test_kill import is_gone
from tests.live_stack import LiveStack, wait_until


@dataclass(frozen=True)
class Upload:
    """A large upload as the database has it."""

    stack: LiveStack
    number: int

    @classmethod
    def of(cls, offered: Offered, stack: LiveStack) -> "Upload":
        return cls(stack, int(offered.preview.url.rstrip("/").rpartition("/")[2]))

    @property
    def state(self) -> tuple[str, int]:
        """Its state, and how many workers have tried to get it out of there."""
        (found,) = self.stack.sql("select state, tries from assessments_upload where id = %s", self.number)
        return found

    @property
    def changes(self) -> int:
        """How often it was saved."""
        ((count,),) = self.stack.sql("select count(*) from assessments_change where upload_id = %s", self.number)
        return count

    def is_past(self, state: str) -> bool:
        return self.state[0] != state


def kill_worker(stack: LiveStack) -> None:
    """All of it, its pool as well: nothing of it is left to finish what it began."""
    main = stack.process("worker")
    pool = main.children(recursive=True)
    main.kill()
    for each in pool:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    wait_until(lambda: all(is_gone(each.pid) for each in [main, *pool]), "the worker and its pool are dead")


def data_version(teacher: Teacher) -> int:
    ((count,),) = teacher.stack.sql("select data_version from assessments_assessment where id = %s", teacher.cfa)
    return count


def read_again(teacher: Teacher, offered: Offered) -> Offered:
    """The page of the upload as it is now."""
    return replace(offered, preview=teacher.visitor.open(offered.preview.url))


def test_a_worker_killed_in_mid_file_is_followed_by_one_that_reads_it_to_its_end(
    teacher: Teacher, stack: LiveStack
) -> None:
    before, version = saved_points(stack, teacher.cfa), data_version(teacher)
    with barred(stack, READ_IN_MID_FILE, "access exclusive") as is_reached:
        offered = teacher.offer_large()
        upload = Upload.of(offered, stack)
        wait_until(is_reached, "the worker is in mid-file")
        assert upload.state == ("reading", 1)
        assert "Reading large.csv" in read_again(teacher, offered).preview.html
        kill_worker(stack)
    wait_until(lambda: upload.is_past("reading"), "another worker has read it", HEAL_SECONDS)
    assert upload.state == ("previewed", 2)
    assert read_again(teacher, offered).preview.form_to("/apply")
    assert (saved_points(stack, teacher.cfa), data_version(teacher), upload.changes) == (before, version, 0)


def test_a_worker_killed_in_mid_save_has_saved_nothing_and_the_next_saves_it_once(
    teacher: Teacher, stack: LiveStack
) -> None:
    before, version = saved_points(stack, teacher.cfa), data_version(teacher)
    offered = teacher.offer_large()
    upload = Upload.of(offered, stack)
    wait_until(lambda: upload.is_past("reading"), "the file is read")
    with barred(stack, LAST_WRITTEN, "share") as is_reached:
        teacher.apply(read_again(teacher, offered))
        wait_until(is_reached, "the worker is in mid-transaction")
        assert upload.state == ("saving", 1)
        kill_worker(stack)
        assert (saved_points(stack, teacher.cfa), data_version(teacher), upload.changes) == (before, version, 0)
    wait_until(lambda: upload.is_past("saving"), "another worker has saved it", HEAL_SECONDS)
    assert upload.state == ("applied", 2)
    assert_healed(teacher, offered)
    assert (data_version(teacher), upload.changes) == (version + 1, 1)
    assert "These scores are saved." in read_again(teacher, offered).preview.html
