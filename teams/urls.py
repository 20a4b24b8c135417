"""The teams' addresses, under ``/d/<district>/``."""

from django.urls import path

from teams.views import teams as views

app_name = "teams"

urlpatterns = [
    path("teams/", views.teams, name="teams"),
    path("teams/new/", views.new_team, name="new_team"),
    path("teams/<int:team_id>/", views.team, name="team"),
    path("teams/<int:team_id>/members/", views.new_member, name="new_member"),
    path("teams/<int:team_id>/roles/", views.new_role_term, name="new_role_term"),
    path("teams/<int:team_id>/disclosure/", views.disclosure, name="disclosure"),
    path("teams/members/<int:member_id>/end/", views.end_member, name="end_member"),
    path("teams/roles/<int:term_id>/end/", views.end_term, name="end_term"),
]
