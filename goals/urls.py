from django.urls import path

from goals.views import card_files, home, library, responses, smart, strategies, trials

app_name = "goals"

urlpatterns = [
    path("", home.home, name="home"),
    path("teams/<int:team_id>/strategies/", strategies.strategies, name="strategies"),
    path(
        "cfas/<int:assessment_id>/classes/<int:section_id>/strategies/<int:standard_id>/",
        strategies.new_strategy,
        name="new_strategy",
    ),
    path("strategies/", library.library, name="library"),
    path("strategies/<int:card_id>/", strategies.strategy, name="strategy"),
    path("strategies/<int:card_id>/share/", strategies.share_strategy, name="share_strategy"),
    path("strategies/<int:card_id>/files/", card_files.add_card_file, name="add_card_file"),
    path("strategies/files/<int:card_file_id>/", card_files.card_file, name="card_file"),
    path("strategies/files/<int:card_file_id>/remove", card_files.remove_card_file, name="remove_card_file"),
    path("strategies/<int:card_id>/try/", trials.new_trial, name="new_trial"),
    path("strategies/trials/<int:trial_id>/", trials.change_trial, name="change_trial"),
    path("strategies/trials/<int:trial_id>/delete", trials.delete_trial, name="delete_trial"),
    path("strategies/<int:card_id>/change/", strategies.change_strategy, name="change_strategy"),
    path("strategies/<int:card_id>/withdraw", strategies.withdraw_strategy, name="withdraw_strategy"),
    path("strategies/<int:card_id>/delete", strategies.delete_strategy, name="delete_strategy"),
    path("teams/<int:team_id>/plans/", responses.plans, name="plans"),
    path("cfas/<int:assessment_id>/plans/<int:standard_id>/", responses.new_plan, name="new_plan"),
    path("plans/<int:plan_id>/", responses.plan, name="plan"),
    path("plans/<int:plan_id>/settle", responses.settle_plan, name="settle_plan"),
    path("plans/<int:plan_id>/delete", responses.delete_plan, name="delete_plan"),
    path("teams/<int:team_id>/goals/", smart.goals, name="goals"),
    path("teams/<int:team_id>/goals/new/", smart.new_goal, name="new_goal"),
    path("goals/<int:goal_id>/", smart.goal, name="goal"),
    path("goals/<int:goal_id>/change/", smart.change_goal, name="change_goal"),
    path("goals/<int:goal_id>/close/", smart.close_goal, name="close_goal"),
]
