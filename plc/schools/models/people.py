"""Sign-ins, staff members, the roles they hold, and invitations.

A ``User`` is a sign-in and may serve several districts; a ``StaffMember`` is one district's record of a person and may
exist long before the person signs in (an imported roster), which is why mail goes to invited people only.
"""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from plc.schools.models.dated import Dated, ends_after_start
from plc.schools.models.places import School
from plc.tenancy.models import TenantForeignKey, TenantModel


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A sign-in: one e-mail address, one password, any number of districts."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_small")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.strip().lower()


def initials_of(name: str) -> str:
    """First and last word's first letter: "Ms. Ana Delgado" is AD."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


class StaffMember(TenantModel):
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True, help_text="Small letters; blank when the district has none.")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "email"], condition=~Q(email=""), name="staff_email_once"),
            models.UniqueConstraint(fields=["district", "user"], name="staff_user_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="staff_email_small"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return initials_of(self.name)


class Role(models.TextChoices):
    DISTRICT_ADMIN = "district_admin", "District admin"
    PRINCIPAL = "principal", "Principal"
    TEACHER = "teacher", "Teacher"


class Membership(TenantModel, Dated):
    """A role at a school (or the whole district), for a time. Looked up on every request; ending it ends access.

    ``user`` repeats ``staff.user`` because a person's memberships are read before any district is open.
    """

    staff = TenantForeignKey(StaffMember, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    school = TenantForeignKey(School, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.DISTRICT_ADMIN, school__isnull=True)
                | (~Q(role=Role.DISTRICT_ADMIN) & Q(school__isnull=False)),
                name="membership_school_fits_role",
            ),
            ends_after_start("membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} from {self.starts_on}"


class Invitation(TenantModel):
    """An offer of a role, mailed to one address. Only a digest of its token is kept."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    school = TenantForeignKey(School, null=True, blank=True, related_name="invitations")
    token_digest = models.CharField(max_length=64)
    invited_by = TenantForeignKey(StaffMember, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mail_failed_at = models.DateTimeField(null=True, blank=True, help_text="When the letter could not be sent.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "token_digest"], name="invitation_token_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"

    def state(self, now: Any) -> str:
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        if self.expires_at <= now:
            return "expired"
        return "unsent" if self.mail_failed_at else "sent"
