"""How often one person may do one costly thing. Counted in the shared cache, so it holds across processes."""

from django.core.cache import cache

from plc.http.refusals import Refusal


def check_rate(*, action: str, person_id: int, most: int, seconds: int) -> None:
    """Count one more; raises ``Refusal`` (429) beyond ``most`` within a window of ``seconds``."""
    key = f"rate:{action}:{person_id}"
    if cache.add(key, 1, seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two lines
        cache.set(key, 1, seconds)
        return
    if count > most:
        raise Refusal(
            f"That is more than {most} times in {seconds // 60} minutes.",
            "Nothing is lost. Wait a few minutes, then go on.",
            status=429,
        )
