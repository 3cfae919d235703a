import pytest

from ip5.ballots import actions as ballots
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import SECTIONS, Area

pytestmark = pytest.mark.django_db


def test_story(cast):
    us = Office.objects.get(code="US")
    values = dict.fromkeys(SECTIONS, "Some words.") | {
        "title": "T",
        "area": Area.objects.get(code="A"),
        "horizon": "short",
        "group": Group.objects.get(code="WG1"),
    }
    p = actions.create(by=cast.delegate_ep, values=values, offices={us.pk: "co_lead"})
    actions.ask_consent(p, by=cast.delegate_ep)
    p.refresh_from_db()
    actions.consent(p, by=cast.hod_us, fingerprint=p.fingerprint)
    p = actions.submit(p, by=cast.hod_ep)
    p = actions.admit(p, by=cast.chair_kr)
    p = actions.table(p, by=cast.chair_kr, reason="urgent")
    r = actions.open_round(p, by=cast.chair_kr, days=10)
    for key, answer in zip(
        ("hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us"),
        ("support", "reserve", "support", "abstain", "support"),
        strict=True,
    ):
        ballots.cast(r, by=cast.hat(key), answer=answer, text="words")
    r = actions.close_round(p, by=cast.chair_kr)
    assert (r.outcome, r.level) == ("tf_endorsed_with_reservations", "consensus")
    assert r.full_symbol == f"NETAI/B/{r.opened_at.year}/001 R1"
