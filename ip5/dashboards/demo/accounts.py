"""Who signs in to the demo: the addresses, and as what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity
from ip5.offices.models import Office

FOLDER = Path(__file__).resolve().parent
DOMAIN = "ip5.example"


def people() -> list[dict[str, Any]]:
    """Return the people of people.json, the body first: its appointments are mailed to all Heads later."""
    facts = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    return [*facts["body"], *facts["offices"]]


def address(account: str) -> str:
    """Return the e-mail address of an account, ``hod.jp`` as ``hod.jp@ip5.example``."""
    return f"{account}@{DOMAIN}"


def demo_accounts() -> list[tuple[str, str]]:
    """Return (address, what) of every demo account, offices in protocol order, then the body.

    Needs the offices in the database, not the accounts.
    """
    acronyms = {office.code: office.acronym for office in Office.objects.all()}
    order = {code: place for place, code in enumerate(acronyms)}
    ordered = sorted(people(), key=lambda person: order[person["mandates"][0]["office"]])
    return [
        (address(person["account"]), "; ".join(_words(each, acronyms) for each in person["mandates"]))
        for person in ordered
    ]


def _words(mandate: dict[str, Any], acronyms: dict[str, str]) -> str:
    capacity = Capacity(mandate["capacity"]).label
    if "seconding" in mandate:
        return _("%(capacity)s, seconded by the %(office)s") % {
            "capacity": capacity,
            "office": acronyms[mandate["seconding"]],
        }
    words = f"{capacity}, {acronyms[mandate['office']]}"
    return f"{words} ({mandate['group']})" if "group" in mandate else words
