"""What closed rounds say, already without what its reader may not know. See docs/decisions/0014-self-assessment.md."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from plc.schools.models import School
from teams.models import SurveyComment, SurveyCount, SurveyedTeam, SurveyRound
from teams.queries.surveys import Statement, statements_of
from teams.spread import TEAM_MINIMUM, Counts, Line, Share, is_divided, line, share, shows_steps

Groups = Sequence[tuple[str, list[SurveyedTeam]]]
Asked = tuple[str, str]  # dimension and words: what must be the same for two rounds to be compared


@dataclass(frozen=True)
class TeamLine:
    """One statement as the team itself reads it; ``counts`` None: too few answered it. ``was``: the round before."""

    statement: Statement
    counts: Counts | None
    was: Counts | None = None

    @property
    def is_divided(self) -> bool:
        return self.counts is not None and is_divided(self.counts)

    @property
    def has_steps(self) -> bool:
        return self.counts is not None and shows_steps(self.counts)

    @property
    def leans(self) -> str:
        return _leaning(self.counts.for_it, self.counts.against) if self.counts else ""


@dataclass(frozen=True)
class TeamResult:
    """A team's own round; no lines where fewer than three answered."""

    surveyed: SurveyedTeam
    lines: tuple[TeamLine, ...]
    comments: Mapping[str, tuple[str, ...]]
    before: SurveyRound | None

    @property
    def is_shown(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True)
class GroupShare:
    """A team in its school, or a school in its district; ``share`` None: hidden."""

    name: str
    share: Share | None
    was: Share | None = None


@dataclass(frozen=True)
class LeaderLine:
    """One statement as leaders read it: the total, and the groups that may stand beside it."""

    statement: Statement
    total: Share | None
    was: Share | None = None
    groups: tuple[GroupShare, ...] = ()

    @property
    def leans(self) -> str:
        return _leaning(self.total.agree, self.total.disagree) if self.total else ""

    @property
    def is_divided(self) -> bool:
        return self.total is not None and 3 * min(self.total.agree, self.total.disagree) >= 100

    @property
    def shows_groups(self) -> bool:
        """Whether there is something beside the total that is not the total itself."""
        return len(self.groups) > 1 and any(group.share for group in self.groups)


@dataclass(frozen=True)
class LeaderResult:
    """A school or the district in one round."""

    asked: int
    answered: int
    teams: int
    lines: tuple[LeaderLine, ...]
    comments: Mapping[str, tuple[str, ...]]
    before: SurveyRound | None

    @property
    def is_shown(self) -> bool:
        return any(each.total for each in self.lines)


def team_result(surveyed: SurveyedTeam) -> TeamResult:
    """A closed round of one team, for those who work in it."""
    if surveyed.answered < TEAM_MINIMUM:
        return TeamResult(surveyed, (), {}, None)
    earlier = _round_before(surveyed)
    counts = _counts([surveyed])[surveyed.pk]
    was = _counts([earlier])[earlier.pk] if earlier else {}
    lines = tuple(
        TeamLine(each, _enough(counts, each), _enough(was, each)) for each in statements_of(surveyed.round.version)
    )
    return TeamResult(surveyed, lines, _comments([surveyed]), earlier.round if earlier else None)


def school_result(survey_round: SurveyRound, school: School, minimum: int) -> LeaderResult:
    """A school's total with the teams that are large enough beside it, for who leads the school.

    The free texts of the school are told where so many have answered, mixed, and without the team they come from: where
    one team alone has answered they would be that team's.
    """
    asked = list(_asked(survey_round).filter(team__school=school))
    before = _leaders_round_before(survey_round, Q(team__school=school))
    earlier = list(_asked(before).filter(team__school=school)) if before else []
    lines = _leader_lines(survey_round, _by_team(asked), before, _by_team(earlier), minimum)
    answered = [each.answered for each in asked if each.answered]
    comments = _comments(asked) if sum(answered) >= minimum and len(answered) > 1 else {}
    return _result(asked, lines, comments, before)


def school_from_above(survey_round: SurveyRound, school: School, minimum: int) -> LeaderResult:
    """A school as the district office reads it: what ``district_result`` tells of it, and nothing more.

    A total that is hidden there because it would tell a smaller school's is hidden here, too.
    """
    before = _leaders_round_before(survey_round, Q())
    whole = district_result(survey_round, minimum)
    lines = []
    for each in whole.lines:
        own = next((group for group in each.groups if group.name == school.name), GroupShare(school.name, None))
        lines.append(LeaderLine(each.statement, own.share, own.was))
    return _result(list(_asked(survey_round).filter(team__school=school)), tuple(lines), {}, before)


def district_result(survey_round: SurveyRound, minimum: int) -> LeaderResult:
    """The district's total with its schools beside it. Teams across schools are a group of their own."""
    before = _leaders_round_before(survey_round, Q())
    asked = list(_asked(survey_round))
    earlier = list(_asked(before)) if before else []
    lines = _leader_lines(survey_round, _by_school(asked), before, _by_school(earlier), minimum)
    return _result(asked, lines, {}, before)


def _result(
    asked: Sequence[SurveyedTeam],
    lines: tuple[LeaderLine, ...],
    comments: Mapping[str, tuple[str, ...]],
    before: SurveyRound | None,
) -> LeaderResult:
    answered = sum(each.answered for each in asked)
    return LeaderResult(sum(each.asked for each in asked), answered, len(asked), lines, comments, before)


def _leader_lines(
    survey_round: SurveyRound,
    groups: Groups,
    before: SurveyRound | None,
    old_groups: Groups,
    minimum: int,
) -> tuple[LeaderLine, ...]:
    now = _by_group(groups)
    then = _by_group(old_groups)
    lines = []
    for statement in statements_of(survey_round.version):
        counts = [of_group.get(_words(statement), Counts()) for of_group in now]
        was = [of_group.get(_words(statement), Counts()) for of_group in then]
        told, was_told = line(counts, minimum), line(was, minimum)
        old_shares = dict(_shares(old_groups, was, was_told))
        shares = _shares(groups, counts, told)
        beside = tuple(GroupShare(name, own, old_shares.get(name)) for name, own in shares)
        lines.append(LeaderLine(statement, _total(counts, told), _total(was, was_told), beside))
    return tuple(lines)


def _shares(groups: Groups, counts: Sequence[Counts], told: Line) -> list[tuple[str, Share | None]]:
    return [
        (name, share(own) if is_shown else None)
        for (name, _), own, is_shown in zip(groups, counts, told.shown, strict=True)
    ]


def _total(counts: Sequence[Counts], told: Line) -> Share | None:
    return share(sum(counts, Counts())) if told.total else None


def _by_group(groups: Groups) -> list[dict[Asked, Counts]]:
    """The counts of each group by statement; two queries at most for all of them."""
    counts = _counts([each for _, members in groups for each in members])
    summed = []
    for _, members in groups:
        of_group: dict[Asked, Counts] = defaultdict(Counts)
        for each in members:
            for words, own in counts[each.pk].items():
                of_group[words] = of_group[words] + own
        summed.append(dict(of_group))
    return summed


def _by_team(asked: Iterable[SurveyedTeam]) -> list[tuple[str, list[SurveyedTeam]]]:
    return [(each.team.name, [each]) for each in asked]


def _by_school(asked: Iterable[SurveyedTeam]) -> list[tuple[str, list[SurveyedTeam]]]:
    by_name: dict[str, list[SurveyedTeam]] = defaultdict(list)
    for each in asked:
        by_name[each.team.school.name if each.team.school else ""].append(each)
    last = by_name.pop("", None)
    groups = sorted(by_name.items())
    return [*groups, ("Teams across schools", last)] if last else groups


def _asked(survey_round: SurveyRound) -> QuerySet[SurveyedTeam]:
    rows = SurveyedTeam.objects.filter(round=survey_round).select_related("team", "team__school", "round")
    return rows.order_by("team__name", "pk")


def _counts(asked: Sequence[SurveyedTeam]) -> dict[int, dict[Asked, Counts]]:
    """By surveyed team and by what was asked, in its words: another wording is another statement."""
    found: dict[int, dict[Asked, Counts]] = {each.pk: {} for each in asked}
    rows = SurveyCount.objects.filter(surveyed_id__in=found).select_related("statement")
    for row in rows:
        found[row.surveyed_id][row.statement.dimension, row.statement.text] = Counts(
            row.strongly_disagree, row.disagree, row.agree, row.strongly_agree, row.cannot_say
        )
    return found


def _comments(asked: Sequence[SurveyedTeam]) -> dict[str, tuple[str, ...]]:
    """Free texts by dimension, in the order that was drawn by lot when the round closed."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = SurveyComment.objects.filter(surveyed_id__in=[each.pk for each in asked]).order_by("pk")
    for row in rows:
        found[row.dimension].append(row.text)
    return {dimension: tuple(texts) for dimension, texts in found.items()}


def _round_before(surveyed: SurveyedTeam) -> SurveyedTeam | None:
    """The round before in which this team, or the one it was last year, was told something."""
    teams = [pk for pk in (surveyed.team_id, surveyed.team.follows_id) if pk]
    rows = SurveyedTeam.objects.filter(
        team_id__in=teams,
        answered__gte=TEAM_MINIMUM,
        round__closed_at__isnull=False,
        round__closes_on__lt=surveyed.round.closes_on,
    )
    found: SurveyedTeam | None = (
        rows.select_related("round", "round__version").order_by("-round__closes_on", "-pk").first()
    )
    return found


def _leaders_round_before(survey_round: SurveyRound, whose: Q) -> SurveyRound | None:
    asked = SurveyedTeam.objects.filter(
        whose, round__closed_at__isnull=False, round__closes_on__lt=survey_round.closes_on
    )
    latest = asked.select_related("round", "round__version").order_by("-round__closes_on", "-pk").first()
    found: SurveyRound | None = latest.round if latest else None
    return found


def _enough(counts: Mapping[Asked, Counts], statement: Statement) -> Counts | None:
    own = counts.get(_words(statement))
    return own if own is not None and own.n >= TEAM_MINIMUM else None


def _words(statement: Statement) -> Asked:
    return statement.dimension, statement.text


def _leaning(for_it: int, against: int) -> str:
    return "agree" if for_it > against else "disagree" if against > for_it else "even"
