"""The observers' view: counts, outcomes and levels; no position, nobody's name, nothing to press."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from ip5.dashboards import calculations, querysets
from proposals.models import Proposal
from proposals.states import State
from tests import stages
from tests.dashboards.test_desk import page, queries
from tests.roadmap import scenes
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db


def main_of(shown):
    return shown[shown.index("<main") : shown.index("</main>")]


def test_counts_are_those_of_the_set(cast):
    stages.submitted(cast, "One")
    stages.tabled(cast, "Two")
    stages.closed(cast, title="Three")
    states = calculations.by_state(querysets.counted(cast.observer))
    assert dict(states) == Proposal.objects.counted_by_state(cast.observer)
    assert dict(states) == {"submitted": 1, "tabled": 1, "tf_endorsed": 1}
    shown = page(cast, "observer")
    for chosen in ("state=submitted", "state=tabled", "view=endorsed"):
        assert chosen in shown
    for state in states:
        assert str(State(state).label) in shown


def test_what_is_restricted_to_members_does_not_exist_here(cast):
    stages.submitted(cast, "Open to all")
    stages.in_ballot(cast, "Qanary for members", submit_visibility="members")
    shown = page(cast, "observer")
    assert "Open to all" in shown
    assert "Qanary" not in shown
    assert dict(calculations.by_state(querysets.counted(cast.observer))) == {"submitted": 1}
    assert list(querysets.open_rounds(cast.observer)) == []


def test_the_page_is_the_same_with_and_without_what_is_not_shared(cast):
    def seen():
        return re.sub(r'value="[^"]{64}"|datetime="[^"]+"|\d\d:\d\d', "", main_of(page(cast, "observer")))

    stages.submitted(cast, "Open to all")
    before = seen()
    stages.draft(cast, "Qanary")
    stages.tabled(cast, "Qanary", submit_visibility="members")
    assert seen() == before


def test_the_matrix_counts_and_names(cast):
    for number in range(7):
        stages.submitted(cast, f"Title {number}")
    shown = page(cast, "observer")
    assert "7 proposals:" in shown
    assert "and 2 more" in shown
    assert "001 Title 0" in shown
    assert "Title 6" not in shown


def test_an_open_ballot_shows_how_many_and_not_who(cast):
    proposal = stages.in_ballot(cast, "Shared test sets")
    stages.answer(cast, proposal, {"hod_jp": "object", "hod_us": "support"})
    shown = main_of(page(cast, "observer"))
    assert "2 of 5 have answered" in shown
    assert "tally" not in shown
    assert "not yet" not in shown
    for words in ("Object", "Support", "Words of", ": answered<"):
        assert words not in shown


def test_who_answered_changes_nothing_but_the_number(cast):
    for key in ("hod_jp", "hod_cn"):
        proposal = stages.in_ballot(cast, "Shared test sets")
        stages.answer(cast, proposal, {key: "support"})
    shown = main_of(page(cast, "observer")).split('id="open-ballots"')[1].split("</section>")[0]
    rows = [
        re.sub(r'id="[^"]+"|popovertarget="[^"]+"|href="[^"]+"|\d+ R1|datetime="[^"]+"', "", row).split(
            "<li>"
        )[0]
        for row in shown.split("Shared test sets")[1:]
    ]
    assert len(rows) == 2
    assert rows[0].strip() == rows[1].removesuffix("</ul>\n\n").strip()


def test_an_outcome_shows_its_level_and_no_position(cast):
    stages.closed(cast, {"hod_cn": "reserve", "hod_us": "abstain"}, title="Reserved")
    stages.closed(cast, title="Full")
    shown = main_of(page(cast, "observer"))
    assert "Endorsed by the task force with reservations" in shown
    assert "Consensus" in shown
    assert "Full agreement" in shown
    for words in ("Words of", "Abstain", "did not oppose", "footnote", "CNIPA", "USPTO"):
        assert words not in shown.replace("<abbr", ""), words


@pytest.mark.parametrize("key", ["observer", "industry"])
def test_nothing_here_changes_anything(cast, key):
    stages.in_ballot(cast, "Shared test sets")
    main = main_of(page(cast, key))
    assert "<form" not in main
    assert 'type="submit"' not in main
    client = Client(enforce_csrf_checks=False)
    client.force_login(cast.hat(key).person)
    assert client.post(reverse("dashboards:desk")).status_code == 405


def test_industry_sees_from_consultation_on(cast):
    stages.submitted(cast, "Shared with observers")
    opened = stages.submitted(cast, "Opened for consultation")
    assert "Nothing is shared with you yet" in page(cast, "industry")
    Proposal.objects.filter(pk=opened.pk).update(visibility="consultation")
    shown = page(cast, "industry")
    assert "Opened for consultation" in shown
    assert "Shared with observers" not in shown


@pytest.mark.parametrize("key", ["observer", "industry"])
def test_the_roadmap_is_the_version_the_hat_may_see(cast, key):
    assert "Timeline of" not in page(cast, key)
    whole = scenes.keyed(plan())
    scenes.version(whole)
    shown = page(cast, key)
    assert "Timeline of NETAI/RM/1.0" in shown
    assert "3 projects" in shown
    assert len(re.findall(r'<svg class="timeline timeline--(?:wide|narrow)"', shown)) == 2
    secret = replace(whole, projects=(replace(whole.projects[0], title="ZANZIBAR"),))
    scenes.version(secret, edition="2.0", state="frozen", visibility="members")
    assert "ZANZIBAR" not in page(cast, key)


def test_the_view_costs_the_same_for_one_row_and_for_three(cast):
    def fill(name):
        stages.in_ballot(cast, f"Ballot {name}")
        stages.submitted(cast, f"Submitted {name}")
        stages.closed(cast, title=f"Closed {name}")

    scenes.version(scenes.keyed(plan()))
    fill("one")
    one = queries(cast, "observer")
    fill("two")
    fill("three")
    assert queries(cast, "observer") == one
    # Ten, and the meetings ahead (decision 0022).
    assert one <= 11
