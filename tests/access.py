"""The access table: its lines, the routes it must cover, and the objects that give an address its ids."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern
from django.views.generic.edit import ProcessFormView

from ip5 import checks
from ip5.kernel import access
from ip5.kernel.access import Access
from tests import silences, stages
from tests.ballots import beside_rounds, ended_rounds, links, sittings
from tests.cast import MEMBERS, Cast
from tests.databases import undone
from tests.meetings import addresses as meetings
from tests.roadmap import addresses, scenes
from tests.roadmap import stages as roadmap

TABLE = Path(__file__).with_name("access.toml")
CANARY = "Zanzibar quince"
ANONYMOUS = ("anonymous", "inactive")
EVERYBODY = (*ANONYMOUS, *(key for key in MEMBERS if key != "inactive"))


@dataclass(frozen=True)
class Line:
    """One line of the table: a method of a route, who gets in, who is refused, with what."""

    key: str
    allowed: frozenset[str]
    refused: frozenset[str]
    statuses: tuple[int, ...]
    object: str
    data: dict[str, Any] | None
    public: bool = field(default=False)

    @property
    def method(self) -> str:
        return self.key.split(" ", 1)[0]

    @property
    def route(self) -> str:
        return self.key.split(" ", 1)[1]

    @property
    def is_api(self) -> bool:
        return self.route.startswith("/api/")

    @property
    def is_safe(self) -> bool:
        return self.method in {"GET", "HEAD"}

    def address(self, ids: dict[str, Any]) -> str:
        """Return the route with its ids filled in."""
        return re.sub(r"<(\w+)>", lambda match: str(ids[match[1]]), self.route)

    def expected(self, member: str) -> tuple[int, ...]:
        """Return the statuses this member of the cast may get."""
        if member in self.allowed:
            return self.statuses
        if member in ANONYMOUS:
            return (401,) if self.is_api else (302,) if self.is_safe else (403,)
        return (403,) if member in self.refused else (404,)


def lines() -> dict[str, Line]:
    """Return the table, its groups resolved."""
    table = tomllib.loads(TABLE.read_text())
    groups = table.pop("groups")

    def members(words: list[str]) -> Iterator[str]:
        for word in words:
            if word.startswith("@"):
                yield from members(groups[word[1:]])
            else:
                yield word

    found = {}
    for key, facts in table.items():
        status = facts.pop("status", 200)
        found[key] = Line(
            key=key,
            allowed=frozenset(members(facts.pop("allowed"))),
            refused=frozenset(members(facts.pop("refused", []))),
            statuses=tuple(status) if isinstance(status, list) else (status,),
            object=facts.pop("object", ""),
            data=facts.pop("data", None),
        )
        if facts:
            raise ValueError(f"{key}: unknown words {sorted(facts)}")
    return found


def plain(address: str) -> str:
    """Return a pattern of the URLconf as the table writes it: ``/proposals/<uuid>/edit/``."""
    address = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\][+*]?|\.\+)\)", r"<\1>", address)
    address = re.sub(r"<\w+:(\w+)>", r"<\1>", address)
    return "/" + address.replace("^", "").replace("$", "")


def methods(pattern: URLPattern) -> set[str]:
    """Return the methods a view answers; one that names none answers GET."""
    view = pattern.callback
    if getattr(view, "actions", None):
        # The framework adds HEAD beside GET at the first request; which came first must not matter.
        return {name.upper() for name in view.actions} - {"HEAD"}
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if kind is not None:
        names = {name for name in ("get", "post", "put", "patch", "delete") if hasattr(kind, name)}
        if "put" in names and issubclass(kind, ProcessFormView):
            names.discard("put")  # Django's alias of post
        return {name.upper() for name in names}
    for cell in view.__closure__ or ():
        if isinstance(cell.cell_contents, list):
            # HEAD is a GET without its body.
            return set(cell.cell_contents) - {"HEAD"}
    return {"GET"}


def served() -> dict[str, Access | None]:
    """Return every "METHOD route" of the URLconf with what its view declares."""
    return {
        f"{method} {plain(address)}": access.declared(pattern.callback)
        for address, pattern in checks.routes()
        for method in methods(pattern)
    }


# --- Objects ------------------------------------------------------------------------------------------


def _proposal(stage: Callable[..., Any]) -> Callable[[Cast], dict[str, Any]]:
    def build(cast: Cast) -> dict[str, Any]:
        proposal = stage(cast, title=CANARY)
        proposal.refresh_from_db()
        return {
            "uuid": proposal.uuid,
            "number": 1,
            "kind": "markdown",
            "fingerprint": proposal.fingerprint,
            "version": proposal.version,
        }

    return build


def _rewritten(cast: Cast) -> dict[str, Any]:
    """A returned proposal whose next revision is written."""
    from proposals import actions

    proposal = stages.returned(cast, title=CANARY)
    actions.prepare_revision(proposal, by=cast.delegate_ep)
    working = actions.prepare_revision(proposal, by=cast.delegate_ep, values={"risks": CANARY}, version=1)
    return {"uuid": proposal.uuid, "rewritten": working.fingerprint}


def _paper(cast: Cast) -> dict[str, Any]:
    """A draft with a document, about which another office's HoD is asked."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ip5.papers.inspection import checked
    from proposals import actions

    proposal = stages.asked(cast, title=CANARY)
    found = checked(SimpleUploadedFile("notes.txt", CANARY.encode()))
    version = actions.add_paper(proposal, by=cast.delegate_ep, title=CANARY, upload=found)
    return {"uuid": proposal.uuid, "paper": version.paper.uuid, "number": 1}


def _reviewed(cast: Cast) -> dict[str, Any]:
    """A proposal under review with a comment of the JPO and a review that each other office has prepared."""
    from proposals import actions

    proposal = stages.under_review(cast, title=CANARY)
    comment = actions.comment(proposal, by=cast.hod_jp, text=CANARY)
    for hod in (cast.hod_us, cast.hod_jp, cast.hod_kr, cast.hod_cn):
        actions.prepare_review(proposal, by=hod, recommendation="support", text=CANARY)
    return {"uuid": proposal.uuid, "comment": comment.uuid}


def _idea(cast: Cast) -> dict[str, Any]:
    """An open idea of the EPO."""
    from proposals import actions

    return {"uuid": actions.put_forward(by=cast.delegate_ep, title=CANARY, text=CANARY).uuid}


def _two(cast: Cast) -> dict[str, Any]:
    """A proposal under review that may be merged into one of the JPO; nobody agreed yet."""
    proposal, into = stages.under_review(cast, title=CANARY), stages.other(cast)
    return {"uuid": proposal.uuid, "into": into.symbol, "into_uuid": into.uuid}


def _merger(cast: Cast) -> dict[str, Any]:
    """A proposal that may be merged into one of the JPO: both heads of delegation agreed."""
    proposal = stages.merger_agreed(cast, title=CANARY)
    into = proposal.merge_agreements.all()[0].into
    return {"uuid": proposal.uuid, "into": into.symbol, "into_uuid": into.uuid}


def _revised(cast: Cast, title: str) -> Any:
    """A proposal submitted again as Rev.1."""
    from proposals import actions

    proposal = stages.returned(cast, title=title)
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"risks": "Fewer."}, version=working.version
    )
    return actions.revise(proposal, by=cast.hod_ep)


def _marked(cast: Cast, title: str) -> Any:
    """A proposal whose Rev.1 a co-chair marked as editorial."""
    from proposals import actions

    proposal = _revised(cast, title)
    actions.mark_editorial(proposal, by=cast.chair_kr)
    return proposal


def _reconsidering(cast: Cast, title: str) -> Any:
    """An endorsed proposal that the JPO asks to reconsider."""
    from proposals import actions

    proposal = stages.closed(cast, title=title)
    actions.ask_reconsideration(proposal, by=cast.hod_jp, reason="New facts.")
    return proposal


def answered(cast: Cast, title: str) -> Any:
    """A proposal in whose open round all five have answered."""
    proposal = stages.in_ballot(cast, title=title)
    stages.answer(cast, proposal, stages.FULL_SUPPORT)
    return proposal


def _round(days: int, reason: str = "") -> Callable[[Cast], dict[str, Any]]:
    def build(cast: Cast) -> dict[str, Any]:
        from proposals import actions

        proposal = stages.tabled(cast, title=CANARY)
        return {"uuid": actions.open_round(proposal, by=cast.chair_kr, days=days, short_reason=reason).uuid}

    return build


def _silence(stage: str) -> Callable[[Cast], dict[str, Any]]:
    """A silence procedure at a stage of tests/silences.py; the address of the round."""

    def build(cast: Cast) -> dict[str, Any]:
        from ip5.ballots.models import Round

        getattr(silences, stage)(cast, title=CANARY)
        return {"uuid": Round.objects.get().uuid}

    return build


def _provisional(cast: Cast, title: str) -> Any:
    """A proposal that the JPO accepted ad referendum."""
    return stages.closed(cast, {"hod_jp": "ad_referendum"}, title=title)


def _published(cast: Cast) -> dict[str, Any]:
    """A published version with a file, and the address of one of its projects."""
    from roadmap import actions
    from tests.public.publications import publish, uuid_of

    version = publish()
    actions.keep_files(version, {"roadmap.json": b"{}"}, by=None)
    ids = {"edition": "1.0", "code": "A", "uuid": uuid_of("p-1"), "name": "roadmap.json"}
    return ids | {"old": "1.0", "new": "1.0"}


def _scoping_document(cast: Cast) -> dict[str, Any]:
    from roadmap.models import ScopingDocument

    return {"uuid": ScopingDocument.objects.published()[0].uuid}


def _alternate(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast.alternate_ep.uuid}


def _designation(cast: Cast) -> dict[str, Any]:
    import datetime as dt

    from ip5.accounts import actions
    from ip5.kernel import clock

    now = clock.now()
    made = actions.designate(cast.alternate_ep, since=now, until=now + dt.timedelta(days=3), by=cast.head_ep)
    return {"uuid": made.uuid}


def _mail(cast: Cast) -> dict[str, Any]:
    from django.conf import settings

    folder = Path(settings.VAR) / "mail" / "new"
    folder.mkdir(parents=True, exist_ok=True)
    text = "To: a@ip5.example\nSubject: x\nContent-Type: text/html\n\n<p>Words</p>\n"
    (folder / "1.a").write_text(text)
    return {"key": "1.a"}


def _titled(made: Callable[[Cast, str], dict[str, Any]]) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: made(cast, CANARY)


OBJECTS: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "": lambda cast: {},
    "office": lambda cast: {"code": "JP"},
    "rule": lambda cast: {"code": "tf_explicit", "version": 2},
    "bad_key": lambda cast: {"uidb36": "1", "key": "bad-key"},
    "answered": _proposal(answered),
    "rewritten": _rewritten,
    "paper": _paper,
    "open_round": _round(10),
    "announced_round": _silence("announced"),
    "silent_round": _silence("in_silence"),
    "adopted_round": _silence("adopted"),
    "plain_silence": lambda cast: {"uuid": silences.running(cast, sittings.asked()).uuid},
    "announced": _proposal(silences.announced),
    "silent": _proposal(silences.in_silence),
    "reviewed_to_the_end": _proposal(silences.ready),
    "short_round": _round(5, "A meeting is near."),
    "ad_referendum": lambda cast: ended_rounds.address_of(cast, CANARY, hod_jp="ad_referendum"),
    "reserved": lambda cast: ended_rounds.address_of(cast, CANARY, hod_jp="reserve"),
    "provisional": _proposal(_provisional),
    "conditional": lambda cast: ended_rounds.condition_of(cast, CANARY),
    "heads_round": lambda cast: sittings.address_of_heads(cast, CANARY),
    "head_link": lambda cast: links.ids_of(cast, CANARY),
    "answered_by_link": lambda cast: links.ids_of_answered(cast, CANARY),
    "session_round": lambda cast: sittings.address_of_session(cast, CANARY),
    "letter": lambda cast: beside_rounds.letter(cast, CANARY),
    "prepared": lambda cast: beside_rounds.prepared(cast, CANARY),
    "second_round": lambda cast: beside_rounds.second(cast, CANARY),
    "three_rounds": _proposal(beside_rounds.three),
    "alternate": _alternate,
    "published": _published,
    "scoping_document": _scoping_document,
    "designation": _designation,
    "mail": _mail,
    **{name: _titled(made) for name, made in addresses.OBJECTS.items()},
    **{name: _titled(made) for name, made in meetings.OBJECTS.items()},
    "pending_roadmap": lambda cast: scenes.pending_project(CANARY),
    "frozen_roadmap": lambda cast: roadmap.address_of_frozen(cast, CANARY),
    "dossier": lambda cast: roadmap.address_of_dossier(cast, CANARY),
    "reviewed": _reviewed,
    "idea": _idea,
    "two": _two,
    "merger": _merger,
    "revised": _proposal(_revised),
    "marked": _proposal(_marked),
    "reconsidering": _proposal(_reconsidering),
    "undecided": _proposal(stages.undecided),
    **{name: _proposal(stage) for name, stage in stages.STAGES.items()},
}


class Stage:
    """Holds the object of the lines at hand: made once for all lines that name it, undone for the next."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._ids: dict[str, Any] = {}
        self._made = ExitStack()

    def ids(self, name: str) -> dict[str, Any]:
        """Return the ids of the object of this name, made now unless it stands already."""
        if name != self._name:
            self.clear()
            self._made.enter_context(undone())
            self._ids, self._name = OBJECTS[name](Cast()), name
        return self._ids

    def clear(self) -> None:
        """Undo the object that stands."""
        self._name = None
        self._made.close()
