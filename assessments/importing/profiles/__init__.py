"""The kinds of files that are known, the most particular first; the generic table knows every other."""

from functools import lru_cache
from typing import Final

from assessments.importing.layout import Profile, Titles
from assessments.importing.profiles import (
    canvas_gradebook,
    canvas_quiz,
    generic,
    google_forms,
    gradescope,
    kahoot,
    microsoft_forms,
    moodle_gradebook,
    moodle_quiz,
    powerteacher,
    response_strings,
    zipgrade,
)
from assessments.importing.table import Table

PROFILES: Final[dict[str, Profile]] = {
    profile.name: profile
    for profile in (
        zipgrade.FULL,
        zipgrade.STANDARD,
        canvas_quiz.PROFILE,
        canvas_gradebook.PROFILE,
        moodle_quiz.GRADES,
        moodle_quiz.RESPONSES,
        moodle_gradebook.PROFILE,
        google_forms.PROFILE,
        microsoft_forms.PROFILE,
        gradescope.COURSE,
        gradescope.ASSIGNMENT,
        kahoot.ANSWERS,
        kahoot.TOTALS,
        powerteacher.PROFILE,
        response_strings.PROFILE,
        generic.PROFILE,
    )
}


def profile_of(table: Table) -> Profile:
    """The kind of file a table comes from, by its titles; the generic one for any other."""
    return profile_of_header(table.header)


@lru_cache(maxsize=256)
def profile_of_header(header: tuple[str, ...]) -> Profile:
    """As ``profile_of``, while a header is still being looked for."""
    titles = Titles(header)
    return next(profile for profile in PROFILES.values() if profile.recognises(titles))
