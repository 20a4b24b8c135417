"""Opening a round of the self-assessment, answering in it, and closing it, which is when answers lose their people."""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.survey_forms import version_to_ask
from teams.models import (
    Dimension,
    SurveyComment,
    SurveyCount,
    SurveyedTeam,
    SurveyKey,
    SurveyPaper,
    SurveyRound,
    SurveyStatement,
    Team,
)
from teams.news.surveys import CLOSED, OPENED, SURVEY
from teams.queries.surveys import asked_members, asked_staff_ids, has_any, mark_of, teams_of_today
from teams.spread import count

# Two rounds close together would tell what changed between them: somebody who left, somebody who came.
APART: Final = datetime.timedelta(days=28)
LONGEST_COMMENT: Final = 1000


@transaction.atomic
def open_round(
    *, actor: StaffMember, teams: Iterable[Team], opens_on: datetime.date, closes_on: datetime.date
) -> SurveyRound:
    """Ask these teams, between these two days and on both. The statements are those of the day of asking."""
    today = today_in(actor.district)
    version = version_to_ask(actor=actor)
    asked = list(teams_of_today(today).filter(pk__in=[team.pk for team in teams]))
    if not asked:
        raise Refusal("No team of this school year is chosen.", "Choose a school that has teams.")
    if closes_on < opens_on or closes_on < today:
        raise Refusal("The last day lies before the first one, or has passed.", "Choose a later last day.")
    _check_apart(asked, opens_on)
    survey_round: SurveyRound = SurveyRound.objects.create(
        version=version,
        school_year=asked[0].school_year,
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by=actor,
    )
    SurveyedTeam.objects.bulk_create(SurveyedTeam(round=survey_round, team=team) for team in asked)
    record(actor=actor, verb="open_survey_round", subject=survey_round, note=f"{len(asked)} teams, until {closes_on}")
    if opens_on <= today:
        tell_of_round(survey_round, today)
    return survey_round


def tell_of_round(survey_round: SurveyRound, today: datetime.date) -> None:
    """To everybody who is asked, that it is open, or closed. Telling it again tells nobody."""
    staff_ids = asked_staff_ids(survey_round, today)
    number = OPENED if survey_round.closed_at is None else CLOSED
    tell(staff_ids=staff_ids, kind=SURVEY, subject_id=survey_round.pk, number=number, is_new=number == OPENED)


@transaction.atomic
def answer_part(
    *, actor: StaffMember, surveyed: SurveyedTeam, dimension: str, choices: Mapping[int, int], comment: str
) -> None:
    """What this person says on one dimension (0 to 4 by statement number), in place of what they said before.

    It leaves no line of history and no time: either would lead from a paper to its person.
    """
    surveyed = SurveyedTeam.objects.select_for_update(of=("self",)).select_related("round", "team").get(pk=surveyed.pk)
    today = today_in(actor.district)
    survey_round = surveyed.round
    if survey_round.closed_at is not None or not survey_round.opens_on <= today <= survey_round.closes_on:
        raise Refusal("This round is over, and answers are no longer taken.")
    if not asked_members(surveyed.team, today).filter(pk=actor.pk).exists():
        raise Refusal("Only members of the team are asked.")
    numbers = _numbers(surveyed, dimension)
    if set(choices) - numbers or set(choices.values()) - set(range(5)):
        raise Refusal("An answer is one of the five choices.", "Open the page again, and choose one.")
    comment = comment.strip()
    if len(comment) > LONGEST_COMMENT:
        raise Refusal(f"A text can have {LONGEST_COMMENT:,} characters at most.", "Shorten it.")
    paper = _paper_of(surveyed, actor)
    kept = {number: choice for number, choice in paper.choices.items() if int(number) not in numbers}
    paper.choices = kept | {str(number): choice for number, choice in choices.items()}
    paper.comments = {name: text for name, text in paper.comments.items() if name != dimension}
    if comment:
        paper.comments[Dimension(dimension).value] = comment
    paper.save(update_fields=["choices", "comments"])


@transaction.atomic
def close_round(*, actor: StaffMember, survey_round: SurveyRound) -> SurveyRound:
    """Count the papers, draw the order of the texts by lot, and delete papers and keys. It cannot be opened again."""
    row: SurveyRound = SurveyRound.objects.select_for_update().get(pk=survey_round.pk)
    if row.closed_at is not None:
        return row
    today = today_in(actor.district)
    statements = {each.number: each for each in SurveyStatement.objects.filter(version_id=row.version_id)}
    counts: list[SurveyCount] = []
    texts: list[SurveyComment] = []
    for surveyed in SurveyedTeam.objects.select_for_update(of=("self",)).filter(round=row).select_related("team"):
        papers = [paper for paper in SurveyPaper.objects.filter(surveyed=surveyed) if has_any(paper)]
        surveyed.asked = max(asked_members(surveyed.team, today).count(), len(papers))
        surveyed.answered = len(papers)
        surveyed.save(update_fields=["asked", "answered"])
        if papers:
            counts += [_counted(surveyed, statement, papers) for statement in statements.values()]
        texts += [
            SurveyComment(surveyed=surveyed, dimension=dimension, text=text)
            for paper in papers
            for dimension, text in paper.comments.items()
        ]
    secrets.SystemRandom().shuffle(texts)
    SurveyCount.objects.bulk_create(counts)
    SurveyComment.objects.bulk_create(texts)
    SurveyPaper.objects.filter(surveyed__round=row).delete()
    SurveyKey.objects.filter(surveyed__round=row).delete()
    row.closed_at = timezone.now()
    row.closes_on = max(row.opens_on, min(row.closes_on, today))
    row.save(update_fields=["closed_at", "closes_on"])
    tell_of_round(row, today)
    record(actor=actor, verb="close_survey_round", subject=row, note=f"{len({c.surveyed_id for c in counts})} teams")
    return row


def _counted(surveyed: SurveyedTeam, statement: SurveyStatement, papers: list[SurveyPaper]) -> SurveyCount:
    said = [paper.choices[str(statement.number)] for paper in papers if str(statement.number) in paper.choices]
    counts = count(said)
    return SurveyCount(
        surveyed=surveyed,
        statement=statement,
        cannot_say=counts.cannot_say,
        strongly_disagree=counts.strongly_disagree,
        disagree=counts.disagree,
        agree=counts.agree,
        strongly_agree=counts.strongly_agree,
    )


def _paper_of(surveyed: SurveyedTeam, actor: StaffMember) -> SurveyPaper:
    key, _ = SurveyKey.objects.get_or_create(surveyed=surveyed, staff=actor, defaults={"secret": secrets.token_hex(32)})
    paper, _ = SurveyPaper.objects.get_or_create(surveyed=surveyed, mark=mark_of(key.secret))
    return paper


def _numbers(surveyed: SurveyedTeam, dimension: str) -> set[int]:
    rows = SurveyStatement.objects.filter(version_id=surveyed.round.version_id, dimension=dimension)
    return set(rows.values_list("number", flat=True))


def _check_apart(teams: list[Team], opens_on: datetime.date) -> None:
    """No team is asked twice at once, nor shortly after."""
    before = SurveyedTeam.objects.filter(team__in=teams, round__closes_on__gt=opens_on - APART)
    named = sorted(set(before.values_list("team__name", flat=True)[:3]))
    if named:
        raise Refusal(
            f"{', '.join(named)}: asked already, or less than four weeks before this round.",
            "Choose a later first day, or leave these teams out.",
        )
