"""The builder: a CFA's page while its team makes it, what it settles about it, and the lock."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, access_building, facilitated_teams
from assessments.actions import lock_cfa, make_cfa, settle_cfa, unlock_cfa
from assessments.forms import CfaForm, ItemForm
from assessments.models import Assessment, Item, ItemKind, LearningTarget
from assessments.readiness import hints, missing
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Section
from teams.access import access_facilitated_team
from teams.models import Team

DEFAULT_CUT = "70"


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_cfa(request: HttpRequest, district: str) -> HttpResponse:
    """A draft for a team one facilitates; whoever facilitates several chooses first."""
    viewer = viewer_of(request)
    teams = list(facilitated_teams(viewer))
    asked = request.GET.get("team", "")
    team = access_facilitated_team(viewer, int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    if team is None and len(teams) == 1:
        team = teams[0]
    if team is None:
        context = {"teams": teams, "crumbs": _list_crumbs(viewer)}
        return render(request, "assessments/building/choose_team.html", context, status=200 if teams else 404)
    sections = queries.possible_sections(team, viewer.today)
    initial = {"cut": DEFAULT_CUT, "sections": _own_course(team, sections), "course": team.course_id}
    form = _cfa_form(request, viewer, sections, initial)
    if request.method == "POST" and form.is_valid():
        made = make_cfa(actor=viewer.staff, team=team, facts=form.facts())
        messages.success(request, f"{made.title} is begun. Now choose what it asks for.")
        return redirect(address(viewer, "build", made.pk))
    context = {"form": form, "team": team, "crumbs": _list_crumbs(viewer)}
    return render(request, "assessments/building/new.html", context, status=_status(form))


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Title, dates, classes, cuts and directions."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    chosen = queries.section_ids_of(subject)
    sections = queries.possible_sections(subject.team, viewer.today, chosen)
    form = _cfa_form(request, viewer, sections, CfaForm.values_of(subject, chosen))
    if request.method == "POST" and form.is_valid():
        try:
            settle_cfa(actor=viewer.staff, assessment=subject, facts=form.facts())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect(address(viewer, "build", subject.pk))
    context = {
        "form": form,
        "assessment": subject,
        "crumbs": crumbs(
            viewer,
            subject,
            Crumb(label="Build", url=address(viewer, "build", subject.pk)),
            Crumb(label="Dates, classes and cuts"),
        ),
    }
    return render(request, "assessments/building/settle.html", context, status=_status(form))


@for_roles(*ENTERERS)
@require_safe
def build(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """The whole paper on one page; ``?find=`` looks for a standard, ``?like=`` begins the next item like another."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    return render(request, "assessments/building/build.html", builder_page(request, viewer, subject))


@for_roles(*ENTERERS)
@require_POST
def lock(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    try:
        lock_cfa(actor=viewer.staff, assessment=subject)
    except Refusal as refusal:
        page = builder_page(request, viewer, subject, refusal=refusal)
        return render(request, "assessments/building/build.html", page, status=refusal.status)
    messages.success(request, f"{subject.title} is locked. It can be given, and takes results from now on.")
    return redirect(address(viewer, "cfa", subject.pk))


@for_roles(*ENTERERS)
@require_POST
def unlock(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    try:
        unlock_cfa(actor=viewer.staff, assessment=subject)
    except Refusal as refusal:
        page = builder_page(request, viewer, subject, refusal=refusal)
        return render(request, "assessments/building/build.html", page, status=refusal.status)
    messages.info(request, "This CFA is a draft again. Lock it before it is given.")
    return redirect(address(viewer, "build", subject.pk))


def builder_page(
    request: HttpRequest,
    viewer: Viewer,
    assessment: Assessment,
    *,
    item_form: ItemForm | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """All the builder shows, of the list that may be changed or else of the one in use."""
    working = queries.working_version(assessment)
    items = queries.items_with_standards(working or assessment.current_version)
    targets = queries.targets_of(assessment)
    mends = {item.pk: address(viewer, "item", assessment.pk, item.pk) for item in items}
    facts, asked = queries.planned(items, targets, mends)
    sections = queries.section_ids_of(assessment)
    find = request.GET.get("find", "").strip()[:120]
    total = queries.total_points(items)
    return {
        "assessment": assessment,
        "crumbs": crumbs(viewer, assessment, Crumb(label="Build")),
        "is_open": working is not None,
        "is_next": working is not None and assessment.is_locked,
        "version": working or assessment.current_version,
        "has_history": queries.has_history(assessment),
        "items": items,
        "targets": _targets(targets, items),
        "sections": Section.objects.filter(pk__in=sections).order_by("name", "pk"),
        "missing": missing(facts, asked, len(sections)) if working else [],
        "hints": hints(facts, asked) if working else [],
        "total": total,
        "cut_points": float(assessment.proficiency_cut) * total,
        "levels": _levels(assessment, total),
        "find": find,
        "found": queries.standards_found(find) if find else [],
        "known": {target.standard_id for target in targets},
        "can_have_keys": sum(1 for item in items if item.kind == ItemKind.SELECTED) if working else 0,
        "form": (item_form or new_item_form(request, targets, items)) if working else None,
        "refusal": refusal,
        **_moved(request.GET.get("moved", "")),
    }


def _moved(said: str) -> dict[str, int]:
    """Whose button keeps the focus after a move without a script: ``up-12`` for the item with that number."""
    way, _, number = said.partition("-")
    is_known = way in {"up", "down"} and number.isdecimal() and len(number) < 18
    return {f"moved_{way}": int(number)} if is_known else {}


def new_item_form(request: HttpRequest, targets: list[LearningTarget], items: list[Item]) -> ItemForm:
    """Empty, or like the item named by ``?like=``; the first target is ticked while there is only one."""
    like = next((item for item in items if str(item.pk) == request.GET.get("like")), None)
    standards = [target.standard for target in targets]
    initial = ItemForm.values_like(like) if like else {}
    if not like and len(standards) == 1:
        initial = {"standards": [str(standards[0].pk)]}
    return ItemForm(targets=standards, taken=[item.label for item in items], initial=initial)


def _targets(targets: list[LearningTarget], items: list[Item]) -> list[tuple[LearningTarget, int, float]]:
    """Each target with how many items ask for it, and their points."""
    rows = []
    for target in targets:
        asking = [item for item in items if target.standard_id in {standard.pk for standard in item.standards.all()}]
        rows.append((target, len(asking), queries.total_points(asking)))
    return rows


def _levels(assessment: Assessment, total: float) -> list[tuple[int, float, float]]:
    """Each level's number, the share it begins at, and the points that are."""
    cuts = [float(cut) for cut in assessment.level_cuts]
    begins = [0.0, *cuts] if cuts else []
    return [(number, cut, cut * total) for number, cut in enumerate(begins, start=1)]


def _cfa_form(request: HttpRequest, viewer: Viewer, sections: QuerySet[Section], initial: dict[str, Any]) -> CfaForm:
    staff = queries.lead_teachers(sections.values_list("pk", flat=True), viewer.today)
    teachers = {section_id: person.name for section_id, person in staff.items()}
    return CfaForm(request.POST or None, sections=sections, teachers=teachers, initial=initial)


def _own_course(team: Team, sections: QuerySet[Section]) -> list[int]:
    """What is ticked to begin with: the classes of the team's course."""
    return [section.pk for section in sections if section.course_id == team.course_id]


def _list_crumbs(viewer: Viewer) -> list[Crumb]:
    return [Crumb(label="CFAs and reports", url=address(viewer, "cfas")), Crumb(label="A new CFA")]


def _status(form: CfaForm) -> int:
    return 422 if form.is_bound and form.errors else 200
