"""Addresses outside every district."""

from django.urls import path

from plc.schools.views import front_door, news

app_name = "front_door"

urlpatterns = [
    path("", front_door.root, name="root"),
    path("join/<slug:slug>/<str:token>/", front_door.join, name="join"),
    path("letters/off/<str:token>/", news.digests_off, name="digests_off"),
]
