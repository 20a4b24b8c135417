"""What is said about a team's work."""

from django import forms

from teams.models import FeedbackAbout


class BeginForm(forms.Form):
    about = forms.ChoiceField(label="About", choices=FeedbackAbout.choices)
    which = forms.CharField(
        label="Which one", max_length=200, required=False, help_text="Such as the title of the CFA, or of the goal."
    )
    text = forms.CharField(
        label="What you want to say or ask",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="About the work, not about a person. No student’s name.",
    )


class SayForm(forms.Form):
    text = forms.CharField(label="Your answer", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
