"""The living part of what a place stands for: what people say to it, their consent, and the next look at it."""

import datetime

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.commitments import begin_charter_version, called, count_telling, hold_charter, write_statement
from teams.models import (
    Charter,
    CharterAnswer,
    CharterRemark,
    CharterReview,
    CharterState,
    CharterStatement,
    CharterVersion,
    RemarkState,
)
from teams.news.commitments import ANSWERED, REMARKED
from teams.queries.commitments import charter_version_in, consent_of, editors_of, staff_of, statements_in

ASKED = (CharterState.PROPOSED, CharterState.IN_FORCE)


@transaction.atomic
def say_to_charter(
    *,
    actor: StaffMember,
    version: CharterVersion,
    statement: CharterStatement | None = None,
    text: str = "",
    wording: str = "",
) -> CharterRemark:
    """A comment on a version or one of its statements, or with ``wording`` a suggestion for that statement."""
    version, charter = _asked(version)
    text, wording = " ".join(text.split()), " ".join(wording.split())
    if not text and not wording:
        raise Refusal("Write a comment, or the words you suggest.")
    if wording and statement is None:
        raise Refusal("Choose the sentence for which you suggest other words.")
    if statement is not None and statement.version_id != version.pk:
        raise Refusal("This sentence belongs to another version.", "Read the document as it is now.")
    if statement is not None and wording == statement.text:
        raise Refusal("This is what it says already.", "Change the words you would say otherwise.")
    remark: CharterRemark = CharterRemark.objects.create(
        version=version, statement=statement, author=actor, text=text, wording=wording
    )
    record(actor=actor, verb="say_to_charter", subject=remark, note=called(charter, version))
    people = set(editors_of(charter.school_id, today_in(actor.district))) - {actor.pk}
    tell(staff_ids=people, kind=REMARKED, subject_id=charter.pk, number=count_telling(charter), is_new=True)
    return remark


@transaction.atomic
def take_back_remark(*, actor: StaffMember, remark: CharterRemark) -> None:
    charter = hold_charter(remark.version.charter)
    row = _open_remark(remark)
    record(actor=actor, verb="take_back_remark", subject=row, note=called(charter, remark.version))
    row.delete()


@transaction.atomic
def accept_suggestion(*, actor: StaffMember, remark: CharterRemark, answer: str = "") -> CharterStatement:
    """The suggested words stand in the draft, which begins with this when there is none."""
    charter = hold_charter(remark.version.charter)
    remark = _open_remark(remark)
    if remark.statement is None or not remark.wording:
        raise Refusal("This is a comment, not a suggestion.", "Answer it in a sentence.")
    draft = begin_charter_version(actor=actor, charter=charter)
    row = statements_in(draft).filter(thread=remark.statement.thread).first()
    if row is None:
        raise Refusal("The draft no longer has this sentence.", "Write the words into the draft, or decline.")
    if row.text != remark.statement.text:
        # A click on another page must not write over what an editor has put there since.
        raise Refusal(f"The draft says something else here by now: {row.text}", "Change it there, and answer in words.")
    row = write_statement(
        actor=actor, version=draft, text=remark.wording, is_tight=row.is_tight, statement=row, seen=row.text
    )
    _answer(remark, actor, RemarkState.ACCEPTED, answer)
    return row


@transaction.atomic
def answer_remark(*, actor: StaffMember, remark: CharterRemark, answer: str) -> CharterRemark:
    """A sentence to a comment, or why a suggestion is not taken."""
    charter = hold_charter(remark.version.charter)
    remark = _open_remark(remark)
    if not answer.strip():
        raise Refusal("Say why, in a sentence.", "Whoever made it reads your answer, and so does everybody here.")
    _answer(remark, actor, RemarkState.DECLINED, answer)
    record(actor=actor, verb="answer_remark", subject=remark, note=called(charter, remark.version))
    return remark


@transaction.atomic
def answer_charter(*, actor: StaffMember, version: CharterVersion, is_yes: bool, reason: str = "") -> CharterAnswer:
    """One's own word to a version, which one may change while it is asked for or in force."""
    version, charter = _asked(version)
    reason = " ".join(reason.split())
    if not is_yes and not reason:
        raise Refusal("Say what you would need to be able to say yes.", "One sentence is enough.")
    answer: CharterAnswer
    answer, _ = CharterAnswer.objects.update_or_create(
        version=version, staff=actor, defaults={"is_yes": is_yes, "reason": "" if is_yes else reason}
    )
    # Not what was said: the district office reads these lines, and a "not yet" is for the place it was said in.
    record(actor=actor, verb="answer_charter", subject=version, note=called(charter, version))
    return answer


@transaction.atomic
def put_in_force(
    *, actor: StaffMember, version: CharterVersion, review_on: datetime.date, note: str = ""
) -> CharterVersion:
    """The proposed version holds from today, with how many agreed on record.

    In a large school somebody is always away, so that it does not wait for the last answer. But it does not pass over a
    "not yet": what became of it is said in ``note``, which everybody reads.
    """
    charter, today = hold_charter(version.charter), today_in(actor.district)
    version = CharterVersion.objects.get(pk=version.pk)
    if version.state != CharterState.PROPOSED:
        raise Refusal("This version is no longer the one that is proposed.", "Look at the document as it is now.")
    consent = consent_of(version, staff_of(charter.school_id, today))
    note = " ".join(note.split())
    if not consent.agreed:
        raise Refusal("Nobody has said yes yet.", "Wait for the first answers.")
    if consent.not_yet and not note:
        raise Refusal(
            f"{len(consent.not_yet)} of {consent.asked} would need something to say yes.",
            "Say in a sentence what becomes of it; everybody reads it.",
        )
    _check_day(review_on, today)
    CharterVersion.objects.filter(charter=charter, state=CharterState.IN_FORCE).update(state=CharterState.REPLACED)
    version.state, version.in_force_on, version.note = CharterState.IN_FORCE, today, note
    version.agreed, version.asked = len(consent.agreed), consent.asked
    version.save(update_fields=["state", "in_force_on", "note", "agreed", "asked"])
    charter.review_on = review_on
    charter.save(update_fields=["review_on"])
    record(actor=actor, verb="put_in_force", subject=version, note=called(charter, version))
    return version


@transaction.atomic
def review_charter(
    *, actor: StaffMember, charter: Charter, is_kept: bool, review_on: datetime.date | None = None, note: str = ""
) -> CharterReview:
    """The place has looked at it again: it stays until another day, or another version is begun."""
    charter, today = hold_charter(charter), today_in(actor.district)
    version = charter_version_in(charter, CharterState.IN_FORCE)
    if version is None:
        raise Refusal("Nothing is in force yet that could be reviewed.", "Propose the draft first.")
    if is_kept:
        if review_on is None:
            raise Refusal("Say on which day you look at it again.")
        _check_day(review_on, today)
        charter.review_on = review_on
        charter.save(update_fields=["review_on"])
    review: CharterReview = CharterReview.objects.create(
        version=version, held_on=today, held_by=actor, is_kept=is_kept, note=" ".join(note.split())
    )
    kept = "kept" if is_kept else "to be changed"
    record(actor=actor, verb="review_charter", subject=review, note=f"{called(charter, version)}, {kept}")
    if not is_kept:
        begin_charter_version(actor=actor, charter=charter)
    return review


def _check_day(review_on: datetime.date, today: datetime.date) -> None:
    if not today < review_on <= today + datetime.timedelta(days=3 * 366):
        raise Refusal("The next review is on a day after today, within three years.", "Choose another day.")


def _asked(version: CharterVersion) -> tuple[CharterVersion, Charter]:
    """The version people may speak to, with its document held: nobody answers what has been changed meanwhile."""
    charter = hold_charter(version.charter)
    row: CharterVersion = CharterVersion.objects.get(pk=version.pk)
    if row.state not in ASKED:
        raise Refusal("There is a later version of this by now.", "Read the document as it is now.")
    return row, charter


def _open_remark(remark: CharterRemark) -> CharterRemark:
    row: CharterRemark | None = (
        CharterRemark.objects.select_related("statement", "version").filter(pk=remark.pk).first()
    )
    if row is None or row.state != RemarkState.OPEN:
        raise Refusal("This has been answered or taken back meanwhile.")
    return row


def _answer(remark: CharterRemark, actor: StaffMember, state: str, answer: str) -> None:
    remark.state, remark.answer, remark.answered_by = state, " ".join(answer.split()), actor
    remark.save(update_fields=["state", "answer", "answered_by"])
    tell(staff_ids={remark.author_id} - {actor.pk}, kind=ANSWERED, subject_id=remark.pk, number=1, is_new=True)
