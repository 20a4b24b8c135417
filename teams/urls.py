"""The teams' addresses, under ``/d/<district>/``."""

from django.urls import path

from teams.views import carrying_over, drafting, feedback, norms, people, sharing, support, visits
from teams.views import teams as views
from teams.views.charter_paths import charter_paths
from teams.views.meeting_paths import meeting_paths
from teams.views.survey_paths import survey_paths

app_name = "teams"

urlpatterns = [
    *meeting_paths,
    *charter_paths,
    path("teams/", views.teams, name="teams"),
    path("teams/new/", views.new_team, name="new_team"),
    path("teams/<int:team_id>/", views.team, name="team"),
    path("teams/<int:team_id>/people/", people.people, name="people"),
    path("teams/<int:team_id>/members/", people.new_member, name="new_member"),
    path("teams/<int:team_id>/roles/", people.new_role_term, name="new_role_term"),
    path("teams/<int:team_id>/guests/", people.invite_guest, name="invite_guest"),
    path("teams/members/<int:member_id>/end/", people.end_member, name="end_member"),
    path("teams/roles/<int:term_id>/end/", people.end_term, name="end_term"),
    path("teams/roles/<int:term_id>/rotate/", people.rotate_role, name="rotate_role"),
    path("teams/guests/<int:guest_id>/end/", people.end_guest, name="end_guest"),
    path("teams/<int:team_id>/carry-over/", carrying_over.carry_over, name="carry_over"),
    path("teams/<int:team_id>/norms/", norms.norms, name="norms"),
    path("teams/<int:team_id>/norms/begin/", drafting.begin_norms, name="begin_norms"),
    path("teams/<int:team_id>/norms/draft/", drafting.norm_draft, name="norm_draft"),
    path("teams/<int:team_id>/norms/protocol/", drafting.norm_protocol, name="norm_protocol"),
    path("teams/<int:team_id>/norms/propose/", drafting.propose_norms, name="propose_norms"),
    path("teams/<int:team_id>/norms/<int:number>/answer/", norms.answer_norms, name="answer_norms"),
    path("teams/<int:team_id>/norms/rate/", norms.rate_norms, name="rate_norms"),
    path("teams/<int:team_id>/norms/rate/close/", norms.close_ratings, name="close_ratings"),
    path("teams/norms/<int:norm_id>/", drafting.norm, name="norm"),
    path("teams/norms/<int:norm_id>/remove/", drafting.remove_norm, name="remove_norm"),
    path("teams/norms/<int:norm_id>/move/", drafting.move_norm, name="move_norm"),
    path("teams/reviews/<int:review_id>/", norms.review, name="review"),
    path("teams/reviews/<int:review_id>/day/", norms.move_review, name="move_review"),
    *survey_paths,
    path("teams/<int:team_id>/disclosure/", sharing.disclosure, name="disclosure"),
    path("teams/<int:team_id>/visits/", visits.visits, name="visits"),
    path("teams/<int:team_id>/visits/ask/", visits.ask_visit, name="ask_visit"),
    path("teams/<int:team_id>/visits/offer/", visits.offer_visit, name="offer_visit"),
    path("teams/visits/<int:visit_id>/", visits.visit, name="visit"),
    path("teams/visits/<int:visit_id>/take/", visits.take_visit, name="take_visit"),
    path("teams/visits/<int:visit_id>/agree/", visits.agree_visit, name="agree_visit"),
    path("teams/visits/<int:visit_id>/arrange/", visits.arrange_visit, name="arrange_visit"),
    path("teams/visits/<int:visit_id>/notes/", visits.new_visit_note, name="new_visit_note"),
    path("teams/visits/notes/<int:note_id>/delete/", visits.delete_visit_note, name="delete_visit_note"),
    path("teams/visits/<int:visit_id>/debrief/", visits.debrief_visit, name="debrief_visit"),
    path("teams/visits/<int:visit_id>/share/", visits.share_learning, name="share_learning"),
    path("teams/visits/learnings/<int:learning_id>/withdraw/", visits.withdraw_learning, name="withdraw_learning"),
    path("teams/visits/<int:visit_id>/delete/", visits.delete_visit, name="delete_visit"),
    path("requests/", support.requests, name="requests"),
    path("teams/<int:team_id>/support/", support.support, name="support"),
    path("teams/<int:team_id>/support/requests/", support.new_request, name="new_request"),
    path("requests/<int:request_id>/answer/", support.answer_request, name="answer_request"),
    path("requests/<int:request_id>/settle/", support.settle_request, name="settle_request"),
    path("teams/<int:team_id>/support/times/", support.new_planning_time, name="new_planning_time"),
    path("teams/support/times/<int:time_id>/remove/", support.remove_planning_time, name="remove_planning_time"),
    path("teams/<int:team_id>/feedback/", feedback.feedback_of, name="feedback_of"),
    path("teams/feedback/<int:feedback_id>/", feedback.feedback, name="feedback"),
    path("teams/feedback/<int:feedback_id>/settle/", feedback.settle_feedback, name="settle_feedback"),
]
