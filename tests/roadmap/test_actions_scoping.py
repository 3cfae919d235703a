"""The next scoping document: entered by the secretariat, confirmed by a co-chair, then a fact; its areas."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from ip5.accounts.models import Mandate
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from proposals.models import Area
from roadmap import actions, rules, working
from roadmap.models import ScopingDocument
from tests.cast import MEMBERS
from tests.roadmap import scenes, stages
from tests.roadmap.plans import plan
from tests.roadmap.telling import BODY, CHAIRS, events, everybody, last_data, told, who

pytestmark = pytest.mark.django_db
CANARY = "QUITTENBAUM"
BODYS = ("office_internal", ["TF"], "")


def confirmed(cast) -> ScopingDocument:
    return actions.confirm_scoping(stages.scoping_waiting(cast), by=cast.chair_kr)


def test_what_is_entered_waits_for_the_body_alone(cast):
    made = stages.scoping_waiting(cast, CANARY)
    assert (made.symbol, made.is_waiting, made.entered_by_id) == (None, True, cast.secretariat.pk)
    assert [str(each) for each in made.area_list] == [
        "A. AI-supported office operations",
        "E. Digital transition",
    ]
    assert made.text.endswith(
        "- **A. AI-supported office operations**: How it helps to classify.\n"
        "- **E. Digital transition**: How files and data move."
    )
    seen = {
        key
        for key, hat in everybody(cast).items()
        if ScopingDocument.objects.visible_to(hat).filter(pk=made.pk).exists()
    }
    assert seen == BODY
    assert [each.symbol for each in ScopingDocument.objects.published()] == ["NETAI/SD/1"]
    assert [each.symbol for each in ScopingDocument.objects.endorsed()] == ["NETAI/SD/1"]
    # Its areas are nowhere to be chosen yet.
    assert not Area.objects.filter(code="E").exists()
    assert events(made) == [("scoping.entered", "secretariat", *BODYS)]
    assert CANARY not in str(last_data(made))
    assert told(made, "scoping_entered") == sorted(CHAIRS)


def test_a_co_chair_confirms_and_it_is_public(cast):
    made = confirmed(cast)
    assert (made.symbol, made.visibility, made.confirmed_by_id) == ("NETAI/SD/2", "public", cast.chair_kr.pk)
    assert [str(each) for each in made.areas.all()] == [
        "A. AI-supported office operations",
        "E. Digital transition",
    ]
    assert ScopingDocument.objects.endorsed().first() == made
    assert [each[:3] for each in events(made)][-1] == ("scoping.confirmed", "chair_kr", "public")
    assert last_data(made) == {"symbol": "NETAI/SD/2"}
    members = {key for key in MEMBERS if key not in {"inactive", "expert", "admin_ep", "site_admin"}}
    assert told(made, "scoping_confirmed") == sorted(members)
    former = made.former
    assert former == ScopingDocument.objects.get(symbol="NETAI/SD/1")
    assert [(each.area.code, each.change) for each in made.changes_from(former)] == [
        ("A", "kept"),
        ("B", "gone"),
        ("C", "gone"),
        ("D", "gone"),
        ("E", "new"),
    ]
    # The first one says what it said.
    assert [each.code for each in former.areas.all()] == list("ABCD")
    assert former.former is None


def test_who_enters_confirms_and_takes_back(cast):
    hats = everybody(cast)
    assert who(hats, rules.may_enter_scoping) == {"secretariat"}
    made = ScopingDocument.objects.select_related("entered_by").get(pk=stages.scoping_waiting(cast).pk)
    assert who(hats, rules.may_enter_scoping) == set()
    assert who(hats, lambda hat: rules.may_confirm_scoping(hat, made)) == CHAIRS
    assert who(hats, lambda hat: rules.may_take_back_scoping(hat, made)) == BODY
    made = actions.confirm_scoping(made, by=cast.chair_ep)
    assert who(hats, lambda hat: rules.may_confirm_scoping(hat, made)) == set()
    assert who(hats, lambda hat: rules.may_take_back_scoping(hat, made)) == set()
    for deed in (actions.confirm_scoping, actions.take_back_scoping):
        with pytest.raises(WrongState, match="nothing moves it"):
            deed(made, by=cast.chair_kr)
    for key in sorted(set(hats) - {"secretariat", "anonymous"}):
        with pytest.raises(Refused):
            actions.enter_scoping(by=hats[key], values=stages.scoping_values(endorsed_on=dt.date(2022, 1, 1)))


def test_one_person_does_not_do_both(cast):
    """A person with both hats enters it with the one and is refused with the other."""
    both = Mandate.objects.create(
        person=cast.secretariat.person,
        office=cast.chair_kr.office,
        capacity="chair",
        seconding_office=cast.hod_us.office,
        since=clock.now() - dt.timedelta(hours=1),
    )
    made = stages.scoping_waiting(cast)
    with pytest.raises(Refused, match="Another person confirms it"):
        actions.confirm_scoping(made, by=Mandate.objects.worn().get(pk=both.pk))
    made.refresh_from_db()
    assert made.is_waiting


def test_one_waits_at_a_time_and_what_is_taken_back_is_nobodys(cast):
    first = stages.scoping_waiting(cast)
    with pytest.raises(WrongState, match="waits for a co-chair already"):
        stages.scoping_waiting(cast)
    actions.take_back_scoping(first, by=cast.chair_kr)
    assert not ScopingDocument.objects.visible_to(cast.secretariat).filter(pk=first.pk).exists()
    assert events(first)[-1] == ("scoping.taken_back", "chair_kr", *BODYS)
    # No number is lost by it.
    assert confirmed(cast).symbol == "NETAI/SD/2"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": ""}, "text"),
        ({"endorsed_at_meeting": ""}, "endorsed_at_meeting"),
        ({"endorsed_on": dt.date(2020, 7, 21)}, "endorsed_on"),
        ({"endorsed_on": dt.date(2999, 1, 1)}, "endorsed_on"),
        ({"sources": []}, "sources"),
        ({"sources": ["javascript:alert(1)"]}, "sources"),
        ({"sources": ["the minutes"]}, "sources"),
        ({"areas": []}, "areas"),
        ({"areas": [("e", "Name", "Words")]}, "areas"),
        ({"areas": [("E", "", "Words")]}, "areas"),
        ({"areas": [("E", "Name", "")]}, "areas"),
        ({"areas": [("E", "Name", "Words"), ("E", "Other", "Words")]}, "areas"),
        ({"areas": [("A", "Another name", "Words")]}, "areas"),
    ],
)
def test_what_is_no_scoping_document(cast, change, field):
    with pytest.raises(Invalid) as refusal:
        actions.enter_scoping(by=cast.secretariat, values=stages.scoping_values(**change))
    assert list(refusal.value.errors) == [field]
    assert ScopingDocument.objects.count() == 1


def refused(code: str, statement: str, values: list) -> None:
    with pytest.raises(Error) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert error.value.__cause__.sqlstate == code


def test_what_is_confirmed_never_changes(cast):
    made = confirmed(cast)
    area = Area.objects.get(code="B")
    update = "UPDATE roadmap_scopingdocument SET {} WHERE id = %s"
    for column in (
        "symbol = 'NETAI/SD/9'",
        "visibility = 'members'",
        "confirmed_at = NULL",
        "taken_back_at = now()",
    ):
        refused("IP536", update.format(column), [made.pk])
    for column in (
        "title = 'x'",
        "text = 'x'",
        "endorsed_on = now()",
        "named = '[]'",
        "entered_by_id = NULL",
    ):
        refused("42501", update.format(column), [made.pk])
    refused("42501", "DELETE FROM roadmap_scopingdocument WHERE id = %s", [made.pk])
    refused(
        "IP537",
        "INSERT INTO roadmap_scopingdocument_areas (scopingdocument_id, area_id) VALUES (%s, %s)",
        [made.pk, area.pk],
    )
    refused("42501", "UPDATE roadmap_scopingdocument_areas SET area_id = %s", [area.pk])


# --- What it does to the plan ----------------------------------------------------------------------------


def values(code: str) -> dict:
    return {"title": "A goal", "text": "", "horizon": "long", "area": Area.objects.get(code=code)}


def test_an_area_that_is_new_may_be_chosen_and_one_that_is_gone_may_not(cast):
    version = stages.compiling(cast)
    kept = stages.goal(cast, "Stays in B", area="B")
    made = confirmed(cast)
    version.refresh_from_db()
    assert version.scoping == made
    assert actions.add_goal(by=cast.chair_kr, values=values("E")).area.code == "E"
    with pytest.raises(Invalid, match="does not name this area any more"):
        actions.add_goal(by=cast.chair_kr, values=values("C"))
    # A goal that is there stays where it is, and may be reworded; it moves to a named area only.
    assert actions.edit_goal(kept, by=cast.chair_kr, values=values("B")).area.code == "B"
    with pytest.raises(Invalid, match="does not name this area any more"):
        actions.edit_goal(kept, by=cast.chair_kr, values=values("D"))
    found = working.plan_of(version)
    assert (found.scoping, [each.code for each in found.areas]) == ("NETAI/SD/2", ["A", "B", "E"])
    assert [found.area_names[each.area] for each in found.goals] == ["New technologies", "Digital transition"]


def test_a_smaller_amendment_keeps_the_document_of_what_it_amends(cast):
    first = ScopingDocument.objects.get()
    base = scenes.version(scenes.keyed(plan()), scoping=first)
    made = confirmed(cast)
    version = stages.compiling(cast, "minor")
    assert (version.base, version.scoping) == (base, first)
    texts = {"title": version.title, "preamble": "", "kind": "major"}
    assert actions.edit_version(version, by=cast.chair_kr, values=texts, seen=1).scoping == made
    texts |= {"kind": "corrigendum"}
    assert actions.edit_version(version, by=cast.chair_kr, values=texts, seen=2).scoping == first
    # What was published says what it said.
    assert base.plan == scenes.keyed(plan())
