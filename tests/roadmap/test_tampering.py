"""What the owner's hand changes of a frozen version is found by ``manage.py verify_chain`` and named."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from tests.roadmap import stages

pytestmark = pytest.mark.transactional


def checked() -> str:
    """Return what verify_chain prints, or the flaws it names."""
    out = io.StringIO()
    try:
        call_command("verify_chain", stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "snapshot = replace(snapshot, 'Common', 'Uncommon')",
            "the snapshot does not have the stored fingerprint",
        ),
        ("sha256 = repeat('0', 64)", "the snapshot does not have the stored fingerprint"),
        (
            "snapshot = replace(snapshot, 'Common', 'Uncommon'), sha256 ="
            " encode(sha256(convert_to(replace(snapshot, 'Common', 'Uncommon'), 'UTF8')), 'hex')",
            "the record names another fingerprint",
        ),
        ("edition = '8.0'", "the record names another edition"),
        ("symbol = 'NETAI/RM/8.0 Prov.1'", "the record names another symbol"),
    ],
)
def test_what_the_owner_changed_is_named(transactional_db, owner, cast, change, words):
    made = stages.published(cast)
    assert "versions: 1 chains, 1 rows read." in checked()
    with owner.transaction():
        owner.execute("ALTER TABLE roadmap_version DISABLE TRIGGER roadmap_version_guard")
        owner.execute(f"UPDATE roadmap_version SET {change} WHERE id = %s", [made.pk])
        owner.execute("ALTER TABLE roadmap_version ENABLE TRIGGER roadmap_version_guard")
    assert words in checked()
