"""The seed's live entries: each goes its course through the product's own deeds, by the right hats, today."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from ip5.accounts.models import Capacity, Mandate
from ip5.audit.models import Event
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.dashboards.demo import history, people
from ip5.dashboards.demo.accounts import FOLDER
from ip5.dashboards.demo.texts import text_of
from ip5.kernel import clock
from ip5.offices.models import Group, Office
from ip5.papers import inspection
from proposals import actions
from proposals.models import Area, Idea, Proposal
from proposals.states import MACHINE

LOADED_FROM = "demo/"
ROUND_DAYS = 10
MERGEABLE = MACHINE.moves["merge"].sources


def entries() -> list[dict[str, Any]]:
    """Return the live entries in the order they are told: the seed's facts joined with live.json's course."""
    courses = json.loads((FOLDER / "live.json").read_text(encoding="utf-8"))["proposals"]
    known = {each["title"]: each for each in history.seed()["proposals"] if each["entry"] == "live"}
    return [{**known.get(course["title"], {}), **course} for course in courses]


def load_all() -> Iterator[bool]:
    """Load every entry that was never loaded, one step each, and yield whether the step was new.

    An entry is one transaction: what a broken run left is whole or absent. One that somebody has moved
    on, renamed or deleted since is not loaded again.
    """
    loaded = loaded_keys()
    for entry in entries():
        if entry["key"] not in loaded:
            load(entry)
        yield entry["key"] not in loaded


def loaded_keys() -> set[str]:
    """Return the keys of the entries loaded before, as the drafts' first events name them."""
    payloads = Event.objects.filter(
        verb="proposal.drafted", payload__contains=f'"loaded_from":"{LOADED_FROM}'
    ).values_list("payload", flat=True)
    return {json.loads(each)["data"]["loaded_from"].removeprefix(LOADED_FROM) for each in payloads}


@transaction.atomic
def load(entry: dict[str, Any]) -> Proposal:
    """Draft the entry, ask its co-leads and take it as far as its course says."""
    proposal = _draft(entry)
    for name in entry["course"]:
        STEPS[name](proposal, entry)
        proposal.refresh_from_db()
    return proposal


def _draft(entry: dict[str, Any]) -> Proposal:
    partners = Office.objects.members().filter(code__in=entry["co_lead"])
    values = {
        **text_of(entry["key"]),
        "title": entry["title"],
        "area": Area.objects.get(code=entry["area"]),
        "group": Group.objects.get(code=entry["group"]),
        "horizon": entry["horizon"],
    }
    return actions.create(
        by=_of_office("delegate", entry["lead"]),
        values=values,
        offices=dict.fromkeys(partners.values_list("pk", flat=True), "co_lead"),
        # Whatever source a title follows, text, offices and course are ours: the page says so.
        origin=Proposal.Origin.INVENTED,
        loaded_from=LOADED_FROM + entry["key"],
        idea=Idea.objects.filter(title=entry["idea"]).first() if "idea" in entry else None,
    )


def _of_office(capacity: str, code: str) -> Mandate:
    return people.hat(f"{capacity}.{code.lower()}", capacity)


def _chair(entry: dict[str, Any]) -> Mandate:
    """Return the first co-chair whom the lead office does not second: the other makes no move."""
    chairs = Mandate.objects.active().worn().in_capacity(Capacity.CHAIR)
    free = chairs.exclude(seconding_office__code=entry["lead"])
    return free.order_by("seconding_office__protocol_order")[0]


def _ask(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.ask_consent(proposal, by=_of_office("delegate", entry["lead"]))


def _consent(proposal: Proposal, entry: dict[str, Any]) -> None:
    for code in entry["co_lead"]:
        actions.consent(proposal, by=_of_office("hod", code), fingerprint=proposal.fingerprint)


def _submit(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.submit(proposal, by=_of_office("hod", entry["lead"]))


def _admit(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.admit(proposal, by=_chair(entry))


def _return(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.return_for_revision(proposal, by=_chair(entry), reason=entry["return_reason"])


def _table(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.table(proposal, by=_chair(entry), reason=entry["early_reason"])


def _ballot(proposal: Proposal, entry: dict[str, Any]) -> None:
    opened: Round = actions.open_round(proposal, by=_chair(entry), days=ROUND_DAYS)
    for code, position in entry["positions"].items():
        ballots.cast(opened, by=_of_office("hod", code), **position)


def _close(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.close_round(proposal, by=_chair(entry))


def _revise(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Add the words of the entry to its sections and submit them as the next revision."""
    by = _of_office("delegate", entry["lead"])
    working = actions.prepare_revision(proposal, by=by)
    values = {name: getattr(working, name) + words for name, words in entry["revision"].items()}
    actions.prepare_revision(proposal, by=by, values=values, version=working.version)
    actions.revise(proposal, by=_of_office("hod", entry["lead"]))


def _comment(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Write the comments, and the lead office's answers to those that have one."""
    for each in entry["comments"]:
        words = {name: each[name] for name in ("section", "kind", "text")}
        written = actions.comment(proposal, by=_of_office("delegate", each["office"]), **words)
        if "answer" in each:
            by = _of_office("delegate", entry["lead"])
            actions.dispose(written, by=by, answer=each["answer"], reason=each["reason"])


def _review(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Prepare the reviews, and file those of the offices that are quick."""
    for each in entry["reviews"]:
        words = {name: each[name] for name in ("recommendation", "scores", "text")}
        actions.prepare_review(proposal, by=_of_office("delegate", each["office"]), **words)
        if not each.get("is_pending"):
            actions.file_review(proposal, by=_of_office("hod", each["office"]))


def _papers(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Add the papers through the same look at each file as an upload gets."""
    by = _of_office("delegate", entry["lead"])
    for each in entry["papers"]:
        first, *later = (_upload(name) for name in each["files"])
        added = actions.add_paper(
            proposal, by=by, title=each["title"], upload=first, visibility=each["visibility"]
        )
        for upload in later:
            actions.add_paper_version(added.paper, by=by, upload=upload)


def _upload(name: str) -> inspection.Checked:
    return inspection.checked(ContentFile((FOLDER / "papers" / name).read_bytes(), name=name))


def _defer(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Defer by so many days from today: the demo is as fresh as its loading."""
    deferral = entry["deferral"]
    until = clock.now().date() + dt.timedelta(days=deferral["days"])
    actions.defer(proposal, by=_chair(entry), until=until, reference=deferral["reference"])


def _share(proposal: Proposal, entry: dict[str, Any]) -> None:
    for each in entry["shares"]:
        office = Office.objects.get(code=each["office"])
        actions.share(proposal, by=_of_office("delegate", entry["lead"]), office=office, level=each["level"])


def _note(proposal: Proposal, entry: dict[str, Any]) -> None:
    for each in entry["notes"]:
        capacity = "hod" if each["office"] == entry["lead"] else "delegate"
        actions.note(proposal, by=_of_office(capacity, each["office"]), text=each["text"])


def _ask_clearance(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.ask_clearance(proposal, by=_of_office("delegate", entry["lead"]))


def _send_back(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.send_back(proposal, by=_of_office("hod", entry["lead"]), reason=entry["send_back_reason"])


def _end(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.close(proposal, by=_chair(entry), reason=entry["end_reason"])


def _merge(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Merge into the other, as both HoDs agree; where that has moved on since, this one waits as it is."""
    into = Proposal.objects.filter(title=entry["merged_into"], state__in=MERGEABLE).first()
    if into is None:
        return
    for code in (entry["lead"], into.lead_office.code):
        actions.agree_merge(proposal, by=_of_office("hod", code), into=into)
    actions.merge(proposal, by=_chair(entry), into=into)


def _withdraw(proposal: Proposal, entry: dict[str, Any]) -> None:
    actions.withdraw(proposal, by=_of_office("hod", entry["lead"]), reason=entry["withdraw_reason"])


def _take_over(proposal: Proposal, entry: dict[str, Any]) -> None:
    """Let another office begin its own draft with the text, and its HoD clear that as it stands."""
    code = entry["taken_over_by"]
    draft = actions.take_over(proposal, by=_of_office("delegate", code))
    actions.ask_clearance(draft, by=_of_office("delegate", code))
    actions.clear(draft, by=_of_office("hod", code), fingerprint=draft.fingerprint)


# The steps that live.json names, in the order of the life cycle.
STEPS: dict[str, Callable[[Proposal, dict[str, Any]], None]] = {
    "share": _share,
    "note": _note,
    "papers": _papers,
    "ask_clearance": _ask_clearance,
    "send_back": _send_back,
    "ask": _ask,
    "consent": _consent,
    "submit": _submit,
    "admit": _admit,
    "comment": _comment,
    "review": _review,
    "return": _return,
    "revise": _revise,
    "defer": _defer,
    "table": _table,
    "ballot": _ballot,
    "close": _close,
    "end": _end,
    "merge": _merge,
    "withdraw": _withdraw,
    "take_over": _take_over,
}
