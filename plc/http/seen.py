"""What somebody saw when they began to change it, so that nobody writes over a colleague unknowingly."""

import hashlib

from plc.http.refusals import Refusal


def seen_of(*facts: object) -> str:
    """Goes along with a form, hidden; another one once anything of ``facts`` is otherwise."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def check_seen(seen: str, *, now: str, words: str) -> None:
    """Refuses when what was seen is another ``now``; ``words`` say what stands there. Empty ``seen`` asks nothing."""
    if seen and seen != now:
        raise Refusal(
            f"Somebody has changed this in the meantime. It now says: “{words}”",
            "What you wrote is still here; save it again to put it in that place.",
        )
