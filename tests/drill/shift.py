"""The owner's hand that lets time pass for one round: its instants move into the past, its chain is written anew.

The runtime role has no way to do this. Days that an office named (a Head's deferral) stay what was written.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

RUNNING = (
    "opened_at",
    "announced_at",
    "ends_at",
    "not_urgent_until",
    "not_urgent_end",
    "extended_automatically_at",
)
# A round that has ended is bound by its hash; what is still to come stands outside of it.
ENDED = ("settle_due_at", "deferred_until")

POSITIONS = r"""
DO $$ DECLARE
    r ballots_round%ROWTYPE;
    p record;
    told text;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = {pk};
    IF r.position_count = 0 THEN RETURN; END IF;
    r.genesis := ballots_genesis(r);
    r.chain_head := r.genesis;
    FOR p IN SELECT position.*, position.at - interval '{seconds} seconds' AS moved, o.code AS office,
                    m.uuid AS mandate, coalesce(w.uuid::text, '') AS recorded
             FROM ballots_position position JOIN offices_office o ON o.id = position.office_id
             JOIN accounts_mandate m ON m.id = position.mandate_id
             LEFT JOIN ballots_recordedwords w ON w.id = position.recorded_id
             WHERE position.round_id = r.id ORDER BY position.seq LOOP
        told := ballots_sha256(concat_ws(E'\n', p.salt, p.office, p.mandate::text, ballots_instant(p.moved),
            p.answer, p.kind, coalesce(p.until::text, ''), ballots_sha256(p.passage), ballots_sha256(p.text),
            ballots_sha256(p.remedy), ballots_sha256(p.items), p.recorded));
        UPDATE ballots_position SET at = p.moved, content = told, prev = r.chain_head,
            hash = ballots_sha256(concat_ws(E'\n', 'ip5-position-2', r.uuid::text, p.seq::text,
                r.chain_head, told)) WHERE id = p.id RETURNING hash INTO r.chain_head;
    END LOOP;
    UPDATE ballots_round SET genesis = r.genesis, chain_head = r.chain_head WHERE id = r.id;
END $$
"""


def let_pass(owner: Any, pk: int, length: dt.timedelta) -> None:
    """Move every instant of the round that still decides something by ``length`` into the past."""
    seconds = length.total_seconds()
    with owner.transaction():
        state = owner.execute("SELECT state FROM ballots_round WHERE id = %s", [pk]).fetchone()[0]
        running = state in ("open", "announced")
        moved = ", ".join(
            f"{name} = {name} - %(by)s * interval '1 second'" for name in (RUNNING if running else ENDED)
        )
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        owner.execute(f"UPDATE ballots_round SET {moved} WHERE id = %(pk)s", {"by": seconds, "pk": pk})
        if running:
            owner.execute(POSITIONS.format(pk=pk, seconds=seconds))
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
