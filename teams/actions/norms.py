"""Writing norms together: a draft that every member may change, until it is proposed."""

from typing import Final

from django.db import transaction
from django.db.models import Max

from plc.http.refusals import Refusal
from plc.http.seen import check_seen
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import Norm, NormHeading, NormState, NormVersion, Team
from teams.queries import norms_in, version_in

# How a breach is called, until the team says otherwise: in front of everybody, about the work, and soon over.
CUE: Final = "Anybody says “norms?”"
STEPS: Final = (
    "We stop for a moment.\n"
    "Whoever asked says what they noticed, about the work and not about a person.\n"
    "We agree on how to go on, and go on."
)
WHO: Final = "Anybody may ask; the norm keeper makes sure that we stop."
OPEN: Final = (NormState.DRAFT, NormState.PROPOSED)


@transaction.atomic
def begin_norms(*, actor: StaffMember, team: Team) -> NormVersion:
    """The draft of the team: the one there is, or the next version with everything the last one says.

    What was proposed stays as it was proposed, with its answers; it is no longer asked for.
    """
    team = open_team(team, actor)
    draft = version_in(team, NormState.DRAFT)
    if draft is not None:
        return draft
    source = version_in(team, NormState.PROPOSED) or version_in(team, NormState.ADOPTED)
    NormVersion.objects.filter(team=team, state=NormState.PROPOSED).update(state=NormState.WITHDRAWN)
    draft = copy_of_norms(team, source, actor)
    record(actor=actor, verb="begin_norms", subject=draft, note=f"{team.name}, version {draft.number}")
    return draft


def copy_of_norms(team: Team, source: NormVersion | None, actor: StaffMember) -> NormVersion:
    """The team's next version as a draft: empty, or with all that another version says. For the actions of this room.

    What went badly once is a team's own memory: it comes along within a team, and not to another year's team.
    """
    last = NormVersion.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0
    draft: NormVersion = NormVersion.objects.create(
        team=team,
        number=last + 1,
        begun_by=actor,
        cue=source.cue if source else CUE,
        steps=source.steps if source else STEPS,
        who=source.who if source else WHO,
    )
    Norm.objects.bulk_create(
        Norm(
            version=draft,
            position=position,
            heading=norm.heading,
            commitment=norm.commitment,
            experience=norm.experience if norm.version.team_id == team.pk else "",
            thread=norm.thread,
        )
        for position, norm in enumerate(norms_in(source).select_related("version") if source else (), start=1)
    )
    return draft


@transaction.atomic
def write_norm(
    *,
    actor: StaffMember,
    version: NormVersion,
    commitment: str,
    heading: str = NormHeading.TIME,
    experience: str = "",
    norm: Norm | None = None,
    seen: str = "",
) -> Norm:
    """A norm of the draft: ``norm`` in new words, unless it is not as it was ``seen``; or another one at the end."""
    version = _open_draft(version, actor)
    commitment, experience = " ".join(commitment.split()), " ".join(experience.split())
    if Norm.objects.filter(version=version, commitment__iexact=commitment).exclude(pk=norm and norm.pk).exists():
        raise Refusal("This sentence is in the draft already.", "Change it where it stands.")
    words = {"heading": NormHeading(heading), "commitment": commitment, "experience": experience}
    if norm is None:
        position = norms_in(version).count() + 1
        norm = Norm.objects.create(version=version, position=position, **words)
    else:
        norm = _still_in(version, norm)
        check_seen(seen, now=norm.seen, words=norm.commitment)
        Norm.objects.filter(pk=norm.pk).update(**words)
        norm.refresh_from_db()
    record(actor=actor, verb="write_norm", subject=norm, note=f"version {version.number}, {norm.get_heading_display()}")
    return norm


@transaction.atomic
def remove_norm(*, actor: StaffMember, norm: Norm) -> None:
    version = _open_draft(norm.version, actor)
    record(actor=actor, verb="remove_norm", subject=norm, note=f"version {version.number}")
    Norm.objects.filter(pk=norm.pk).delete()
    _number(list(norms_in(version)))


@transaction.atomic
def move_norm(*, actor: StaffMember, norm: Norm, up: bool) -> None:
    """One place up or down; at either end nothing happens."""
    version = _open_draft(norm.version, actor)
    rows = list(norms_in(version))
    place = next((place for place, row in enumerate(rows) if row.pk == norm.pk), 0)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)
        record(actor=actor, verb="move_norm", subject=norm, note=f"version {version.number}")


@transaction.atomic
def write_protocol(
    *, actor: StaffMember, version: NormVersion, cue: str, steps: str, who: str, seen: str = ""
) -> NormVersion:
    """What happens when a norm slips."""
    version = _open_draft(version, actor)
    check_seen(seen, now=version.seen, words=" ".join((version.cue, *version.step_lines, version.who)))
    version.cue, version.who = " ".join(cue.split()), " ".join(who.split())
    version.steps = "\n".join(line.strip() for line in steps.splitlines() if line.strip())
    version.save(update_fields=["cue", "steps", "who"])
    record(actor=actor, verb="write_protocol", subject=version, note=f"version {version.number}")
    return version


@transaction.atomic
def propose_norms(*, actor: StaffMember, version: NormVersion) -> NormVersion:
    """From now on it is not changed, and every member is asked."""
    version = _open_draft(version, actor)
    if not norms_in(version).exists():
        raise Refusal("There is no norm in the draft yet.", "Write the first one.")
    version.state = NormState.PROPOSED
    version.proposed_by, version.proposed_on = actor, today_in(actor.district)
    version.save(update_fields=["state", "proposed_by", "proposed_on"])
    record(actor=actor, verb="propose_norms", subject=version, note=f"version {version.number}")
    return version


def _open_draft(version: NormVersion, actor: StaffMember) -> NormVersion:
    """Locked with its team, so that nothing is written into what somebody proposes at the same moment."""
    open_team(version.team, actor)
    row: NormVersion = NormVersion.objects.get(pk=version.pk)
    if row.state != NormState.DRAFT:
        raise Refusal("These norms have been proposed in the meantime.", "Begin a new version to change them.")
    return row


def _still_in(version: NormVersion, norm: Norm) -> Norm:
    row: Norm | None = Norm.objects.filter(pk=norm.pk, version=version).first()
    if row is None:
        raise Refusal("Somebody has taken this norm out in the meantime.", "Put it in the draft anew if you want it.")
    return row


def _number(rows: list[Norm]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    Norm.objects.bulk_update(rows, ["position"])
