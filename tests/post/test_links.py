"""A Head's link and its code by mail: composed when sent, to two addresses, logged, and nowhere kept in clear."""

import re

import pytest

from ip5.ballots import actions
from ip5.ballots.models import HeadLink, LinkMail
from ip5.post import tasks
from tests.ballots.links import SECOND, WRONG, held, log, second_address, sent, used
from tests.ballots.sittings import of_heads

pytestmark = pytest.mark.django_db
HEAD = "head.ep@ip5.example"


@pytest.fixture
def put(cast):
    return of_heads(cast)


def about(sink, subject):
    """The mails with this subject."""
    return [mail for mail in sink.mails if str(mail["Subject"]).startswith(f"NET/AI: {subject}")]


def bodies(mail):
    """Both forms of a mail as one text."""
    return "\n".join(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


def test_the_link_reaches_the_head_and_opens_the_page(cast, put, sink, settings, client):
    settings.SITE_URL = "https://roadmap.example"
    link = sent(cast, put)
    tasks.deliver_notices()
    (mail,) = about(sink, "Answer by link")
    row = LinkMail.objects.get()
    assert mail["Subject"] == f"NET/AI: Answer by link: {put.full_symbol}"
    assert mail["To"] == f"Head Ep <{HEAD}>"
    assert mail["Message-ID"] == row.message_id == f"<{row.uuid}@ip5.example>"
    found = set(re.findall(r"https://roadmap\.example(/ballots/by-link/[^\"\s]+)", bodies(mail)))
    assert found == {f"/ballots/by-link/{link.token}/"}
    assert client.get(found.pop()).status_code == 200
    assert "a deputy head of your office reads out to you" in bodies(mail)
    assert put.title not in mail.as_string()
    assert link.code not in bodies(mail)
    assert log(link) == ["asked", "sent", "opened"]
    assert not about(sink, "Code for")
    tasks.deliver_notices()
    assert len(about(sink, "Answer by link")) == 1
    assert log(link) == ["asked", "sent", "opened"]


def test_the_code_goes_to_the_second_address_alone(cast, put, sink):
    second_address(cast.head_ep)
    link = sent(cast, put)
    tasks.deliver_notices()
    (mail,) = about(sink, "Answer by link")
    (code,) = about(sink, "Code for an answer")
    assert (mail["To"], code["To"]) == (f"Head Ep <{HEAD}>", f"Head Ep <{SECOND}>")
    assert link.code in code.get_body(("plain",)).get_content()
    assert link.code in code.get_body(("html",)).get_content()
    assert link.token not in bodies(code)
    assert "/ballots/" not in bodies(code)
    assert log(link) == ["asked", "sent", "code_sent"]


def test_no_row_holds_a_secret_before_or_after(cast, put, sink):
    second_address(cast.head_ep)
    link = sent(cast, put)
    for _ in range(2):
        rows = " ".join(map(str, [*LinkMail.objects.values(), *HeadLink.objects.values()]))
        assert link.token not in rows
        assert link.code not in rows
        tasks.deliver_notices()


@pytest.mark.parametrize("end", ["voided", "replaced", "cancelled", "used"])
def test_what_opens_nothing_any_more_is_not_sent(cast, put, sink, end):
    link = sent(cast, put)
    if end == "voided":
        actions.void_link(link, by=cast.hod_ep)
    elif end == "replaced":
        sent(cast, put)
    elif end == "cancelled":
        actions.cancel(put, by=cast.chair_kr, reason="A wrong annex.")
    else:
        used(link)
    tasks.deliver_notices()
    assert len(about(sink, "Answer by link")) == (end == "replaced")
    assert link.token not in "".join(mail.as_string() for mail in sink.mails)
    assert LinkMail.objects.get(link=link).dropped_at


def test_a_code_without_its_address_is_dropped(cast, put, sink):
    second_address(cast.head_ep)
    sent(cast, put)
    second_address(cast.head_ep, "")
    tasks.deliver_notices()
    assert len(about(sink, "Answer by link")) == 1
    assert not about(sink, "Code for an answer")
    assert LinkMail.objects.get(part="code").dropped_at


def test_a_refused_mail_is_kept_and_not_logged_as_sent(cast, put, sink):
    sink.refuses.add(HEAD)
    link = sent(cast, put)
    tasks.deliver_notices()
    assert log(link) == ["asked"]
    assert LinkMail.objects.get().attempts == 1
    assert link.token not in LinkMail.objects.get().last_error
    assert held(link)


def test_the_office_is_told_of_an_answer_a_void_link_and_a_contest(cast, put, sink):
    link = sent(cast, put)
    for _ in range(5):
        used(link, code=WRONG)
    used(sent(cast, put))
    actions.contest(put, by=cast.head_ep)
    tasks.deliver_notices()
    told = {
        subject: {str(mail["To"]).split("<")[1].split("@")[0] for mail in about(sink, subject)}
        for subject in ("Link void", "Answered by link", "Answer contested")
    }
    own = {"hod.ep", "deputy.ep", "head.ep"}
    body = {"chair.ep", "chair.kr", "secretariat"}
    assert told == {"Link void": own, "Answered by link": own, "Answer contested": own | body}
    texts = "".join(mail.as_string() for mail in sink.mails)
    assert put.get_absolute_url() in texts
    assert put.title not in texts
