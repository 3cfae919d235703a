"""What holds of a round of the Heads: who reads it, when it is put again (domain.md section 4, ``heads``)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.querysets import is_of_heads_circle
from ip5.ballots.states import Outcome
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, wrong_state


def reads_heads_answers(hat: Hat) -> Verdict:
    """The Heads' answers, as given: Heads, deputy heads, HoDs, co-chairs, secretariat; nobody else ever."""
    return allowed_if(
        is_of_heads_circle(hat),
        _(
            "The Heads’ answers are read by Heads, deputy heads, heads of delegation, co-chairs and secretariat."
        ),
    )


def may_be_put_again(round: Round, moment: dt.datetime) -> Verdict:
    """A deferral: at the latest date the clock opens a next round on the same version."""
    if round.outcome != Outcome.HEADS_DEFERRED or round.deferred_until is None:
        return wrong_state(_("The Heads did not defer this round."))
    return allowed_if(moment >= round.deferred_until, _("The date to which the Heads deferred has not come."))
