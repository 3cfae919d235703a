"""Who takes an archive of a round away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.querysets import is_of_heads_circle
from ip5.ballots.states import Procedure
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused, wrong_state


def may_export(hat: Hat, round: Round, *, is_full: bool) -> Verdict:
    """An archive of a closed round: full for any of the five offices, redacted for observers and the public.

    A round of the Heads in full is for those who read the Heads' answers. Whether the hat sees the round at
    all is asked before.
    """
    if not round.is_closed:
        return wrong_state(
            _("There is an archive of a closed round only; one that was cancelled stays sealed.")
        )
    if not is_full:
        return allowed_if(not hat.is_anonymous, _("Sign in to take an archive."))
    if hat.sees_from != "members":
        return refused(
            _(
                "The full archive holds the positions; they are for the five member offices. Take the redacted one."
            )
        )
    of_heads = round.procedure == Procedure.HEADS
    return allowed_if(
        not of_heads or is_of_heads_circle(hat),
        _(
            "The Heads' answers are for the Heads, their deputies and the heads of delegation. Take the redacted one."
        ),
    )
