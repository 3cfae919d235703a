"""Invented values for the living style page: every component once."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.kernel.verdict import ALLOWED, refused
from ip5.ui.listing import Page
from ip5.ui.parts import PROGRESS_GLYPHS

AT = datetime(2021, 5, 7, 21, 0, tzinfo=UTC)
ANSWERS = ("support", "reserve", "ad_referendum", "abstain", "object", "none", "sealed")
TONES = ("move", "open", "good", "care", "bad", "past")
ICONS = (
    *("desk", "proposal", "ballot", "meeting", "roadmap", "stats", "consult", "search", "bell", "user"),
    *("check", "x", "clock", "lock", "info", "warn", "needed", "history", "download", "print", "plus"),
    *("pen", "eye", "mail", "chair", "seal", "hand", "paper", "globe", "theme", "out", "gear", "swap"),
    *("key", "sort", "chevron", "right"),
)


class SpecimenForm(forms.Form):
    """A field of each kind, two of them in error."""

    title = forms.CharField(label=_("Title"), help_text=_("A noun phrase."), max_length=200)
    area = forms.ChoiceField(label=_("Area"), choices=[("ops", _("Office operations"))], required=False)
    text = forms.CharField(label=_("Benefit to offices and users"), widget=forms.Textarea)
    horizon = forms.ChoiceField(
        label=_("Horizon"),
        widget=forms.RadioSelect,
        choices=[("short", _("Short, up to 12 months")), ("medium", _("Medium")), ("long", _("Long"))],
    )
    sure = forms.BooleanField(label=_("I am authorised to commit the office in this matter."))


class FilterForm(forms.Form):
    """Two filters."""

    q = forms.CharField(label=_("Words or symbol"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("", _("Any area"))], required=False)


def offices() -> list[Any]:
    """Four invented offices and an observer: the page must not depend on data."""
    named = [("AA", _("First Office"), "Tokyo"), ("BB", _("Second Office"), "Munich")]
    named += [("CC", _("Third Office"), "Alexandria"), ("DD", _("Fourth Office"), "Beijing")]
    named += [("OB", _("Observer Organisation"), "Geneva")]
    return [
        SimpleNamespace(
            code=code,
            name=name,
            acronym=f"{code}O",
            city=city,
            protocol_order=order,
            tz="Asia/Tokyo",
            is_observer=order > 4,
        )
        for order, (code, name, city) in enumerate(named, 1)
    ]


def page() -> dict[str, Any]:
    """The context of templates/ui/components.html."""
    everyone = offices()
    members = everyone[:4]
    return {
        "offices_all": everyone,
        "members": members,
        "first": members[0],
        "states": [(f"any_{tone}", tone) for tone in TONES],
        "answers": ANSWERS,
        "standings": sorted(PROGRESS_GLYPHS),
        "icons": ICONS,
        "allowed": ALLOWED,
        "refusal": refused(_("Published only after endorsement by all Heads. One has not answered.")),
        "at": AT,
        "form": SpecimenForm({"title": _("Common test collection"), "text": "", "horizon": "short"}),
        "filter_form": FilterForm({"q": "test"}),
        "filter_tags": [{"label": _("State"), "value": _("In ballot"), "url": "?"}],
        "listing": Page([0] * 50, 2, 50, True, "?page=3", "?", "?"),
        "record_text": "\n\n".join(map(str, (_("The offices agree."), _("They comprise recall.")))),
        **_by_office(everyone),
        **_about_a_thing(),
        **_counts(),
    }


def _by_office(everyone: list[Any]) -> dict[str, Any]:
    days = [("Sat 8 May", 1), ("Fri 7 May", 0), ("Fri 7 May", 0), ("Sat 8 May", 1), ("Fri 7 May", 0)]
    reservation = {"ref": "a", "office": everyone[0], "kind": _("substantive"), "standing": _("standing")}
    return {
        "zone_rows": [
            {"office": one, "city": one.city, "day": day, "shift": shift, "time": "23:00", "zone": "UTC+2"}
            for one, (day, shift) in zip(everyone, days, strict=True)
        ],
        "tally_rows": [
            {"office": one, "answer": say, "label": say, "note": "7 Apr", "has_answered": say != "none"}
            for one, say in zip(everyone[:4], ANSWERS[2:6], strict=True)
        ],
        "footnote_rows": [reservation | {"text": _("No such data must be filed with an application.")}],
        "choice_rows": [
            {"value": "support", "answer": "support", "label": _("Support"), "checked": True},
            {"value": "object", "answer": "object", "label": _("Object"), "blocking": True},
        ],
    }


def _about_a_thing() -> dict[str, Any]:
    return {
        "steps": [
            (_("Submitted"), "15 Feb"),
            (_("Tabled"), "9 Apr"),
            (_("In ballot"), ""),
            (_("Outcome"), ""),
        ],
        "check_rows": [
            {"label": _("Problem"), "met": True},
            {"label": _("Benefit"), "met": False, "note": _("11 of 40 words")},
            {"label": _("Consent"), "met": None},
        ],
        "fact_rows": [(_("Area"), _("Office operations")), (_("Group"), "WG1")],
        "tab_rows": [
            {"label": _("Text"), "url": "#", "is_current": True},
            {"label": _("History"), "url": "#", "count": 8},
        ],
        "item_rows": [{"label": _("Annex 1"), "url": "#", "note": "PDF, 212 kB", "icon": "paper"}],
        "events": [
            {"at": AT, "who": _("Co-chair"), "what": _("opened the ballot"), "note": _("Ten working days.")},
            {"at": AT, "who": _("Head of delegation"), "what": _("submitted the proposal")},
        ],
        "receipt_rows": [
            {"term": _("Act"), "value": _("On behalf of the office, reserve")},
            {"term": _("Text"), "value": "NETAI/P/2021/005", "hash": "c81d6a40 52f7be93 0d44a17e 6b2f90cc"},
        ],
    }


def _counts() -> dict[str, Any]:
    titles = [_("Assessment criteria"), _("Test collection")]
    return {
        "figure_rows": [{"label": _("Open ballots"), "number": 2}, {"label": _("Proposals"), "number": 21}],
        "bar_rows": [
            {"label": titles[0], "value": 5, "url": "#"},
            {"label": titles[1], "value": 2, "url": "#"},
        ],
        "columns": [{"label": _("Short term"), "note": _("up to 12 months")}, {"label": _("Long term")}],
        "matrix_rows": [
            {"label": _("Operations"), "cells": [{"count": 2, "url": "#", "titles": titles}, {"count": 0}]},
            {"label": _("Guidance"), "cells": [{"count": 1, "titles": titles[:1]}, {"count": 4}]},
        ],
    }
