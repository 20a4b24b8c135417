"""Small acts of the builder: targets and items added, written, moved, taken out; standards found while typing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, access_building, access_item, access_target
from assessments.actions import (
    add_items,
    add_own_target,
    add_target,
    change_item,
    move_item,
    move_target,
    number_items,
    remove_item,
    remove_target,
    reword_target,
)
from assessments.forms import ItemForm, TargetForm
from assessments.models import Assessment, Item, ItemKind, Standard
from assessments.views.building import builder_page
from assessments.views.places import address, crumbs, said_of
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal

PART = "part"  # what a script of ours calls itself: it wants the list, not the page


@for_roles(*ENTERERS)
@require_safe
def standards(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """The standards that fit what is typed (``?find=``), as buttons or, with ``?as=ticks``, as tick boxes."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    find = request.GET.get("find", "").strip()[:120]
    context = {
        "assessment": subject,
        "find": find,
        "found": queries.standards_found(find),
        "known": {target.standard_id for target in queries.targets_of(subject)},
    }
    template = "_ticks" if request.GET.get("as") == "ticks" else "_found"
    return render(request, f"assessments/building/{template}.html", context)


@for_roles(*ENTERERS)
@require_POST
def new_target(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    if "own" in request.POST:
        own = add_own_target(actor=viewer.staff, assessment=subject, words=request.POST["own"].replace("\0", ""))
        return _back(viewer, subject, f"target-{own.pk}")
    chosen = request.POST.get("standard", "")
    standard = Standard.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None
    if standard is None:
        raise Refusal("No standard was chosen.", "Find one by its code or words, then add it.", status=422)
    target = add_target(actor=viewer.staff, assessment=subject, standard=standard)
    return _back(viewer, subject, f"target-{target.pk}")


@for_roles(*ENTERERS)
@require_POST
def target(request: HttpRequest, district: str, assessment_id: int, target_id: int) -> HttpResponse:
    """``do`` says what happens to it: words, up, down, remove."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    it = access_target(subject, target_id)
    do = request.POST.get("do", "words")
    if do == "remove":
        remove_target(actor=viewer.staff, target=it)
        return _back(viewer, subject, "h-targets")
    if do in {"up", "down"}:
        move_target(actor=viewer.staff, target=it, by=-1 if do == "up" else 1)
        return _back(viewer, subject, f"target-{it.pk}")
    form = TargetForm(request.POST)
    if not form.is_valid():
        raise Refusal("These words are longer than 200 letters.", "Say it in fewer words.", status=422)
    reword_target(actor=viewer.staff, target=it, words=form.cleaned_data["words"])
    messages.success(request, f"Saved the words of {it.standard}.")
    return _back(viewer, subject, f"target-{it.pk}")


@for_roles(*ENTERERS)
@require_POST
def new_items(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    listed = queries.items_with_standards(queries.working_version(subject))
    targets = [row.standard for row in queries.targets_of(subject)]
    form = ItemForm(request.POST, targets=targets, taken=[item.label for item in listed])
    if form.is_valid():
        try:
            made = add_items(
                actor=viewer.staff, assessment=subject, words=form.words(), count=form.cleaned_data["count"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal, "label")
        else:
            messages.success(request, f"Added {said_of(made)}.")
            return redirect(f"{address(viewer, 'build', subject.pk)}?like={made[-1].pk}#add")
    page = builder_page(request, viewer, subject, item_form=form)
    return render(request, "assessments/building/build.html", page, status=422)


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, district: str, assessment_id: int, item_id: int) -> HttpResponse:
    """One item to write anew. While nothing may be changed, its place is the builder's page."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    it = access_item(subject, item_id)
    working = queries.working_version(subject)
    if working is None or it.version_id != working.pk:
        return redirect(address(viewer, "build", subject.pk))
    is_agreed = (
        subject.is_locked and Item.objects.filter(version=subject.current_version_id, identity=it.identity).exists()
    )
    form = _item_form(request, subject, it, is_agreed=is_agreed)
    after = queries.item_after(it)
    if request.method == "POST" and form.is_valid():
        words = form.words_of_agreed(it) if is_agreed else form.words()
        try:
            change_item(actor=viewer.staff, assessment=subject, item=it, words=words)
        except Refusal as refusal:
            add_refusal(form, refusal, "label")
        else:
            messages.success(request, f"Saved item {words.label}.")
            if after is not None and "next" in request.POST:
                return redirect(address(viewer, "item", subject.pk, after.pk))
            return _back(viewer, subject, f"item-{it.pk}")
    context = {
        "form": form,
        "item": it,
        "after": after,
        "assessment": subject,
        "is_agreed": is_agreed,
        "crumbs": crumbs(
            viewer,
            subject,
            Crumb(label="Build", url=address(viewer, "build", subject.pk)),
            Crumb(label=f"Item {it.label}"),
        ),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assessments/building/item.html", context, status=status)


def _item_form(request: HttpRequest, assessment: Assessment, it: Item, *, is_agreed: bool) -> ItemForm:
    form = ItemForm(
        request.POST or None,
        targets=[row.standard for row in queries.targets_of(assessment)],
        taken=[label for label in it.version.items.values_list("label", flat=True) if label != it.label],
        is_new=False,
        is_agreed=is_agreed,
        initial=ItemForm.values_of(it),
    )
    if is_agreed and it.kind != ItemKind.RUBRIC:
        del form.fields["rubric"]
    return form


@for_roles(*ENTERERS)
@require_POST
def item_move(request: HttpRequest, district: str, assessment_id: int, item_id: int) -> HttpResponse:
    """``to`` is a place, or "up" or "down". A script gets the list back, a person without one the page."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    it = access_item(subject, item_id)
    to = request.POST.get("to", "")
    steps = {"up": it.position - 1, "down": it.position + 1}
    place = steps.get(to, int(to) if to.isdecimal() and len(to) < 6 else it.position)
    place = move_item(actor=viewer.staff, assessment=subject, item=it, to=place)
    if request.headers.get("X-Requested-With") == PART:
        return render(request, "assessments/building/_items.html", builder_page(request, viewer, subject))
    # No fragment: a browser that jumps to one does not give the focus to the button that asks for it.
    return redirect(f"{address(viewer, 'build', subject.pk)}?moved={to}-{it.pk}")


@for_roles(*ENTERERS)
@require_POST
def item_remove(request: HttpRequest, district: str, assessment_id: int, item_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    it = access_item(subject, item_id)
    remove_item(actor=viewer.staff, assessment=subject, item=it)
    messages.info(request, f"Item {it.label} is out of the list.")
    return _back(viewer, subject, "h-items")


@for_roles(*ENTERERS)
@require_POST
def items_number(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    number_items(actor=viewer.staff, assessment=subject)
    return _back(viewer, subject, "h-items")


def _back(viewer: Viewer, assessment: Assessment, place: str) -> HttpResponse:
    return redirect(f"{address(viewer, 'build', assessment.pk)}#{place}")
