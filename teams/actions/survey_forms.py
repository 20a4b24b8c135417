"""Rewriting the statements: in place while nobody has been asked, else as another version."""

from django.db import transaction
from django.db.models import Max

from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import District, StaffMember
from plc.tenancy import required_district_id
from teams.models import Dimension, SurveyRound, SurveyStatement, SurveyVersion
from teams.queries.surveys import Statement, newest_version, statements_of

MOST_STATEMENTS = 40


@transaction.atomic
def version_to_ask(*, actor: StaffMember) -> SurveyVersion:
    """The newest version; the first one is made of the statements every district begins with."""
    _alone()
    return newest_version() or _begin(actor, 1, statements_of(None))


@transaction.atomic
def reword_statement(*, actor: StaffMember, number: int, dimension: str, text: str) -> SurveyVersion:
    """Other words: what was answered to the old ones is not compared with what is answered to these."""
    version = _version_to_change(actor)
    changed = SurveyStatement.objects.filter(version=version, number=number)
    if not changed.update(dimension=Dimension(dimension), text=_checked(text)):
        raise Refusal("This statement has been taken out in the meantime.")
    record(actor=actor, verb="reword_survey_statement", subject=version, note=f"statement {number}")
    return version


@transaction.atomic
def add_statement(*, actor: StaffMember, dimension: str, text: str) -> SurveyVersion:
    version = _version_to_change(actor)
    rows = SurveyStatement.objects.filter(version=version)
    if rows.count() >= MOST_STATEMENTS:
        raise Refusal(f"A survey has at most {MOST_STATEMENTS} statements.", "Take one out before you add one.")
    # Numbers are never used again, or an old statement's answers would pass for a new one's.
    number = (SurveyStatement.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1
    SurveyStatement.objects.create(version=version, number=number, dimension=Dimension(dimension), text=_checked(text))
    record(actor=actor, verb="add_survey_statement", subject=version, note=f"statement {number}")
    return version


@transaction.atomic
def remove_statement(*, actor: StaffMember, number: int) -> SurveyVersion:
    version = _version_to_change(actor)
    if SurveyStatement.objects.filter(version=version).count() <= 1:
        raise Refusal("A survey needs a statement.", "Add another one first.")
    SurveyStatement.objects.filter(version=version, number=number).delete()
    record(actor=actor, verb="remove_survey_statement", subject=version, note=f"statement {number}")
    return version


def _version_to_change(actor: StaffMember) -> SurveyVersion:
    _alone()
    newest = newest_version()
    if newest is None:
        return _begin(actor, 1, statements_of(None))
    if SurveyRound.objects.filter(version=newest).exists():
        return _begin(actor, newest.number + 1, statements_of(newest))
    return newest


def _begin(actor: StaffMember, number: int, statements: tuple[Statement, ...]) -> SurveyVersion:
    version: SurveyVersion = SurveyVersion.objects.create(number=number, begun_by=actor)
    SurveyStatement.objects.bulk_create(
        SurveyStatement(version=version, number=each.number, dimension=each.dimension, text=each.text)
        for each in statements
    )
    return version


def _alone() -> None:
    """One at a time in a district: there may be no version yet whose row could be locked."""
    District.objects.select_for_update().get(pk=required_district_id())


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refusal("A statement needs words.", "Write one that a team can agree or disagree with.")
    return text
