"""The verbs of strategy cards: written by one person, shared by that person a step at a time, withdrawn at any time."""

from dataclasses import dataclass

from django.db import transaction

from goals.actions.sources import Source
from goals.models import Reach, StrategyCard
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import Section, StaffMember


@dataclass(frozen=True)
class CardWords:
    """What its author writes on a card. ``names_class``: colleagues read who wrote it, and about which class."""

    title: str
    skill: str
    steps: str
    materials: str
    names_class: bool


@transaction.atomic
def write_card(
    *, actor: StaffMember, source: Source, section: Section, words: CardWords, is_shared: bool
) -> StrategyCard:
    """The history says that a card was written and not about which class: others read it too."""
    card: StrategyCard = StrategyCard.objects.create(
        team=source.assessment.team,
        author=actor,
        standard=source.standard,
        assessment=source.assessment,
        run=source.run,
        section=section,
        reach=Reach.TEAM if is_shared else Reach.AUTHOR,
        **vars(words),
    )
    record(actor=actor, verb="write_strategy", subject=card, note="shared" if is_shared else "not shared yet")
    return card


@transaction.atomic
def change_card(*, actor: StaffMember, card: StrategyCard, words: CardWords, is_shared: bool) -> StrategyCard:
    """A card that is shared further than the team stays so: how far is a consent of its own."""
    was_shared = card.is_shared
    for name, value in vars(words).items():
        setattr(card, name, value)
    if was_shared != is_shared:
        card.reach = Reach.TEAM if is_shared else Reach.AUTHOR
        card.signs_outside = False
    card.save()
    verb = "change_strategy" if was_shared == is_shared else "share_strategy" if is_shared else "withdraw_strategy"
    record(actor=actor, verb=verb, subject=card)
    return card


@transaction.atomic
def share_card_further(*, actor: StaffMember, card: StrategyCard, reach: str, signs_outside: bool) -> StrategyCard:
    """One step up: the school after the team, the district after the school. ``signs_outside``: with the name.

    ``reach`` is what the author was asked for, so that a second press of the button consents to nothing more.
    """
    if card.reach == reach:
        return card
    if card.next_reach != reach:
        raise Refusal("Cards are shared one step at a time.", "Open the card again and see how far it is shared now.")
    card.reach = reach
    card.signs_outside = signs_outside
    card.save(update_fields=["reach", "signs_outside", "changed_at"])
    record(actor=actor, verb="share_strategy", subject=card, note=f"with the {Reach(reach).noun}")
    return card


@transaction.atomic
def withdraw_card(*, actor: StaffMember, card: StrategyCard, reach: str = Reach.AUTHOR) -> StrategyCard:
    """Back to ``reach``: its author's alone, or a step down. What others have read they have read."""
    if Reach(reach).step < Reach(card.reach).step:
        card.reach = reach
        card.signs_outside = card.signs_outside and card.is_beyond_team
        card.save(update_fields=["reach", "signs_outside", "changed_at"])
        record(actor=actor, verb="withdraw_strategy", subject=card, note=f"to the {Reach(reach).noun}")
    return card


@transaction.atomic
def delete_card(*, actor: StaffMember, card: StrategyCard) -> None:
    """With its files and the author's own trials. What colleagues wrote about theirs is not the author's to delete."""
    if card.trials.exclude(teacher=actor).exists():
        raise Refusal(
            "A colleague has written down that they tried this card.",
            "Withdraw it instead: then you alone see it.",
        )
    record(actor=actor, verb="delete_strategy", subject=card)
    card.delete()
