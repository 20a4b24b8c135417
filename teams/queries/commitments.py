"""Reads of mission, vision and commitments: what is in force where, what is tight, and who has said what to it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from plc.schools.models import Membership, Role, School, StaffMember
from plc.schools.models.dated import live_on
from teams.models import (
    Charter,
    CharterAnswer,
    CharterKind,
    CharterRemark,
    CharterReview,
    CharterState,
    CharterStatement,
    CharterVersion,
    RemarkState,
)

SOON: Final = datetime.timedelta(days=21)


def _in_order_of_kinds(path: str) -> Case:
    places = [When(**{path: kind}, then=Value(place)) for place, kind in enumerate(CharterKind.values)]
    return Case(*places, output_field=IntegerField())


def charters_in_order(charters: QuerySet[Charter]) -> QuerySet[Charter]:
    """The district's first, then by school; each with its versions that stand or are open, as ``standing``."""
    shown = CharterVersion.objects.filter(state__in=(CharterState.IN_FORCE, CharterState.PROPOSED, CharterState.DRAFT))
    standing = Prefetch("versions", queryset=shown.order_by("number"), to_attr="standing")
    return charters.order_by("school__name", _in_order_of_kinds("kind")).prefetch_related(standing)


def statements_in(version: CharterVersion) -> QuerySet[CharterStatement]:
    return CharterStatement.objects.filter(version=version).order_by("position", "pk")


def charter_version_in(charter: Charter, state: str) -> CharterVersion | None:
    """The one version of the document in this state, with its statements in order as ``in_order``."""
    return _with_statements(CharterVersion.objects.filter(charter=charter, state=state)).first()


def shown_versions(charter: Charter) -> QuerySet[CharterVersion]:
    """All that people were shown, newest first, each with ``in_order``."""
    shown = CharterVersion.objects.filter(charter=charter).exclude(state=CharterState.DRAFT)
    return _with_statements(shown).order_by("-number")


def _with_statements(versions: QuerySet[CharterVersion]) -> QuerySet[CharterVersion]:
    in_order = Prefetch("statements", queryset=CharterStatement.objects.order_by("position", "pk"), to_attr="in_order")
    return versions.select_related("begun_by").prefetch_related(in_order)


def tight_statements(school_id: int | None) -> list[CharterStatement]:
    """What every team of a school must honor, the district's first: one query, however much there is.

    Without a school (a team across schools) it is the district's alone.
    """
    rows = CharterStatement.objects.filter(
        Q(version__charter__school__isnull=True) | Q(version__charter__school_id=school_id),
        version__state=CharterState.IN_FORCE,
        is_tight=True,
    )
    return list(
        rows.select_related("version__charter__school", "version__charter__district").order_by(
            Case(When(version__charter__school__isnull=True, then=Value(0)), default=Value(1)),
            _in_order_of_kinds("version__charter__kind"),
            "position",
            "pk",
        )
    )


# --- who works in the place, and what they said


def _working_in(school_id: int | None, today: datetime.date) -> QuerySet[Membership]:
    live = Membership.objects.filter(live_on(today))
    return live if school_id is None else live.filter(school_id=school_id)


def staff_of(school_id: int | None, today: datetime.date) -> list[StaffMember]:
    """Everybody with a live role in the place: the school, or for None anywhere in the district."""
    ids = _working_in(school_id, today).values("staff_id")
    return list(StaffMember.objects.filter(pk__in=ids).order_by("name", "pk"))


def editors_of(school_id: int | None, today: datetime.date) -> list[int]:
    """Staff ids of the school's principals, or of the district's admins."""
    role = Role.DISTRICT_ADMIN if school_id is None else Role.PRINCIPAL
    rows = _working_in(school_id, today).filter(role=role)
    return list(rows.values_list("staff_id", flat=True).distinct())


@dataclass(frozen=True)
class Consent:
    """What those who work in the place today have said to one version."""

    agreed: tuple[StaffMember, ...]
    not_yet: tuple[CharterAnswer, ...]
    owing: tuple[StaffMember, ...]

    @property
    def asked(self) -> int:
        return len(self.agreed) + len(self.not_yet) + len(self.owing)


def consent_of(version: CharterVersion, people: Sequence[StaffMember]) -> Consent:
    answers = {row.staff_id: row for row in CharterAnswer.objects.filter(version=version).select_related("staff")}
    said = [(person, answers.get(person.pk)) for person in people]
    return Consent(
        agreed=tuple(person for person, answer in said if answer and answer.is_yes),
        not_yet=tuple(answer for _, answer in said if answer and not answer.is_yes),
        owing=tuple(person for person, answer in said if answer is None),
    )


def own_charter_answer(version: CharterVersion, staff: StaffMember) -> CharterAnswer | None:
    found: CharterAnswer | None = CharterAnswer.objects.filter(version=version, staff=staff).first()
    return found


def answers_owed(staff: StaffMember, charter_ids: Iterable[int]) -> frozenset[int]:
    """Charters with a proposed version to which this person has said nothing yet."""
    proposed = CharterVersion.objects.filter(charter_id__in=list(charter_ids), state=CharterState.PROPOSED)
    return frozenset(proposed.exclude(answers__staff=staff).values_list("charter_id", flat=True))


def remarks_on(version: CharterVersion) -> QuerySet[CharterRemark]:
    """In the order they were said."""
    rows = CharterRemark.objects.filter(version=version).select_related("author", "statement", "answered_by")
    return rows.order_by("said_at", "pk")


def open_remarks(charter: Charter) -> QuerySet[CharterRemark]:
    """What waits for the editor, to whichever version it was said, the oldest first."""
    rows = CharterRemark.objects.filter(version__charter=charter, state=RemarkState.OPEN)
    return rows.select_related("author", "statement", "version").order_by("said_at", "pk")


def reviews_in(charter: Charter) -> QuerySet[CharterReview]:
    rows = CharterReview.objects.filter(version__charter=charter).select_related("held_by", "version")
    return rows.order_by("-held_on", "-pk")


def is_review_near(charter: Charter, today: datetime.date) -> bool:
    return charter.review_on is not None and charter.review_on <= today + SOON


# --- what a version changed


@dataclass(frozen=True)
class Changed:
    """One difference to the version before: ``was`` or ``now`` is empty where a sentence came or went."""

    was: str
    now: str
    sentence: str


def what_changed(before: Iterable[CharterStatement], after: Iterable[CharterStatement]) -> list[Changed]:
    """In the order of the later version, then what went. A change of order alone is none."""
    old = {row.thread: row for row in before}
    new = list(after)
    changes: list[Changed] = []
    for row in new:
        earlier = old.get(row.thread)
        if earlier is None:
            changes.append(Changed("", row.text, "New"))
        else:
            if earlier.text != row.text:
                changes.append(Changed(earlier.text, row.text, "Reworded"))
            if earlier.is_tight != row.is_tight:
                word = "Now tight: every team honors it" if row.is_tight else "Now loose: each team decides how"
                changes.append(Changed("", row.text, word))
    kept = {row.thread for row in new}
    changes += [Changed(row.text, "", "Taken out") for thread, row in old.items() if thread not in kept]
    return changes


@dataclass(frozen=True)
class Place:
    """One place of the list with its documents; ``school`` is None for the district."""

    name: str
    school: School | None
    charters: tuple[Charter, ...]
    missing: tuple[tuple[str, str], ...]  # kinds without a document, as value and label

    @property
    def has_any(self) -> bool:
        return bool(self.charters)


def places_of(charters: Iterable[Charter], district: str, schools: Iterable[School]) -> list[Place]:
    """The district, then each school by name."""
    rows = list(charters)
    places: list[Place] = []
    for school in (None, *schools):
        own = tuple(row for row in rows if row.school_id == (school.pk if school else None))
        there = {row.kind for row in own}
        missing = tuple((kind.value, kind.label) for kind in CharterKind if kind not in there)
        places.append(Place(school.name if school else district, school, own, missing))
    return places
