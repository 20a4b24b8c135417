"""News of meetings and tasks: planned, moved, tomorrow, its minutes; a task that is yours, due, or late."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.actions.notices import see_all
from plc.schools.models import Notice
from plc.schools.news import NewsLine
from teams.access.meetings import own_tasks, visible_meetings
from teams.models import Meeting, TeamTask

MEETING, TASK = "meeting", "task"


def meeting_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    rows = visible_meetings(viewer).filter(pk__in=[notice.subject_id for notice in notices])
    found = {meeting.pk: meeting for meeting in rows}
    return {
        notice.pk: NewsLine(
            sentence=_of_meeting(meeting, notice, viewer),
            place=meeting.team.name,
            url=reverse("teams:meeting", args=[viewer.district.slug, meeting.pk]),
        )
        for notice in notices
        if (meeting := found.get(notice.subject_id))
    }


def task_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    """Of tasks that are still open; the words of a task are the team's own, and stay out of letters."""
    rows = own_tasks(viewer).filter(pk__in=[notice.subject_id for notice in notices])
    found = {task.pk: task for task in rows}
    return {
        notice.pk: NewsLine(
            sentence=_of_task(task, viewer),
            place=task.team.name,
            url=reverse("teams:tasks", args=[viewer.district.slug, task.team_id]),
        )
        for notice in notices
        if (task := found.get(notice.subject_id))
    }


def see_meeting(viewer: Viewer, meeting: Meeting) -> None:
    """This person has the meeting before their eyes."""
    see_all(staff=viewer.staff, kinds=(MEETING,), subject_ids=(meeting.pk,))


def see_tasks(viewer: Viewer, tasks: Sequence[TeamTask]) -> None:
    see_all(staff=viewer.staff, kinds=(TASK,), subject_ids=[task.pk for task in tasks])


def _of_meeting(meeting: Meeting, notice: Notice, viewer: Viewer) -> str:
    """Without its title, which is the team's own words."""
    local = meeting.starts_at.astimezone(ZoneInfo(viewer.district.time_zone))
    when = f"{local:%A, %B %-d, at %-I:%M %p}"
    if meeting.ended_at:
        return f"The minutes of the meeting of {local:%B %-d} are there."
    if meeting.cancelled_at:
        return f"The meeting on {when}, is called off."
    if notice.is_new:
        return f"Your team meets on {when}."
    return f"A meeting has moved: it is now on {when}."


def _of_task(task: TeamTask, viewer: Viewer) -> str:
    if task.due_on is None:
        return "A task of your team is yours."
    if task.due_on < viewer.today:
        return f"A task of yours was due on {task.due_on:%B %-d}."
    if task.due_on == viewer.today:
        return "A task of yours is due today."
    return f"A task of yours is due on {task.due_on:%A, %B %-d}."
