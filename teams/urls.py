"""The teams' addresses, under ``/d/<district>/``."""

from django.urls import path

from teams.views import support, visits
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
    path("teams/<int:team_id>/visits/", visits.visits, name="visits"),
    path("teams/<int:team_id>/visits/ask/", visits.ask_visit, name="ask_visit"),
    path("teams/<int:team_id>/visits/offer/", visits.offer_visit, name="offer_visit"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/take/", visits.take_visit, name="take_visit"),
    path("visits/<int:visit_id>/agree/", visits.agree_visit, name="agree_visit"),
    path("visits/<int:visit_id>/arrange/", visits.arrange_visit, name="arrange_visit"),
    path("visits/<int:visit_id>/notes/", visits.new_visit_note, name="new_visit_note"),
    path("visits/notes/<int:note_id>/delete/", visits.delete_visit_note, name="delete_visit_note"),
    path("visits/<int:visit_id>/debrief/", visits.debrief_visit, name="debrief_visit"),
    path("visits/<int:visit_id>/share/", visits.share_learning, name="share_learning"),
    path("visits/learnings/<int:learning_id>/withdraw/", visits.withdraw_learning, name="withdraw_learning"),
    path("visits/<int:visit_id>/delete/", visits.delete_visit, name="delete_visit"),
    path("requests/", support.requests, name="requests"),
    path("teams/<int:team_id>/support/", support.support, name="support"),
    path("teams/<int:team_id>/support/requests/", support.new_request, name="new_request"),
    path("requests/<int:request_id>/answer/", support.answer_request, name="answer_request"),
    path("requests/<int:request_id>/settle/", support.settle_request, name="settle_request"),
    path("teams/<int:team_id>/support/times/", support.new_planning_time, name="new_planning_time"),
    path("support/times/<int:time_id>/remove/", support.remove_planning_time, name="remove_planning_time"),
]
