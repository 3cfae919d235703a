"""Next rounds of a version: a note where the text is the same, one ballot and three rounds a year on an edition."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.ballots.models import Position
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused
from ip5.register.models import ActionItem
from roadmap import actions, rules
from roadmap.models import Version
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import last_data, last_event, told

pytestmark = pytest.mark.django_db
FULL = "rounds were opened this year on this edition"


@pytest.fixture(scope="module")
def version(module_db):
    """A frozen version that the CNIPA did not support in its first round, for all tests here."""
    cast = Cast()
    return stages.approved(cast, stages.frozen(cast), hod_cn="object")


def test_a_next_round_on_the_same_text_needs_the_chairs_note(version, cast):
    for note in ("", "  "):
        with pytest.raises(Invalid) as error, undone():
            actions.open_approval(version, by=cast.chair_kr, days=10, note=note)
        assert list(error.value.errors) == ["note"]
    first = actions.current_round(version)
    opened = actions.open_approval(version, by=cast.chair_kr, days=10, note=" The CNIPA has studied it. ")
    assert (opened.symbol, opened.number) == (first.symbol, 2)
    assert opened.note == "The CNIPA has studied it."
    assert not Position.objects.filter(round=opened).exists()


def test_the_next_prov_goes_on_in_the_same_ballot_and_needs_no_note(version, cast):
    first = actions.current_round(version)
    second = stages.followed(cast, version)
    assert (second.symbol, stages.fresh(version).state) == ("NETAI/RM/1.0 Prov.2", "withdrawn")
    opened = actions.open_approval(second, by=cast.chair_kr, days=10)
    assert (opened.symbol, opened.number, opened.note) == (first.symbol, 2, "")
    assert opened.text_sha256 != first.text_sha256
    assert [each.round for each in stages.fresh(second).line_rounds] == [opened, first]


def test_a_version_begun_anew_at_the_same_edition_goes_on_in_it_too(version, cast):
    """Withdrawn and compiled again is no way to more rounds."""
    first = actions.current_round(version)
    actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
    made = actions.compile_version(by=cast.chair_kr, kind="major")
    values = {"preamble": "The offices begin anew."}
    made = actions.edit_version(made, by=cast.secretariat, values=values, seen=made.version)
    made = actions.freeze(made, by=cast.chair_kr)
    assert (made.derived_from, made.symbol) == (None, "NETAI/RM/1.0 Prov.2")
    assert rules.last_round_of_line(made, "task_force") == first


def test_three_rounds_a_year_on_an_edition_whatever_its_prov(version, cast):
    second = stages.followed(cast, stages.again(cast, version, hod_cn="object"))
    actions.open_approval(second, by=cast.chair_kr, days=10)
    actions.cancel_approval(second, by=cast.chair_kr, reason="A slip.")
    for deed in (actions.open_approval, actions.announce_approval):
        with pytest.raises(Refused, match=f"3 {FULL}"):
            deed(second, by=cast.chair_kr, days=10)
    # Another edition has a line of its own; what is compiled aims at none yet.
    assert Version(target="1.1").line_rounds == Version().line_rounds == []
    assert rules.has_rounds_left(Version(target="1.1"))


def test_what_was_refused_or_called_off_before_its_opening_is_no_round(version, cast):
    for _round in range(3):
        actions.announce_approval(version, by=cast.chair_kr, days=5)
        actions.cancel_announcement(version, by=cast.chair_kr, reason="A ballot instead.")
    opened = actions.open_approval(version, by=cast.chair_kr, days=10, note="Once more.")
    assert opened.number == 5


def test_the_heads_have_no_such_limit(version, cast):
    ended = stages.again(cast, stages.again(cast, version, hod_cn="object"))
    assert (ended.state, bool(rules.has_rounds_left(ended))) == ("tf_endorsed", False)
    cleared = actions.skip_deputies(ended, by=cast.chair_kr, reason="They met.")
    opened = actions.submit(cleared, by=cast.chair_kr)
    assert (opened.rule_set.code, opened.number) == ("heads", 1)


def test_after_the_last_round_it_is_referred_to_the_deputy_heads(version, cast):
    due = clock.now().date() + dt.timedelta(days=30)
    asked = {"task": "A way forward.", "due": due}
    with pytest.raises(Refused, match="A next round may still be opened"):
        actions.refer_to_deputies(version, by=cast.chair_kr, **asked)
    ended = stages.again(cast, stages.again(cast, version, hod_cn="object"), hod_cn="object")
    with pytest.raises(Refused, match=f"3 {FULL}: refer it to the deputy heads, or withdraw the version"):
        actions.open_approval(ended, by=cast.chair_kr, days=10, note="Again.")
    for hat in (cast.secretariat, cast.hod_cn, cast.deputy_ep):
        with pytest.raises(Refused):
            actions.refer_to_deputies(ended, by=hat, **asked)
    item = actions.refer_to_deputies(ended, by=cast.chair_ep, **asked)
    assert ActionItem.objects.get() == item
    assert (item.text, item.office.code, item.due) == ("For the deputy heads: A way forward.", "TF", due)
    assert (item.visibility, item.subject_symbol) == ("members", ended.symbol)
    assert stages.fresh(ended).state == "frozen"
    assert last_event(ended) == ("version.referred_to_deputies", "chair_ep", "members", [], "")
    assert last_data(ended) == {"action": item.symbol}
    assert told(ended, "version_referred_to_deputies") == ["deputy_ep"]
    with pytest.raises(Invalid):
        actions.refer_to_deputies(ended, by=cast.chair_ep, task=" ", due=due)
    assert actions.withdraw(ended, by=cast.chair_kr, reason="No agreement.").state == "withdrawn"
