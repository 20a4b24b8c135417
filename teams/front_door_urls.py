"""Addresses of teams outside every district: what a calendar program asks for."""

from django.urls import path

from teams.views import calendars

app_name = "team_calendars"

urlpatterns = [path("calendar/<str:token>/meetings.ics", calendars.feed, name="feed")]
