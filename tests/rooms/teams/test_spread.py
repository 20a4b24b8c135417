"""What may be told of how answers spread, tried on thousands of groups: no small group is ever what is left."""

from hypothesis import given
from hypothesis import strategies as st

from teams.continuum_texts import INDICATORS, STAGE_NAMES
from teams.models import Dimension
from teams.spread import Counts, count, is_divided, leaders_minimum, line, share, shows_steps
from teams.survey_texts import ASKED, CHOICES, STATEMENTS

small = st.integers(0, 12)
a_group = st.builds(Counts, small, small, small, small, small)
groups = st.lists(a_group, min_size=1, max_size=7)
minimums = st.integers(5, 15)


class TestWords:
    def test_every_statement_and_indicator_belongs_to_a_dimension(self):
        assert {dimension for dimension, _ in STATEMENTS} == set(Dimension.values) == set(ASKED)
        assert {each.dimension for each in INDICATORS} == set(Dimension.values)
        assert len(STATEMENTS) == len({text for _, text in STATEMENTS}) == 25
        assert [choice for choice, _ in CHOICES] == [1, 2, 3, 4, 0]

    def test_words_fit_into_their_columns(self):
        assert max(len(text) for _, text in STATEMENTS) <= 240
        assert max(len(stage) for each in INDICATORS for stage in each.stages) <= 300
        assert max(len(name) for name in STAGE_NAMES) <= 40


class TestCounting:
    def test_cannot_say_is_neither_for_nor_against(self):
        counts = count([0, 0, 1, 2, 3, 4, 4])
        assert counts == Counts(1, 1, 1, 2, 2)
        assert (counts.n, counts.for_it, counts.against) == (5, 3, 2)

    def test_a_team_is_divided_by_two_at_least(self):
        assert is_divided(Counts(disagree=2, agree=4))
        assert is_divided(Counts(strongly_disagree=3, agree=3))
        assert not is_divided(Counts(disagree=1, agree=2))  # one alone is not pointed at
        assert not is_divided(Counts(disagree=2, agree=5))
        assert not is_divided(Counts())

    def test_the_finer_steps_begin_at_five(self):
        assert not shows_steps(Counts(agree=4))
        assert shows_steps(Counts(agree=4, disagree=1))

    def test_leaders_are_shown_five_at_least(self):
        assert leaders_minimum(10) == 10
        assert leaders_minimum(3) == 5


class TestShares:
    def test_the_ends_of_the_scale_are_ranges(self):
        assert share(Counts(agree=10)) == share(Counts(agree=9, disagree=1)) == share(Counts(agree=8, disagree=2))
        assert share(Counts(agree=10)).edge == "high"
        assert share(Counts(disagree=12)).edge == "low"
        assert share(Counts(agree=7, disagree=3)).agree == 70
        assert share(Counts(agree=5, disagree=3)).agree == 63  # 62.5, half up
        assert (share(Counts(agree=39, disagree=1)).agree, share(Counts(agree=100)).agree) == (95, 98)

    @given(a_group.filter(lambda group: group.n >= 5))
    def test_one_answer_more_or_less_at_the_end_is_not_seen(self, group: Counts):
        """Whoever alone disagreed is not read out of the share; the share itself lies within its range."""
        told = share(group)
        exact = 100 * group.for_it / group.n
        if told.edge == "high":
            assert exact >= told.agree - 0.5
        elif told.edge == "low":
            assert exact <= told.agree + 0.5
        else:
            assert abs(exact - told.agree) <= 0.5
        if min(group.for_it, group.against) <= 1:
            assert told.edge


class TestLines:
    def test_a_small_team_takes_another_one_with_it(self):
        told = line([Counts(agree=7, disagree=5), Counts(agree=3, disagree=1), Counts(agree=9, disagree=4)], 5)
        assert told.shown == (False, False, True)
        assert told.total

    def test_two_small_teams_protect_each_other_when_they_are_enough_together(self):
        told = line([Counts(agree=2, disagree=2), Counts(agree=2, disagree=1), Counts(agree=9, disagree=4)], 5)
        assert told.shown == (False, False, True)

    def test_what_is_left_may_not_be_of_one_mind(self):
        told = line([Counts(agree=4), Counts(agree=3), Counts(agree=9, disagree=4), Counts(agree=6, disagree=6)], 5)
        assert told.shown == (False, False, True, False)

    def test_a_total_below_the_minimum_hides_everything(self):
        told = line([Counts(agree=2), Counts(agree=2)], 5)
        assert told.shown == (False, False)
        assert not told.total

    def test_teams_that_did_not_answer_protect_nobody(self):
        told = line([Counts(agree=4), Counts(), Counts(agree=9, disagree=4)], 5)
        assert told.shown == (False, False, False)
        assert told.total

    @given(groups, minimums)
    def test_nothing_small_is_shown_nor_left(self, asked: list[Counts], minimum: int):
        told = line(asked, minimum)
        assert all(group.n >= minimum for group, is_shown in zip(asked, told.shown, strict=True) if is_shown)
        if not told.total:
            assert not any(told.shown)
            return
        assert sum(group.n for group in asked) >= minimum
        hidden = [group for group, is_shown in zip(asked, told.shown, strict=True) if not is_shown and group.n]
        if hidden and any(told.shown):
            rest = sum(hidden, Counts())
            assert len(hidden) >= 2
            assert rest.n >= minimum
            assert rest.for_it
            assert rest.against

    @given(groups, minimums)
    def test_what_is_large_all_over_is_all_shown(self, asked: list[Counts], minimum: int):
        large = [group for group in asked if group.n >= minimum]
        if large:
            assert line(large, minimum) == type(line(large, minimum))((True,) * len(large), total=True)
