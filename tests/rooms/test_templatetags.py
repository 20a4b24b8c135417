"""Rounding, words and marks: what a page makes of numbers and codes."""

import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from plc.http.components import DotRow, HeatCell, HeatHead, HeatRow, Problem, Step, SummaryCount
from plc.http.style_guide import ExampleForm, style_guide
from plc.templatetags import components, figures

ROOT = Path(__file__).resolve().parents[2]
NB = "\u00a0"


def page_part(name: str, **context: object) -> str:
    return re.sub(r"\s+", " ", render_to_string(f"components/{name}.html", context)).replace("> <", "><").strip()


class TestPercent:
    @pytest.mark.parametrize(
        ("proportion", "shown"),
        [
            (0.4803, "48"),
            (0.005, "1"),
            (0.004999, "0"),
            (23 / 40, "58"),
            (0.5749999999999999, "58"),  # 0.575 after a sum of floats
            (0.57499, "57"),
            (Decimal("0.125"), "13"),
            (0, "0"),
            (1, "100"),
            (1.0, "100"),
            (-0.245, "-25"),
            (np.float64(0.285), "29"),
        ],
    )
    def test_rounds_half_up_to_whole_percents(self, proportion, shown):
        assert figures.percent_number(proportion) == shown
        assert figures.percent(proportion) == f"{shown}{NB}%"

    @pytest.mark.parametrize("missing", [None, "", float("nan")])
    def test_a_missing_number_is_never_a_zero(self, missing):
        assert figures.percent(missing) == figures.percent_number(missing) == ""
        assert figures.percent_range(missing, 0.5) == figures.percent_range(0.5, missing) == ""
        assert figures.dot_x(missing) == figures.heat_step(missing) == figures.points(missing) == ""

    def test_a_range_is_clipped_for_the_eye(self):
        assert figures.percent_range(0.421, 0.678) == "42 to 68"
        assert figures.percent_range(-0.04, 1.07) == "0 to 100"

    def test_differences_are_points_without_a_sign(self):
        assert figures.percent_points(0.243) == "24 points"
        assert figures.percent_points(-0.01) == "1 point"


class TestCountsAndPoints:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [(2, "2"), (2.0, "2"), (1.5, "1.5"), (Decimal("0.25"), "0.25"), (0, "0"), (10, "10"), (1.005, "1.01")],
    )
    def test_points(self, value, shown):
        assert figures.points(value) == shown

    @pytest.mark.parametrize(
        ("value", "shown"), [(1, "1 point"), (1.0, "1 point"), ("1", "1 point"), (0.5, "0.5 points"), (0, "0 points")]
    )
    def test_points_with_their_noun(self, value, shown):
        assert figures.in_points(value) == shown
        assert figures.in_points(None) == ""

    def test_counts(self):
        assert figures.count_of(24, 28) == "24 of 28"
        assert figures.count_of(1204, 3221) == "1,204 of 3,221"
        assert figures.count_of(None, 28) == ""

    def test_plural(self):
        assert figures.plural(1, "student") == "1 student"
        assert figures.plural(0, "student") == "0 students"
        assert figures.plural(2, "class,classes") == "2 classes"
        assert figures.plural(1, "class,classes") == "1 class"

    def test_small_counts_in_words(self):
        assert [figures.in_words(n) for n in (0, 3, 9, 10)] == ["none", "three", "nine", "10"]


class TestWords:
    def test_every_reason_of_the_statistics_has_a_sentence(self):
        whole_group = ["n0", "n_small", "zero_variance", "no_spread_team", "near_ceiling_or_floor", "suppressed"]
        for code in [*whole_group, "one_item", "one_section", "complementary"]:
            assert figures.reason_words(code).endswith(".")

    def test_the_districts_own_threshold_is_named(self):
        assert figures.reason_words("suppressed", 5) == "Hidden to protect students: fewer than 5 in this group."

    def test_an_unknown_code_is_a_bug_and_not_a_blank(self):
        with pytest.raises(KeyError):
            figures.reason_words("n_tiny")
        with pytest.raises(KeyError):
            figures.label_words("significant")

    def test_labels(self):
        assert figures.label_words("not_clear") == "can’t tell from one test"
        assert figures.label_words("similar") == "about the same as the rest"
        assert figures.label_words("") == ""


class TestCharts:
    def test_a_place_on_the_axis(self):
        assert [figures.dot_x(p) for p in (0, 0.755, 1, 1.2, -0.1, 1 / 3)] == ["0", "75.5", "100", "100", "0", "33.3"]

    def test_the_shade_follows_the_percent_as_printed(self):
        shades = [figures.heat_step(p) for p in (0.8, 0.795, 0.7949, 0.65, 0.5, 0.35, 0.345, 0.3449, 0)]
        assert shades == ["0", "0", "1", "1", "2", "3", "3", "4", "4"]

    def test_dot_plot_fills_own_and_team_and_hollows_the_others(self):
        rows = (
            DotRow(name="Team, 60 students", value=0.5, low=0.4, high=0.6, is_team=True),
            DotRow(name="Class A", value=0.4, low=0.3, high=0.5, label="not_clear"),
            DotRow(name="Class B (yours)", value=0.45, low=0.35, high=0.55, label="not_clear", is_mine=True),
            DotRow(name="Class C", value=0.7, low=0.6, high=0.8, label="above_rest"),
            DotRow(name="Class D", withheld="suppressed"),
        )
        team, other, mine, bright, hidden = page_part(
            "dotplot", rows=rows, team_value=0.5, caption="One class stands apart."
        ).split("<tr")[2:]
        assert 'class="team"' in team and "dot-hole" not in team and "team-line" not in team
        assert "dot-hole" in other and "team-line" in other and "can’t tell from one test" in other
        assert 'class="mine"' in mine and "dot-hole" not in mine
        assert "bright" in bright and "dot-hole" in bright and "Bright spot" in bright
        assert "<svg viewBox" not in hidden and "Hidden to protect students" in hidden and "%" not in hidden

    def test_only_the_teams_column_is_ever_shaded(self):
        row = HeatRow(
            name="1. Unit price",
            team=HeatCell(value=0.3),
            cells=(HeatCell(value=0.1), HeatCell(value=0.9, is_surprise=True), HeatCell(withheld="suppressed")),
        )
        table = page_part("heat", rows=(row,), heads=(HeatHead(label="A"), HeatHead(label="B"), HeatHead(label="C")))
        assert table.count("heat-4") == 1
        assert re.findall(r"heat-[0-3]", table) == []
        assert 'class="team heat-4">30' in table
        assert "Hidden to protect students" in table


class TestParts:
    def test_icons_come_from_the_sprite(self):
        assert 'icons.svg#check"' in Template('{% icon "check" %}').render(Context())
        assert '<span class="visually-hidden">Print</span>' in components.icon("print", "Print")
        with pytest.raises(TemplateSyntaxError):
            components.icon("unicorn")

    def test_every_icon_named_in_a_template_exists(self):
        for template in (ROOT / "templates").rglob("*.html"):
            for name in re.findall(r'{% icon "([a-z-]+)"', template.read_text(encoding="utf-8")):
                assert name in components.icon_names(), f"{template} asks for {name}"

    def test_a_problem_quotes_the_value_and_escapes_it(self):
        problem = Problem(where="Row 9", value="<b>4", what="is more than 3 points.", remedy="Type the right score.")
        shown = page_part("problems", problems=[problem])
        assert "<q>&lt;b&gt;4</q> is more than 3 points." in shown

    def test_the_current_step_is_marked_and_done_is_also_said(self):
        shown = page_part("stepper", steps=[Step(name="Goal", state="done"), Step(name="Results", state="now")])
        assert 'data-state="done"><span>Goal<span class="visually-hidden">, done</span>' in shown
        assert 'aria-current="step"><span>Results</span>' in shown


class TestForm:
    def test_label_help_control_error_in_this_order_and_tied_together(self):
        form = ExampleForm({"window_ends": "11/31/2026"})
        field = str(form["goal"].as_field_group())
        order = [field.index(part) for part in ("<label", 'id="id_goal_helptext"', "<input", 'id="id_goal_error"')]
        assert order == sorted(order)
        assert 'aria-describedby="id_goal_helptext id_goal_error"' in field
        assert 'aria-invalid="true"' in field and 'class="input"' in field

    def test_optional_is_marked_and_required_is_not(self):
        form = ExampleForm()
        assert "(optional)" in form["note"].as_field_group()
        assert "(optional)" not in form["goal"].as_field_group()

    def test_a_placeholder_that_repeats_the_label_goes(self):
        class SignInForm(forms.Form):
            email = forms.CharField(label="Email", widget=forms.TextInput(attrs={"placeholder": "Email address"}))
            code = forms.CharField(label="Room", widget=forms.TextInput(attrs={"placeholder": "114"}))

        drawn = str(SignInForm())
        assert "Email address" not in drawn
        assert 'placeholder="114"' in drawn

    def test_choices_are_a_fieldset_with_a_legend(self):
        drawn = str(ExampleForm()["targets"].as_field_group())
        assert "<fieldset" in drawn and "<legend>Targets" in drawn
        assert drawn.count('class="check"') == 3


class TestPages:
    def test_the_500_page_needs_nothing_at_all(self):
        page = render_to_string("errors/500.html")
        assert "That is our mistake" in page
        assert "name this number" not in page

    @pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "413", "429", "500"])
    def test_an_error_page_gives_its_reference(self, name):
        page = render_to_string(f"errors/{name}.html", {"reference": "7F3K-20Q"})
        assert "<code>7F3K-20Q</code>" in page
        assert page.count("<h1>") == 1

    def test_a_refusal_shows_its_sentence_and_remedy(self):
        page = render_to_string(
            "errors/refusal.html", {"sentence": "This CFA is locked.", "remedy": "Make a new version."}
        )
        assert "This CFA is locked." in page and "Make a new version." in page

    def test_the_style_guide_shows_every_icon(self):
        request = RequestFactory().get("/")
        page = style_guide(request).content.decode()
        for name in components.icon_names():
            assert f"icons.svg#{name}" in page

    def test_no_template_breaks_the_content_security_policy(self):
        inline = re.compile(r"""<style\b|\sstyle=|\son[a-z]+=["']|<script(?![^>]*(?:\ssrc=|type="application/json"))""")
        pages = [p for p in (ROOT / "templates").rglob("*.html") if "emails" not in p.parts]
        assert len(pages) > 50
        for page in pages:
            assert not inline.search(page.read_text(encoding="utf-8")), page


class TestBrowserWords:
    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0.0.0 Safari/537.36", "Chrome on a Chromebook"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", "Safari on an iPhone"),
            ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
            ("curl/8.5.0", "curl/8.5.0"),
        ],
    )
    def test_names_what_people_would_recognize(self, user_agent: str, words: str) -> None:
        assert components.browser_words(user_agent) == words


class TestFiguresForThoseWhoWantThem:
    """The filters of the page that says how we know."""

    @pytest.mark.parametrize(
        ("value", "said"),
        [(0.0312, "0.031"), (0.00912, "0.0091"), (0.00005, "under 0.0001"), (1.0, "1.000"), (None, "")],
    )
    def test_a_chance(self, value: float | None, said: str) -> None:
        assert figures.chance(value) == said

    @pytest.mark.parametrize(("value", "said"), [(0.8031, "0.80"), (-0.104, "−0.10"), (0.995, "1.00"), (None, "")])
    def test_a_correlation(self, value: float | None, said: str) -> None:
        assert figures.two_digits(value) == said

    @pytest.mark.parametrize(
        ("value", "said"), [(-0.014, "−1 point"), (0.27, "27 points"), (-0.004, "0 points"), (None, "")]
    )
    def test_a_gap_with_its_direction(self, value: float | None, said: str) -> None:
        assert figures.signed_gap(value) == said
        assert figures.signed_points(value) == said.partition(" ")[0]


def test_the_counts_above_a_preview_are_grouped_as_the_figures_below_are() -> None:
    counts = [SummaryCount(count=2963, text="new scores", note="1,149 students", url="")]
    shown = page_part("summary_counts", counts=counts, label="What it would do")
    assert "<b>2,963</b>" in shown
