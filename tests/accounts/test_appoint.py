"""manage.py appoint: from an empty installation to its first people."""

import io

import pytest
from django.core.management import CommandError, call_command

from ip5.accounts.models import Mandate, Person

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


def appoint(*arguments):
    out = io.StringIO()
    call_command("appoint", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_an_empty_installation_is_told_what_is_missing_until_nothing_is():
    said = appoint("--list")
    assert said.startswith("Still missing: a co-chair; EP: head of delegation; EP: delegate; JP: ")
    said = appoint(
        "chair@x.test", "--name", "A. Chair", "--office", "TF", "--capacity", "chair", "--seconding", "kr"
    )
    assert "Appointed: TF  co-chair, seconded by the" in said
    assert "No password is set" in said
    assert "a co-chair" not in said.splitlines()[-1]
    for code in ("EP", "JP", "KR", "CN", "US"):
        for capacity in ("hod", "delegate"):
            said = appoint(
                f"{capacity}.{code}@x.test", "--name", "P", "--office", code, "--capacity", capacity
            )
    assert said.splitlines()[-1].startswith("Nothing is missing")
    assert len(appoint("--list").splitlines()) == 12


def test_days_are_the_offices_own_and_the_last_is_included():
    appoint(
        "a@x.test", "--name", "A", "--office", "JP", "--capacity", "delegate",
        "--since", "2026-03-01", "--until", "2026-03-31",
    )  # fmt: skip
    mandate = Mandate.objects.get()
    assert mandate.since.isoformat() == "2026-02-28T15:00:00+00:00"
    assert mandate.until.isoformat() == "2026-03-31T15:00:00+00:00"


def test_password_from_standard_input(monkeypatch):
    terms = ("--name", "A", "--office", "EP", "--capacity", "delegate", "--password-from-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert "No password" not in appoint("a@x.test", *terms)
    assert Person.objects.get().check_password(PASSWORD)
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError, match="too short"):
        appoint("b@x.test", *terms)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    with pytest.raises(CommandError, match="exists"):
        appoint("a@x.test", "--office", "JP", "--capacity", "delegate", "--password-from-stdin")


def test_an_expert_and_an_end():
    said = appoint("x@x.test", "--name", "X", "--office", "JP", "--capacity", "expert", "--group", "wg1")
    assert "expert, WG1" in said
    said = appoint("x@x.test", "--office", "JP", "--capacity", "expert", "--end", "--reason", "moved")
    assert said.startswith("Ended: JP  expert, WG1  X <x@x.test>")
    assert not Mandate.objects.active().exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Name an address"),
        (("a@x.test", "--office", "EP"), "Name an address"),
        (("a@x.test", "--office", "XX", "--capacity", "hod"), "no office XX. Known: EP, JP, KR, CN, US"),
        (("a@x.test", "--office", "EP", "--capacity", "hod"), "is new here"),
        (("a@x.test", "--office", "EP", "--capacity", "king"), "invalid choice"),
        (("a@x.test", "--office", "EP", "--capacity", "hod", "--since", "soon"), "invalid"),
        (("a@x.test", "--office", "TF", "--capacity", "chair", "--name", "A"), "seconded by a member office"),
        (("a@x.test", "--office", "EP", "--capacity", "expert", "--group", "WG9"), "no group WG9"),
        (("a@x.test", "--office", "EP", "--capacity", "hod", "--end"), "holds no such mandate"),
    ],
)
def test_clear_refusals(arguments, message):
    with pytest.raises(CommandError, match=message):
        appoint(*arguments)
    assert not Mandate.objects.exists()


def test_an_overlap_names_the_holder():
    appoint(
        "a@x.test", "--name", "Anna Weber", "--office", "EP", "--capacity", "hod", "--until", "2031-12-31"
    )
    with pytest.raises(
        CommandError, match=r"Anna Weber .* is head of delegation of the EPO until 31 December 2031"
    ):
        appoint("b@x.test", "--name", "B", "--office", "EP", "--capacity", "hod")
