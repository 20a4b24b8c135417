"""The addresses of what a place stands for."""

from django.urls import path

from teams.views import charter_drafts as drafts
from teams.views import commitments as views

charter_paths = [
    path("what-we-stand-for/", views.charters, name="charters"),
    path("what-we-stand-for/new/", drafts.new_charter, name="new_charter"),
    path("what-we-stand-for/<int:charter_id>/", views.charter, name="charter"),
    path("what-we-stand-for/<int:charter_id>/history/", views.charter_history, name="charter_history"),
    path("what-we-stand-for/<int:charter_id>/begin/", drafts.begin_draft, name="begin_charter_draft"),
    path("what-we-stand-for/<int:charter_id>/draft/", drafts.charter_draft, name="charter_draft"),
    path("what-we-stand-for/<int:charter_id>/propose/", drafts.propose, name="propose_charter"),
    path("what-we-stand-for/<int:charter_id>/review/", drafts.charter_review, name="charter_review"),
    path("what-we-stand-for/<int:charter_id>/<int:number>/", views.charter_version, name="charter_version"),
    path("what-we-stand-for/<int:charter_id>/<int:number>/say/", views.say_to, name="say_to_charter"),
    path("what-we-stand-for/<int:charter_id>/<int:number>/answer/", views.consent_to_charter, name="answer_charter"),
    path("what-we-stand-for/<int:charter_id>/<int:number>/in-force/", drafts.enact, name="put_in_force"),
    path("what-we-stand-for/statements/<int:statement_id>/", drafts.charter_statement, name="charter_statement"),
    path(
        "what-we-stand-for/statements/<int:statement_id>/settle/",
        drafts.settle_statement,
        name="settle_charter_statement",
    ),
    path("what-we-stand-for/remarks/<int:remark_id>/answer/", drafts.answer_to_remark, name="answer_charter_remark"),
    path("what-we-stand-for/remarks/<int:remark_id>/take-back/", views.take_back, name="take_back_charter_remark"),
]
