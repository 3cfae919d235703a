"""Letters: papers on the round for the members, which count for nothing and stay."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import RoundPaper, RoundPaperVersion
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Office
from ip5.papers.inspection import checked
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
EVERYBODY = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]
READING = {
    *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep", "delegate_us"),
    *("hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn", "chair_ep", "chair_kr", "secretariat"),
}


def letter(words: bytes = b"We support it."):
    """Return an upload that was looked at."""
    return checked(SimpleUploadedFile("letter.txt", words))


def added(cast, round, **changes):
    """Add a letter of the CNIPA."""
    given = {"office": Office.objects.get(code="CN"), "title": "Letter of the CNIPA", "upload": letter()}
    return actions.add_letter(round, by=cast.secretariat, **{**given, **changes})


def test_it_counts_for_nothing(cast, opened, everybody):
    round = opened()
    everybody(round, "support", "support", "support", None, "support")
    added(cast, round)
    with pytest.raises(Refused):
        actions.close(round, by=cast.chair_kr)
    assert actions.current_answers(round)["CN"] is None


def test_who_reads_it_is_the_members(cast, opened):
    added(cast, opened())
    assert {key for key in EVERYBODY if RoundPaper.objects.visible_to(cast.hat(key)).exists()} == READING
    event = Event.objects.get(verb="ballot.letter_added")
    assert (event.visibility, "Letter of" in event.payload) == ("members", False)


def test_it_is_added_after_the_close_too_and_not_to_what_was_cancelled(cast, opened, everybody):
    round = opened()
    everybody(round)
    assert added(cast, actions.close(round, by=cast.chair_kr)).office.code == "CN"
    with pytest.raises(WrongState):
        added(cast, actions.cancel(opened(), by=cast.chair_kr, reason="Overtaken."))


def test_only_the_secretariat_adds_one_of_an_office_on_the_roll_with_a_title(cast, opened):
    round = opened()
    with pytest.raises(Refused):
        actions.add_letter(
            round, by=cast.chair_kr, office=Office.objects.get(code="CN"), title="x", upload=letter()
        )
    for changes, field in (({"office": Office.objects.get(code="WO")}, "office"), ({"title": " "}, "title")):
        with pytest.raises(Invalid) as error:
            added(cast, round, **changes)
        assert list(error.value.errors) == [field]


def test_it_stays_as_it_came(cast, opened):
    paper = added(cast, opened())
    for deed in (
        lambda: RoundPaper.objects.update(title="x"),
        lambda: RoundPaperVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert RoundPaper.objects.get().title == paper.title


class TestPages:
    def test_the_secretariat_adds_it_and_a_member_reads_it_on_the_page(self, cast):
        proposal = stages.in_ballot(cast)
        round = proposal.endorsements.get().round
        page = f"/proposals/{proposal.uuid}/ballot/1/"
        assert f"/ballots/{round.uuid}/letters/add/" in cast.client("secretariat").get(page).content.decode()
        upload = SimpleUploadedFile("letter.txt", b"We support it.")
        data = {"office": "CN", "title": "Letter of the CNIPA", "file": upload}
        answer = cast.client("secretariat").post(f"/ballots/{round.uuid}/letters/add/", data)
        assert (answer.status_code, answer["Location"]) == (302, f"{page}#letters")
        kept = RoundPaper.objects.get()
        text = cast.client("hod_jp").get(page).content.decode()
        assert "Counts for nothing" in text
        address = f"/ballots/{round.uuid}/letters/{kept.uuid}/"
        assert f'href="{address}"' in text
        served = cast.client("hod_jp").get(address)
        assert b"".join(served.streaming_content) == b"We support it."
        assert served["Content-Disposition"] == 'attachment; filename="letter.txt"'
        for key in ("observer", "expert", "site_admin"):
            assert cast.client(key).get(address).status_code == 404
        assert "Letter of the CNIPA" not in cast.client("observer").get(page).content.decode()
