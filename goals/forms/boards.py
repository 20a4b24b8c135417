"""What to show on a dashboard, and a name to keep it under. Nothing is required, and nonsense is left out."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.queries.boards import PERIODS, WEEK, BoardFilter

SCHOOL_CHOICES = (
    ("", "All teams"),
    ("asks", "Teams that ask for something"),
    ("behind", "Teams with a goal behind its aim line"),
    ("quiet", "Nothing seen for three weeks"),
    ("responding", "Teams with reteaching under way"),
)
DISTRICT_CHOICES = (
    ("", "All schools"),
    ("asks", "Schools with requests that wait"),
    ("quiet", "Schools with quiet teams"),
    ("changed", "Schools where something changed"),
    ("responding", "Schools with reteaching under way"),
)


class BoardForm(forms.Form):
    show = forms.ChoiceField(label="Show", required=False)
    course: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Course", queryset=None, required=False, empty_label="All courses"
    )
    days = forms.TypedChoiceField(
        label="What changed",
        coerce=int,
        required=False,
        empty_value=None,
        choices=[(days, words) for days, words in PERIODS],
    )

    def __init__(
        self, said: Any = None, *, choices: Any, courses: Any, one_course: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(said, auto_id="show_%s", **kwargs)
        self._made_of = {"choices": choices, "courses": courses, "one_course": one_course}
        self.fields["show"].choices = choices  # type: ignore[attr-defined]
        course: Any = self.fields["course"]
        course.queryset = courses
        course.label_from_instance = lambda each: each.name
        if one_course:
            course.label, course.empty_label = "Standards of", "The first course"

    @property
    def wanted(self) -> BoardFilter:
        """What is said and makes sense."""
        self.is_valid()
        said = self.cleaned_data
        course = said.get("course")
        return BoardFilter(said.get("days") or WEEK, said.get("show") or "", course.pk if course else None)

    def words_of(self, wanted: BoardFilter) -> str:
        """What is shown, for paper, where the choices themselves are left out."""
        shows = str(dict(self._made_of["choices"])[wanted.show])
        course = self._made_of["courses"].filter(pk=wanted.course_id).first() if wanted.course_id else None
        return f"{shows}, {course.name}" if course else shows

    def showing(self, wanted: BoardFilter) -> BoardForm:
        """The same choices with what is shown chosen, and no word about nonsense."""
        initial = {"show": wanted.show, "days": wanted.days, "course": wanted.course_id}
        return BoardForm(initial=initial, **self._made_of)


class SaveFilterForm(forms.Form):
    name = forms.CharField(label="Name", max_length=40)
