"""The archive of a closed round: who takes which form away, what each holds, the same bytes each time."""

import json

import pytest

from ip5.audit.verifier import instant_text
from ip5.ballots import actions, archive, rules
from ip5.ballots.models import Position, Round
from ip5.kernel.errors import require
from ip5.kernel.text import canonical_json, sha256_hex
from tests.ballots import ended_rounds
from tests.ballots.conftest import MARK
from tests.ballots.test_querysets import EVERYBODY

FIVE = ("EP", "JP", "KR", "CN", "US")


@pytest.fixture
def closed(db, cast, opened, everybody):
    """A round closed with a reservation and an abstention."""
    round = opened()
    everybody(round, "support", "reserve", "abstain", "support", "support")
    return Round.objects.select_related("rule_set").get(pk=actions.close(round, by=cast.chair_kr).pk)


def taken(round, form):
    [(symbol, text)] = archive.archives(Round.objects.filter(pk=round.pk), form)
    assert symbol == round.full_symbol
    return text


def test_both_forms_are_canonical_and_always_the_same_bytes(closed):
    for form in (archive.FULL, archive.REDACTED):
        text = taken(closed, form)
        assert text == canonical_json(json.loads(text)) == taken(closed, form)
        content = json.loads(text)
        told = content.pop("sha256")
        assert told == sha256_hex(canonical_json(content))


def test_the_full_form_holds_everything(closed):
    content = json.loads(taken(closed, archive.FULL))
    assert (content["format"], content["form"], content["record_form"]) == ("ip5-archive-1", "full", 2)
    assert (content["symbol"], content["title"], content["text"]) == (
        closed.full_symbol, closed.title, closed.text,
    )  # fmt: skip
    assert content["rule"] == {
        "code": "tf_explicit", "version": 2, "data": closed.rule_set.data, "sha256": closed.rule_set.sha256,
    }  # fmt: skip
    assert content["roll"] == [{"office": code, "present": None} for code in FIVE]
    rows = Position.objects.filter(round=closed).select_related("office", "mandate").order_by("seq")
    assert content["positions"] == [
        {
            "seq": each.seq, "office": each.office.code, "mandate": str(each.mandate.uuid),
            "at": instant_text(each.at), "answer": each.answer, "kind": "", "until": "",
            "passage": each.passage, "text": each.text, "remedy": each.remedy, "items": "", "recorded": "",
            "salt": each.salt, "prev": each.prev, "content": each.content, "hash": each.hash,
        }
        for each in rows
    ]  # fmt: skip
    assert (content["outcome"], content["standing_outcome"]) == ("tf_endorsed_with_reservations",) * 2
    assert (content["additions"], content["settlement"], content["receipts"]) == ([], None, [])
    assert (content["closed_head"], content["explanation"]) == (closed.closed_head, closed.explanation)


def test_the_redacted_form_holds_no_word_of_an_office_and_not_who_said_when(closed):
    text = taken(closed, archive.REDACTED)
    content = json.loads(text)
    assert set(content) == {
        "format", "form", "record_form", "uuid", "symbol", "subject", "title_sha256", "text_sha256", "rule",
        "roll", "opened_at", "closed_at", "genesis", "position_count", "chain_head", "closed_head", "outcome",
        "level", "standing_outcome", "standing_level", "addition_count", "addition_head", "positions",
        "additions", "settlement", "sha256",
    }  # fmt: skip
    assert [set(row) for row in content["positions"]] == [{"seq", "prev", "content", "hash"}] * 5
    kept = Position.objects.filter(round=closed).select_related("mandate")
    secrets = {MARK, closed.title, closed.text, *(str(each.mandate.uuid) for each in kept)}
    secrets |= {each.salt for each in kept} | {instant_text(each.at) for each in kept}
    assert not [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("state", ["open", "cancelled"])
def test_only_a_closed_round_is_exported(db, cast, opened, everybody, state):
    round = opened()
    everybody(round)
    if state == "cancelled":
        round = actions.cancel(round, by=cast.chair_kr, reason="A new revision.")
    for form in (archive.FULL, archive.REDACTED):
        assert list(archive.archives(Round.objects.all(), form)) == []
    verdict = rules.may_export(cast.hod_ep, round, is_full=False)
    assert (bool(verdict), "stays sealed" in str(verdict.reason)) == (False, True)


# Who is of the five offices or the body takes the full form; who else wears a hat, the redacted one.
FULL = {
    key
    for key in EVERYBODY
    if key.startswith(("delegate", "colleague", "hod", "alternate", "deputy", "head", "chair", "leaver"))
} | {"secretariat"}


def test_who_takes_which_form(closed, cast):
    may = {key for key in EVERYBODY if rules.may_export(cast.hat(key), closed, is_full=True)}
    assert may == FULL
    assert may == {
        key
        for key in EVERYBODY
        if Position.objects.visible_to(cast.hat(key)).filter(round=closed).count() == 5
    }


@pytest.mark.parametrize(
    ("key", "full", "redacted"),
    [("hod_us", 200, 200), ("chair_ep", 200, 200), ("observer", 403, 200), ("site_admin", 404, 404)],
)
def test_the_download(closed, client, cast, key, full, redacted):
    client.force_login(cast.hat(key).person)
    for path, status, form in (("", full, archive.FULL), ("redacted/", redacted, archive.REDACTED)):
        response = client.get(f"/ballots/{closed.uuid}/archive/{path}")
        assert response.status_code == status
        assert (MARK.encode() in response.content) == (status == 200 and form == archive.FULL)
        if status == 200:
            assert response.content.decode() == taken(closed, form)
            name = archive.file_name(closed.full_symbol, form)
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_round_of_the_heads_in_full_is_for_their_circle(db, cast):
    heads = ended_rounds.five_heads(cast)
    closed = ended_rounds.heads(cast, heads, "JP")
    may = {key for key in EVERYBODY if rules.may_export(cast.hat(key), closed, is_full=True)}
    circle = {key for key in EVERYBODY if key.startswith(("hod", "deputy", "head", "chair"))}
    assert may == circle | {"secretariat"}
    seen = {key: Position.objects.visible_to(cast.hat(key)).filter(round=closed).count() for key in EVERYBODY}
    assert may == {key for key, count in seen.items() if count == 5}
    client = cast.client("delegate_jp")
    assert client.get(f"/ballots/{closed.uuid}/archive/").status_code == 403
    answer = client.get(f"/ballots/{closed.uuid}/archive/redacted/")
    assert (answer.status_code, ended_rounds.SECRET.encode() in answer.content) == (200, False)


def test_a_form_that_does_not_exist_is_refused(closed):
    with pytest.raises(ValueError, match="no other archive"):
        taken(closed, "other")


def test_the_rule_is_asked_with_the_hat(closed, cast):
    require(rules.may_export(cast.hod_ep, closed, is_full=True))
