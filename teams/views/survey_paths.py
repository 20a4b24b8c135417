"""The addresses of the self-assessment and the continuum."""

from typing import Final

from django.urls import URLPattern, path

from teams.views import continuum, survey_rounds, survey_words, surveys

A_ROUND = "surveys/rounds/<int:round_id>/"
A_STATEMENT = "surveys/statements/<int:number>/"
AN_INDICATOR = "surveys/continuum/<int:number>/"

survey_paths: Final[list[URLPattern]] = [
    path("surveys/", survey_rounds.surveys, name="surveys"),
    path("surveys/new/", survey_rounds.new_survey_round, name="new_survey_round"),
    path(A_ROUND, survey_rounds.survey_round, name="survey_round"),
    path(f"{A_ROUND}close/", survey_rounds.close_survey_round, name="close_survey_round"),
    path(f"{A_ROUND}schools/<int:school_id>/", survey_rounds.survey_school, name="survey_school"),
    path("surveys/statements/", survey_words.survey_statements, name="survey_statements"),
    path("surveys/statements/new/", survey_words.new_survey_statement, name="new_survey_statement"),
    path(A_STATEMENT, survey_words.survey_statement, name="survey_statement"),
    path(f"{A_STATEMENT}remove/", survey_words.remove_survey_statement, name="remove_survey_statement"),
    path("surveys/continuum/", survey_words.continuum_words, name="continuum_words"),
    path("surveys/continuum/new/", survey_words.new_indicator, name="new_indicator"),
    path(AN_INDICATOR, survey_words.indicator, name="indicator"),
    path(f"{AN_INDICATOR}remove/", survey_words.take_out_indicator, name="take_out_indicator"),
    path("teams/<int:team_id>/survey/", surveys.team_survey, name="team_survey"),
    path("teams/<int:team_id>/survey/<int:number>/", surveys.survey_part, name="survey_part"),
    path("teams/<int:team_id>/survey/rounds/<int:round_id>/", surveys.survey_result, name="survey_result"),
    path("teams/<int:team_id>/continuum/", continuum.continuum, name="continuum"),
    path("teams/<int:team_id>/continuum/<int:number>/", continuum.mark_indicator, name="mark_indicator"),
]
