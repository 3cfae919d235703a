"""A comparison in words, and how large an amendment it takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from roadmap.comparison import Comparison, compare, counts, least_kind, refusal, say, sentence
from roadmap.plan import AreaLine, GoalLine, Plan, ProjectLine, Source
from tests.roadmap.plans import AREAS, plan
from tests.roadmap.test_comparison import KOREAN, STONES, changed, regoaled, reserved

LONG = "The offices compare models on one set of published documents, in five languages, and say how well they do. "
NEW = ProjectLine("p-4", "g-3", "Assessment criteria", "Words.", "", "JP", "WG1")
ADDED = replace(plan(), projects=(*plan().projects, NEW))
DROPPED = replace(plan(), projects=plan().projects[:2], reservations=plan().reservations[:1])
LATER = changed("p-1", ends_on=dt.date(2027, 9, 30), starts_on=dt.date(2026, 6, 30))
STONE = replace(STONES[0], title="Data shared")

SAID = [
    (ADDED, ["New project."]),
    (DROPPED, ["Project taken out.", "Reservation of the CN-name lifted."]),
    (
        LATER,
        [
            "Start: from 1 Jul 2026 to 30 Jun 2026, 1 day earlier.",
            "End: from 30 Jun 2027 to 30 Sep 2027, 92 days later.",
        ],
    ),
    (changed("p-3", starts_on=dt.date(2026, 7, 1)), ["Start: 1 Jul 2026, not set before."]),
    (
        changed("p-1", milestones=STONES[:1]),
        ["Milestone “Models compared”: 30 Jun 2027 taken out."],
    ),
    (changed("p-1", milestones=(STONE, STONES[1])), ["Milestone: 1 word added, 1 removed."]),
    (changed("p-1", lead="KR"), ["Lead: from EP-name to KR-name."]),
    (
        changed("p-1", co_leads=("US", "CN")),
        ["Co-leads: US-name and CN-name added, KR-name taken out."],
    ),
    (changed("p-2", depends_on=()), ["Depends on: Automatic classification taken out."]),
    (changed("p-1", group=""), ["Group: from WG1 to –."]),
    (changed("p-1", status="at_risk"), ["Status: from on track to at risk."]),
    (changed("p-1", summary="One model, six offices."), ["Summary: 1 word added, 1 removed."]),
    (changed("p-3", summary="区块链研究。"), ["Summary: 5 characters added, 2 removed."]),
    (regoaled("g-3", horizon="long"), ["Horizon: from Medium term to Long term."]),
    (reserved(*plan().reservations, KOREAN), ["Reservation of the KR-name added."]),
]


@pytest.mark.parametrize(("other", "sentences"), SAID, ids=[each[1][0] for each in SAID])
def test_each_change_is_a_sentence(other, sentences):
    found = compare(plan(), other)
    assert [say(each, lambda code: f"{code}-name") for each in found.changes] == sentences


def test_the_whole_is_a_sentence():
    other = replace(
        LATER,
        projects=(*(replace(each, summary=f"{each.summary} More.") for each in LATER.projects[:2]), NEW),
        reservations=plan().reservations[:1],
    )
    found = compare(plan(), other)
    assert sentence(found) == (
        "1 project added, 1 project taken out, 2 texts changed, 2 dates moved, 1 reservation lifted."
    )
    assert counts(found)[:3] == [
        ("ins", "1 project added"),
        ("del", "1 project taken out"),
        ("", "2 texts changed"),
    ]


def test_nothing_is_a_sentence_too():
    assert sentence(Comparison()) == "No difference."


def test_every_sort_of_change_is_counted():
    old = replace(plan(), areas=AREAS[:3])
    goal = GoalLine("g-4", "D", "short", "Listen", "To users.")
    projects = (
        replace(
            plan().projects[0], goal="g-2", lead="JP", group="WG3", co_leads=(), state="completed", status=""
        ),
        replace(plan().projects[1], depends_on=(), sources=(Source("NETAI/P/2026/009", "Criteria"),)),
        plan().projects[2],
    )
    shown = tuple(replace(each, is_public=not each.is_public) for each in plan().reservations)
    new = Plan(
        plan().title, plan().preamble, "NETAI/SD/2", "", AREAS, (*plan().goals[:2], goal), projects, shown
    )
    new = replace(new, goals=(new.goals[0], replace(new.goals[1], horizon="medium"), goal))
    assert sentence(compare(old, new)) == (
        "1 goal added, 1 goal taken out, 1 area added, 1 project under another goal, "
        "1 goal or project in another area, 2 projects moved to another horizon, 1 goal with another horizon, "
        "1 lead changed, 1 change of co-leads or contributing offices, 1 group changed, "
        "1 project with other dependencies, 1 project with other sources, 1 reservation now public, "
        "1 reservation no longer public, 2 reports of progress, another scoping document."
    )


KINDS = [
    (plan(), "corrigendum"),
    (changed("p-1", title="Automated classification"), "corrigendum"),
    (changed("p-1", state="completed", status=""), "corrigendum"),
    (reserved(), "corrigendum"),
    (changed("p-1", sources=()), "corrigendum"),
    (LATER, "minor"),
    (changed("p-1", milestones=STONES[:1]), "minor"),
    (changed("p-1", lead="KR"), "minor"),
    (changed("p-1", co_leads=()), "minor"),
    (changed("p-1", contributing=()), "minor"),
    (changed("p-1", group="WG3"), "minor"),
    (changed("p-2", depends_on=()), "minor"),
    (ADDED, "major"),
    (DROPPED, "major"),
    (changed("p-1", summary="Two models, each office its own."), "major"),
    (changed("p-1", deliverables=""), "major"),
    (changed("p-1", goal="g-2"), "major"),
    (regoaled("g-1", horizon="long"), "major"),
    (regoaled("g-1", area="B"), "major"),
    (replace(plan(), goals=(*plan().goals, GoalLine("g-4", "D", "short", "Listen", ""))), "major"),
    (replace(plan(), areas=(*AREAS, AreaLine("E", "Engagement"))), "major"),
    (replace(plan(), scoping="NETAI/SD/2"), "major"),
    (replace(LATER, preamble="Another text altogether, with other aims."), "major"),
]


@pytest.mark.parametrize(("other", "kind"), KINDS)
def test_the_least_kind_of_amendment_that_allows_it(other, kind):
    assert least_kind(compare(plan(), other)) == kind


@pytest.mark.parametrize(("words", "kind"), [(1, "corrigendum"), (10, "corrigendum"), (11, "major")])
def test_a_correction_touches_one_word_in_ten_at_most(words, kind):
    text = (LONG * 6).split()[:100]
    other = [f"{each}x" if place % 9 == 0 and place // 9 < words else each for place, each in enumerate(text)]
    old, new = changed("p-1", summary=" ".join(text)), changed("p-1", summary=" ".join(other))
    assert least_kind(compare(old, new)) == kind


CORRIGENDUM = "A corrigendum corrects words and nothing else. "
MINOR = "A minor amendment moves dates, leads and co-leads. "
MOVED = (
    "“Automatic classification”: Start: from 1 Jul 2026 to 30 Jun 2026, 1 day earlier. "
    "That takes a minor amendment."
)
NEWCOMER = "“Assessment criteria”: New project. That takes a major amendment."
REFUSED = [
    (LATER, "corrigendum", CORRIGENDUM + MOVED),
    (ADDED, "corrigendum", CORRIGENDUM + NEWCOMER),
    (ADDED, "minor", MINOR + NEWCOMER),
    (LATER, "minor", ""),
    (DROPPED, "major", ""),
    (plan(), "corrigendum", ""),
]


@pytest.mark.parametrize(("other", "kind", "reason"), REFUSED)
def test_a_refusal_names_the_change_that_is_too_large(other, kind, reason):
    assert refusal(compare(plan(), other), kind) == reason
