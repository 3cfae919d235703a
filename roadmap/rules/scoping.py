"""Who enters the next scoping document, and who confirms it: two persons, each with the hat for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from roadmap.models import ScopingDocument
from roadmap.rules.circles import is_chair, is_of_body


def may_enter_scoping(hat: Hat) -> Verdict:
    """Enter a scoping document that the Heads have endorsed: the secretariat; one waits at a time."""
    verdict = allowed_if(
        hat.is_secretariat, _("The secretariat enters the scoping document; a co-chair confirms it.")
    )
    if not verdict:
        return verdict
    if ScopingDocument.objects.waiting().exists():
        return wrong_state(_("One waits for a co-chair already: it is confirmed or taken back first."))
    return ALLOWED


def may_confirm_scoping(hat: Hat, document: ScopingDocument) -> Verdict:
    """Confirm what was entered: a co-chair, who is another person than the one who entered it."""
    is_another = document.entered_by is None or document.entered_by.person_id != hat.person_id
    return (
        is_chair(hat)
        and _is_waiting(document)
        and allowed_if(is_another, _("Another person confirms it than the one who entered it."))
    )


def may_take_back_scoping(hat: Hat, document: ScopingDocument) -> Verdict:
    """Take back what was entered and not confirmed yet: the body."""
    return is_of_body(hat) and _is_waiting(document)


def _is_waiting(document: ScopingDocument) -> Verdict:
    if document.is_waiting:
        return ALLOWED
    return wrong_state(_("It is endorsed and confirmed: nothing moves it."))
