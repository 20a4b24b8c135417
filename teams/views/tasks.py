"""A team's tasks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.access.meetings import access_task
from teams.access.teams import access_working_team
from teams.actions.tasks import add_task, change_task, settle_task
from teams.forms.meetings import TaskForm
from teams.news.meetings import see_tasks
from teams.queries.meetings import done_tasks, open_tasks
from teams.views.places import address, crumbs


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    form = TaskForm(request.POST or None, viewer=viewer, team=team)
    if request.method == "POST" and form.is_valid():
        task = add_task(actor=viewer.staff, team=team, **form.cleaned_data)
        messages.success(
            request, f"The task is there, for {task.owner.name if task.owner else 'everybody in the team'}."
        )
        return redirect("teams:tasks", district, team.pk)
    open_ = list(open_tasks(team))
    see_tasks(viewer, open_)
    meetings = Crumb(label="Meetings", url=address(viewer, "team_meetings", team.pk))
    context = {
        "team": team,
        "tasks": open_,
        "page": page_of(request, done_tasks(team)),
        "form": form,
        "today": viewer.today,
        "staff_id": viewer.staff.pk,
        "crumbs": crumbs(viewer, team, meetings, Crumb(label="Tasks")),
    }
    return render(request, "teams/meetings/tasks.html", context)


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, district: str, task_id: int) -> HttpResponse:
    """Other words, somebody else, another day."""
    viewer = viewer_of(request)
    found = access_task(viewer, task_id)
    initial = {"what": found.what, "owner": found.owner_id, "due_on": found.due_on}
    form = TaskForm(request.POST or None, viewer=viewer, team=found.team, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_task(actor=viewer.staff, task=found, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The task is changed.")
            return redirect("teams:tasks", district, found.team_id)
    above = Crumb(label="Tasks", url=address(viewer, "tasks", found.team_id))
    context = {"form": form, "task": found, "crumbs": crumbs(viewer, found.team, above, Crumb(label="A task"))}
    return render(request, "teams/meetings/task.html", context)


@for_roles(Role.TEACHER)
@require_POST
def task_settled(request: HttpRequest, district: str, task_id: int) -> HttpResponse:
    """Done, or after all not; back to the page the button stood on."""
    viewer = viewer_of(request)
    found = settle_task(actor=viewer.staff, task=access_task(viewer, task_id), is_done="done" in request.POST)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("teams:tasks", district, found.team_id)
