"""The oracle of all four rule sets: what each set of answers must come to, written apart from the product.

Its author read domain.md section 4 and ballot_cases.csv and no line of the product. Where the product reads
its rules from rows, this file says them in plain sentences, one `if` each, in the order of the charter.

Answers are five words in protocol order (EP JP KR CN US); None or "" is a missing one. Every function returns
(outcome, level); a level that does not exist is "". Run it with the path of ballot_cases.csv to check itself.
"""

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

OFFICES = ("EP", "JP", "KR", "CN", "US")

Answers = Sequence[str | None]
Result = tuple[str, str]


def explicit(answers: Answers) -> Result:
    """Return what an explicit ballot comes to.

    Section 4: "any object / fewer than 4 cast / support + reserve + ad referendum < 3 / any ad referendum /
    any reserve / else"; "`full` if all five positions are support".
    """
    ballots = _read(answers, "support reserve ad_referendum abstain object")
    if "object" in ballots:
        return "no_consensus", ""
    if ballots.count("") > 1:
        return "inquorate", ""
    if ballots.count("abstain") + ballots.count("") > 2:
        return "insufficient_support", ""
    if "ad_referendum" in ballots:
        return "provisional", ""
    if "reserve" in ballots:
        return "tf_endorsed_with_reservations", "consensus"
    if ballots == ["support"] * 5:
        return "tf_endorsed", "full"
    return "tf_endorsed", "consensus"


def silence(broken: bool, receipts_complete: bool, extended_before: bool) -> Result:
    """Return what a silence procedure comes to at its instant, or at the break.

    Section 4: "valid only with a receipt per office, else one extension of 2 common working days"; "written
    objection or amendment [...] / receipts missing after the extension / else".
    """
    if broken:
        return "broken", ""
    if receipts_complete:
        return "adopted_by_silence", "consensus"
    if extended_before:
        return "lapsed_undelivered", ""
    return "auto_extended", ""


def session(answers: Answers) -> Result:
    """Return what a conclusion read out in a meeting comes to.

    Section 4: "fewer than 4 delegations present / any object / one absent / any reserve / else"; "present and
    silent = did not object", so nothing agreed in a session is ever `full`.
    """
    chairs = _read(answers, "present reserve object absent", may_be_missing=False)
    absent = chairs.count("absent")
    if absent >= 2:
        return "inquorate", ""
    if "object" in chairs:
        return "no_consensus", ""
    if absent:
        return "provisional", ""
    return _agreed(chairs)


def heads(answers: Answers) -> Result:
    """Return what the answers of the five Heads come to when the chair closes.

    Section 4: "any return / any missing / any defer / any subject_to / else"; "no silence, no time-out".
    """
    letters = _read(answers, "endorse endorse_subject_to return defer")
    if "return" in letters:
        return "heads_returned", ""
    if "" in letters:
        return "pending", ""
    if "defer" in letters:
        return "heads_deferred", ""
    if "endorse_subject_to" in letters:
        return "heads_endorsed_conditionally", "consensus"
    return "heads_endorsed", "full"


def settled_explicit(answers: Answers, confirmations: Mapping[str, str | None]) -> Result:
    """Return what an explicit ballot comes to once its ad referendum answers are settled.

    `confirmations` names by office what each ad referendum office said: confirm, confirm_with_reservation,
    decline, or None (also when it is not named). Section 4: "confirm = support, confirm with reservation =
    reserve, decline = object, none at the due date = no position; the outcome is recomputed once, level
    included". A result that was not provisional stays; a confirmation nobody owes is a ValueError.
    """
    owing = _offices_that_said("ad_referendum", answers)
    _only_from(owing, confirmations)
    if explicit(answers)[0] != "provisional":
        return explicit(answers)
    final: list[str | None] = []
    for office, answer in zip(OFFICES, answers, strict=True):
        if office not in owing:
            final.append(answer)
            continue
        word = confirmations.get(office)
        if word == "confirm":
            final.append("support")
        elif word == "confirm_with_reservation":
            final.append("reserve")
        elif word == "decline":
            final.append("object")
        else:
            final.append(None)
    return explicit(final)


def settled_session(answers: Answers, confirmations: Mapping[str, str | None]) -> Result:
    """Return what a session comes to once the absent office has spoken or its ten days have run.

    Section 4: "provisional (the absent office has 10 working days; then final with "no position received"
    printed)". A decline objects, a reservation is recorded, a confirmation or no word leaves what the four
    present offices agreed. A result that was not provisional stays.
    """
    absent = _offices_that_said("absent", answers)
    _only_from(absent, confirmations)
    if session(answers)[0] != "provisional":
        return session(answers)
    (office,) = absent
    word = confirmations.get(office)
    if word == "decline":
        return "no_consensus", ""
    if word == "confirm_with_reservation":
        return "agreed_with_reservations", "consensus"
    return _agreed(list(answers))


def settled_heads(answers: Answers, confirmed: Mapping[str, str | None]) -> Result:
    """Return what a conditional endorsement comes to after the Heads answered whether their conditions are met.

    `confirmed` says by office "confirmed", "refused" or "open" (None and unnamed are open). Section 4: "all
    confirmed -> heads_endorsed; a Head who refuses -> heads_returned"; "full once every condition is confirmed".
    """
    conditional = _offices_that_said("endorse_subject_to", answers)
    _only_from(conditional, confirmed)
    if heads(answers)[0] != "heads_endorsed_conditionally":
        return heads(answers)
    said = [confirmed.get(office) for office in conditional]
    if "refused" in said:
        return "heads_returned", ""
    if all(word == "confirmed" for word in said):
        return "heads_endorsed", "full"
    return "heads_endorsed_conditionally", "consensus"


def subject_after(outcome: str) -> str:
    """Return the state an outcome gives its subject, "" where the subject waits where it is.

    Section 4: "broken -> tabled / lapsed_undelivered -> tabled / adopted_by_silence -> tf_endorsed", "agreed ->
    tf_endorsed", "agreed_with_reservations -> tf_endorsed_with_reservations", "stays pending".
    """
    if outcome in ("pending", "auto_extended"):
        return ""
    if outcome in ("broken", "lapsed_undelivered"):
        return "tabled"
    if outcome in ("adopted_by_silence", "agreed"):
        return "tf_endorsed"
    if outcome == "agreed_with_reservations":
        return "tf_endorsed_with_reservations"
    return outcome


def _agreed(chairs: Sequence[str | None]) -> Result:
    """Return the agreement among those present, with the reservations they recorded."""
    if "reserve" in chairs:
        return "agreed_with_reservations", "consensus"
    return "agreed", "consensus"


def _read(answers: Answers, vocabulary: str, *, may_be_missing: bool = True) -> list[str]:
    """Return the five answers with "" for a missing one; refuse a sixth, a fourth, or a foreign word."""
    words = [answer or "" for answer in answers]
    allowed = set(vocabulary.split()) | ({""} if may_be_missing else set())
    if len(words) != 5 or not allowed.issuperset(words):
        raise ValueError(f"not five answers of this rule set: {words}")
    return words


def _offices_that_said(word: str, answers: Answers) -> list[str]:
    return [office for office, answer in zip(OFFICES, answers, strict=True) if answer == word]


def _only_from(owing: Sequence[str], words: Mapping[str, str | None]) -> None:
    """Refuse a word of an office that was not asked, and one that means nothing."""
    known = {"confirm", "confirm_with_reservation", "decline", "confirmed", "refused", "open", None}
    if not set(owing).issuperset(words) or not known.issuperset(words.values()):
        raise ValueError(f"only {list(owing)} were asked: {dict(words)}")


def _of_row(row: Mapping[str, str]) -> Result:
    """Return what this oracle says of one row of ballot_cases.csv."""
    cells = [row[office] for office in OFFICES]
    if row["ruleset"] == "tf_silence":
        flags = dict(cell.split("=") for cell in cells if cell)
        return silence(*(flags[name] == "1" for name in ("broken", "receipts_complete", "extended_before")))
    return {"tf_explicit": explicit, "tf_session": session, "heads": heads}[row["ruleset"]](cells)


def check(path: Path) -> tuple[int, list[str]]:
    """Compare every row of the CSV with this oracle; return how many there were and the rows that differ."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    differing = [
        f"{number}: {row} but the oracle says {_of_row(row)}"
        for number, row in enumerate(rows, start=2)
        if _of_row(row) != (row["outcome"], row["level"])
    ]
    return len(rows), differing


if __name__ == "__main__":
    count, differences = check(Path(sys.argv[1]))
    sys.stdout.write("\n".join([*differences, f"{count} rows, {len(differences)} differ"]) + "\n")
    sys.exit(1 if differences or not count else 0)
