"""What a proposal needs before submission (domain.md section 3), as a checklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: the form field it is about, its words, whether it is met, a hint."""

    field: str
    label: str | _StrPromise
    is_met: bool
    hint: str | _StrPromise = ""


REQUIRED = (
    ("title", _("title")),
    ("area", _("area")),
    ("horizon", _("horizon")),
    ("problem", _("problem")),
    ("benefit", _("benefit to offices and users")),
    ("deliverables", _("deliverables")),
    ("group", _("responsible group")),
    ("resources", _("resources")),
    ("risks", _("risks and legal constraints")),
    ("data_needed", _("data needed")),
    ("earlier_work", _("links to earlier IP5 work")),
    ("wipo_effect", _("effect on WIPO committees")),
)


def _is_there(value: str | int | None) -> bool:
    """Whether a field says something; white space does not."""
    return bool(value.strip() if isinstance(value, str) else value)


def checklist_of(proposal: Proposal) -> list[Check]:
    """Return every line, met or not, in the order of the form."""
    lines = [
        Check(
            field, label, _is_there(getattr(proposal, f"{field}_id" if field in {"area", "group"} else field))
        )
        for field, label in REQUIRED
    ]
    consenting = proposal.taking_part
    waiting = [each for each in proposal.participations.all() if each not in consenting]
    hint = (
        _("consented: %(n)d") % {"n": len(consenting)}
        if consenting
        else (_("asked, not answered yet") if any(each.asked_at for each in waiting) else _("none yet"))
    )
    lines.append(Check("offices", _("consent of another participating office"), bool(consenting), hint))
    return lines


def missing_of(proposal: Proposal) -> list[Check]:
    """Return the lines that are not met."""
    return [line for line in checklist_of(proposal) if not line.is_met]
