"""A version's whole way, deed by deed: compiled, frozen, approved, cleared, endorsed, published, amended."""

import datetime as dt

import pytest

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from roadmap import actions
from roadmap.models import Project, Version
from tests.roadmap import stages

pytestmark = pytest.mark.django_db


def test_from_compiling_to_a_minor_amendment(cast):
    first = stages.published(cast)
    assert (first.state, first.edition, first.printed_symbol) == ("published", "1.0", "NETAI/RM/1.0")
    assert (first.symbol, first.visibility) == ("NETAI/RM/1.0 Prov.1", "public")
    assert first.plan.sha256 == first.sha256

    amendment = stages.compiling(cast, "minor")
    project = Project.objects.get()
    moved = {"ends_on": project.ends_on + dt.timedelta(days=90)}
    actions.edit_plan(project, by=cast.chair_ep, values=moved, seen=project.version)
    amendment = actions.freeze(amendment, by=cast.chair_ep)
    assert amendment.symbol == "NETAI/RM/1.1 Prov.1"
    round = actions.open_approval(amendment, by=cast.chair_ep, days=10)
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us"):
        ballots.cast(round, by=cast.hat(key), answer="support")
    actions.close_approval(amendment, by=cast.chair_ep)
    actions.take_note(stages.fresh(amendment), by=cast.deputy_ep)
    actions.approve_publication(amendment, by=cast.chair_ep)
    second = actions.publish(stages.fresh(amendment), by=cast.secretariat)
    assert (second.edition, second.state) == ("1.1", "published")
    assert stages.fresh(first).state == "superseded"
    assert [each.edition for each in Version.objects.published()] == ["1.1", "1.0"]
    assert second.plan.amends == "NETAI/RM/1.0"


def test_a_returned_version_is_derived_with_action_items(cast):
    version = stages.submitted(cast)
    title = Project.objects.get().title
    items = ballots.packed([{"passage": title, "text": "Name the data."}])
    version = stages.decided(cast, version, JP={"answer": "return", "items": items})
    assert version.state == "heads_returned"
    derived = actions.derive(version, by=cast.chair_kr)
    assert (derived.state, derived.derived_from, derived.kind) == ("compiling", version, "major")
    from ip5.register.models import ActionItem

    item = ActionItem.objects.get()
    assert (item.office.code, item.visibility) == ("EP", "members_observers")
    project = Project.objects.get()
    actions.edit_plan(
        project, by=cast.chair_kr, values={"summary": "With the data named."}, seen=project.version
    )
    assert actions.freeze(derived, by=cast.chair_kr).symbol == "NETAI/RM/1.0 Prov.2"


def test_a_condition_is_met_before_publication(cast):
    version = stages.submitted(cast)
    items = ballots.packed([{"passage": "Goal", "text": "Name the cost."}])
    version = stages.decided(cast, version, US={"answer": "endorse_subject_to", "items": items})
    assert version.state == "heads_endorsed_conditionally"
    round = version.rounds.get(stage="heads").round
    ballots.log_condition_met(round, by=cast.secretariat, office="US", item=1)
    from ip5.accounts.models import Mandate

    head = Mandate.objects.worn().get(office__code="US", capacity="head")
    ballots.confirm_condition(round, by=head, item=1)
    assert actions.follow_rounds() == 1
    version = stages.fresh(version)
    assert (version.state, version.endorsed_at is not None) == ("heads_endorsed", True)


def test_an_embargo_is_kept_until_its_instant(cast):
    version = actions.approve_publication(stages.heads_endorsed(cast), by=cast.chair_ep)
    later = clock.now() + dt.timedelta(days=1)
    set_for = actions.publish(version, by=cast.secretariat, embargo_until=later)
    assert (set_for.state, set_for.published_at, actions.publish_due()) == ("heads_endorsed", None, 0)
    assert list(Version.objects.published()) == []
    stopped = actions.stop_publication(set_for, by=cast.chair_kr, reason="Another day.")
    assert stopped.embargo_until is None
