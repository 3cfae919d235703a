"""Who ends an action item, drops one, or opens it again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from ip5.register.models import ActionItem


def _is_body(hat: Hat) -> bool:
    return hat.is_chair or hat.is_secretariat


def _is_owner(hat: Hat, item: ActionItem) -> bool:
    """Whether the item is the hat's own: of its office's delegation, or of its group."""
    of_office = hat.is_delegation and item.office_id is not None and hat.office_id == item.office_id
    return of_office or (item.group_id is not None and hat.group_id == item.group_id)


def may_end(hat: Hat, item: ActionItem) -> Verdict:
    """Mark done: the owner office or group, a co-chair, the secretariat; while it is open."""
    return allowed_if(
        _is_owner(hat, item) or _is_body(hat),
        _(
            "The office or group that owns the item says when it is done, or the co-chairs and the secretariat."
        ),
    ) and _is_open(item)


def may_drop(hat: Hat, item: ActionItem) -> Verdict:
    """Drop: a co-chair or the secretariat; while it is open."""
    return allowed_if(_is_body(hat), _("The co-chairs or the secretariat drop an item.")) and _is_open(item)


def may_reopen(hat: Hat, item: ActionItem) -> Verdict:
    """Open again: a co-chair or the secretariat; what was ended."""
    return allowed_if(_is_body(hat), _("The co-chairs or the secretariat open an item again.")) and (
        wrong_state(_("The item is open.")) if item.state == ActionItem.State.OPEN else ALLOWED
    )


def _is_open(item: ActionItem) -> Verdict:
    if item.state == ActionItem.State.OPEN:
        return ALLOWED
    return wrong_state(_("The item is ended already."))
