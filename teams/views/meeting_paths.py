"""The addresses of meetings, protocols and tasks, under ``/d/<district>/``."""

from django.urls import path

from teams.views import calendars, live_meetings, meetings, minutes, protocols, tasks

meeting_paths = [
    path("meetings/", meetings.my_meetings, name="my_meetings"),
    path("meetings/calendar/", calendars.calendar_address, name="calendar_address"),
    path("teams/<int:team_id>/meetings/", meetings.team_meetings, name="team_meetings"),
    path("teams/<int:team_id>/meetings/new/", meetings.new_meeting, name="new_meeting"),
    path("meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/settle/", meetings.settle_meeting, name="settle_meeting"),
    path("meetings/<int:meeting_id>/agenda/", meetings.agenda, name="agenda"),
    path("meetings/<int:meeting_id>/guests", meetings.invite, name="invite_to_meeting"),
    path("meetings/guests/<int:meeting_guest_id>/remove", meetings.uninvite, name="uninvite"),
    path("meetings/<int:meeting_id>/cancel", meetings.cancel_meeting, name="cancel_meeting"),
    path("meetings/series/<int:series_id>/end", meetings.end_series, name="end_series"),
    path("meetings/<int:meeting_id>/meeting.ics", calendars.meeting_file, name="meeting_file"),
    path("meetings/<int:meeting_id>/live/", live_meetings.live, name="live"),
    path("meetings/<int:meeting_id>/live/part", live_meetings.live_part, name="live_part"),
    path("meetings/<int:meeting_id>/live/join", live_meetings.live_join, name="live_join"),
    path("meetings/<int:meeting_id>/live/lead", live_meetings.live_lead, name="live_lead"),
    path("meetings/<int:meeting_id>/live/step", live_meetings.live_step, name="live_step"),
    path("meetings/<int:meeting_id>/live/entries/<int:position>", live_meetings.live_entry, name="live_entry"),
    path("meetings/<int:meeting_id>/live/notes/<int:position>", live_meetings.live_note, name="live_note"),
    path("meetings/<int:meeting_id>/live/decisions", live_meetings.live_decision, name="live_decision"),
    path("meetings/<int:meeting_id>/live/norms", live_meetings.live_norms, name="live_norms"),
    path("meetings/<int:meeting_id>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<int:meeting_id>/attendance/", minutes.attendance, name="attendance"),
    path("protocols/", protocols.district_protocols, name="district_protocols"),
    path("teams/<int:team_id>/protocols/", protocols.team_protocols, name="team_protocols"),
    path("protocols/<str:key>/", protocols.district_protocol, name="district_protocol"),
    path("protocols/<str:key>/retire", protocols.district_protocol_retired, name="district_protocol_retired"),
    path("teams/<int:team_id>/protocols/<str:key>/", protocols.team_protocol, name="team_protocol"),
    path(
        "teams/<int:team_id>/protocols/<str:key>/retire", protocols.team_protocol_retired, name="team_protocol_retired"
    ),
    path("teams/<int:team_id>/tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/settled", tasks.task_settled, name="task_settled"),
]
