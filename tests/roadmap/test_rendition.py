"""The plan as the text that is put to the offices: all that is decided on, and nothing that only members read."""

from dataclasses import replace

from roadmap.rendition import text_of
from tests.roadmap.plans import KEPT_WORDS, plan


def test_every_part_of_the_plan_stands_in_the_text():
    found = replace(plan(), amends="NETAI/RM/1.0")
    text = text_of(found, found.sha256)
    for goal in found.goals:
        assert f"### {goal.title}" in text
        assert goal.text in text
    for project in found.projects:
        assert f"#### {project.title}" in text
        assert project.summary in text
        for stone in project.milestones:
            assert f"- {stone.due_on.isoformat()} {stone.title}" in text
    assert "Amends NETAI/RM/1.0." in text
    assert "Lead: EP; Co-lead: KR; Contributing: JP, CN; Group: WG1; 2026-07-01 - 2027-06-30" in text
    assert text.endswith(f"sha-256 {found.sha256}")


def test_an_area_without_a_goal_has_no_heading():
    text = text_of(plan(), "0" * 64)
    assert "## C. Guidance on examination practices" in text
    assert "## D." not in text


def test_what_observers_read_names_no_restricted_source_and_no_reservation():
    whole = plan()
    text = text_of(whole.for_observers(), whole.sha256)
    assert not [word for word in KEPT_WORDS if word in text]
    assert "NETAI/PR/2026/001" in text_of(whole, whole.sha256)
    assert text.endswith(f"sha-256 {whole.sha256}")


def test_a_project_without_days_and_offices_is_named_all_the_same():
    bare = replace(plan().projects[2], contributing=(), group="", deliverables="")
    text = text_of(replace(plan(), projects=(bare,)), "0" * 64)
    assert "#### Blockchain use cases\n\nLead: CN\n\nA study." in text
