"""Whose mission, vision and commitments a person reads and writes: those of the district and of their own schools.

Principals write their schools', district admins the district's. Nobody writes another's, and what another school stands
for is that school's own conversation.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from plc.http.found import one_of
from plc.schools.access import Viewer
from plc.schools.models import Role, School
from teams.models import Charter, CharterRemark, CharterState, CharterStatement, CharterVersion, RemarkState, Team

EDITORS = (Role.PRINCIPAL, Role.DISTRICT_ADMIN)


def own_places(viewer: Viewer) -> Q:
    """Of a charter: the district's, or one of a school where this person works today."""
    return Q(school__isnull=True) | Q(school_id__in=viewer.principal_school_ids | viewer.teacher_school_ids)


def readable_charters(viewer: Viewer) -> QuerySet[Charter]:
    return Charter.objects.filter(own_places(viewer)).select_related("school", "district")


def editable_charters(viewer: Viewer) -> QuerySet[Charter]:
    mine = Q(school_id__in=viewer.principal_school_ids)
    if viewer.is_district_admin:
        mine |= Q(school__isnull=True)
    return Charter.objects.filter(mine).select_related("school", "district")


def may_edit(viewer: Viewer, school_id: int | None) -> bool:
    """Whether this person writes for this place; None is the district."""
    return viewer.is_district_admin if school_id is None else school_id in viewer.principal_school_ids


def own_schools(viewer: Viewer) -> QuerySet[School]:
    """The schools where this person works today; a district admin's own are only those where they hold another role."""
    return School.objects.filter(pk__in=viewer.principal_school_ids | viewer.teacher_school_ids).order_by("name")


def school_read_by(viewer: Viewer, team: Team) -> int | None:
    """The team's school if this person works there; None leaves the district's words alone."""
    own = viewer.principal_school_ids | viewer.teacher_school_ids
    return team.school_id if team.school_id in own else None


def access_charter(viewer: Viewer, charter_id: int) -> Charter:
    return one_of(readable_charters(viewer), charter_id)


def access_own_charter(viewer: Viewer, charter_id: int) -> Charter:
    """A document this person writes."""
    return one_of(editable_charters(viewer), charter_id)


def access_charter_version(charter: Charter, number: int) -> CharterVersion:
    """A version that people were shown; a draft is the editors' until they propose it."""
    shown = CharterVersion.objects.filter(charter=charter).exclude(state=CharterState.DRAFT)
    found: CharterVersion | None = (
        shown.select_related("charter__school", "charter__district", "begun_by").filter(number=number).first()
    )
    if found is None:
        raise Http404
    return found


def access_draft_statement(viewer: Viewer, statement_id: int) -> CharterStatement:
    """A statement of a draft one writes: what was proposed is changed by another version alone."""
    drafts = CharterVersion.objects.filter(charter__in=editable_charters(viewer).values("pk"), state=CharterState.DRAFT)
    rows = CharterStatement.objects.filter(version__in=drafts)
    return one_of(rows.select_related("version__charter__school", "version__charter__district"), statement_id)


def access_open_remark(viewer: Viewer, remark_id: int) -> CharterRemark:
    """What somebody said to a document this person writes, and nobody has answered yet."""
    rows = CharterRemark.objects.filter(
        version__charter__in=editable_charters(viewer).values("pk"), state=RemarkState.OPEN
    )
    return one_of(
        rows.select_related("version__charter__school", "version__charter__district", "statement", "author"), remark_id
    )


def access_own_remark(viewer: Viewer, remark_id: int) -> CharterRemark:
    """One's own word, which one may take back while nobody has answered it."""
    rows = CharterRemark.objects.filter(
        author=viewer.staff, state=RemarkState.OPEN, version__charter__in=readable_charters(viewer).values("pk")
    )
    return one_of(rows.select_related("version__charter"), remark_id)
