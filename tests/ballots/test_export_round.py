"""``manage.py export_round``: one round or all, closed ones only, the same bytes each time."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ip5.ballots import actions, archive
from ip5.ballots.models import Round
from ip5.kernel.text import sha256_hex
from tests.ballots.conftest import MARK


@pytest.fixture
def rounds(db, cast, opened, everybody):
    """Two closed rounds, one open, one cancelled; each with the five answers."""
    made = [opened() for _ in range(4)]
    for each in made:
        everybody(each, "support", "reserve", "support", "support", "support")
    for each in made[:2]:
        actions.close(each, by=cast.chair_kr)
    actions.cancel(made[3], by=cast.chair_kr, reason="A new revision.")
    return [Round.objects.get(pk=each.pk) for each in made]


def name(round):
    return [round.symbol, f"R{round.number}"]


def test_one_round_to_the_terminal_and_into_a_file(rounds, tmp_path, capsys):
    call_command("export_round", *name(rounds[0]))
    [(_symbol, text)] = archive.archives(Round.objects.filter(pk=rounds[0].pk), archive.FULL)
    assert capsys.readouterr().out == text
    call_command("export_round", *name(rounds[0]), "--output", str(tmp_path / "a.json"))
    assert (tmp_path / "a.json").read_bytes() == text.encode()


def test_redacted(rounds, capsys):
    call_command("export_round", *name(rounds[1]), "--redacted")
    text = capsys.readouterr().out
    assert (json.loads(text)["form"], MARK in text) == ("redacted", False)


@pytest.mark.parametrize("form", ["full", "redacted"])
def test_all_twice_are_the_same_bytes(rounds, tmp_path, capsys, form):
    options = ["--redacted"] if form == "redacted" else []
    for folder in ("one", "two"):
        call_command("export_round", "--all", "--output", str(tmp_path / folder), *options)
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()} for folder in ("one", "two")
    ]
    assert files[0] == files[1]
    expected = [archive.file_name(each.full_symbol, form) for each in rounds[:2]]
    assert sorted(files[0]) == sorted([*expected, "index.json"])
    index = json.loads(files[0]["index.json"])
    assert (index["format"], index["form"]) == ("ip5-archive-index-1", form)
    assert index["archives"] == [
        {"file": file, "symbol": each.full_symbol, "sha256": sha256_hex(files[0][file].decode())}
        for file, each in zip(expected, rounds[:2], strict=True)
    ]
    assert capsys.readouterr().out == "2 archives and index.json written.\n" * 2


def test_the_bar_is_drawn_on_a_terminal_only(rounds, tmp_path, capsys, monkeypatch):
    call_command("export_round", "--all", "--output", str(tmp_path))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("django.core.management.base.OutputWrapper.isatty", lambda self: True)
    call_command("export_round", "--all", "--output", str(tmp_path), no_color=True)
    assert f"[{'#' * 30}] 2/2 {rounds[1].full_symbol}\n" in capsys.readouterr().err


@pytest.mark.parametrize(("at", "state"), [(2, "open"), (3, "cancelled")])
def test_only_a_closed_one(rounds, tmp_path, at, state):
    path = tmp_path / "a.json"
    with pytest.raises(CommandError, match=f"is {state}; only a closed round"):
        call_command("export_round", *name(rounds[at]), "--output", str(path))
    assert not path.exists()


@pytest.mark.parametrize(
    "words",
    [
        [], ["NETAI/B/2026/001"], ["NETAI/B/2026/001", "1"], ["NETAI/B/2026/001", "R"], ["--all"],
        ["NETAI/B/2026/999", "R1"], ["NETAI/B/2026/001", "R1", "--all", "--output", "x"],
    ],
)  # fmt: skip
def test_what_names_no_round(rounds, words):
    with pytest.raises(CommandError):
        call_command("export_round", *words)
