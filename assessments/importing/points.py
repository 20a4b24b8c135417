"""Numbers as people write them in score cells."""

import re
from decimal import Decimal

_NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12}")


def parsed_number(text: str) -> Decimal | None:
    """A number without sign or exponent, with a decimal point or comma; None for anything else."""
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
