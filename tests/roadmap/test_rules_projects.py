"""Who may do what with a project: the whole cast, while a version is compiled and when none is."""

from __future__ import annotations

import pytest

from roadmap import actions, rules
from roadmap.models import Goal, Project, Version
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import BODY, CHAIRS, everybody, who

LEADING = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}
CO_LEADING = {"delegate_us", "hod_us", "leaver"}
RULES = {
    "edit": rules.may_edit_plan,
    "refer": rules.may_refer_plan,
    "fill": rules.may_fill_plan,
    "hand_back": rules.may_hand_back,
    "consent": rules.may_consent,
    "release": rules.may_release_reservation,
    "report": rules.may_report,
    "note": rules.may_note,
}


@pytest.fixture(scope="module")
def scene(module_db: None) -> dict[str, object]:
    """Everybody's hat, beside a complete version with a project on which the JPO has a reservation."""
    cast = Cast()
    stages.compiled(cast, (stages.endorsed(cast, hod_jp="reserve"),))
    return everybody(cast)


def asked(hats: dict[str, object], pk: int | None = None) -> dict[str, set[str]]:
    """Return who may do each deed on the project now; a deed that nobody may is left out."""
    row = Project.objects.prefetch_related("parts").get(**({"pk": pk} if pk else {}))
    found = {
        name: who(hats, lambda hat, rule=rule: rule(hat) if rule is rules.may_edit_plan else rule(hat, row))
        for name, rule in RULES.items()
    }
    return {name: may for name, may in found.items() if may}


COMPILING = {"edit": BODY, "fill": BODY, "refer": CHAIRS, "release": {"hod_jp"}}


def test_while_it_is_compiled(scene):
    assert asked(scene) == COMPILING


def test_without_a_group_it_is_referred_to_nobody(scene):
    with undone():
        Project.objects.update(group=None)
        assert asked(scene) == {name: may for name, may in COMPILING.items() if name != "refer"}
        reason = rules.may_refer_plan(scene["chair_kr"], Project.objects.get()).reason
        assert str(reason) == "Name the responsible group first."


def test_while_it_lies_with_the_group(scene):
    with undone():
        actions.refer_plan(Project.objects.get(), by=scene["chair_kr"], due_on=stages.FIRST_DAY)
        found = asked(scene)
        assert found == {name: may for name, may in COMPILING.items() if name != "refer"} | {
            "fill": BODY | {"expert"},
            "hand_back": CHAIRS | {"expert"},
        }
        actions.hand_back(Project.objects.get(), by=scene["expert"])
        assert asked(scene) == COMPILING


def test_while_an_office_is_asked(scene):
    with undone():
        row = Project.objects.get()
        roles = {part.office_id: part.role for part in row.parts.all()}
        roles |= {scene["hod_cn"].office_id: "contributing"}
        actions.set_offices(row, by=scene["chair_kr"], roles=roles)
        assert asked(scene) == COMPILING | {"consent": {"hod_cn"}}
        actions.decline(row, by=scene["hod_cn"])
        assert asked(scene) == COMPILING | {"consent": {"hod_cn"}}
        actions.consent(row, by=scene["hod_cn"])
        assert asked(scene) == COMPILING


def test_once_frozen_nothing_of_the_plan_moves_and_nothing_is_reported_yet(scene):
    with undone():
        actions.freeze(Version.objects.get(), by=scene["chair_kr"])
        assert asked(scene) == {"release": {"hod_jp"}}
        assert rules.may_fill_plan(scene["chair_kr"], Project.objects.get()).is_wrong_state


@pytest.fixture(scope="module")
def published(scene):
    """The first edition holds the project; a minor amendment that changes its lead is compiled."""
    cast = Cast()
    version = stages.approved(cast, actions.freeze(Version.objects.get(), by=cast.chair_kr))
    version = actions.skip_deputies(version, by=cast.chair_kr, reason="They met.")
    actions.submit(version, by=cast.chair_kr)
    version = stages.decided(cast, stages.fresh(version))
    return actions.publish(actions.approve_publication(version, by=cast.chair_ep), by=cast.secretariat)


REPORTING = {
    "release": {"hod_jp"},
    "report": LEADING | CO_LEADING | {"expert", "secretariat"},
    "note": CHAIRS,
}


def test_of_a_published_project_lead_and_co_lead_report(scene, published):
    assert asked(scene) == REPORTING


def test_what_is_compiled_moves_no_right_to_report(scene, published):
    """Who leads is told by the endorsed version, not by the rows that are being edited."""
    with undone():
        row = Project.objects.get()
        stages.compiling(Cast(), "minor")
        roles = {scene["hod_jp"].office_id: "lead", scene["hod_cn"].office_id: "co_lead"}
        actions.set_offices(row, by=scene["chair_kr"], roles=roles)
        actions.consent(row, by=scene["hod_jp"])
        found = asked(scene)
        assert {name: found[name] for name in REPORTING} == REPORTING
        assert found["consent"] == {"hod_cn"}


def test_of_a_project_not_yet_endorsed_nothing_is_reported(scene, published):
    cast = Cast()
    with undone():
        stages.compiling(cast)
        row = stages.project(cast, stages.endorsed(cast, "Another"), Goal.objects.get())
        found = asked(scene, row.pk)
        assert "report" not in found
        assert "note" not in found
        reason = str(rules.may_report(scene["secretariat"], row).reason)
        assert reason == "Progress is reported once an endorsed version holds the project."


def test_of_a_superseded_project_the_secretariat_alone_takes_a_slip_back(scene, published):
    with undone():
        Project.objects.update(state="superseded")
        assert asked(scene) == {"release": {"hod_jp"}, "note": CHAIRS, "report": {"secretariat"}}


def test_an_expert_of_another_group_has_no_part(scene, published):
    with undone():
        row = Project.objects.get()
        row.group = None
        for rule in (rules.may_fill_plan, rules.may_hand_back, rules.may_report):
            assert not rule(scene["expert"], row)
