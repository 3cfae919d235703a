"""What a proposal needs before submission, named line by line."""

import pytest

from ip5.kernel.errors import Refused
from proposals import actions
from proposals.completeness import checklist_of, missing_of
from tests import stages
from tests.proposals.telling import fresh

pytestmark = pytest.mark.django_db

# The minimum of the charter, in the order of the form.
WORDS = {
    "title": "title",
    "area": "area",
    "horizon": "horizon",
    "problem": "problem",
    "benefit": "benefit to offices and users",
    "deliverables": "deliverables",
    "group": "responsible group",
    "resources": "resources",
    "risks": "risks and legal constraints",
    "data_needed": "data needed",
    "earlier_work": "links to earlier IP5 work",
    "wipo_effect": "effect on WIPO committees",
}
CONSENT = "consent of another participating office"


def consented_without(cast, name, value):
    """Return a draft lacking one thing, to which the other office consents as it is."""
    return stages.consented(cast, **{name: value})


def test_a_complete_text_lacks_nothing(cast):
    proposal = fresh(stages.consented(cast))
    assert missing_of(proposal) == []
    assert [(each.field, str(each.label)) for each in checklist_of(proposal)] == [
        *WORDS.items(),
        ("offices", CONSENT),
    ]


def test_an_empty_draft_lacks_everything(cast):
    proposal = actions.create(by=cast.delegate_ep, values={})
    assert [str(each.label) for each in missing_of(proposal)] == [*WORDS.values(), CONSENT]


@pytest.mark.parametrize("name", WORDS)
def test_each_thing_missing_is_named_and_refuses_submission(cast, name):
    empty = None if name in {"area", "group"} else ""
    proposal = consented_without(cast, name, empty)
    assert [each.field for each in missing_of(proposal)] == [name]
    with pytest.raises(Refused) as refusal:
        actions.submit(proposal, by=cast.hod_ep)
    assert str(refusal.value) == f"Still missing: {WORDS[name]}."
    assert fresh(proposal).state == "draft"


@pytest.mark.parametrize("name", [each for each in WORDS if each not in {"area", "group", "horizon"}])
def test_white_space_is_no_text(cast, name):
    proposal = consented_without(cast, name, " \n\t ")
    assert [each.field for each in missing_of(proposal)] == [name]


def test_the_summary_may_be_left_out(cast):
    assert missing_of(consented_without(cast, "summary", "")) == []


@pytest.mark.parametrize(
    ("stage", "is_met", "hint"),
    [
        ("draft", False, "none yet"),
        ("asked", False, "asked, not answered yet"),
        ("consented", True, "consented: 1"),
    ],
)
def test_the_line_on_consent(cast, stage, is_met, hint):
    line = checklist_of(fresh(stages.STAGES[stage](cast)))[-1]
    assert (line.field, line.is_met, str(line.hint)) == ("offices", is_met, hint)


def test_all_that_is_missing_is_named_at_once(cast):
    proposal = stages.draft(cast, problem="", risks="")
    with pytest.raises(Refused) as refusal:
        actions.submit(proposal, by=cast.hod_ep)
    assert str(refusal.value) == f"Still missing: problem, risks and legal constraints, {CONSENT}."
