"""Standards as people look for them: by a code in any notation, by words in any order, or both."""

from django.db.models import Q

from assessments.models import Standard
from assessments.notation import code_fits, is_like_code, same_code, search_words

MOST_FOUND = 20


def standards_found(typed: str, *, limit: int = MOST_FOUND) -> list[Standard]:
    """Those with every typed word in code, short name or statement; the best fit first, at most ``limit``.

    Two queries however many standards there are: the codes are short and compared here, where notation is known.
    """
    typed = typed.replace("\0", "")  # which no text of the database can hold
    words = search_words(typed)
    if not words:
        return []
    codes = list(Standard.objects.exclude(code="").values_list("pk", "code"))
    fits = Q()
    for word in words:
        fits &= _word(word, codes)
    whole = Q(pk__in=[pk for pk, code in codes if is_like_code(typed) and code_fits(code, typed)])
    rows = Standard.objects.filter(fits | whole).order_by("framework", "code", "pk")
    return sorted(rows[:500], key=lambda row: _distance(row, typed, words))[:limit]


def _word(word: str, codes: list[tuple[int, str]]) -> Q:
    found = Q(code__icontains=word) | Q(short_name__icontains=word) | Q(statement__icontains=word)
    if is_like_code(word):
        found |= Q(pk__in=[pk for pk, code in codes if code_fits(code, word)])
    return found


def _distance(row: Standard, typed: str, words: tuple[str, ...]) -> tuple[int, int]:
    """The code itself, then the beginning of one, then words of the short name, then the rest; short codes first."""
    if same_code(row.code, typed):
        return 0, 0
    if is_like_code(typed) and code_fits(row.code, typed):
        return 1, len(row.code)
    if all(word.casefold() in row.short_name.casefold() for word in words):
        return 2, 0
    return 3, 0
