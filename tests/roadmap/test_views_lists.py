"""The roadmap's page: which version, whose eyes, which view, which filters; at six queries whatever its size."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from roadmap.models import Milestone, Project, Version
from tests.roadmap import scenes
from tests.roadmap.plans import KEPT_WORDS, large, plan

pytestmark = pytest.mark.django_db
LIST = 6
VIEWS = ["timeline", "board", "matrix", "contributions"]
WHOLE = scenes.keyed(plan())
CURRENT, OLD = "NETAI/RM/1.1, Published", "NETAI/RM/1.0, Superseded"
PENDING = "NETAI/RM/2.0 Prov.1, Pending at the Heads"
TITLES = [each.title for each in WHOLE.projects]


def page(cast, key, query=""):
    """Return the page as text; it must have answered."""
    response = cast.client(key).get(f"/roadmap/{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def bars(text):
    """Return how the bars of the wide drawing stand."""
    wide = re.search(r'<svg class="timeline timeline--wide".*?</svg>', text, re.DOTALL)[0]
    return re.findall(r'class="bar bar--(\w+)"', wide)


def offered(text):
    """Return the versions of the chooser, the one shown first."""
    select = re.search(r'<select[^>]*name="version".*?</select>', text, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]*)</option>", select[0]) if select else []


@pytest.fixture
def history():
    """A superseded version, the current one that amends it, and one that is with the Heads."""
    before = replace(WHOLE.projects[0], ends_on=dt.date(2027, 3, 31))
    old = scenes.version(
        replace(WHOLE, title="Old", projects=(before, *WHOLE.projects[1:])), state="superseded"
    )
    current = scenes.version(WHOLE, edition="1.1", base=old, kind="minor")
    secret = replace(WHOLE.projects[0], title="ZANZIBAR plan")
    pending = scenes.version(
        replace(WHOLE, title="Next", projects=(secret,)),
        edition="2.0",
        state="submitted",
        visibility="members_observers",
        base=current,
    )
    return old, current, pending


def test_without_a_version_there_is_none(cast):
    assert "There is no roadmap yet" in page(cast, "hod_jp")


@pytest.mark.parametrize(
    ("key", "versions"),
    [
        ("hod_jp", [CURRENT, PENDING, OLD]),
        ("observer", [CURRENT, PENDING, OLD]),
        ("industry", [CURRENT, OLD]),
        ("expert", [CURRENT, OLD]),
        ("admin_ep", [CURRENT, OLD]),
    ],
)
def test_the_chooser_offers_what_the_hat_may_see(cast, history, key, versions):
    text = page(cast, key)
    assert offered(text) == versions
    assert "<h1>NET/AI roadmap</h1>" in text
    assert "ZANZIBAR" not in text


@pytest.mark.parametrize("key", ["industry", "expert", "site_admin"])
def test_a_version_one_may_not_see_does_not_exist(cast, history, key):
    client, (_old, _current, pending) = cast.client(key), history
    found = client.get(f"/roadmap/?version={pending.uuid}")
    never = client.get("/roadmap/?version=6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    assert found.status_code == never.status_code == 404
    assert b"ZANZIBAR" not in found.content
    assert client.get("/roadmap/?version=none").status_code == 404


def test_a_version_asked_for_is_shown(cast, history):
    old, _current, pending = history
    assert "ZANZIBAR plan" in page(cast, "observer", f"?version={pending.uuid}")
    text = page(cast, "hod_jp", f"?version={old.uuid}")
    assert "<h1>Old</h1>" in text
    assert "shown as it stood when it was frozen" in text
    assert f"/roadmap/projects/{WHOLE.projects[0].key}/?version={old.uuid}" in text


def test_the_body_sees_the_plan_being_compiled(cast):
    scenes.rows(WHOLE)
    made = Version.objects.create(kind="major", title="Draft roadmap", compiled_at=scenes.AT)
    text = page(cast, "chair_kr")
    assert "<h1>Draft roadmap</h1>" in text
    assert all(title in text for title in TITLES)
    assert "There is no roadmap yet" in page(cast, "hod_jp")
    assert cast.client("hod_jp").get(f"/roadmap/?version={made.uuid}").status_code == 404


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_every_project(cast, history, view):
    text = page(cast, "hod_jp", f"?view={view}")
    assert [title for title in TITLES if title not in text] == []
    assert ">&lt;" not in cast.client("hod_jp").get(f"/roadmap/?view={view}").content.decode()
    (current,) = re.findall(r'<a href="[^"]*" aria-current="page">([^<]*)</a>', text.split('class="tabs"')[1])
    assert (
        current
        == {
            "timeline": "Timeline",
            "board": "Board",
            "matrix": "Area by horizon",
            "contributions": "Contributions",
        }[view]
    )


def test_an_unknown_view_is_the_timeline(cast, history):
    assert '<svg class="timeline timeline--wide"' in page(cast, "hod_jp", "?view=zzz")


def test_the_timeline_has_a_bar_for_each_dated_project_and_lists_the_others(cast, history):
    text = page(cast, "hod_jp")
    wide, narrow = re.findall(r'<svg class="timeline timeline--(?:wide|narrow)".*?</svg>', text, re.DOTALL)
    for drawing in (wide, narrow):
        assert re.findall(r'class="bar bar--(\w+)"', drawing) == ["on_track", "at_risk"]
        assert "style=" not in drawing
        assert "The table below gives start, end and next milestone.</desc>" in drawing
    assert re.search(r"<h3>No dates yet</h3><ul><li><a [^>]*>Blockchain use cases</a></li></ul>", text)
    assert len(re.findall(r'<tr><th scope="row">', text)) == 3


def test_ghosts_are_of_the_version_that_this_one_amends(cast, history):
    text = page(cast, "hod_jp")
    assert 'class="ghost" d="M' in text
    assert "End as in NETAI/RM/1.0" in text
    assert '<td class="nowrap">31 Mar 2027</td>' in text
    assert "End as in" not in page(cast, "hod_jp", f"?version={history[0].uuid}")


def test_who_reads_reports_sees_how_projects_stand_now(cast, history):
    first = Project.objects.get(uuid=WHOLE.projects[0].key)
    Project.objects.filter(pk=first.pk).update(status="delayed")
    Milestone.objects.filter(project=first).update(reached_on=dt.date(2026, 12, 2))
    stand = {key: bars(page(cast, key)) for key in ("hod_jp", "observer", "industry", "expert")}
    assert stand == {
        "hod_jp": ["delayed", "at_risk"],
        "observer": ["delayed", "at_risk"],
        "industry": ["on_track", "at_risk"],
        # Reads the reports on projects of the own group, as this one is.
        "expert": ["delayed", "at_risk"],
    }
    assert 'class="stone stone--done" d="M' in page(cast, "hod_jp")
    assert bars(page(cast, "hod_jp", f"?version={history[0].uuid}")) == ["on_track", "at_risk"]


def test_observers_and_industry_read_no_reservation_and_no_restricted_symbol(cast, history):
    for key in ("observer", "industry"):
        for view in VIEWS:
            text = page(cast, key, f"?view={view}")
            assert [word for word in KEPT_WORDS if word in text] == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?area=B", ["Blockchain use cases"]),
        ("?horizon=short", ["Automatic classification", "Prior-art search"]),
        ("?office=US", ["Prior-art search", "Blockchain use cases"]),
        ("?group=WG2&status=at_risk", ["Prior-art search"]),
        ("?status=completed", []),
        ("?area=Z", []),
        ("?office=WO", []),
        ("?status=never", []),
    ],
)
def test_filters_narrow_every_view(cast, history, query, shown):
    for view in VIEWS:
        text = page(cast, "hod_jp", f"{query}&view={view}").split("</h1>")[1]
        # What a project waits for is named even where it is not itself shown.
        text = re.sub(r"Begins before the end of [^<]*", "", text)
        assert [title for title in TITLES if title in text] == shown
        if not shown and "=Z" not in query and "WO" not in query and "never" not in query:
            assert "Nothing matches" in text


def test_a_cell_of_the_matrix_leads_to_the_projects_it_counts(cast, history):
    query = f"?view=matrix&version={history[0].uuid}&office=US&group=WG2&status=at_risk&area=A"
    (cell,) = re.findall(
        r'<span class="matrix__n"><a href="([^"]*)"[^>]*>(\d+)</a>', page(cast, "hod_jp", query)
    )
    kept = f"version={history[0].uuid}&office=US&group=WG2&status=at_risk"
    assert cell == (f"/roadmap/?view=board&{kept}&area=A&horizon=short", "1")
    assert "1 of 3 projects" in page(cast, "hod_jp", cell[0].removeprefix("/roadmap/"))


def test_filters_that_are_on_are_named_with_a_way_off(cast, history):
    text = page(cast, "hod_jp", "?area=B&view=board")
    tag = re.search(r'<a class="tag" href="([^"]*)">(.*?)</a>', text, re.DOTALL)
    assert tag[1] == "?view=board"
    assert "Area: New technologies" in tag[2]
    assert "1 of 3 projects" in text


def test_the_figures_count_what_is_shown(cast, history):
    text = page(cast, "hod_jp")
    figures = re.search(r'<dl class="figures">.*?</dl>', text)[0]
    found = re.findall(r"<dt>(?:<a [^>]*>)?([^<]*)(?:</a>)?</dt><dd>(\d+)</dd>", figures)
    assert [pair for pair in found if "Milestones" not in pair[0]] == [
        ("On track", "1"),
        ("At risk", "1"),
        ("Delayed", "0"),
        ("Planned", "1"),
    ]


def test_the_board_prints_its_method(cast, history):
    text = page(cast, "hod_jp", "?view=board")
    assert "1 of 2 projects on track" in text
    assert "a goal stands as its worst open project" in text


def grown_old(cast):
    """Have the first project's last report be 61 days old, and the second's 59."""
    for line, days in zip(WHOLE.projects, (61, 59), strict=False):
        at = clock.now() - dt.timedelta(days=days)
        Project.objects.filter(uuid=line.key).update(reported_at=at)


OLD_REPORT = "Report older than 60 days"
SAID = {
    # One in the table's line, one on the card, one in the cell's list, one in the row; the figure is of all views.
    "timeline": '</svg>On track</span><span class="progress-note">Report older than 60 days</span></td></tr>',
    "board": '</svg>On track</span><span class="progress-note">Report older than 60 days</span></div></article>',
    "matrix": "Automatic classification (Report older than 60 days)",
    "contributions": '</a><span class="table__sub">Report older than 60 days</span></th>',
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_that_a_report_is_old_to_who_reads_the_reports(cast, history, view):
    grown_old(cast)
    for key in ("hod_jp", "observer", "chair_kr", "expert"):
        text = page(cast, key, f"?view={view}").replace("\n", "")
        assert (text.count(SAID[view]), text.count(OLD_REPORT)) == (1, 1), key
        assert "Reports older than 60 days</dt><dd>1</dd>" in text
    for key in ("industry", "admin_ep", "site_admin"):
        text = page(cast, key, f"?view={view}")
        assert "60 days" not in text
        assert "last report" not in text
    # What is over stands as it was frozen.
    assert "60 days" not in page(cast, "hod_jp", f"?view={view}&version={history[0].uuid}")


def test_the_roll_up_counts_old_reports_and_prints_how(cast, history):
    assert "The age is that of the last report" not in page(cast, "hod_jp", "?view=board")
    grown_old(cast)
    for key, said in (
        ("hod_jp", "1 of 2 reports"),
        ("observer", "1 of 2 reports"),
        ("expert", "1 of 1 report"),
    ):
        text = page(cast, key, "?view=board")
        assert text.count(f"1 of 2 projects on track; {said} older than 60 days") == 2, key
        assert "The age is that of the last report on each planned or active project" in text
    assert "1 of 2 projects on track</span>" in page(cast, "industry", "?view=board")


def test_an_observer_is_never_a_column(cast, history):
    text = page(cast, "observer", "?view=contributions")
    head = re.search(r"<table class=\"table contributions\">.*?</thead>", text, re.DOTALL)[0]
    assert re.findall(r">(\w\w)</abbr>", head) == ["EP", "JP", "KR", "CN", "US"]


def test_a_title_is_text_wherever_it_stands(cast):
    words = '<script>alert(1)</script> & a "title" that is far too long for the label column of a drawing'
    bad = replace(WHOLE.projects[0], title=words)
    scenes.version(replace(WHOLE, projects=(bad, *WHOLE.projects[1:])))
    for view in VIEWS:
        raw = cast.client("hod_jp").get(f"/roadmap/?view={view}").content.decode()
        assert "<script>alert" not in raw
        assert "&lt;script&gt;alert" in raw
    assert "<title>&lt;script&gt;" in cast.client("hod_jp").get("/roadmap/").content.decode()


@pytest.mark.parametrize("key", ["delegate_jp", "observer", "chair_kr", "expert", "industry"])
def test_the_page_asks_as_much_for_two_hundred_projects_as_for_three(cast, key):
    old = scenes.version(WHOLE, edition="1.0", state="superseded")
    scenes.version(WHOLE, edition="1.1", base=old)
    client, counts = cast.client(key), set()
    for size in (3, 200):
        if size == 200:
            many = scenes.version(scenes.keyed(large()), edition="2.0", state="superseded", base=old)
        for view in VIEWS:
            address = f"/roadmap/?view={view}" + (f"&version={many.uuid}" if size == 200 else "")
            assert client.get(address).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= LIST
