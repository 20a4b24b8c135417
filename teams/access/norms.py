"""Whose norms a person may write, answer and rate: their own teams’. Leaders and guests read what is adopted."""

from django.http import Http404

from plc.http.found import first_of, one_of
from plc.schools.access import Viewer
from teams.access.teams import working_teams
from teams.models import Norm, NormReview, NormState, NormVersion, Team


def access_norm(viewer: Viewer, norm_id: int) -> Norm:
    """One norm of a draft: what was proposed is changed by another version alone."""
    drafts = NormVersion.objects.filter(team__in=working_teams(viewer), state=NormState.DRAFT)
    return one_of(Norm.objects.filter(version__in=drafts).select_related("version", "version__team"), norm_id)


def access_draft(team: Team) -> NormVersion:
    """The draft of a team one works in; 404 while there is none."""
    return first_of(NormVersion.objects.filter(team=team, state=NormState.DRAFT))


def access_proposal(team: Team, number: int) -> NormVersion:
    """The version that asks for answers now, or the adopted one, which newcomers still answer."""
    found: NormVersion | None = NormVersion.objects.filter(
        team=team, number=number, state__in=(NormState.PROPOSED, NormState.ADOPTED)
    ).first()
    if found is None:
        raise Http404
    return found


def access_review(viewer: Viewer, review_id: int) -> NormReview:
    """A review that is still to be held."""
    reviews = NormReview.objects.filter(team__in=working_teams(viewer), held_on__isnull=True)
    return one_of(reviews.select_related("team", "team__school_year"), review_id)
