"""Writing down that one tried a card with a class, and what colleagues may see of it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.models import Standard
from goals import actions
from goals.access import MEMBERS
from goals.access.strategies import access_card, access_own_trial, asked_standards, triable_classes
from goals.forms import TrialForm
from goals.forms.trials import choice_of
from goals.models import StrategyCard, Trial
from goals.views.places import address, card_crumb, card_crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of

SAID = "Your own note, for your team. Before and after come from your CFAs by themselves."


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_trial(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    card = access_card(viewer, card_id)
    classes = triable_classes(viewer)
    standards = asked_standards(viewer)
    initial: dict[str, Any] = {"starts_on": viewer.today, "standard": card.standard_id}
    form = TrialForm(request.POST or None, initial=initial, classes=classes, standards=standards)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_trial(actor=viewer.staff, card=card, facts=form.facts, today=viewer.today)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "It is written down that you tried this.")
            return redirect(address(viewer, "strategy", card.pk))
    return _page(request, viewer, card, form, headline="I tried this", save="Write it down")


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_trial(request: HttpRequest, district: str, trial_id: int) -> HttpResponse:
    """With the class and skill it has, though one may teach the class no longer: a consent can always be taken back."""
    viewer = viewer_of(request)
    with transaction.atomic():
        trial = access_own_trial(viewer, trial_id, to_change=request.method == "POST")
        form = _form_of(request, viewer, trial)
        if request.method == "POST" and form.is_valid():
            try:
                actions.change_trial(actor=viewer.staff, trial=trial, facts=form.facts, today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "What you wrote is changed.")
                return redirect(address(viewer, "strategy", trial.card_id))
    card = access_card(viewer, trial.card_id)
    take_back = address(viewer, "delete_trial", trial.pk)
    return _page(request, viewer, card, form, headline="What you tried", save="Save it", take_back=take_back)


@for_roles(*MEMBERS)
@require_POST
def delete_trial(request: HttpRequest, district: str, trial_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        trial = access_own_trial(viewer, trial_id, to_change=True)
        card_id = trial.card_id
        actions.delete_trial(actor=viewer.staff, trial=trial)
    messages.info(request, "What you wrote about trying it is deleted.")
    return redirect(address(viewer, "strategy", card_id))


def _form_of(request: HttpRequest, viewer: Viewer, trial: Trial) -> TrialForm:
    classes = triable_classes(viewer)
    present = (trial.section, trial.team)
    if choice_of(*present) not in {choice_of(*pair) for pair in classes}:
        classes = [*classes, present]
    asked = asked_standards(viewer).values("pk")
    standards = Standard.objects.filter(pk__in=asked) | Standard.objects.filter(pk=trial.standard_id)
    initial = {name: getattr(trial, name) for name in ("starts_on", "ends_on", "note", "shows")}
    initial |= {"taught": choice_of(*present), "standard": trial.standard_id}
    return TrialForm(request.POST or None, initial=initial, classes=classes, standards=standards.order_by("code", "pk"))


def _page(
    request: HttpRequest,
    viewer: Viewer,
    card: StrategyCard,
    form: TrialForm,
    *,
    headline: str,
    save: str,
    take_back: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "card": card,
        "has_classes": bool(form.classes),
        "save": save,
        "headline": headline,
        "said": SAID,
        "take_back": take_back,
        "back": address(viewer, "strategy", card.pk),
        "crumbs": card_crumbs(viewer, card, card_crumb(viewer, card), Crumb(label=headline)),
    }
    return render(request, "goals/trial.html", context, status=status_of(form))
