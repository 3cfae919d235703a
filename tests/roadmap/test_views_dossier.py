"""The pages of dossiers: made with one click, read by the own office's circle, taken away byte for byte."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.urls import reverse

from roadmap import actions
from roadmap.models import Dossier, Version
from tests.roadmap import stages
from tests.roadmap.test_actions_dossiers import MAKERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast) -> Version:
    """A frozen version."""
    return stages.frozen(cast)


def make(cast, key: str, version: Version):
    """Press the button as a member of the cast."""
    return cast.client(key).post(reverse("roadmap:make_dossier", args=[version.uuid]))


def words(response) -> str:
    """Return the words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_one_click_makes_it_and_shows_it(cast, version):
    response = make(cast, "hod_jp", version)
    made = Dossier.objects.get()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    page = cast.client("hod_jp").get(made.get_absolute_url())
    text = words(page)
    for each in (
        "Dossier of NETAI/RM/1.0 Prov.1",
        "Made for Head of delegation, Japan Patent Office",
        "NETAI-RM-1.0-Prov.1-dossier.pdf",
        "Checked just now: every byte is the one that was made.",
        made.sha256,
    ):
        assert each in text


def test_it_is_downloaded_again_byte_for_byte(cast, version):
    made = actions.make_dossier(version, by=cast.hod_jp)
    client = cast.client("hod_jp")
    for kind, ending in (("zip", ".zip"), ("pdf", ".pdf")):
        first, again = (client.get(reverse("roadmap:dossier_file", args=[made.uuid, kind])) for _ in range(2))
        assert first.content == again.content
        assert first["Content-Disposition"] == f'attachment; filename="NETAI-RM-1.0-Prov.1-dossier{ending}"'
        assert "no-store" in first["Cache-Control"]
        assert first["X-Content-Type-Options"] == "nosniff"
        if kind == "zip":
            assert hashlib.sha256(first.content).hexdigest() == made.sha256
        else:
            assert hashlib.sha256(first.content).hexdigest() == made.files[0]["sha256"]
    assert client.get(reverse("roadmap:dossier_file", args=[made.uuid, "docx"])).status_code == 404


def test_only_the_own_offices_circle_sees_it(cast, version):
    made = actions.make_dossier(version, by=cast.hod_ep)
    address, file = made.get_absolute_url(), reverse("roadmap:dossier_file", args=[made.uuid, "zip"])
    seen = {key for key in cast if key != "inactive" and cast.client(key).get(address).status_code == 200}
    assert seen == {"hod_ep", "deputy_ep", "head_ep"}
    assert {
        key for key in cast if key != "inactive" and cast.client(key).get(file).status_code == 200
    } == seen
    for key in ("hod_jp", "delegate_ep", "observer"):
        assert made.sha256 not in cast.client(key).get(version.get_absolute_url()).content.decode()
    page = cast.client("head_ep").get(version.get_absolute_url()).content.decode()
    assert f"sha-256 {made.sha256}" in page
    assert f"{address}#check" in page


def test_the_bodys_is_the_bodys(cast, version):
    made = actions.make_dossier(version, by=cast.secretariat)
    seen = {
        key
        for key in cast
        if key != "inactive" and cast.client(key).get(made.get_absolute_url()).status_code == 200
    }
    assert seen == {"chair_ep", "chair_kr", "secretariat"}


def test_who_may_not_make_one_is_refused_or_finds_nothing(cast, version):
    answers = {
        key: make(cast, key, version).status_code for key in cast if key != "inactive" and key not in MAKERS
    }
    members = {"delegate_ep", "colleague_ep", "alternate_ep", "delegate_us", "delegate_jp", "leaver"}
    assert answers == {key: 403 if key in members else 404 for key in answers}
    assert Dossier.objects.count() == 0


def test_the_button_stands_where_it_may_be_pressed(cast, version):
    address = reverse("roadmap:make_dossier", args=[version.uuid])
    for key in ("hod_jp", "secretariat", "head_ep", "delegate_ep"):
        page = cast.client(key).get(version.get_absolute_url()).content.decode()
        assert (f'action="{address}"' in page) == (key in MAKERS)


def test_of_a_version_being_compiled_the_reason_stands_beside_it(cast):
    version = stages.compiled(cast)
    page = cast.client("chair_kr").get(version.get_absolute_url())
    assert "A dossier is made of a frozen version: this one is still being compiled." in words(page)
    assert make(cast, "chair_kr", version).status_code == 409


def test_pages_take_the_same_few_queries(cast, version, django_assert_max_num_queries):
    client = cast.client("hod_jp")
    made = actions.make_dossier(version, by=cast.hod_jp)
    client.get(made.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(made.get_absolute_url())
