#!/usr/bin/env python3
"""Check an archive of one ballot round of the IP5 NET/AI task force, offline.

    python3 verify.py archive.json
    python3 verify.py archive.json --head 9f2c...            the head mailed last to your office
    python3 verify.py archive.json --receipt 41aa...         the entry printed on your office's receipt

One file, Python 3.9 or newer, the standard library only, no network. It shares no code with the site: the
format is written down in verify-format.md, and this is a second reading of it.

It ends with 0 where everything holds, with 1 where something does not (each line that begins with WRONG
says what), with 2 where the file cannot be read as an archive.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys

FORMAT = "ip5-archive-1"

# Which fields an archive has, and of which type: a field more or less is a damaged file.
TEXT, NUMBER, LIST, MAP = (str,), (int,), (list,), (dict,)
OPTIONAL_MAP, OPTIONAL_TEXT, YES_OR_NO = (dict, type(None)), (str, type(None)), (bool, type(None))
BOTH_FORMS = {
    "format": TEXT, "form": TEXT, "record_form": NUMBER, "uuid": TEXT, "symbol": TEXT, "subject": TEXT,
    "title_sha256": TEXT, "text_sha256": TEXT, "rule": MAP, "roll": LIST, "opened_at": TEXT, "closed_at": TEXT,
    "genesis": TEXT, "position_count": NUMBER, "chain_head": TEXT, "closed_head": TEXT, "outcome": TEXT,
    "level": TEXT, "standing_outcome": TEXT, "standing_level": TEXT, "addition_count": NUMBER,
    "addition_head": TEXT, "positions": LIST, "additions": LIST, "settlement": OPTIONAL_MAP, "sha256": TEXT,
}  # fmt: skip
FULL_ONLY = {
    "title": TEXT, "text": TEXT, "note": TEXT, "days": NUMBER, "short_reason": TEXT, "closing_note": TEXT,
    "ends_at": OPTIONAL_TEXT, "settle_due_at": OPTIONAL_TEXT, "deferred_until": OPTIONAL_TEXT,
    "decision": OPTIONAL_TEXT, "receipts": LIST, "explanation": MAP,
}  # fmt: skip
LINK = {"seq": NUMBER, "prev": TEXT, "content": TEXT, "hash": TEXT}
WHO = {"office": TEXT, "mandate": TEXT, "at": TEXT, "salt": TEXT, "passage": TEXT, "text": TEXT, "kind": TEXT}
POSITION = {**LINK, **WHO, "answer": TEXT, "until": TEXT, "remedy": TEXT, "items": TEXT, "recorded": TEXT}
ADDITION = {**LINK, **WHO, "position": TEXT, "item": NUMBER, "reservation": TEXT}
RULE = {"code": TEXT, "version": NUMBER, "data": MAP, "sha256": TEXT}
SEAT = {"office": TEXT, "present": YES_OR_NO}
RECEIPT = {"office": TEXT, "how": TEXT, "at": TEXT}
SETTLEMENT = {"outcome": TEXT, "level": TEXT, "at": TEXT, "addition_count": NUMBER, "hash": TEXT}

# What a confirmation makes of an answer given ad referendum, or of an office absent from a session.
CONFIRMED_AS = {"confirm": "support", "confirm_with_reservation": "reserve", "decline": "object"}
TOLD_ONLY = """end, length, notes, reasons, due dates, decision number, when and how a silence was
received, and how many conditions a settlement was told to have"""


class NotAnArchive(Exception):
    """The file cannot be read as an archive at all."""


def sha256(text):
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hashed(*lines):
    """Return the hash of lines joined with one newline: everything in the record is hashed so."""
    return sha256("\n".join(lines))


def canonical(value):
    """Return JSON with sorted keys, no spaces, and characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(path):
    """Return the archive and whether its bytes are exactly canonical."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        archive = json.loads(data.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise NotAnArchive("the file cannot be read: " + str(error)) from error
    if not isinstance(archive, dict) or archive.get("format") != FORMAT:
        raise NotAnArchive("the file is not an archive of the format " + FORMAT)
    if archive.get("form") not in ("full", "redacted"):
        raise NotAnArchive("the archive is neither full nor redacted")
    return archive, canonical(archive).encode("utf-8", "surrogatepass") == data


def shape_faults(value, fields, name):
    """Yield what is wrong with the fields of ``value``: missing, unknown, or of another type."""
    if not isinstance(value, dict):
        yield name + " is not a set of fields"
        return
    for field in sorted(set(fields) - set(value)):
        yield f"{name}: the field {field} is missing"
    for field in sorted(set(value) - set(fields)):
        yield f"{name}: the field {field} is unknown"
    for field in sorted(set(value) & set(fields)):
        is_bool = isinstance(value[field], bool) and bool not in fields[field]
        if is_bool or not isinstance(value[field], fields[field]):
            yield f"{name}: the field {field} is of another type"


def all_shape_faults(archive):
    """Yield every fault of shape, of the archive and of all its rows."""
    is_full = archive["form"] == "full"
    faults = list(shape_faults(archive, {**BOTH_FORMS, **(FULL_ONLY if is_full else {})}, "archive"))
    if faults:
        return faults
    parts = [(archive["rule"], RULE, "rule")]
    parts += [(seat, SEAT, "roll") for seat in archive["roll"]]
    parts += [(row, POSITION if is_full else LINK, "a position") for row in archive["positions"]]
    parts += [(row, ADDITION if is_full else LINK, "an addition") for row in archive["additions"]]
    parts += [(receipt, RECEIPT, "a receipt") for receipt in archive.get("receipts", [])]
    if archive["settlement"] is not None:
        fields = {**SETTLEMENT, "explanation": MAP} if is_full else SETTLEMENT
        parts.append((archive["settlement"], fields, "settlement"))
    return [fault for part in parts for fault in shape_faults(*part)]


# --- The hashes ------------------------------------------------------------------------------------------


def genesis_of(archive):
    """Return the hash of how the round opened."""
    rule = archive["rule"]
    roll = [seat["office"] + (":absent" if seat["present"] is False else "") for seat in archive["roll"]]
    opening = (archive["title_sha256"], archive["text_sha256"], archive["subject"], archive["opened_at"])
    which = (rule["code"], str(rule["version"]), rule["sha256"])
    return hashed("ip5-round-2", archive["uuid"], archive["symbol"], *which, *opening, ",".join(roll))


def position_content(row, record_form):
    """Return the hash of what an office said, with its salt."""
    words = (sha256(row["passage"]), sha256(row["text"]), sha256(row["remedy"]))
    if record_form == 1:
        return hashed(row["salt"], row["answer"], *words)
    who = (row["salt"], row["office"], row["mandate"], row["at"])
    more = (sha256(row["items"]), row["recorded"])
    return hashed(*who, row["answer"], row["kind"], row["until"], *words, *more)


def addition_content(row):
    """Return the hash of what was added after the close, with its salt."""
    who = (row["salt"], row["office"], row["mandate"], row["at"])
    what = (row["kind"], row["position"], str(row["item"]), row["reservation"])
    return hashed(*who, *what, sha256(row["passage"]), sha256(row["text"]))


def position_hash(archive, row):
    """Return the hash a position must carry; None where the archive does not hold what was hashed."""
    if archive["record_form"] != 1:
        return hashed("ip5-position-2", archive["uuid"], str(row["seq"]), row["prev"], row["content"])
    if archive["form"] == "redacted":
        return None
    who = (row["at"], row["office"], row["mandate"])
    return hashed("ip5-position-1", archive["uuid"], str(row["seq"]), row["prev"], *who, row["content"])


def addition_hash(archive, row):
    """Return the hash an addition must carry."""
    return hashed("ip5-addition-1", archive["uuid"], str(row["seq"]), row["prev"], row["content"])


def chain_fault(rows, start, count, head, content_of, hash_of):
    """Return what is wrong with the first bad row of a chain, or None.

    ``start`` is what the first row follows, ``count`` and ``head`` are what the archive says of the chain.
    """
    before, numbers = start, [row["seq"] for row in rows]
    for expected, row in enumerate(rows, 1):
        number = f"row {expected} "
        if row["seq"] != expected:
            if row["seq"] > expected:
                return number + ("is swapped with another" if expected in numbers else "is missing")
            return f"row {row['seq']} is there twice, or in the wrong place: inserted or swapped"
        if expected > count:
            return number + f"was inserted: the chain counts {count}"
        if content_of is not None and content_of(row) != row["content"]:
            return number + "was changed: what it says does not fit its content hash"
        if hash_of(row) not in (None, row["hash"]):
            return number + "was changed, swapped or inserted: its hash does not fit"
        if row["prev"] != before:
            return number + "does not follow the row before it: one was changed, deleted or inserted"
        before = row["hash"]
    if len(rows) < count:
        return f"row {len(rows) + 1} is missing: the tail was cut, the chain counts {count}"
    return None if before == head else f"row {max(count, 1)} is not the head of the chain"


def anchor_of(archive):
    """Return what the first addition follows: the closing hash; in form 1 the last position's."""
    return archive["closed_head"] or archive["chain_head"]


# --- The count -------------------------------------------------------------------------------------------


def answers_of(archive):
    """Return office -> answer as the rule reads it: the last position of an office counts."""
    given = {row["office"]: row["answer"] for row in archive["positions"]}
    received = {receipt["office"] for receipt in archive["receipts"]}
    answers = {}
    for seat in archive["roll"]:
        office, silent = seat["office"], None
        if archive["rule"]["code"] == "tf_session":
            silent = "present" if seat["present"] else "absent"
        elif archive["rule"]["code"] == "tf_silence":
            silent = "received" if office in received else "not_received"
        answers[office] = given.get(office, silent)
    return answers


def counted(data, answers):
    """Return outcome, level and the tests as they were read, from top to bottom; the first that holds decides."""
    outcome, tests = "", []
    for test in data["tests"]:
        wanted = [None] if test.get("missing") else test.get("any", test.get("of", []))
        offices = [office for office, answer in answers.items() if answer in wanted]
        limit = test.get("fewer_than")
        holds = bool(test.get("otherwise")) or (bool(offices) if limit is None else len(offices) < limit)
        told = {"key": test["key"], "outcome": test["outcome"], "offices": offices, "count": len(offices)}
        tests.append({**told, "threshold": limit, "reached": not outcome, "holds": holds and not outcome})
        if holds and not outcome:
            outcome = test["outcome"]
    if outcome not in data["endorsing"]:
        return outcome, "", tests
    return outcome, "full" if set(answers.values()) == {data["full_when_all"]} else "consensus", tests


def settled(archive):
    """Return outcome, level and tests as the additions make them of a provisional or conditional outcome."""
    answers = answers_of(archive)
    added = archive["additions"][: archive["settlement"]["addition_count"]]
    if archive["outcome"] == "heads_endorsed_conditionally":
        refused = any(row["kind"] == "condition_refused" for row in added)
        return ("heads_returned", "", None) if refused else ("heads_endorsed", "full", None)
    said = {row["office"]: CONFIRMED_AS[row["kind"]] for row in added if row["kind"] in CONFIRMED_AS}
    awaited = ("ad_referendum", "absent")
    final = {office: said.get(office) if answer in awaited else answer for office, answer in answers.items()}
    return counted(archive["rule"]["data"], final)


# --- The checks, in the order in which they are told -----------------------------------------------------


def check_opening(archive):
    """Rule, title, text and the hash that binds them with the roll."""
    known = {True, False} if archive["rule"]["code"] == "tf_session" else {None}
    noted = {seat["present"] for seat in archive["roll"]}
    yield "presence is noted in a session and nowhere else", noted <= known
    yield "the rule fits its hash", sha256(canonical(archive["rule"]["data"])) == archive["rule"]["sha256"]
    if archive["form"] == "full":
        yield "the title fits its hash", sha256(archive["title"]) == archive["title_sha256"]
        yield "the text fits its hash", sha256(archive["text"]) == archive["text_sha256"]
    if archive["record_form"] == 2:
        fits = genesis_of(archive) == archive["genesis"]
        yield "roll, rule, title, text and opening fit the first hash", fits


def check_chains(archive):
    """Positions and additions, row by row; a bad row is named."""
    is_full, form, anchor = archive["form"] == "full", archive["record_form"], anchor_of(archive)
    start = archive["genesis"] if form == 2 else "0" * 64
    chains = {
        "positions": (
            (start, archive["position_count"], archive["chain_head"]),
            (lambda row: position_content(row, form), lambda row: position_hash(archive, row)),
        ),
        "additions": (
            (anchor, archive["addition_count"], archive["addition_head"] or anchor),
            (addition_content, lambda row: addition_hash(archive, row)),
        ),
    }
    for name, (kept, (content_of, hash_of)) in chains.items():
        fault = chain_fault(archive[name], *kept, content_of if is_full else None, hash_of)
        yield f"{name}: {fault or str(len(archive[name])) + ' rows, each follows the one before'}", not fault


def check_end(archive):
    """Close, settlement, and what stands now."""
    outcome = (archive["outcome"], archive["level"])
    if archive["record_form"] == 2:
        counts = (str(archive["position_count"]), archive["chain_head"])
        closed = hashed("ip5-close-2", archive["uuid"], *counts, *outcome, archive["closed_at"])
        yield "outcome, level and count fit the closing hash", closed == archive["closed_head"]
    settlement = archive["settlement"]
    if settlement is not None:
        outcome = (settlement["outcome"], settlement["level"])
        named = archive["additions"][: max(0, settlement["addition_count"])]
        head = named[-1]["hash"] if named else anchor_of(archive)
        bound = (str(settlement["addition_count"]), head, *outcome, settlement["at"])
        fits = hashed("ip5-settlement-1", archive["uuid"], *bound) == settlement["hash"]
        yield "the settlement fits its hash", fits
    standing = (archive["standing_outcome"], archive["standing_level"])
    yield "what stands is the last outcome", outcome == standing


def check_count(archive):
    """The full form alone: outcome and level follow from the rule and the positions."""
    outcome, level, tests = counted(archive["rule"]["data"], answers_of(archive))
    said = ("counted again: " + " ".join([outcome, level])).strip()
    yield said, (outcome, level) == (archive["outcome"], archive["level"])
    yield "the explanation is that of this count", archive["explanation"] == {"tests": tests}
    if archive["settlement"] is not None:
        final = (archive["settlement"]["outcome"], archive["settlement"]["level"])
        again = settled(archive)
        yield ("settled again: " + " ".join(again[:2])).strip(), again[:2] == final
        told = archive["settlement"]["explanation"]
        yield "the explanation is that of this settling", again[2] is None or told == {"tests": again[2]}


def heads_of(archive):
    """Return every head this record had, the first one first: of the close, of each addition, of the settlement."""
    heads, settled = [anchor_of(archive)], archive["settlement"]
    bound = settled["addition_count"] if settled else len(archive["additions"])
    heads += [row["hash"] for row in archive["additions"][:bound]]
    if settled:
        heads.append(settled["hash"])
        for row in archive["additions"][bound:]:
            after = (settled["hash"], str(row["seq"]), row["hash"])
            heads.append(hashed("ip5-head-1", archive["uuid"], *after))
    return heads


def check_kept(archive, head, receipt):
    """What an office kept: the mailed head, a receipt."""
    if head:
        yield "the head you kept is that of this record", head.strip().lower() in heads_of(archive)
    if receipt:
        entries = [row["hash"] for row in archive["positions"] + archive["additions"]]
        yield "the entry on your receipt is in this record", receipt.strip().lower() in entries


def checks(archive, is_canonical, head, receipt):
    """Yield (what, whether it holds) for everything that can be checked."""
    faults = all_shape_faults(archive)
    if faults:
        for fault in faults:
            yield fault, False
        return
    parts = [check_opening(archive), check_chains(archive), check_end(archive)]
    if archive["form"] == "full":
        parts.append(check_count(archive))
    for part in [*parts, check_kept(archive, head, receipt)]:
        yield from part
    rest = {name: value for name, value in archive.items() if name != "sha256"}
    yield "the file fits the hash it carries", sha256(canonical(rest)) == archive["sha256"]
    yield "the file is written canonically", is_canonical


def verdict(archive, head):
    """Return in words what was proved, and what was not."""
    if archive["form"] == "full":
        words = "PROVED, full form: positions, words, roll, rule and text are those of the record, and the outcome"
        words += " follows from them.\nNot bound by the record's hashes, only told: " + TOLD_ONLY + "."
    else:
        words = "PROVED, redacted form: the record is unchanged, with its outcome, rule, roll and the hash of"
        words += (
            " its text.\nNot proved: the positions. They are not in this file, only their salted hashes are."
        )
        if archive["record_form"] == 1:
            words += "\nThis round has the older form 1: of its rows only the links were checked."
    if head:
        later = len(heads_of(archive)) - 1 - heads_of(archive).index(head.strip().lower())
        words += "\nIt is the record whose head you kept."
        words += f" Heads that it had later: {later}." if later else " It is the last head of this file."
        return words + "\nAn earlier head fits a record whose end was cut off: compare the one mailed last."
    words += "\nNobody can tell an untouched record from one written anew in full by these hashes alone."
    return words + " Compare the head\nthat was mailed last to the offices: --head <64 digits>."


def main(arguments=None):
    """Check the file that the command line names; return 0, 1 or 2."""
    parser = argparse.ArgumentParser(description="Check an archive of a ballot round, offline.")
    parser.add_argument("archive", help="the file, as downloaded or exported")
    parser.add_argument("--head", default="", help="the head that was mailed last, 64 digits")
    parser.add_argument("--receipt", default="", help="the entry on your office's receipt, 64 digits")
    options = parser.parse_args(arguments)
    say = sys.stdout.write
    try:
        archive, is_canonical = read(options.archive)
        say("{} archive of {}\n".format(archive["form"], archive.get("symbol")))
        held = True
        for what, holds in checks(archive, is_canonical, options.head, options.receipt):
            say("{} {}\n".format("ok    " if holds else "WRONG ", what))
            held = held and holds
    except NotAnArchive as error:
        say(f"{error}\n")
        return 2
    except (KeyError, TypeError, IndexError, AttributeError, UnicodeEncodeError) as error:
        say(f"WRONG  the archive is damaged: {type(error).__name__} {error}\n")
        held = False
    say((verdict(archive, options.head) if held else "NOT PROVED: see the lines above.") + "\n")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
