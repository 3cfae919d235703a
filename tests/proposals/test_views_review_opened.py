"""What the chair opened of a review, and what its pages add to the words: links, names, days, notes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from ip5.offices.models import Office
from proposals import actions
from tests import stages
from tests.proposals.test_views_review import CANARY, MEMBER_HATS, SIGNED, file, pages_of, url

pytestmark = pytest.mark.django_db

OTHERS = {"observer", "expert", "industry", "admin_ep", "site_admin"}


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("members_observers", {"observer", "expert"}),
        ("consultation", {"observer", "expert", "industry"}),
        ("members", set()),
    ],
)
def test_an_opened_item_shows_comments_and_answers_and_no_review(cast, visibility, readers):
    proposal, secret = stages.under_review(cast), stages.under_review(cast, "Another")
    for each in (proposal, secret):
        words = "On the opened one." if each == proposal else CANARY
        first = actions.comment(each, by=cast.delegate_jp, text=f"{words} @KR")
        actions.comment(each, by=cast.hod_kr, text=f"{words} A reply.", parent=first)
        actions.dispose(first, by=cast.hod_ep, answer="refused", reason=f"{words} The answer.")
    file(proposal, cast.hod_us, text=f"{CANARY} in a review.")
    for each in dict.fromkeys(["consultation", visibility]):
        opening = {"visibility": each, "reason": "As the meeting agreed."}
        actions.open_comments(proposal, by=cast.chair_kr, **opening)
    for key in OTHERS:
        client = cast.client(key)
        pages = [client.get(url(proposal, name)) for name in ("review", "responses", "responses_csv")]
        found = "".join(page.content.decode() for page in pages if page.status_code == 200)
        for words in ("On the opened one.", "A reply.", "The answer.", "C-1"):
            assert (words in found) is (key in readers), (key, words)
        everything = found + pages_of(cast, key, proposal) + pages_of(cast, key, secret)
        assert CANARY not in everything, key
        assert "Who has filed" not in everything, key


def test_an_invited_observer_comments_and_another_is_told_why_not(cast):
    proposal = stages.under_review(cast)
    observer, chair = cast.client("observer"), cast.client("chair_kr")
    sent = {"visibility": "members_observers", "reason": "To hear WIPO."}
    assert chair.post(url(proposal, "open_comments"), sent).status_code == 302
    page = observer.get(url(proposal)).content.decode()
    assert "Observers comment on the chair’s invitation." in page
    assert "To hear WIPO." in page
    again = chair.post(url(proposal, "open_comments"), sent)
    assert (again.status_code, "That is how it is already." in again.content.decode()) == (422, True)
    assert chair.post(url(proposal, "open_comments"), sent | {"invites_observers": "on"}).status_code == 302
    form = observer.get(url(proposal)).context["form"]
    assert [value for value, _label in form.fields["kind"].choices] == ["substantive", "editorial"]
    written = {"kind": "substantive", "section": "wipo_effect", "text": "The IPC Committee could take note."}
    assert observer.post(url(proposal, "comment"), written).status_code == 302
    for key in ("observer", "delegate_ep", "expert"):
        assert "The IPC Committee could take note." in cast.client(key).get(url(proposal)).content.decode()
    assert chair.post(url(proposal, "open_comments"), {"visibility": "members", "reason": "Heard."}).url
    late = observer.post(url(proposal, "comment"), written | {"text": "Once more."})
    assert (late.status_code, "Once more." in late.content.decode()) == (403, True)
    assert (
        "The IPC Committee could take note." not in cast.client("expert").get(url(proposal)).content.decode()
    )


def test_queries_of_an_opened_item(cast):
    proposal = stages.under_review(cast)
    actions.open_comments(proposal, by=cast.chair_kr, visibility="consultation", reason="To hear all.")
    for key in ("observer", "industry", "expert"):
        client = cast.client(key)
        for address in (url(proposal), proposal.get_absolute_url()):
            client.get(address)
            counts = []
            for _more in range(2):
                actions.comment(proposal, by=cast.delegate_jp, text="Why?")
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200
                counts.append(len(queries))
            assert counts[0] == counts[1] <= 12, (key, address)


# --- What the page adds to the words ---------------------------------------------------------


def test_the_links_beside_the_sections_bring_their_section_along(cast):
    proposal = stages.under_review(cast)
    link = f"{url(proposal, 'comment')}?section=risks"
    for key in SIGNED:
        page = cast.client(key).get(proposal.get_absolute_url())
        writes = key in MEMBER_HATS | {"expert"}
        assert (link in page.content.decode()) is writes, key
    form = cast.client("hod_jp").get(f"{link}&passage=Words%20on%20<b>risks").context["form"]
    assert (form["section"].value(), form["passage"].value()) == ("risks", "Words on <b>risks")
    assert cast.client("hod_jp").get(f"{url(proposal, 'comment')}?section=none").context["form"][
        "section"
    ].value() == ("")


def test_named_offices_are_set_off_and_nothing_runs(cast):
    proposal = stages.under_review(cast)
    text = "@KR and <script>alert(1)</script> @XX, mail a@jp.example & @jp."
    actions.comment(proposal, by=cast.delegate_us, text=text)
    for name in ("review", "responses"):
        page = cast.client("hod_ep").get(url(proposal, name)).content.decode()
        assert (
            '<p><b class="mention">@KR</b> and &lt;script&gt;alert(1)&lt;/script&gt; @XX, mail a@jp.example '
            '&amp; <b class="mention">@jp</b>.</p>'
        ) in page


def test_the_period_is_told_in_common_working_days(cast):
    proposal = stages.under_review(cast)
    left = cast.client("hod_jp").get(url(proposal)).context["period"]["left"]
    days = (proposal.review_ends_at - clock.now()).days
    assert left == f"{days} days left, of which 15 working days in all five offices"


# --- Notes of the draft ----------------------------------------------------------------------


def test_notes_on_the_draft_stay_with_the_lead_office(cast):
    draft = stages.consented(cast)
    us = Office.objects.get(code="US")
    actions.share(draft, by=cast.delegate_ep, office=us, level="note")
    actions.note(draft, by=cast.delegate_ep, text=f"{CANARY} of the lead.")
    actions.note(draft, by=cast.delegate_us, text=f"{CANARY} of the other.")
    proposal = actions.submit(draft, by=cast.hod_ep)
    lead = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
    for key in SIGNED:
        page = pages_of(cast, key, proposal)
        found = [f"{CANARY} of the {who}." in page for who in ("lead", "other")]
        assert found == [key in lead] * 2, key
    page = cast.client("hod_ep").get(proposal.get_absolute_url()).content.decode()
    assert "Notes of the EPO" in page
    assert url(proposal, "note") not in page
