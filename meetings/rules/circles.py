"""Who stands where towards a meeting: the body, and who may speak in it. Shared by every rule."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if
from meetings.querysets import is_body


def of_chair(hat: Hat) -> Verdict:
    """A co-chair."""
    return allowed_if(hat.is_chair, _("Only a co-chair makes this move."))


def of_body(hat: Hat) -> Verdict:
    """A co-chair or the secretariat."""
    return allowed_if(is_body(hat), _("The co-chairs and the secretariat do this."))


def of_secretariat(hat: Hat) -> Verdict:
    """The secretariat."""
    return allowed_if(hat.is_secretariat, _("The secretariat does this."))


def of_delegation_or_observer(hat: Hat) -> Verdict:
    """Somebody of a delegation, the observer's too."""
    return allowed_if(
        hat.is_delegation or hat.capacity == "observer",
        _("Delegations of the offices and of the observer do this."),
    )
