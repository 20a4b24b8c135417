"""The words a district asks with: the statements of its survey, and the stages and indicators of its continuum."""

from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.actions.continuum import add_indicator, name_stages, remove_indicator, reword_indicator
from teams.actions.survey_forms import add_statement, remove_statement, reword_statement
from teams.forms.surveys import IndicatorForm, StagesForm, StatementForm
from teams.models import SurveyRound
from teams.queries.continuum import Indicator, indicators, stage_names
from teams.queries.surveys import DIMENSIONS, newest_version, statements_of
from teams.views.places import address

LISTS: Final = {"survey_statements": "Statements", "continuum_words": "Continuum"}


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def survey_statements(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    version = newest_version()
    statements = statements_of(version)
    context = {
        "parts": [
            (dimension.label, [each for each in statements if each.dimension == dimension]) for dimension in DIMENSIONS
        ],
        "count": len(statements),
        "is_asked": version is not None and SurveyRound.objects.filter(version=version).exists(),
        "crumbs": _crumbs(viewer, Crumb(label="Statements")),
    }
    return render(request, "teams/surveys/statements.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_survey_statement(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_statement(actor=viewer.staff, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The statement is added, for the next round.")
            return redirect(address(viewer, "survey_statements"))
    said = "It is asked from the next round on. A round that is open keeps its words."
    return _form_page(request, form, "Add a statement", said, "survey_statements")


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_statement(request: HttpRequest, district: str, number: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = next((each for each in statements_of(newest_version()) if each.number == number), None)
    if found is None:
        raise Http404
    form = StatementForm(request.POST or None, initial={"text": found.text, "dimension": found.dimension})
    if request.method == "POST" and form.is_valid():
        try:
            reword_statement(actor=viewer.staff, number=number, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The statement is changed, for the next round.")
            return redirect(address(viewer, "survey_statements"))
    said = "With other words it is another statement: it is not compared with what was answered before."
    return _form_page(request, form, "Change a statement", said, "survey_statements")


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def remove_survey_statement(request: HttpRequest, district: str, number: int) -> HttpResponse:
    viewer = viewer_of(request)
    if number not in {each.number for each in statements_of(newest_version())}:
        raise Http404
    remove_statement(actor=viewer.staff, number=number)
    messages.info(request, "The statement is taken out, from the next round on.")
    return redirect(address(viewer, "survey_statements"))


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def continuum_words(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    names = stage_names()
    form = StagesForm(request.POST or None, names=names)
    if request.method == "POST" and form.is_valid():
        try:
            name_stages(actor=viewer.staff, names=form.names)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The stages have these names now.")
            return redirect(address(viewer, "continuum_words"))
    context = {
        "form": form,
        "indicators": [(each, list(zip(names, each.stages, strict=True))) for each in indicators()],
        "crumbs": _crumbs(viewer, Crumb(label="Continuum")),
    }
    return render(request, "teams/surveys/continuum_words.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_indicator(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = IndicatorForm(request.POST or None, names=stage_names())
    if request.method == "POST" and form.is_valid():
        try:
            add_indicator(actor=viewer.staff, indicator=_indicator(0, form))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The indicator is added. Teams can mark it now.")
            return redirect(address(viewer, "continuum_words"))
    said = "Describe what somebody would see in a team at each stage."
    return _form_page(request, form, "Add an indicator", said, "continuum_words")


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, district: str, number: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = next((each for each in indicators() if each.number == number), None)
    if found is None:
        raise Http404
    initial = {f"stage{level}": text for level, text in enumerate(found.stages, start=1)}
    initial |= {"name": found.name, "dimension": found.dimension}
    form = IndicatorForm(request.POST or None, names=stage_names(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reword_indicator(actor=viewer.staff, indicator=_indicator(number, form))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The indicator is changed.")
            return redirect(address(viewer, "continuum_words"))
    said = "What teams have marked keeps the words it was marked with."
    return _form_page(request, form, "Change an indicator", said, "continuum_words")


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def take_out_indicator(request: HttpRequest, district: str, number: int) -> HttpResponse:
    viewer = viewer_of(request)
    if number not in {each.number for each in indicators()}:
        raise Http404
    remove_indicator(actor=viewer.staff, number=number)
    messages.info(request, "The indicator is taken out. What teams have marked stays with them.")
    return redirect(address(viewer, "continuum_words"))


def _indicator(number: int, form: IndicatorForm) -> Indicator:
    return Indicator(number, form.cleaned_data["dimension"], form.cleaned_data["name"], form.stages)


def _form_page(request: HttpRequest, form: forms.Form, headline: str, said: str, back: str) -> HttpResponse:
    viewer = viewer_of(request)
    url = address(viewer, back)
    context = {
        "form": form,
        "headline": headline,
        "said": said,
        "back": url,
        "crumbs": _crumbs(viewer, Crumb(label=LISTS[back], url=url), Crumb(label=headline)),
    }
    return render(request, "teams/surveys/form.html", context, status=422 if form.is_bound else 200)


def _crumbs(viewer: Viewer, *more: Crumb) -> list[Crumb]:
    return [Crumb(label="Self-assessment", url=address(viewer, "surveys")), *more]
