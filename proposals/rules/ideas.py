"""Who may put forward an idea, grow it or close it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused, wrong_state
from proposals.models import Idea
from proposals.rules.circles import may_create


def may_put_forward(hat: Hat) -> Verdict:
    """Any office puts forward an idea: delegates and HoD."""
    return may_create(hat)


def is_open(idea: Idea) -> Verdict:
    """An idea that has neither grown nor been closed."""
    return (
        allowed_if(True, "") if idea.state == "open" else wrong_state(_("The idea is closed or has grown."))
    )


def may_grow(hat: Hat, idea: Idea) -> Verdict:
    """Grow an idea into a draft of the own office: delegates and HoD of any office."""
    return may_create(hat) and is_open(idea)


def may_close_idea(hat: Hat, idea: Idea) -> Verdict:
    """Close an idea with a reason: the office that put it forward, or a co-chair."""
    if not (hat.is_chair or (may_create(hat) and hat.office_id == idea.office_id)):
        return refused(_("An idea is closed by the office that put it forward, or by a co-chair."))
    return is_open(idea)
