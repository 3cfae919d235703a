"""Areas, and the text of a proposal: what a stamp, a consent, a revision and a ballot name."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.kernel.text import canonical_json, sha256_hex
from ip5.offices.models import Group
from proposals.states import HORIZON_WORDS, Horizon

SECTIONS: dict[str, Any] = {
    "summary": _("Summary"),
    "problem": _("Problem"),
    "benefit": _("Benefit to offices and users"),
    "deliverables": _("Deliverables"),
    "resources": _("Resources"),
    "risks": _("Risks and legal constraints"),
    "data_needed": _("Data needed"),
    "earlier_work": _("Links to earlier IP5 work"),
    "wipo_effect": _("Effect on WIPO committees"),
}
MAX_SECTION = 20_000


class Area(models.Model):
    """A candidate co-operation area of the scoping document, A to D."""

    code = models.CharField(max_length=2, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class ProposalText(models.Model):
    """The text itself, wherever it lies: in a draft, or in the working text of a revision."""

    title = models.CharField(_("title"), max_length=200, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    horizon = models.CharField(max_length=8, choices=Horizon, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    summary = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    benefit = models.TextField(blank=True)
    deliverables = models.TextField(blank=True)
    resources = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    data_needed = models.TextField(blank=True)
    earlier_work = models.TextField(blank=True)
    wipo_effect = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def lead_code(self) -> str:
        """Return the code of the lead office, which is part of the text."""
        raise AttributeError("a text knows its lead office")

    @property
    def horizon_word(self) -> str:
        """The horizon in two words."""
        return str(HORIZON_WORDS.get(self.horizon, ""))  # type: ignore[call-overload]

    def text(self) -> dict[str, Any]:
        """Return the whole text as plain data."""
        return {
            "title": self.title,
            "area": self.area.code if self.area else "",
            "horizon": self.horizon,
            "group": self.group.code if self.group else "",
            "lead": self.lead_code(),
            **{name: getattr(self, name) for name in SECTIONS},
        }

    def fingerprint_now(self) -> str:
        """Return the SHA-256 of the canonical text."""
        return sha256_hex(canonical_json(self.text()))

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """The sections as (name, heading, text), in the order of the page."""
        return [(name, str(label), getattr(self, name)) for name, label in SECTIONS.items()]

    @property
    def written_sections(self) -> list[tuple[str, str, str]]:
        """The sections that have a text."""
        return [row for row in self.sections if row[2].strip()]
