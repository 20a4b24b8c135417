"""What django-allauth asks this product: nobody signs up by themselves, and addresses never reach a log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by accepting an invitation (``schools.actions.accept_invitation``), never here."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Sign-ins have an address and no username."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Google and Microsoft open accounts that exist; they do not make new ones."""
        return False
