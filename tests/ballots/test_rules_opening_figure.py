"""How many rounds a year is a datum of the rule set: a next version of it is read by every subject at once."""

from __future__ import annotations

from ip5.ballots.models import RuleSet
from proposals import rules as of_proposals
from proposals.models import Proposal
from roadmap import rules as of_roadmap
from tests import stages
from tests.ballots.beside_rounds import change_rule
from tests.roadmap import stages as versions


def test_the_figure_is_that_of_the_newest_explicit_rule(owner, cast):
    """One database for all figures: they are committed."""
    undecided = stages.undecided(cast).pk
    declined = versions.approved(cast, versions.frozen(cast), hod_cn="object")
    assert RuleSet.objects.rounds_a_year() == 3
    for figure, is_left in [(1, False), (2, True), (None, True)]:
        change_rule(owner, rounds_a_year=figure)
        assert RuleSet.objects.rounds_a_year() == figure
        proposal, version = Proposal.objects.get(pk=undecided), versions.fresh(declined)
        verdicts = [
            of_proposals.RULES["open_round"](cast.chair_kr, proposal),
            of_proposals.may_open_in_session(cast.chair_kr, proposal),
            of_proposals.RULES["announce_round"](cast.chair_kr, proposal),
            of_roadmap.RULES["open_approval"](cast.chair_kr, version),
            of_roadmap.RULES["announce_approval"](cast.chair_kr, version),
        ]
        assert [bool(each) for each in verdicts] == [is_left] * len(verdicts), figure
        starts = ["1 round was opened this year: "] * 3 + [
            "1 round was opened this year on this edition: "
        ] * 2
        for verdict, start in zip(verdicts, starts, strict=True):
            assert is_left or str(verdict.reason).startswith(start)
