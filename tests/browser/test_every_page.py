"""Every page as each kind of person, wide and narrow, light and dark: whole, accessible, and silent in the console."""

import pytest

from tests.browser.markup_seen import Markup, Seen
from tests.browser.walking import WALKERS, Walker, faults_of, shape_of, walk
from tests.browser.watching import Visitors
from tests.contracts import addresses

pytestmark = pytest.mark.walk

# Why a walk along links does not open an address of a district. Every other one must be opened by somebody.
NOT_WALKED_TO = {
    "goals:card_file": "a file",
    "goals:class_progress_csv": "a file",
    "goals:class_progress_workbook": "a file",
    "goals:cycle_pretest": "the page of “cycle_cfa”, for the test before teaching",
    "goals:cycle_agree": "a button",
    "goals:cycle_taught": "a button",
    "goals:reopen_cycle": "a button",
    "goals:retire_template": "a button",
    "goals:save_as_template": "a button",
    "goals:skip_step": "a button",
    "goals:take_step_in": "a button",
    "goals:remove_card_file": "a button",
    "goals:delete_trial": "a button",
    "assessments:template": "a file",
    "assessments:upload_left_out": "a file",
    "assessments:api_report": "figures for programs",
    "assessments:api_papers": "what the score grid asks for and saves",
    "assessments:api_papers_settled": "the score grid says that typing has paused",
    "assessments:grid_worker": "a script",
    "assessments:report_file": "a file",
    "assessments:report_live": "a part of a page, asked for by the report page",
    "assessments:report_again": "a button",
    "assessments:template_workbook": "a file",
    "assessments:upload_live": "a part of a page, asked for by the page of a large upload",
    "assessments:upload_kind": "a button",
    "assessments:upload_rows": "a button",
    "assessments:source_forget": "a button",
    "assessments:alias_forget": "a button",
    "assessments:upload_apply": "a button",
    "assessments:upload_discard": "a button",
    "assessments:upload_revert": "a button",
    "assessments:standards": "a part of a page, asked for while somebody types",
    "assessments:lock": "a button",
    "assessments:unlock": "a button",
    "assessments:new_target": "a button",
    "assessments:target": "a button",
    "assessments:new_items": "a button",
    "assessments:items_number": "a button",
    "assessments:item_keys": "a form; the walk looks at it as “keys in order”",
    "assessments:take": "a button",
    "assessments:item_move": "a button",
    "assessments:item_remove": "a button",
    "assessments:correction_preview": "a form's answer; the journey of a wrong key opens it",
    "assessments:correction_undo": "a button",
    "assessments:upload_history": "nobody has saved an upload when the walk passes",
    "assessments:version_begin": "a button",
    "assessments:version_discard": "a button",
    "assessments:school_results": "a tab of “results”, there once totals are published",
    "assessments:school_results_csv": "a file",
    "assessments:school_results_workbook": "a file",
    "goals:new_strategy": "offered to the teacher of a bright class, and none of them walks",
    "goals:withdraw_strategy": "a button",
    "goals:delete_strategy": "a button",
    "goals:settle_plan": "a button",
    "goals:settle_step": "a button",
    "goals:delete_step": "a button",
    "goals:carry_goal": "leads on to setting a goal, which the walk opens",
    "goals:keep_district_filter": "a button",
    "goals:keep_school_filter": "a button",
    "goals:drop_filter": "a button",
    "goals:delete_plan": "a button",
    "goals:choose_class": "a button",
    "goals:move_in_plan": "a button",
    "goals:new_group": "a button",
    "goals:agree_groups": "a button",
    "goals:decide_in_plan": "a button",
    "goals:finish_plan": "a button",
    "goals:delete_group": "a button",
    "goals:new_sessions": "a button",
    "goals:delete_session": "a button",
    "schools:free_days_removed": "a button",
    "teams:attendance": "offered once a meeting has begun, and the walk opens one ahead",
    "teams:cancel_meeting": "a button",
    "teams:district_protocol": "there once an admin has reworded one",
    "teams:district_protocol_retired": "a button",
    "teams:end_series": "a button",
    "teams:invite_to_meeting": "a button",
    "teams:live_decision": "a button",
    "teams:live_entry": "what the live meeting saves",
    "teams:live_join": "a button",
    "teams:live_lead": "a button",
    "teams:live_norms": "a button",
    "teams:live_note": "a button",
    "teams:live_part": "a part of a page, asked for by the live meeting",
    "teams:live_step": "a button",
    "teams:meeting_file": "a file",
    "teams:task_settled": "a button",
    "teams:team_protocol": "there once a team has adapted one",
    "teams:team_protocol_retired": "a button",
    "teams:uninvite": "a button",
    "schools:digest_time": "a button",
    "schools:news_seen": "a button",
    "schools:resend_invitation": "a button",
    "schools:withdraw_invitation": "a button",
    "schools:quiet_hours": "a button",
    "teams:new_member": "a button",
    "teams:new_role_term": "a button",
    "teams:invite_guest": "a button",
    "teams:end_guest": "a button",
    "teams:rotate_role": "a button",
    "teams:carry_over": "offered once there is a later school year",
    "teams:begin_norms": "a button",
    "teams:norm_protocol": "a button",
    "teams:remove_norm": "a button",
    "teams:move_norm": "a button",
    "teams:propose_norms": "a button",
    "teams:answer_norms": "a button",
    "teams:close_ratings": "a button",
    "teams:move_review": "a button",
    "teams:settle_feedback": "a button",
    "teams:take_visit": "a button",
    "teams:agree_visit": "a button",
    "teams:new_visit_note": "a button",
    "teams:delete_visit_note": "a button",
    "teams:debrief_visit": "a button",
    "teams:share_learning": "a button",
    "teams:withdraw_learning": "a button",
    "teams:new_request": "a button",
    "teams:answer_request": "a button",
    "teams:settle_request": "a button",
    "teams:new_planning_time": "a button",
    "teams:remove_planning_time": "a button",
    "teams:new_charter": "a button",
    "teams:begin_charter_draft": "a button",
    "teams:propose_charter": "a button",
    "teams:settle_charter_statement": "a button",
    "teams:answer_charter_remark": "a button",
    "teams:take_back_charter_remark": "a button",
    "teams:close_survey_round": "a button",
    "teams:remove_survey_statement": "a button",
    "teams:take_out_indicator": "a button",
}

_opened: dict[str, set[str]] = {}
_shown = Seen()


@pytest.mark.parametrize("walker", WALKERS, ids=lambda walker: walker.role)
def test_a_page_is_whole_accessible_and_silent(walker: Walker, visitors: Visitors) -> None:
    faults: list[str] = []
    shapes = _opened.setdefault(walker.role, set())
    for stop in walk(walker, visitors, _shown):
        shapes.add(shape_of(stop.page.url))
        faults += faults_of(stop)
        faults += [f"{walker.role} {stop.shape}: {complaint}" for complaint in visitors.watch.complaints]
        visitors.watch.complaints.clear()
    assert faults == [], "\n".join(faults)


def test_no_page_is_left_out() -> None:
    if set(_opened) != {walker.role for walker in WALKERS}:
        pytest.skip("Only after everybody has walked.")
    opened = set().union(*_opened.values())
    missed = {
        route.name
        for route in addresses.routes_in_a_district()
        if shape_of(f"/{_filled(route.pattern)}") not in opened
        and route.name not in NOT_WALKED_TO
        and "<int:number>" not in route.pattern  # an earlier run: nobody's page links to one before there are two
    }
    assert missed == set(), "No link leads there for any of the walkers; or say in NOT_WALKED_TO why none should."


def _filled(pattern: str) -> str:
    """The pattern with a number, or a word, for each of its parts."""
    pieces = [piece.partition(">") for piece in pattern.split("<")[1:]]
    for part, _, _ in pieces:
        pattern = pattern.replace(f"<{part}>", "0" if part.startswith("int:") else "x")
    return pattern


SHOWN = (
    '<main><h1>Ana</h1><h2>Unit 1</h2><table><tr><td>Ben</td><td>1</td></tr></table><a href="/d/x/#top">Open</a>'
    '<button type="submit" class="button">Save</button></main>'
)


@pytest.mark.parametrize(
    ("old", "new", "is_known"),
    [
        (">1<", ">7<", True),
        ("Ben", "Dev", True),
        (">Open<", "><", False),  # a link without a name
        ("Save", "", False),
        ('"button"', '"button button--quiet"', False),
        ("h2", "h3", False),
        ("<td>1</td>", "<td>1</td><td>2</td>", False),
        ("Unit", "Proportionality", False),  # may be too wide for a phone
        ("</main>", "<input name='q'></main>", False),
        ("<h2>", "<h2 id='a'></h2><h2 id='a'>", False),
    ],
)
def test_a_page_is_drawn_again_for_whatever_is_new_in_it(old: str, new: str, is_known: bool) -> None:
    seen, url = Seen(), "http://localhost/d/x/"
    seen.add("a page", Markup(url, SHOWN))
    assert old in SHOWN
    assert seen.has_all_of("a page", Markup(url, SHOWN.replace(old, new))) == is_known
    assert Markup(url, SHOWN).links == [url]
