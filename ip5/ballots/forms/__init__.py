"""Forms of ballots: one module for each kind of answer."""

from ip5.ballots.forms.positions import EXPLICIT, HELP, PositionForm
from ip5.ballots.forms.silence import BreakForm, RefusalForm, StatementForm

__all__ = ["EXPLICIT", "HELP", "BreakForm", "PositionForm", "RefusalForm", "StatementForm"]
