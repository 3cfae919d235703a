"""manage.py appoint: the installation's own door to every capacity."""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ip5.accounts import actions, periods
from ip5.accounts.models import Capacity, Mandate, Person
from ip5.kernel.errors import DeedError, Invalid
from ip5.offices.models import Group, Office

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXAMPLES = """\
examples, which give an empty installation its first people (put your office codes in place of CODE):
  manage.py appoint chair@example.org --name "A. Chair" --office TF --capacity chair --seconding CODE
  manage.py appoint hod@example.org --name "B. Head" --office CODE --capacity hod
  manage.py appoint delegate@example.org --name "C. Delegate" --office CODE --capacity delegate
"""


class Command(BaseCommand):
    """Appoints, ends and lists mandates; every change is an audit event."""

    help = "Appoint a person in a capacity, end a mandate, or list who holds what and what is missing."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Show the examples below the options, line by line."""
        return super().create_parser(
            prog_name, subcommand, epilog=EXAMPLES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare who, for whom, as what, and from when until when."""
        parser.add_argument("email", nargs="?", help=_("the address under which the person signs in"))
        parser.add_argument("--name", default="", help=_("the person's name, when the address is new"))
        parser.add_argument("--office", metavar="CODE", help=_("the office acted for"))
        parser.add_argument("--capacity", choices=Capacity.values)
        parser.add_argument("--seconding", metavar="CODE", help=_("of a co-chair: the seconding office"))
        parser.add_argument("--group", metavar="CODE", help=_("of an expert: the group"))
        parser.add_argument(
            "--since", type=_day, metavar="DATE", help=_("first day, in the office's zone; default now")
        )
        parser.add_argument("--until", type=_day, metavar="DATE", help=_("last day, included; default open"))
        parser.add_argument(
            "--end", action="store_true", help=_("end the person's mandate in this capacity now")
        )
        parser.add_argument("--reason", default="", help=_("why it ends; kept in the log"))
        parser.add_argument("--list", action="store_true", help=_("who holds what, and what is missing"))
        password = parser.add_mutually_exclusive_group()
        password.add_argument(
            "--password-prompt", action="store_true", help=_("ask for a password of a new person")
        )
        password.add_argument(
            "--password-from-stdin", action="store_true", help=_("read it from standard input")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, say it in one line, then what is still missing."""
        if options["list"]:
            self._list()
            return
        if not (options["email"] and options["office"] and options["capacity"]):
            raise CommandError(_("Name an address, --office and --capacity, or ask for --list."))
        try:
            self._end(options) if options["end"] else self._appoint(options)
        except Invalid as invalid:
            lines = [f"{field}: {line}" for field, each in invalid.errors.items() for line in each]
            raise CommandError("\n".join([_("Nobody was appointed."), *lines])) from invalid
        except DeedError as error:
            raise CommandError(str(error.reason)) from error
        self._missing()

    def _appoint(self, options: dict[str, Any]) -> None:
        office = _office(options["office"])
        is_new = not Person.objects.filter(email=options["email"].strip().lower()).exists()
        password = self._password(options)
        if password and not is_new:
            raise CommandError(
                _("This person exists: a password is set by its owner, with the link of the sign-in page.")
            )
        mandate = actions.appoint(
            options["email"],
            name=options["name"],
            office=office,
            capacity=options["capacity"],
            since=periods.start_of(options["since"], office.zone) if options["since"] else None,
            until=periods.end_of(options["until"], office.zone) if options["until"] else None,
            seconding=_office(options["seconding"]) if options["seconding"] else None,
            group=_group(options["group"]) if options["group"] else None,
            password=password,
            by=None,
        )
        self.stdout.write(self.style.SUCCESS(_("Appointed: %(line)s") % {"line": _line(mandate)}))
        if not mandate.person.has_usable_password():
            self.stdout.write(
                _(
                    "No password is set: the person sets one with “Forgot the password, or none set yet?”"
                    " on the sign-in page."
                )
            )

    def _end(self, options: dict[str, Any]) -> None:
        held = (
            Mandate.objects.of_office(_office(options["office"]).pk)
            .in_capacity(options["capacity"])
            .not_ended()
        )
        mandates = list(held.filter(person__email=options["email"].strip().lower()).worn())
        if not mandates:
            raise CommandError(_("This person holds no such mandate."))
        for mandate in mandates:
            actions.end_mandate(mandate, by=None, reason=options["reason"])
            self.stdout.write(_("Ended: %(line)s") % {"line": _line(mandate)})

    def _password(self, options: dict[str, Any]) -> str | None:
        if options["password_from_stdin"]:
            password = sys.stdin.readline().rstrip("\r\n")
        elif options["password_prompt"]:
            password = getpass.getpass(_("Password: "))
            if password != getpass.getpass(_("Password, again: ")):
                raise CommandError(_("The two passwords differ."))
        else:
            return None
        try:
            validate_password(password, Person(email=options["email"], name=options["name"]))
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        return password

    def _list(self) -> None:
        for mandate in Mandate.objects.not_ended().worn():
            self.stdout.write(_line(mandate))
        self._missing()

    def _missing(self) -> None:
        held = set(Mandate.objects.active().values_list("capacity", "office"))
        missing = [] if Capacity.CHAIR in {capacity for capacity, office in held} else [_("a co-chair")]
        for office in Office.objects.members():
            missing += [
                f"{office.code}: {Capacity(capacity).label}"
                for capacity in (Capacity.HOD, Capacity.DELEGATE)
                if (capacity, office.pk) not in held
            ]
        if missing:
            self.stdout.write(_("Still missing: %(list)s.") % {"list": "; ".join(missing)})
        else:
            self.stdout.write(
                _("Nothing is missing: there is a co-chair, and a HoD and a delegate in every member office.")
            )


def _line(mandate: Mandate) -> str:
    zone = mandate.office.zone
    until = periods.last_day(mandate.until, zone).isoformat() if mandate.until else _("open")
    since = mandate.since.astimezone(zone).date().isoformat()
    person = f"{mandate.person.name} <{mandate.person.email}>"
    return f"{mandate.office.code}  {mandate.acting_as}  {person}  {since} – {until}"


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _office(code: str) -> Office:
    office = Office.objects.filter(code=code.strip().upper()).first()
    if office is None:
        known = ", ".join(Office.objects.values_list("code", flat=True))
        raise CommandError(
            _("There is no office %(code)s. Known: %(known)s.") % {"code": code, "known": known or "–"}
        )
    return office


def _group(code: str) -> Group:
    group = Group.objects.filter(code__iexact=code.strip()).first()
    if group is None:
        known = ", ".join(Group.objects.values_list("code", flat=True))
        raise CommandError(
            _("There is no group %(code)s. Known: %(known)s.") % {"code": code, "known": known or "–"}
        )
    return group
