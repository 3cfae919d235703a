"""The certificate of an adoption by silence."""

import io
import re

import pytest
from django.db import connections
from pypdf import PdfReader

from ip5.accounts.models import Person
from ip5.ballots import actions
from ip5.ballots.exports import certificate
from ip5.ballots.models import Round
from ip5.register.models import Decision
from proposals import tasks
from tests import silences
from tests.ballots.conftest import asked
from tests.ballots.test_views_silence import BUDGET, READERS, SECRET, page, queries, round_of, words
from tests.cast import HODS
from tests.proposals.test_actions_silence import brought_to
from tests.reading import words_of_pdf


@pytest.fixture
def adopted(transactional_db, cast, ended):
    """A round adopted by silence, with one statement on record."""
    round = silences.running(cast, asked(visibility="members"))
    for key in HODS[:4]:
        actions.receive(round, by=cast.hat(key), how="opened" if key == "hod_ep" else "pressed")
    actions.state_for_record(round, by=cast.hod_us, text="We read “shall” as “may”.")
    closed = actions.close(ended(round), by=None)
    assert closed.outcome == "adopted_by_silence"
    return Round.objects.select_related("rule_set").get(pk=closed.pk)


def test_it_says_question_instant_receipts_statement_decision_and_record(adopted):
    body = certificate.write(adopted)
    words = words_of_pdf(body)
    reader = PdfReader(io.BytesIO(body))
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert (re.findall(r"pdfaid:(?:part|conformance)>(\w)<", described), "pdfuaid:part>1<" in described) == (
        ["2", "A"],
        True,
    )
    assert reader.metadata.title == "Certificate of adoption by silence"
    for part in (
        "Restricted to the members",
        f"Decision: {adopted.decision.symbol}",
        f"Question: {adopted.title}",
        f"Text: {adopted.subject_symbol}",
        f"Ballot: {adopted.full_symbol}",
        f"Opened: {certificate.instant(adopted.opened_at)}",
        f"Silence ended: {certificate.instant(adopted.ends_at)}",
        "page opened",
        "“received” pressed",
        "by a statement for the record",
        "USPTO: We read “shall” as “may”.",
    ):
        assert part in words
    whole = words.replace(" ", "")
    for hash in (adopted.text_sha256, adopted.chain_head, adopted.closed_head, adopted.rule_set.sha256):
        assert hash in whole
    _head, rows = certificate.cities_of(adopted)
    assert len(rows) == 6
    assert [row[1] for row in rows if row[1] not in words] == []


def test_the_same_bytes_whoever_is_called_otherwise_since(adopted):
    before = certificate.write(adopted)
    Person.objects.filter(email__startswith="hod.").update(name="Somebody Else")
    assert certificate.write(Round.objects.select_related("rule_set").get(pk=adopted.pk)) == before


def test_its_name(adopted):
    assert certificate.stem_of(adopted) == f"NETAI-BR-{adopted.opened_at.year}-001-R1-certificate"


def test_an_adopted_one_shows_its_certificate_and_sends_it_to_members(owner, cast):
    proposal = silences.in_silence(cast)
    for key in HODS[:4]:
        actions.receive(round_of(proposal), by=cast.hat(key))
    actions.state_for_record(round_of(proposal), by=cast.hod_us, text=SECRET)
    brought_to(owner, round_of(proposal), round_of(proposal).ends_at)
    assert tasks.close_rounds() == 1
    found, decision = round_of(proposal), Decision.objects.get()
    counts = {}
    for key in READERS:
        text = words(page(cast, key, found))
        assert (decision.symbol in text, found.closed_head in text) == (True, True)
        assert (SECRET in text, "Certificate as PDF" in text) == (key != "observer",) * 2
        counts[key] = queries(cast.client(key), found.get_absolute_url())
    assert max(counts.values()) <= BUDGET, counts
    address = f"/ballots/{found.uuid}/certificate/"
    sent = cast.client("delegate_jp").get(address)
    assert (sent.status_code, sent["Content-Type"], sent["Cache-Control"].partition(",")[0]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert SECRET in words_of_pdf(sent.content)
    assert cast.client("hod_ep").get(address).content == sent.content
    statuses = {
        key: cast.client(key).get(address).status_code for key in ("observer", "industry", "anonymous")
    }
    assert statuses == {"observer": 403, "industry": 404, "anonymous": 302}
    connections.close_all()
