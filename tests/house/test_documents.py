"""Generated pages are current, migrations complete, and no file names a machine or a download host."""

import io
import re

import pytest
from django.core.management import call_command

from ip5.dashboards.management.commands import generate_docs
from ip5.kernel.machine import Machine
from tests.house import source

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".html",
    ".css",
    ".js",
    ".json",
    ".yml",
    ".yaml",
    ".sh",
    ".csv",
    ".ini",
    "",
}


def test_the_generated_pages_are_current():
    call_command("generate_docs", check=True)


def test_a_stale_page_is_told(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    with pytest.raises(generate_docs.CommandError, match=r"permissions\.md, states\.md"):
        call_command("generate_docs", check=True)
    call_command("generate_docs", stdout=io.StringIO())
    call_command("generate_docs", check=True)


@pytest.mark.parametrize("noun", list(generate_docs.MACHINES))
def test_every_state_and_move_is_on_the_page(noun):
    text = generate_docs.pages()["states.md"].split(f"## {noun}\n")[1]
    machine: Machine = generate_docs.MACHINES[noun]
    for name in (*machine.labels, *machine.moves):
        assert f"`{name}`" in text


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# In parts, so that this file does not name them either.
HOSTS = (
    "py" + r"pi\.org",
    "python" + "hosted",
    "arti" + "factory",
    r"\bjf" + r"rog\b",
    "dev" + r"pi\b",
    "--index" + "-url",
)
PATHS = r"(?<![\w./-])/(?:work|home/\w+|Users/\w+|root)/\w+"


def test_no_machine_and_no_download_host_is_named():
    banned = re.compile("|".join((*HOSTS, PATHS)))
    found = {}
    for path in source.kept():
        if path.suffix in TEXT:
            match = banned.search(path.read_text(encoding="utf-8", errors="ignore"))
            if match:
                found[source.short(path)] = match[0]
    assert not found
