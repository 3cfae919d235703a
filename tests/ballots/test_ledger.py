"""The ledger of reservations: who reads what, what stands, what is a part of a passage."""

import itertools

import pytest

from ip5.ballots import actions, ledger, tally
from ip5.ballots.models import Round, RuleSet
from tests.access import EVERYBODY
from tests.ballots import oracle_all
from tests.ballots.ended_rounds import AD_REFERENDUM, SECRET, closed, fresh, session

ROLL = ("EP", "JP", "KR", "CN", "US")
TWO = ("reserve", "support", "reserve", "support", "support")
WORDS = (None, "confirm", "confirm_with_reservation", "decline")


def rule(code):
    return RuleSet.objects.filter(code=code).order_by("-version")[0].data


def found(hat):
    """Return the ledger of a hat as (round, number, office, kind, state), newest round first."""
    rounds = Round.objects.visible_to(hat).carrying().select_related("rule_set", "settlement")
    rows = ledger.of_rounds(list(rounds.newest_first()), hat)
    return [(each.round.pk, each.number, each.office.code, each.now.kind, each.state) for each in rows]


@pytest.mark.django_db
class TestSettledCounts:
    """The count of what is settled, against the oracle written apart from the product."""

    def test_every_explicit_ballot_with_every_word_afterwards(self):
        data, seen, differ = rule("tf_explicit"), 0, []
        for given in itertools.product(
            ("support", "reserve", "ad_referendum", "abstain", "object", None), repeat=5
        ):
            owing = [code for code, answer in zip(ROLL, given, strict=True) if answer == "ad_referendum"]
            if not owing or oracle_all.explicit(given)[0] != "provisional":
                continue
            for words in itertools.product(WORDS, repeat=len(owing)):
                said = dict(zip(owing, words, strict=True))
                spoken = {code: word for code, word in said.items() if word}
                result = tally.settled(data, dict(zip(ROLL, given, strict=True)), spoken)
                seen += 1
                if (result.outcome, result.level) != oracle_all.settled_explicit(given, said):
                    differ.append((given, said))
        assert (seen > 10_000, differ) == (True, [])

    def test_every_session_with_an_absent_office(self):
        data, seen, differ = rule("tf_session"), 0, []
        for given in itertools.product(("present", "reserve", "object", "absent"), repeat=5):
            if oracle_all.session(given)[0] != "provisional":
                continue
            (absent,) = (code for code, answer in zip(ROLL, given, strict=True) if answer == "absent")
            for word in WORDS:
                spoken = {absent: word} if word else {}
                result = tally.settled(data, dict(zip(ROLL, given, strict=True)), spoken)
                seen += 1
                if (result.outcome, result.level) != oracle_all.settled_session(given, {absent: word}):
                    differ.append((given, word))
        assert (seen, differ) == (5 * 2**4 * 4, [])

    def test_every_conditional_endorsement(self):
        differ = []
        for given in itertools.product(("endorse", "endorse_subject_to"), repeat=5):
            answers = dict(zip(ROLL, given, strict=True))
            conditional = [code for code, answer in answers.items() if answer == "endorse_subject_to"]
            for refused in (False, True):
                said = dict.fromkeys(conditional, "confirmed")
                if conditional and refused:
                    said[conditional[-1]] = "refused"
                elif not conditional:
                    continue
                if tally.settled_conditions(answers, refused=refused) != oracle_all.settled_heads(
                    given, said
                ):
                    differ.append((given, said))
        assert differ == []


@pytest.mark.django_db
class TestWhoReads:
    def test_the_members_alone(self, cast):
        round = closed(cast, *TWO)
        rows = [
            (round.pk, 1, "EP", "substantive", "standing"),
            (round.pk, 2, "KR", "substantive", "standing"),
        ]
        members = {
            *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"),
            *("delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
            *("chair_ep", "chair_kr", "secretariat"),
        }
        read = {key: found(cast.hat(key)) for key in EVERYBODY if key != "inactive"}
        assert read == {key: rows if key in members else [] for key in read}

    def test_a_number_stays_when_another_is_lifted(self, cast):
        round = closed(cast, *TWO)
        actions.lift(round, by=cast.hod_ep)
        actions.narrow(round, by=cast.hod_kr, passage="second", text=SECRET, reservation="linguistic")
        assert found(cast.hod_cn) == [
            (round.pk, 1, "EP", "substantive", "lifted"),
            (round.pk, 2, "KR", "linguistic", "narrowed"),
        ]

    def test_a_number_stays_when_another_office_reserves_on_confirming(self, cast):
        """Those of the close in protocol order, then one after the other as they are chained."""
        round = closed(cast, "ad_referendum", "reserve", "ad_referendum", "reserve", "ad_referendum")
        at_close = [(1, "JP", "standing"), (2, "CN", "standing")]
        seen = [[(number, code, state) for _pk, number, code, _kind, state in found(cast.hod_cn)]]
        for key in ("hod_us", "hod_ep", "hod_kr"):
            actions.confirm(round, by=cast.hat(key), kind="confirm_with_reservation", text=SECRET)
            seen.append([(number, code, state) for _pk, number, code, _kind, state in found(cast.hod_cn)])
        later = [(3, "US", "standing"), (4, "EP", "standing"), (5, "KR", "standing")]
        assert seen == [[*at_close, *later[:n]] for n in range(4)]
        assert fresh(round).standing_outcome == "tf_endorsed_with_reservations"
        actions.lift(round, by=cast.hod_jp)
        actions.narrow(round, by=cast.hod_us, passage="3.1", text="Less.", reservation="linguistic")
        numbers = [(number, code, state) for _pk, number, code, _kind, state in found(cast.hod_cn)]
        assert numbers == [(1, "JP", "lifted"), at_close[1], (3, "US", "narrowed"), *later[1:]]

    def test_of_several_rounds_in_a_fixed_number_of_queries(self, cast, django_assert_num_queries):
        first, second, hat = closed(cast, *TWO), session(cast, hod_jp="reserve"), cast.hod_cn
        with django_assert_num_queries(3):
            assert [each[:3] for each in found(hat)] == [
                (second.pk, 1, "JP"), (first.pk, 1, "EP"), (first.pk, 2, "KR"),
            ]  # fmt: skip

    @pytest.mark.parametrize(
        ("kind", "rows"),
        [("confirm", []), ("confirm_with_reservation", [("EP", "linguistic")]), ("decline", [])],
    )
    def test_what_is_reserved_on_confirming(self, cast, kind, rows):
        round = closed(cast, *AD_REFERENDUM)
        text = "" if kind == "confirm" else SECRET
        actions.confirm(round, by=cast.hod_ep, kind=kind, text=text, reservation="linguistic")
        assert [each[2:4] for each in found(cast.hod_cn)] == rows

    def test_a_decline_takes_the_ground_from_what_others_reserved(self, cast):
        round = closed(cast, "ad_referendum", "reserve", "support", "support", "support")
        assert [each[2] for each in found(cast.hod_cn)] == ["JP"]
        actions.confirm(round, by=cast.hod_ep, kind="decline", text="No mandate.")
        assert (found(cast.hod_cn), fresh(round).standing_outcome) == ([], "no_consensus")


@pytest.mark.parametrize(
    ("passage", "former", "is_part"),
    [
        ("Section 3.1", "Section 3.1", True),
        ("section 3.1.", "“Section 3.1”", True),
        ("3.1", "Section 3.1, second sentence", True),
        ("second sentence", "Section 3.1, second sentence", True),
        ("Section second", "Section 3.1, second sentence", False),
        ("Section 3", "Section 3.1", False),
        ("3.1", "13.1", False),
        ("Section 3.1, second sentence", "Section 3.1", False),
        ("", "Section 3.1", False),
        (" . ", "Section 3.1", False),
        ("", "", True),
        ("Section 3.1", "", True),
        ("seul", "SEUL passage", True),
    ],
)
def test_what_is_a_part_of_a_passage(passage, former, is_part):
    assert ledger.is_part_of(passage, former) is is_part
