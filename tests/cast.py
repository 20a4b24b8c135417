"""How the people of the tests' world come to be: sign-ins, staff records and the roles they hold."""

import datetime
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from plc.schools.models import Membership, Role, School, StaffMember, User

PASSWORD = "learning together"
# One round: signing in by the form still works, and making ten people costs nothing.
ENCODED_PASSWORD = PBKDF2PasswordHasher().encode(PASSWORD, "testsalttestsalttestsa", iterations=1)


@dataclass(frozen=True)
class Person:
    """A sign-in with the staff record of one district."""

    user: User
    staff: StaffMember

    @property
    def name(self) -> str:
        return self.staff.name

    @property
    def email(self) -> str:
        return self.user.email


def users_named(*names: str) -> dict[str, User]:
    users = User.objects.bulk_create(
        User(name=f"{name} Tester", email=f"{name.lower()}@example.org", password=ENCODED_PASSWORD) for name in names
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return dict(zip(names, users, strict=True))


def staff_named(users: dict[str, User], *names: str) -> dict[str, Person]:
    staff = StaffMember.objects.bulk_create(
        StaffMember(name=users[name].name, email=users[name].email, user=users[name]) for name in names
    )
    return {name: Person(users[name], member) for name, member in zip(names, staff, strict=True)}


def membership(
    person: Person, role: Role, school: School | None, today: datetime.date, ends_on: datetime.date | None = None
) -> Membership:
    starts_on = today - datetime.timedelta(days=400)
    return Membership(
        staff=person.staff, user=person.user, role=role, school=school, starts_on=starts_on, ends_on=ends_on
    )
