"""Looking up for many readers at once answers exactly as ``visible_to`` does for each."""

from types import SimpleNamespace

import pytest

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.outbox.kinds import KINDS
from ip5.post import subjects
from proposals.models import Proposal

MODELS = {"proposals.proposal": Proposal, "ballots.round": Round}


@pytest.fixture
def everything(db, propose, open_round):
    for number, visibility in enumerate(["office_internal", "members", "members_observers", "public"]):
        propose(visibility, symbol=f"NETAI/P/2021/{number:03}")
        open_round(
            symbol=f"NETAI/B/2021/{number:03}", visibility="members" if number else "members_observers"
        )


def test_the_same_as_asking_one_by_one(everything, cast, django_assert_num_queries):
    hats = list(Mandate.objects.active().worn())
    wanted = [
        (hat, kind, uuid)
        for hat in hats
        for kind, model in MODELS.items()
        for uuid in model.objects.values_list("uuid", flat=True)
    ]
    with django_assert_num_queries(2):
        seen = subjects.look_up(wanted)
    expected = {
        (hat.pk, kind, uuid)
        for hat in hats
        for kind, model in MODELS.items()
        for uuid in model.objects.visible_to(hat).values_list("uuid", flat=True)
    }
    assert set(seen) == expected
    assert len(expected) < len(wanted)


def test_awaiting_is_the_same_as_asking_one_by_one(everything, cast, django_assert_num_queries):
    hats = list(Mandate.objects.active().worn())
    with django_assert_num_queries(1):
        found = subjects.awaiting(hats)
    for hat in hats:
        symbols = sorted(each.full_symbol for each in Round.objects.awaiting(hat))
        assert sorted(each.symbol for each in found.get(hat.pk, [])) == symbols


def a_hat(**facts):
    """A hat as far as sets look at it."""
    rest = {"group_id": None, "seconding_office_id": None, "is_designated": False}
    return SimpleNamespace(**{"office_id": 1, "capacity": "delegate", **rest, **facts})


def test_a_rule_on_the_person_makes_groups_of_one():
    hats = [a_hat(pk=key, office_id=1, capacity="delegate") for key in range(3)]
    by_office = subjects.alike(hats, lambda hat: hat.office_id)
    by_person = subjects.alike(hats, lambda hat: (hat.office_id, hat.pk))
    assert [len(members) for _rows, members in by_office] == [3]
    assert [len(members) for _rows, members in by_person] == [1, 1, 1]


def test_a_way_taken_by_one_hat_alone_is_not_shared():
    """The first hat's capacity sends it another way, on which the group is never asked."""
    delegate = a_hat(capacity="delegate", office_id=1, group_id=None)
    experts = [a_hat(capacity="expert", office_id=1, group_id=key) for key in (1, 2)]
    groups = subjects.alike(
        [delegate, *experts], lambda hat: hat.group_id if hat.capacity == "expert" else hat.office_id
    )
    assert [rows for rows, _members in groups] == [1, 1, 2]


def test_an_unknown_kind_is_an_error_not_a_silent_gap(db, cast):
    with pytest.raises(KeyError):
        subjects.look_up([(cast.hod_ep, "papers.paper", cast.hod_ep.uuid)])


class Filled(dict):
    """Data that holds whatever a sentence asks for."""

    def __missing__(self, name):
        return "-"


def test_every_kind_of_notice_has_all_its_words():
    for kind, words in KINDS.items():
        # A heading is filled with the symbol alone, a line also with what the notice's data holds.
        for sentence, filled in ((words.line, Filled(symbol="X")), (words.heading, {"symbol": "X"})):
            # An idea has no symbol to name, nor has a project, a meeting being planned, a document that waits.
            has_none = kind.startswith(
                ("idea_", "project_", "progress_", "meeting_slots_", "scoping_entered")
            )
            assert ("X" in str(sentence) % filled) is not has_none, kind
        assert str(words.call)
