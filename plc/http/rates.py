"""How often one person may do one costly thing. Counted in the shared cache, so it holds across processes."""

import time

from django.core.cache import cache

from plc.http.refusals import Refusal


def check_rate(*, action: str, person_id: int, most: int, seconds: int) -> None:
    """Count one more; raises ``Refusal`` (429) beyond ``most`` within one window of ``seconds``.

    The window's number is part of the key, because counting up renews an entry's life.
    """
    key = f"rate:{action}:{person_id}:{int(time.time()) // seconds}"
    if cache.add(key, 1, seconds):
        return
    if cache.incr(key) > most:
        raise Refusal(
            f"That is more than {most} times in {seconds // 60} minutes.",
            "Nothing is lost. Wait a few minutes, then go on.",
            status=429,
        )
