"""The pages of comparison: who sees which side, permanent addresses, days, what is told where nothing differs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import Version
from roadmap.plan import Plan
from tests.roadmap import kept, stages
from tests.roadmap.plans import KEPT_WORDS, large, plan
from tests.roadmap.test_between import at
from tests.roadmap.test_comparison import changed

pytestmark = pytest.mark.django_db

COMPARE, AS_OF = "/roadmap/compare/", "/roadmap/as-of/"
SECRET = "A word of the members alone"


def keyed(found: Plan) -> Plan:
    """Return the plan with uuids as keys, as versions have them, so that its pages have addresses."""

    def key(text: str) -> str:
        return re.sub(r"\bp-(\d+)\b", lambda match: f"00000000-0000-4000-8000-{int(match[1]):012d}", text)

    return replace(
        found,
        projects=tuple(
            replace(each, key=key(each.key), depends_on=tuple(map(key, each.depends_on)))
            for each in found.projects
        ),
        reservations=tuple(replace(each, project=key(each.project)) for each in found.reservations),
    )


@pytest.fixture
def versions() -> list[Version]:
    """Return two published versions, the second current, and one for the members."""
    second = keyed(changed("p-1", lead="KR", co_leads=(), summary="One model, six offices."))
    third = replace(second, preamble=f"{SECRET}.", projects=second.projects[:2], reservations=())
    first = kept.version(keyed(plan()), "1.0", at(2021, 6, 23), superseded_at=at(2022, 3, 1))
    return [
        first,
        kept.version(second, "1.1", at(2022, 3, 1), base=first),
        kept.pending(third, "2.0", at(2023, 3, 1)),
    ]


def show(cast, key: str, old="", new="", path: str = COMPARE):
    """Return the answer to one member for two sides."""
    names = [str(each.uuid) if isinstance(each, Version) else each for each in (old, new)]
    return cast.client(key).get(f"{path}?from={quote(names[0])}&to={quote(names[1])}")


def words(response) -> str:
    """Return the words of a page without its tags."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("&quot;", '"').replace("&#x27;", "'").split())


def test_what_changed_is_told_in_words_and_word_by_word(versions, cast):
    response = show(cast, "delegate_jp", *versions[:2])
    text = words(response)
    for each in (
        "NETAI/RM/1.0 to NETAI/RM/1.1",
        "1 text changed 1 lead changed 1 change of co-leads or contributing offices",
        "Area A, project Automatic classification",
        "One model, [removed:] five [end] [added:] six [end] offices.",
        "Lead",
        "[removed:] EPO [end] → [added:] KIPO [end]",
        "NETAI/RM/1.1 Endorsed by the Heads, Tue 1 Mar 2022, 21:00",
    ):
        assert each in text
    assert address_in(versions[1], 0) in response.content.decode()


def address_in(version: Version, place: int) -> str:
    """Return the link to a project in a version."""
    key = version.plan.projects[place].key
    return f'href="{reverse("roadmap:project", args=[key])}?version={version.uuid}"'


def test_a_project_is_read_in_the_newer_side_that_holds_it(versions, cast):
    text = show(cast, "hod_jp", versions[1], versions[2]).content.decode()
    key = versions[1].plan.projects[2].key
    assert key not in versions[2].plan.projects_by_key
    assert text.count(address_in(versions[1], 2)) == text.count(f"/projects/{key}/") > 0
    on_its_page = cast.client("hod_jp").get(versions[1].get_absolute_url()).content.decode()
    assert on_its_page.count(address_in(versions[1], 0)) == on_its_page.count(
        f"/projects/{versions[1].plan.projects[0].key}/"
    )


def test_without_sides_the_newest_is_compared_with_the_one_it_follows(versions, cast):
    assert show(cast, "hod_jp").context["new"].version == versions[2]
    assert show(cast, "hod_jp").context["old"].version == versions[1]
    assert [show(cast, "observer").context[side].version for side in ("old", "new")] == versions[:2]


def test_a_day_may_stand_for_a_version(versions, cast):
    context = show(cast, "industry", "2021-12-31", "2022-12-31").context
    assert [context[side].version for side in ("old", "new")] == versions[:2]
    text = words(show(cast, "industry", "2021-12-31", versions[1]))
    assert "NETAI/RM/1.0 current on Fri 31 Dec 2021 to NETAI/RM/1.1" in text


def test_days_typed_into_the_form_become_the_permanent_address(versions, cast):
    uuid = versions[1].uuid
    response = cast.client("hod_jp").get(f"{COMPARE}?from=&from_on=2021-12-31&to={uuid}&to_on=")
    assert (response.status_code, response["Location"]) == (302, f"{COMPARE}?from=2021-12-31&to={uuid}")
    page = show(cast, "hod_jp", "2021-12-31", versions[1])
    assert page.context["permalink"] == f"{COMPARE}?from=2021-12-31&to={uuid}"
    assert page.context["turned"] == f"{COMPARE}?from={uuid}&to=2021-12-31"
    assert 'name="from_on" value="2021-12-31"' in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (
            "2021-06-22",
            "No version was current on 2021-06-22: the first one was published on 2021-06-23 (UTC).",
        ),
        ("2999-01-01", "2999-01-01 is not over in UTC: no version can be named for it yet."),
        ("1.0", "“1.0” is neither a version nor a date."),
    ],
)
def test_a_side_that_names_no_version_says_why(versions, cast, asked, reason):
    response = show(cast, "hod_jp", asked, versions[1])
    assert response.status_code == 200
    assert reason in words(response)
    assert "parts" not in response.context


def test_nothing_differs_is_said(versions, cast):
    assert "Both sides are the same version." in words(show(cast, "hod_jp", versions[1], versions[1]))
    again = kept.pending(versions[1].plan, "1.2", at(2024), state="withdrawn")
    assert "The two plans say the same, word for word." in words(show(cast, "hod_jp", versions[1], again))


def test_backwards_is_told_and_names_no_act(versions, cast):
    response = show(cast, "hod_jp", versions[1], versions[0])
    assert "This is read backwards, from the newer version to the older one." in words(response)
    assert response.context["acts"] == []


def test_without_any_version_the_page_says_so(cast):
    assert "No version of the roadmap is open to you yet." in words(show(cast, "industry"))


@pytest.mark.parametrize("stranger", ["observer", "industry", "expert", "admin_ep", "site_admin"])
def test_a_version_that_is_not_seen_does_not_exist(versions, cast, stranger):
    unknown = "3b241101-e2bb-4255-8caf-4136c566a962"
    for old, new in ((versions[0], versions[2]), (versions[2], versions[1])):
        assert show(cast, stranger, old, new).status_code == 404
    assert show(cast, stranger, versions[0], unknown).status_code == 404
    text = show(cast, stranger).content.decode()
    assert SECRET not in text
    assert str(versions[2].uuid) not in text
    assert SECRET in show(cast, "hod_jp").content.decode()


@pytest.mark.parametrize("stranger", ["observer", "industry", "admin_ep"])
def test_nothing_of_the_members_stands_in_what_others_compare(versions, cast, stranger):
    gone = replace(versions[1].plan, projects=(), reservations=())
    kept.version(gone, "3.0", at(2025), state="superseded", superseded_at=at(2025, 2))
    page = show(cast, stranger, versions[0], "2025-01-15").content.decode()
    assert "Project taken out" in page or "project taken out" in page
    hidden = KEPT_WORDS[:2] if stranger == "observer" else KEPT_WORDS
    assert [word for word in hidden if word in page] == []
    members = show(cast, "hod_jp", versions[0], "2025-01-15").content.decode()
    assert [word for word in KEPT_WORDS[:3] if word in members] == list(KEPT_WORDS[:3])


def test_the_body_compares_the_plan_being_compiled_and_nobody_else(cast):
    version = stages.compiled(cast)
    base = kept.version(keyed(plan()), "1.0", at(2021, 6, 23))
    page = show(cast, "secretariat", base, version)
    assert "Common criteria" in words(page)
    assert [show(cast, key, base, version).status_code for key in ("hod_jp", "delegate_ep", "observer")] == [
        404
    ] * 3


def test_the_number_of_queries_is_the_same_for_two_projects_and_two_hundred(
    cast, django_assert_max_num_queries
):
    small = [kept.version(keyed(plan()), "1.0", at(2021), superseded_at=at(2022))]
    small.append(kept.version(keyed(changed("p-1", lead="KR")), "1.1", at(2022), superseded_at=at(2023)))
    wide = keyed(large())
    later = replace(wide, projects=tuple(replace(each, group="WG2") for each in wide.projects))
    big = [
        kept.version(wide, "2.0", at(2023), superseded_at=at(2024)),
        kept.version(later, "3.0", at(2024)),
    ]
    client = cast.client("hod_jp")
    client.get(COMPARE)
    for pair in (small, big):
        with django_assert_max_num_queries(12):
            client.get(f"{COMPARE}?from={pair[0].uuid}&to={pair[1].uuid}")


# --- As of a day ---------------------------------------------------------------------------------


def as_of(cast, key: str, day: str):
    """Return the page of a day."""
    return cast.client(key).get(f"{AS_OF}?day={day}")


def test_the_roadmap_of_a_day_is_that_of_its_end_in_utc(versions, cast):
    page = as_of(cast, "industry", "2022-02-28")
    text = words(page)
    assert page.context["version"] == versions[0]
    for each in (
        "The roadmap on Monday 28 February 2022",
        "NETAI/RM/1.0",
        "superseded",
        "Blockchain use cases",
        "KIPO",
    ):
        assert each in text
    assert page.content.decode().count(address_in(versions[0], 0)) == 1
    assert as_of(cast, "industry", "2022-03-01").context["version"] == versions[1]


def test_the_roadmap_of_a_day_holds_what_the_hat_may_see(versions, cast):
    for stranger in ("industry", "observer", "admin_ep"):
        assert "NETAI/PR/2026/001" not in as_of(cast, stranger, "2022-02-28").content.decode()
    assert "NETAI/PR/2026/001" in as_of(cast, "hod_jp", "2022-02-28").content.decode()


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2020-01-01", "No version was current on 2020-01-01"),
        ("yesterday", "“yesterday” is no date: write it as 2021-06-30."),
        (f"{dt.date(2999, 1, 1)}", "2999-01-01 is not over"),
    ],
)
def test_a_day_without_a_version_says_why(versions, cast, day, reason):
    assert reason in words(as_of(cast, "hod_jp", day))


def test_today_is_refused_on_both_pages_until_it_is_over(versions, cast):
    with time_machine.travel(at(2026, 3, 1), tick=False):
        for page in (
            as_of(cast, "observer", "2026-03-01"),
            show(cast, "observer", "2026-03-01", versions[1]),
        ):
            assert page.status_code == 200
            assert "2026-03-01 is not over in UTC: no version can be named for it yet." in words(page)
        assert as_of(cast, "observer", "2026-02-28").context["version"] == versions[1]


def test_the_way_in_asks_for_a_day(cast):
    assert "Choose a day" in words(cast.client("hod_jp").get(AS_OF))


# --- On the page of a version --------------------------------------------------------------------


def test_a_version_shows_its_difference_from_the_one_it_amends(versions, cast):
    page = cast.client("observer").get(versions[1].get_absolute_url())
    text = words(page)
    assert "Changes since NETAI/RM/1.0" in text
    assert "1 text changed 1 lead changed" in text
    assert f"{COMPARE}?from={versions[0].uuid}&amp;to={versions[1].uuid}" in page.content.decode()
    assert "Changes since" not in words(cast.client("observer").get(versions[0].get_absolute_url()))


def test_a_returned_version_that_observers_never_saw_is_not_compared_with(versions, cast):
    follower = kept.pending(
        *(versions[1].plan, "2.1", at(2024)),
        visibility="members_observers",
        state="withdrawn",
        derived_from=versions[2],
        base=versions[1],
    )
    page = cast.client("observer").get(follower.get_absolute_url()).content.decode()
    assert f"from={versions[2].uuid}" not in page
    assert SECRET not in page
    assert f"from={versions[1].uuid}" in page
    members = cast.client("hod_jp").get(follower.get_absolute_url()).content.decode()
    assert f"from={versions[2].uuid}" in members


def test_a_very_long_difference_is_cut_and_says_so(cast):
    wide = keyed(large(40))
    later = replace(wide, projects=tuple(replace(each, group="WG9") for each in wide.projects))
    first = kept.version(wide, "1.0", at(2021), superseded_at=at(2022))
    page = cast.client("hod_jp").get(kept.version(later, "1.1", at(2022), base=first).get_absolute_url())
    assert "28 more parts are in the whole comparison." in words(page)
