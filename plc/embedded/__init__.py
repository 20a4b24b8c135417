"""Real servers without an installation: PostgreSQL and a Redis-compatible broker, started from their wheels.

For the demo, the tests and the benchmarks. Nothing here needs Django, and production uses none of it.
"""


class StartRefused(Exception):  # noqa: N818  (reads as a sentence where it is raised)
    """Something could not be started; the message is a sentence for the person at the terminal."""
