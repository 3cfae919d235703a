"""Ideas: put forward, grown into a draft that nobody learns of, closed with a reason."""

import pytest

from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Office
from ip5.post import subjects
from proposals import actions
from proposals.models import Idea
from proposals.rules import ideas as rules
from tests import stages
from tests.cast import MEMBERS
from tests.proposals.telling import MEMBERS_TOLD, events, told

pytestmark = pytest.mark.django_db
DRAFTING = {
    *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "delegate_us", "hod_us", "leaver"),
    *("delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
}
HATS = [key for key in MEMBERS if key != "inactive"]


def idea(cast):
    return actions.put_forward(by=cast.delegate_ep, title="A glossary", text="One paragraph.")


def submitted_from(cast, found):
    draft = actions.grow(found, by=cast.delegate_jp)
    us = Office.objects.get(code="US")
    values = stages.text("A glossary in five languages")
    draft = actions.edit(
        draft, by=cast.delegate_jp, values=values, offices={us.pk: "co_lead"}, version=draft.version
    )
    draft = actions.ask_consent(draft, by=cast.delegate_jp)
    draft = actions.consent(draft, by=cast.hod_us, fingerprint=draft.fingerprint)
    return actions.submit(draft, by=cast.hod_jp)


def test_putting_forward_tells_members_and_observers(cast):
    found = idea(cast)
    assert (found.state, found.office.code) == ("open", "EP")
    assert events(found) == [("idea.put_forward", "delegate_ep", "members_observers", [], "")]
    assert told(found, "idea_put_forward") == sorted({*MEMBERS_TOLD, "observer"} - {"delegate_ep"})


@pytest.mark.parametrize(
    ("title", "text"), [("", "Words."), ("A" * 201, "Words."), ("A", " "), ("A", "x" * 2001)]
)
def test_what_is_no_idea(cast, title, text):
    with pytest.raises(Invalid):
        actions.put_forward(by=cast.delegate_ep, title=title, text=text)
    assert not Idea.objects.exists()


def test_who_may_do_what(cast):
    found = idea(cast)
    assert {key for key in HATS if rules.may_put_forward(cast.hat(key))} == DRAFTING
    assert {key for key in HATS if rules.may_grow(cast.hat(key), found)} == DRAFTING
    own = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}
    assert {key for key in HATS if rules.may_close_idea(cast.hat(key), found)} == own | {
        "chair_ep",
        "chair_kr",
    }
    for key in set(HATS) - DRAFTING:
        with pytest.raises(Refused):
            actions.grow(found, by=cast.hat(key))


def test_growing_stays_unseen_until_the_draft_is_submitted(cast):
    found = idea(cast)
    draft = actions.grow(found, by=cast.delegate_jp)
    assert (draft.title, draft.summary, draft.idea) == ("A glossary", "One paragraph.", found)
    found.refresh_from_db()
    assert found.state == "open"
    assert len(events(found)) == 1
    proposal = submitted_from(cast, found)
    found.refresh_from_db()
    assert (found.state, proposal.idea) == ("grown", found)
    assert events(found)[-1] == ("idea.grown", "hod_jp", "members_observers", [], "")
    with pytest.raises(WrongState):
        actions.grow(found, by=cast.delegate_ep)


def test_a_second_draft_of_the_same_idea_changes_nothing_more(cast):
    found = idea(cast)
    submitted_from(cast, found)
    draft = stages.consented(cast)
    draft.idea = found
    draft.save(update_fields=["idea"])
    actions.submit(draft, by=cast.hod_ep)
    assert [each[0] for each in events(found)] == ["idea.put_forward", "idea.grown"]


def test_closing_needs_a_reason_and_tells_the_office(cast):
    found = idea(cast)
    with pytest.raises(Invalid):
        actions.close_idea(found, by=cast.chair_kr, reason=" ")
    closed = actions.close_idea(found, by=cast.chair_kr, reason="Done elsewhere.")
    assert (closed.state, closed.close_reason) == ("closed", "Done elsewhere.")
    assert events(found)[-1] == ("idea.closed", "chair_kr", "members_observers", [], "Done elsewhere.")
    assert told(found, "idea_closed") == ["alternate_ep", "colleague_ep", "delegate_ep", "hod_ep"]
    with pytest.raises(WrongState):
        actions.close_idea(found, by=cast.chair_kr, reason="Again.")


def test_a_mail_carries_the_link_to_those_who_see_it(cast):
    found = idea(cast)
    wanted = [(cast.hat(key), "proposals.idea", found.uuid) for key in ("observer", "industry")]
    seen = subjects.look_up(wanted)
    assert [(key[0], facts.symbol, facts.path) for key, facts in seen.items()] == [
        (cast.observer.pk, "", f"/proposals/ideas/{found.uuid}/")
    ]
