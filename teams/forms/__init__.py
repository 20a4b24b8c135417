"""The forms of the room."""

from teams.forms.teams import MemberForm, RoleTermForm, SharingForm, TeamForm

__all__ = ["MemberForm", "RoleTermForm", "SharingForm", "TeamForm"]
