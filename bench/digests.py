"""How many readers' digests are composed in a second, beside a raw cursor that reads and groups the same rows.

`make bench`, or `python -m bench.digests --readers 5000 --rounds 5`. Fills a database of its own, composes
all digests and reads all rows in turn, chunk by chunk, and prints a table and one line of JSON. The rates are of
processor time of this process, so that a busy machine does not decide; the ratio is of the same.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from typing import Any

NOTICES = 3
SUBJECTS = 12
# The notices of the chunk's readers with what a digest needs of them, as one who knows no model would ask.
RAW = """
SELECT m.person_id, m.id, n.id, n.kind, n.subject_kind, n.subject_uuid, n.data
FROM outbox_notice n JOIN accounts_mandate m ON m.id = n.mandate_id
WHERE m.person_id = ANY(%s) AND NOT n.immediate AND n.digested_at IS NULL AND n.dropped_at IS NULL
AND m.since <= %s AND (m.until IS NULL OR m.until > %s) ORDER BY n.created_at, n.id
"""


def main() -> None:
    """Make the scene, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    show(on_its_own(lambda: measured(scene(given.readers), given.rounds)))


def on_its_own(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what ``measure`` finds on a database of our own, which is dropped after."""
    name = start()
    from tests import databases

    try:
        databases.point_to(name)
        return measure()
    finally:
        databases.point_to("")
        databases.drop(name)


def start() -> str:
    """Start the tests' servers and Django; return the name of a database of our own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.test")
    import django

    from tests import servers  # noqa: F401

    django.setup()
    from ip5 import wsgi  # noqa: F401 - loads and settles as the web server does
    from tests import databases

    return databases.clone(f"ip5_test_bench_{os.getpid()}")


def scene(readers: int) -> list[Any]:
    """Write so many readers with their notices, on a few proposals and an open round; return their digests."""
    from ip5.accounts.models import Person
    from ip5.kernel import clock
    from ip5.outbox.models import Notice
    from ip5.post import digests
    from ip5.post.models import Digest
    from tests import stages
    from tests.cast import Cast

    cast = Cast()
    subjects = [stages.submitted(cast, f"Proposal {n}") for n in range(SUBJECTS)]
    stages.in_ballot(cast, "In ballot")
    Notice.objects.update(dropped_at=clock.now())
    people = Person.objects.bulk_create(
        Person(email=f"reader.{n}@bench.example", name=f"Reader {n}") for n in range(readers)
    )
    hats = readers_as(people, cast.hod_ep.since)
    Notice.objects.bulk_create(
        Notice(
            kind="proposal_submitted",
            mandate=hat,
            subject_kind="proposals.proposal",
            subject_uuid=subjects[(n + each) % SUBJECTS].uuid,
        )
        for n, hat in enumerate(hats)
        for each in range(NOTICES)
    )
    assert digests.claim_now() == readers
    return list(Digest.objects.unsent().select_related("person").order_by("pk"))


def readers_as(people: list[Any], since: Any) -> list[Any]:
    """Return a mandate for each person: delegates of the members and observers, in turn."""
    from ip5.accounts.models import Mandate
    from ip5.offices.models import Office

    offices = [*Office.objects.members(), Office.objects.get(kind=Office.Kind.OBSERVER)]
    return Mandate.objects.bulk_create(
        Mandate(
            person=person,
            office=offices[n % len(offices)],
            capacity="observer" if offices[n % len(offices)].kind == Office.Kind.OBSERVER else "delegate",
            since=since,
        )
        for n, person in enumerate(people)
    )


def measured(rows: list[Any], rounds: int) -> dict[str, Any]:
    """Compose and read in turn; return the figures: medians of processor time, queries and memory."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ip5.kernel import clock
    from ip5.post import digests

    now = clock.now()
    chunks = [rows[at : at + digests.CHUNK] for at in range(0, len(rows), digests.CHUNK)]
    with CaptureQueriesContext(connection) as queries:
        contents = digests.compose(chunks[0], now)
    assert all(len(each.told) == NOTICES for each in contents.values())
    composed, raw = [], []
    for _ in range(rounds):
        raw.append(spent(lambda: [read_raw(chunk, now) for chunk in chunks]))
        composed.append(spent(lambda: [digests.compose(chunk, now) for chunk in chunks] and None))
    tracemalloc.start()
    for chunk in chunks:
        digests.compose(chunk, now)
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "readers": len(rows),
        "notices_a_reader": NOTICES,
        "queries_a_chunk": len(queries),
        "peak_mb": round(grown / 2**20, 1),
        "composed_a_second": round(len(rows) / statistics.median(composed)),
        "composed_a_second_best": round(len(rows) / min(composed)),
        "raw_a_second": round(len(rows) / statistics.median(raw)),
        "ratio_to_raw": round(statistics.median(raw) / statistics.median(composed), 2),
    }


def spent(work: Callable[[], Any]) -> float:
    """Return the processor seconds of this process that the work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def read_raw(chunk: list[Any], now: Any) -> dict[int, list[Any]]:
    """Read and group the rows of a chunk of readers by a plain cursor."""
    from django.db import connection

    grouped: dict[int, list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(RAW, [[each.person_id for each in chunk], now, now])
        for row in cursor.fetchall():
            grouped[row[0]].append(row)
    return grouped


def show(found: dict[str, Any]) -> None:
    """Print the table, and the same as JSON."""
    width = max(map(len, found))
    lines = [f"{name.replace('_', ' '):<{width}}  {value:>10,}" for name, value in found.items()]
    sys.stdout.write("\n".join(lines) + f"\n{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
