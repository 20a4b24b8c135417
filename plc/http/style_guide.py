"""The living style guide: every component in its states, with invented names, for whoever builds pages."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plc.http.components import (
    Crumb,
    DotRow,
    HeatCell,
    HeatHead,
    HeatRow,
    Problem,
    Step,
    SummaryCount,
    Tab,
)
from plc.templatetags.components import icon_names


class ExampleForm(forms.Form):
    """One field of each kind; bound with mistakes, so that the page shows how they are said."""

    goal = forms.CharField(label="Goal sentence", help_text="Who, which skill, from what, to what, by when.")
    window_ends = forms.DateField(
        label="Window ends", error_messages={"invalid": "November has 30 days. Did you mean November 30?"}
    )
    status = forms.ChoiceField(
        label="Status of the paper", required=False, choices=[("scored", "Scored"), ("absent", "Absent")]
    )
    note = forms.CharField(label="Note for the team", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    score = forms.ChoiceField(
        label="Item 8",
        choices=[("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")],
        widget=forms.RadioSelect(attrs={"class": "segments"}),
    )
    targets = forms.MultipleChoiceField(
        label="Targets",
        help_text="Up to three.",
        choices=[("1", "Unit rates"), ("2", "Proportional or not"), ("3", "Percent problems")],
        widget=forms.CheckboxSelectMultiple,
    )
    share = forms.BooleanField(
        label="Share this strategy card with the school", required=False, help_text="You can take it back."
    )
    sheet = forms.FileField(label="Score sheet", help_text="CSV, up to 5 MB.", required=False)
    key = forms.CharField(label="Answer key", required=False, disabled=True, initial="Key version 2, locked")


EXAMPLE_INPUT = {
    "goal": "75 % of our seventh graders…",
    "window_ends": "11/31/2026",
    "status": "scored",
    "score": "2",
    "share": "on",
}

TONES = ("paper", "surface", "sunk", "ink", "accent", "accent-wash", "mark", "mark-wash", "mend", "mend-wash")

STEPS = (
    Step(name="Focus", state="done", note="3 targets", url="#stepper"),
    Step(name="Goal", state="done", note="30 to 75 %", url="#stepper"),
    Step(name="Build CFA", state="done", note="12 items, locked", url="#stepper"),
    Step(name="Pre-check", state="skipped", note="skipped"),
    Step(name="Plan and teach", state="done", note="2 strategies", url="#stepper"),
    Step(name="Results", state="now", note="95 of 103", url="#stepper"),
    Step(name="Data meeting", note="Wed 2:10"),
    Step(name="Respond"),
    Step(name="Re-check"),
    Step(name="Reflect"),
)

PROBLEMS = (
    Problem(
        where="Row 9, column K",
        where_note="Dang, Minh · item 8",
        value="4",
        what="is more than the 3 points of this item.",
        remedy="Type the right score, or fix the sheet and upload it again. The saved score, 2, stays.",
        action_label="Mend",
        action_url="#problems",
    ),
    Problem(
        where="Row 31",
        where_note="12 scores",
        value="Young, Imany",
        what="is not in Period 2.",
        remedy="Imani Young (ID 40718) is close and has no scores yet. We never match by guess.",
    ),
)

COUNTS = (
    SummaryCount(count=19, text="new scores", note="2 students", url="#new"),
    SummaryCount(count=2, text="changed scores", note="2 students", url="#changed"),
    SummaryCount(count=264, text="unchanged", note="23 students", url="#same"),
    SummaryCount(count=3, text="cells with a problem", note="these are left out", url="#problems"),
    SummaryCount(count=1, text="row without a student", note="left out until matched", url="#unmatched"),
)

DOT_ROWS = (
    DotRow(name="Team, 103 students", value=0.5696, low=0.508, high=0.631, is_team=True),
    DotRow(name="Class A", value=0.549, low=0.421, high=0.678, label="not_clear"),
    DotRow(name="Class B (yours)", value=0.553, low=0.427, high=0.68, label="not_clear", is_mine=True),
    DotRow(name="Class C", value=0.757, low=0.66, high=0.854, label="above_rest"),
    DotRow(name="Class D", value=0.438, low=0.311, high=0.566, label="similar"),
    DotRow(name="Class E", withheld="suppressed"),
    DotRow(name="Class F", withheld="n0"),
)

HEAT_HEADS = (
    HeatHead(label="A"),
    HeatHead(label="B (yours)", is_mine=True),
    HeatHead(label="C"),
    HeatHead(label="D"),
)


def heat_row(name: str, note: str, team: float, *classes: HeatCell | float, question: str = "") -> HeatRow:
    """A row of plain proportions, with whole cells only where a state is shown."""
    cells = tuple(cell if isinstance(cell, HeatCell) else HeatCell(value=cell) for cell in classes)
    return HeatRow(name=name, note=note, team=HeatCell(value=team), cells=cells, question=question)


HEAT_ROWS = (
    heat_row("1. Unit price of 3.5 lb", "7.RP.A.1 · 1 point", 0.84, 0.7, 0.84, 0.63, 0.63),
    heat_row("2. Miles per hour, fractions", "7.RP.A.1 · 1 point", 0.65, 0.67, 0.52, 0.79, 0.63),
    heat_row("3. Best buy, two labels", "7.RP.A.1 · 1 point", 0.27, 0.26, 0.16, 0.29, 0.37, question="Check the key"),
    heat_row(
        "7. Pick the equation", "7.RP.A.2 · 1 point", 0.6, 0.67, 0.52, HeatCell(value=0.92, is_surprise=True), 0.33
    ),
    heat_row("10. Percent of a number", "7.RP.A.3 · 1 point", 0.48, 0.48, 0.56, 0.54, HeatCell(withheld="suppressed")),
    heat_row("12. Sale then tax, two steps", "7.RP.A.3 · 3 points", 0.28, 0.32, 0.29, 0.24, 0.27),
)


def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; no data of any district is read."""
    return render(
        request,
        "style_guide/page.html",
        {
            "form": ExampleForm(EXAMPLE_INPUT),
            "tones": TONES,
            "icons": sorted(icon_names()),
            "steps": STEPS,
            "problems": PROBLEMS,
            "counts": COUNTS,
            "dot_rows": DOT_ROWS,
            "dot_team": DOT_ROWS[0].value,
            "heat_heads": HEAT_HEADS,
            "heat_rows": HEAT_ROWS,
            "guide_crumbs": (
                Crumb(label="Grade 7 Math", url="#tabs"),
                Crumb(label="Unit 3", url="#tabs"),
                Crumb(label="Report"),
            ),
            "guide_tabs": (
                Tab(label="Skills", url="#tabs", current=True),
                Tab(label="Items", url="#items"),
                Tab(label="My students", url="#mine"),
            ),
            "reasons": ("suppressed", "complementary", "n0", "near_ceiling_or_floor", "one_section", "n_small"),
            "today": date(2026, 11, 17),
        },
    )
