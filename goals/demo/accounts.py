"""Whom to sign in as: one person for each way of using the product. Known without asking the database."""

from dataclasses import dataclass

from goals.demo.plans import DANIEL, HARBOR_VALLEY, MAYA, NORA, PINE_RIDGE, RAFAEL
from goals.demo.records import PersonPlan

# One password for everybody: the demo listens on this machine only, and refuses to be written in production.
PASSWORD = "learning together"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    role: str
    name: str
    email: str
    password: str
    district: str


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The district's roles first, then the teacher of the other district and the one who serves both."""
    here, there = HARBOR_VALLEY.name, PINE_RIDGE.name
    shown = (
        ("teacher", DANIEL, here),
        ("facilitator", MAYA, here),
        ("principal", "Samuel Whitfield", here),
        ("district_admin", "Ruth Castellano", here),
        ("teacher", NORA, there),
        ("teacher", RAFAEL, f"{here} and {there}"),
    )
    people = {person.name: person for plan in (HARBOR_VALLEY, PINE_RIDGE) for person in plan.people}
    return tuple(_account(role, people[name], district) for role, name, district in shown)


def _account(role: str, person: PersonPlan, district: str) -> DemoAccount:
    return DemoAccount(role, person.name, person.email, PASSWORD, district)
