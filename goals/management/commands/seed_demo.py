"""``manage.py seed_demo``: write the demo districts, once, and say who can sign in."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from goals.demo.accounts import demo_accounts
from goals.demo.build import build_demo
from goals.demo.calendar import DemoCalendar
from goals.demo.plans import HARBOR_VALLEY
from goals.demo.sheets import waiting_sheet
from plc.schools.access import today_in
from plc.schools.models import District


class Command(BaseCommand):
    help = "Write the demo districts if they are not there yet, and print one account per role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="print the accounts as JSON")
        shape.add_argument(
            "--csv",
            nargs="?",
            const="",
            metavar="TEACHER",
            help="print a results sheet for the CFA that waits for results, for all sections or those of one teacher",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.is_production:
            raise CommandError(
                "The demo districts have a password everybody knows, so they are not written where "
                "PLC_ENVIRONMENT is production."
            )
        is_new = build_demo()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(account) for account in demo_accounts()]))
        elif options["csv"] is not None:
            self._print_sheet(options["csv"])
        else:
            self._print_table(is_new)

    def _print_sheet(self, email: str) -> None:
        names = {person.email: person.name for person in HARBOR_VALLEY.people}
        if email and email not in names:
            raise CommandError(f"Nobody in {HARBOR_VALLEY.name} has the address {email}.")
        today = today_in(District.objects.get(slug=HARBOR_VALLEY.slug))
        sheet = waiting_sheet(HARBOR_VALLEY, DemoCalendar(today), names.get(email, ""))
        self.stdout.write(sheet, ending="")

    def _print_table(self, is_new: bool) -> None:
        self.stdout.write("Wrote the demo districts.\n" if is_new else "The demo districts are there already.\n")
        for account in demo_accounts():
            role = account.role.replace("_", " ")
            self.stdout.write(f"  {role:<15} {account.email:<38} {account.password:<18} {account.district}")
