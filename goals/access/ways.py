"""Steps of the goals of own teams, which every member may change."""

from django.http import Http404

from goals.access import visible_goals
from goals.models import ActionStep
from plc.schools.access import Viewer


def access_action_step(viewer: Viewer, step_id: int) -> ActionStep:
    """Locked, to be changed; of an open goal."""
    mine = visible_goals(viewer).filter(closed_on__isnull=True).order_by().values("pk")
    steps = ActionStep.objects.select_for_update(of=("self",)).select_related("goal")
    found: ActionStep | None = steps.filter(pk=step_id, goal__in=mine).first()
    if found is None:
        raise Http404
    return found
