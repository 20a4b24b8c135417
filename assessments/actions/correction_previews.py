"""What a decision would change, reckoned by the very functions the report is reckoned by, with nothing saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessments.actions.decisions import Decision, spec_of
from assessments.models import Assessment, Correction, Item, LearningTarget, Result, ResultChange, Standard
from assessments.queries.corrections import item_of, standard_codes, standing_value, value_words
from assessments.reporting import Inputs, StandardFacts, counted, gather_everything, responses_of
from assessments.rescoring import Marked, Place, entered_as_points, rescored
from assessments.stats import Settings
from assessments.stats.items import item_difficulties
from assessments.stats.scores import StudentScore, student_scores, tested_students
from plc.schools.models import Student

JUST_BELOW = 1e-9  # a student exactly at a cut has reached it, as everywhere in the report


@dataclass(frozen=True)
class StudentEffect:
    """One student whose total or proficiency would change; points as numbers, before and after."""

    student_id: int
    name: str
    section: str
    points: float
    possible: float
    new_points: float
    new_possible: float
    was_proficient: bool | None
    is_proficient: bool | None


@dataclass(frozen=True)
class SectionEffect:
    """How many students of one class have other figures, and which way they go."""

    name: str
    students: int
    rising: int
    falling: int
    newly_proficient: int
    no_longer_proficient: int


@dataclass(frozen=True)
class CountEffect:
    """How many students are at one level, before and after."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class ShareEffect:
    """The team's share of the points, before and after; None where there is none."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class CorrectionPreview:
    """A decision with everything it would do. ``digest`` names it: what is applied is what has this digest.

    ``new_targets`` are the standards an item would ask for that are no learning target of this CFA;
    ``students`` are those whose figures change; ``as_points`` papers have no answer a key could score anew;
    ``second_attempts`` are scored anew as well, and are in none of the other figures.
    """

    decision: Decision
    item: Item | None
    was: str
    becomes: str
    data_version: int
    digest: str
    papers: int
    students: tuple[StudentEffect, ...]
    as_points: int
    second_attempts: int
    shares: tuple[ShareEffect, ...]
    levels: tuple[CountEffect, ...]
    new_targets: tuple[str, ...] = ()

    @property
    def unchanged(self) -> int:
        return self.papers - len(self.students)

    @property
    def total(self) -> SectionEffect:
        """All students with other figures."""
        return _counted("", self.students)

    @property
    def sections(self) -> tuple[SectionEffect, ...]:
        """The same for each class that has any, by name."""
        by_name: dict[str, list[StudentEffect]] = {}
        for student in self.students:
            by_name.setdefault(student.section, []).append(student)
        return tuple(_counted(name, students) for name, students in by_name.items())


def _counted(name: str, students: Sequence[StudentEffect]) -> SectionEffect:
    shares = [_share(student) for student in students]
    passed = [(student.was_proficient, student.is_proficient) for student in students]
    return SectionEffect(
        name=name,
        students=len(students),
        rising=sum(1 for old, new in shares if new > old),
        falling=sum(1 for old, new in shares if new < old),
        newly_proficient=passed.count((False, True)),
        no_longer_proficient=passed.count((True, False)),
    )


def _share(student: StudentEffect) -> tuple[float, float]:
    return (
        student.points / student.possible if student.possible else 0.0,
        student.new_points / student.new_possible if student.new_possible else 0.0,
    )


def preview_correction(assessment: Assessment, decision: Decision) -> CorrectionPreview:
    """Everything the decision would change in the results as they stand. Saves nothing."""
    item = item_of(assessment, decision.item) if decision.item else None
    data_version = Assessment.objects.values_list("data_version", flat=True).get(pk=assessment.pk)
    now = gather_everything(assessment)
    cells = rescored_cells(assessment, item, decision) if item and "key" in decision.after else {}
    then = _as_decided(now, item, decision, cells)
    marked = _marked(assessment, item) if cells or "key" in decision.after else []
    before, after = student_scores(responses_of(counted(now))), student_scores(responses_of(counted(then)))
    values = standing_value(assessment, item, decision.kind), decision.after
    codes = standard_codes(values)
    return CorrectionPreview(
        decision=decision,
        item=item,
        was=value_words(values[0], codes),
        becomes=value_words(values[1], codes),
        data_version=data_version,
        digest=decision.digest(assessment, data_version),
        papers=sum(1 for scores in before if scores[0] is not None),
        students=_students(now, before, after, (now.settings, then.settings)),
        as_points=entered_as_points(marked),
        second_attempts=sum(1 for _, attempt in cells if attempt > 1),
        shares=_shares(now, then, item, before, after),
        levels=_levels((before, now.settings), (after, then.settings)),
        new_targets=_new_targets(assessment, decision, codes),
    )


def _new_targets(assessment: Assessment, decision: Decision, codes: Mapping[int, str]) -> tuple[str, ...]:
    asked = decision.after.get("standards", ())
    known = set(
        LearningTarget.objects.filter(assessment=assessment, standard__in=asked).values_list("standard_id", flat=True)
    )
    return tuple(codes[pk] for pk in asked if pk in codes and pk not in known)


def _marked(assessment: Assessment, item: Item | None) -> list[Marked]:
    if item is None:
        return []
    place = item.position - 1
    rows = Result.objects.filter(assessment=assessment, version_id=assessment.current_version_id, status="scored")
    return [
        Marked(student_id, attempt, cells[place], answers[place] if place < len(answers) else "")
        for student_id, attempt, cells, answers in rows.values_list("student_id", "attempt", "cells", "answers")
    ]


def rescored_cells(assessment: Assessment, item: Item, decision: Decision) -> dict[Place, int]:
    """The new cell of every paper, of any attempt, that the decided key scores otherwise."""
    by_key = replace(spec_of(item), key=decision.after["key"])
    return rescored(_marked(assessment, item), by_key, _cells_to_restore(item, decision))


def _cells_to_restore(item: Item, decision: Decision) -> dict[Place, int]:
    """What each cell was before the correction that is taken back, where it still is what that correction made it."""
    if decision.reverts is None:
        return {}
    undone = Correction.objects.select_related("change").get(pk=decision.reverts)
    then = Item.objects.filter(version=undone.change.version_id, identity=item.identity).first()
    if then is None:
        return {}
    place, here = then.position - 1, item.position - 1
    touched = ResultChange.objects.filter(change=undone.change_id)
    now = {
        (student_id, attempt): (cells[here], answers[here] if here < len(answers) else "")
        for student_id, attempt, cells, answers in Result.objects.filter(
            assessment=undone.assessment_id,
            version_id=item.version_id,
            student_id__in=touched.values("student_id"),
        ).values_list("student_id", "attempt", "cells", "answers")
    }
    restored = {}
    for row in touched:
        answer = row.answers_after[place] if place < len(row.answers_after) else ""
        if now.get((row.student_id, row.attempt)) == (row.cells_after[place], answer):
            restored[row.student_id, row.attempt] = row.cells_before[place]
    return restored


def _as_decided(now: Inputs, item: Item | None, decision: Decision, cells: Mapping[Place, int]) -> Inputs:
    """The inputs of the report as they would be."""
    after = decision.after
    if item is None:
        cuts = after["cuts"]
        settings = replace(now.settings, cut=float(cuts["cut"]), levels=tuple(float(cut) for cut in cuts["levels"]))
        return replace(now, settings=settings)
    facts: dict[str, Any] = {key: after[key] for key in ("key", "scoring") if key in after}
    if "standards" in after:
        facts["standard_ids"] = tuple(after["standards"])
    place = item.position - 1
    items = tuple(replace(each, **facts) if each.id == item.pk else each for each in now.items)
    known = {standard.id: standard for standard in now.standards}
    added = Standard.objects.filter(pk__in=set(after.get("standards", ())) - known.keys())
    known |= {row.pk: StandardFacts(row.pk, row.code, row.short_name) for row in added}
    asked = dict.fromkeys(standard_id for each in items for standard_id in each.standard_ids)
    scored_anew = now.cells.copy()
    for row, student_id in enumerate(now.student_ids.tolist()):
        if (student_id, 1) in cells:
            scored_anew[row, place] = cells[student_id, 1]
    return replace(now, items=items, standards=tuple(known[pk] for pk in asked), cells=scored_anew)


Scores = Sequence[tuple[StudentScore | None, ...]]


def _students(
    now: Inputs, before: Scores, after: Scores, settings: tuple[Settings, Settings]
) -> tuple[StudentEffect, ...]:
    changed = []
    for row, student_id in enumerate(now.student_ids.tolist()):
        old, new = before[row][0], after[row][0]
        if old is None or new is None:
            continue
        passed = _passed(old, settings[0]), _passed(new, settings[1])
        if passed[0] != passed[1] or (old.points, old.possible) != (new.points, new.possible):
            changed.append((student_id, now.sections[int(now.section[row])].name, old, new, passed))
    names = {
        row.pk: f"{row.family_name}, {row.given_name}" for row in Student.objects.filter(pk__in=[c[0] for c in changed])
    }
    effects = [
        StudentEffect(pk, names[pk], section, old.points, old.possible, new.points, new.possible, *passed)
        for pk, section, old, new, passed in changed
    ]
    return tuple(sorted(effects, key=lambda effect: (effect.section, effect.name.lower(), effect.student_id)))


def _passed(score: StudentScore, settings: Settings) -> bool | None:
    return None if score.proportion is None else score.proportion >= settings.cut - JUST_BELOW


def _shares(now: Inputs, then: Inputs, item: Item | None, before: Scores, after: Scores) -> tuple[ShareEffect, ...]:
    """The item's own figure first, then the whole paper and every standard whose figure is another one."""
    shares = []
    if item is not None:
        shares.append(ShareEffect(f"Item {item.label}", _difficulty(now, item), _difficulty(then, item)))
    old, new = _means(counted(now), before), _means(counted(then), after)
    shares += [
        ShareEffect(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if name == "The whole paper" or old.get(name) != new.get(name)
    ]
    return tuple(shares)


def _means(inputs: Inputs, scores: Scores) -> dict[str, float | None]:
    means: dict[str, float | None] = {}
    for index, name in enumerate(["The whole paper", *(standard.short_name for standard in inputs.standards)]):
        known = [row[index].proportion for row in scores if row[index] is not None]  # type: ignore[union-attr]
        figures = [share for share in known if share is not None]
        means[name] = float(np.mean(figures)) if figures else None
    return means


def _difficulty(inputs: Inputs, item: Item) -> float | None:
    inputs = counted(inputs)
    places = [place for place, facts in enumerate(inputs.items) if facts.id == item.pk]
    if not places:
        return None
    responses = responses_of(inputs)
    team, _ = item_difficulties(responses, tested_students(responses))
    return team[places[0]].p


def _levels(before: tuple[Scores, Settings], after: tuple[Scores, Settings]) -> tuple[CountEffect, ...]:
    """Proficient students, then those at each level, lowest first."""
    old, new = (_counts(scores, settings) for scores, settings in (before, after))
    return tuple(CountEffect(name, old.get(name, 0), new.get(name, 0)) for name in dict.fromkeys([*old, *new]))


def _counts(scores: Scores, settings: Settings) -> dict[str, int]:
    shares = [row[0].proportion for row in scores if row[0] is not None and row[0].proportion is not None]
    counts = {"Proficient": sum(1 for share in shares if share >= settings.cut - JUST_BELOW)}
    if settings.levels:
        reached = [sum(share >= cut - JUST_BELOW for cut in settings.levels) for share in shares]
        for level in range(len(settings.levels) + 1):
            counts[f"Level {level + 1}"] = reached.count(level)
    return counts
