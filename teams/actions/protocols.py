"""Rewording a protocol: the district's admins for everybody, a team for itself."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.models import Protocol, ProtocolStage, Team
from teams.protocol_texts import ProtocolPlan, StagePlan

MOST_STAGES = 15


@transaction.atomic
def adapt_protocol(*, actor: StaffMember, team: Team | None, source: ProtocolPlan) -> Protocol:
    """A copy to reword, of the district (without ``team``) or of one team; what it rewords stays as it is."""
    if source.key and Protocol.objects.filter(team=team, key=source.key, retired_at__isnull=True).exists():
        raise Refusal(f"There is a copy of {source.name} to reword already.", "Open that one.")
    protocol = _named(Protocol(team=team, key=source.key, name=source.name, purpose=source.purpose))
    _write(protocol, source.stages)
    record(actor=actor, verb="adapt_protocol", subject=protocol, note=_note(protocol))
    return protocol


@transaction.atomic
def change_protocol(
    *, actor: StaffMember, protocol: Protocol, name: str, purpose: str, stages: Sequence[StagePlan]
) -> Protocol:
    """New words and stages. Meetings that were planned before keep the agenda they have."""
    check_stages(stages)
    protocol.name, protocol.purpose = " ".join(name.split()), purpose
    _named(protocol)
    ProtocolStage.objects.filter(protocol=protocol).delete()
    _write(protocol, stages)
    record(actor=actor, verb="change_protocol", subject=protocol, note=_note(protocol))
    return protocol


@transaction.atomic
def retire_protocol(*, actor: StaffMember, protocol: Protocol) -> None:
    """Nobody is offered it any more; what it reworded is offered again."""
    protocol.retired_at = timezone.now()
    protocol.save(update_fields=["retired_at"])
    record(actor=actor, verb="retire_protocol", subject=protocol, note=_note(protocol))


def check_stages(stages: Sequence[StagePlan]) -> None:
    if not stages:
        raise Refusal("There is no stage left.", "Keep at least one.")
    if len(stages) > MOST_STAGES:
        raise Refusal(f"{len(stages)} stages are more than the {MOST_STAGES} a meeting can have.", "Join some of them.")


def _named(protocol: Protocol) -> Protocol:
    try:
        with transaction.atomic():
            protocol.save()
    except IntegrityError as error:
        raise Refusal(f"There is a protocol named {protocol.name} already.", "Choose another name.") from error
    return protocol


def _write(protocol: Protocol, stages: Sequence[StagePlan]) -> None:
    ProtocolStage.objects.bulk_create(
        ProtocolStage(protocol=protocol, position=position, **vars(stage))
        for position, stage in enumerate(stages, start=1)
    )


def _note(protocol: Protocol) -> str:
    return f"{protocol.team.name}: {protocol.name}" if protocol.team else protocol.name
