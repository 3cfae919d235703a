"""Who makes a dossier of a version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.querysets import is_of_heads_circle
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from roadmap.models import Version


def may_make_dossier(hat: Hat, version: Version) -> Verdict:
    """Those who read what the Heads answer: Head, deputy, HoD, co-chairs, secretariat; of a frozen version."""
    verdict = allowed_if(
        is_of_heads_circle(hat),
        _("A dossier is made by a Head, a deputy head, a head of delegation, a co-chair or the secretariat."),
    )
    if not verdict:
        return verdict
    if version.is_compiling:
        return wrong_state(_("A dossier is made of a frozen version: this one is still being compiled."))
    return ALLOWED
