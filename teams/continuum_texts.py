"""The continuum every district begins with, in our own words: four stages, and what is seen at each of them."""

from dataclasses import dataclass
from typing import Final

STAGE_NAMES: Final = ("Not begun", "Beginning", "Taking hold", "Part of how we work")


@dataclass(frozen=True, kw_only=True)
class IndicatorText:
    """One indicator with its description at each stage, from the first to the fourth."""

    dimension: str
    name: str
    stages: tuple[str, str, str, str]


INDICATORS: Final = (
    IndicatorText(
        dimension="leadership",
        name="Sharing the lead",
        stages=(
            "One person calls the meetings and sets what is talked about.",
            "Roles have names, and the same people keep them.",
            "Roles change on dates we set, and agendas come from several of us.",
            "Any of us can lead the work, and newcomers soon do.",
        ),
    ),
    IndicatorText(
        dimension="vision",
        name="Norms we live by",
        stages=(
            "We have no norms, or nobody could say what they are.",
            "Norms are written down; when one slips we let it pass.",
            "We rate our norms, and call a breach in the way we agreed.",
            "Norms shape what we do without a reminder, and we change those that no longer help.",
        ),
    ),
    IndicatorText(
        dimension="vision",
        name="Every student",
        stages=(
            "Students who miss a target move on with the class.",
            "Each of us helps such students in our own way, where there is time.",
            "We plan together who gets more time or help, and on which skill.",
            "All our students are everybody’s, and help goes on until they have it.",
        ),
    ),
    IndicatorText(
        dimension="practice",
        name="Opening our classes",
        stages=(
            "We talk about students and schedules, not about how we teach.",
            "We tell each other what worked.",
            "We ask those whose students did well, visit each other, and try what we saw.",
            "We plan, watch and improve lessons together as a matter of course.",
        ),
    ),
    IndicatorText(
        dimension="inquiry",
        name="Agreeing on what matters",
        stages=(
            "Each of us decides what students should learn in a unit.",
            "We share a list of standards, and each of us reads them differently.",
            "For each unit we agree on a few targets, and on what is good enough, before we teach.",
            "Students know these targets, and our teaching and assessments follow them.",
        ),
    ),
    IndicatorText(
        dimension="inquiry",
        name="Learning from results",
        stages=(
            "Results are for grades.",
            "We look at results together now and then.",
            "After each common assessment we find what students still need, and change our teaching.",
            "We check whether the change helped, keep what did, and tell other teams.",
        ),
    ),
    IndicatorText(
        dimension="conditions",
        name="Time and support",
        stages=(
            "There is no time in the week for us to meet.",
            "We meet when we can find the time.",
            "We have common time, we use it for this work, and our principal knows what we lack.",
            "Time, materials and help follow from what students need, and we say when they do not.",
        ),
    ),
)
