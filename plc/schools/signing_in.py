"""What django-allauth asks this product: nobody signs up by themselves, and addresses never reach a log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plc.schools.queries import sign_in_of

UNKNOWN_ACCOUNT = "account/email/unknown_account"
NEW_PASSWORD = "account/email/password_reset_key"  # noqa: S105  (a template)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The page of every rate limit of signing in."""
    return render(request, "errors/429.html", status=429)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This email and this password don’t belong together. Check both and try again.",
        "enter_current_password": "This is not your current password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by accepting an invitation (``schools.actions.accept_invitation``), never here."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Sign-ins have an address and no username."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords answer 429, as the other limits do, and not an error beside the form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(too_many_tries(request)) from error

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """An address without a sign-in may be an imported one, and those are never written to unasked.

        The page a forgotten password leads to is the same for both, so it tells nobody who has a sign-in. An address a
        person typed in and never verified may be a stranger's, who must not get a new password for that person.
        """
        is_a_stranger_s = template_prefix == NEW_PASSWORD and sign_in_of(email) != context["user"]
        if template_prefix != UNKNOWN_ACCOUNT and not is_a_stranger_s:
            super().send_mail(template_prefix, email, context)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Google and Microsoft open accounts that exist; they do not make new ones."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        """By an address that is the account's own or was verified; django-allauth alone would take a mistyped one."""
        found = super().authenticate_by_email(sociallogin)
        return found if found and sign_in_of(found[1]) == found[0] else None
