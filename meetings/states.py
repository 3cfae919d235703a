"""States and moves of a meeting, and the fixed words of its agenda and summary (domain.md section 5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.kernel.machine import Machine, move


class State(models.TextChoices):
    """Where a meeting stands, from planned to its published summary."""

    PLANNED = "planned", _("Planned")
    ANNOUNCED = "announced", _("Announced")
    REGISTRATION = "registration", _("Registration open")
    AGENDA_PROV = "agenda_prov", _("Provisional agenda")
    IN_SESSION = "in_session", _("In session")
    CLOSED = "closed", _("Closed")
    SUMMARY_DRAFT = "summary_draft", _("Summary being drafted")
    SUMMARY_REVIEW = "summary_review", _("Summary in review")
    SUMMARY_ADOPTED = "summary_adopted", _("Summary adopted")
    SUMMARY_PUBLISHED = "summary_published", _("Summary published")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


class Mode(models.TextChoices):
    """How a meeting is held."""

    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Virtual")
    HYBRID = "hybrid", _("In person and online")


class Fit(models.TextChoices):
    """What an office says of a slot."""

    GOOD = "good", _("Suits us")
    POSSIBLE = "possible", _("Possible")
    IMPOSSIBLE = "impossible", _("Not possible")


class ItemType(models.TextChoices):
    """What is wanted of an agenda item."""

    DECISION = "decision", _("for decision")
    DISCUSSION = "discussion", _("for discussion")
    INFORMATION = "information", _("for information")


class ItemState(models.TextChoices):
    """Where an agenda item stands: an office asks for it, the body takes it in or declines it."""

    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("On the agenda")
    BACKLOG = "backlog", _("In the backlog")
    DECLINED = "declined", _("Declined")


class Attends(models.TextChoices):
    """How somebody takes part, and what an invitation is answered with."""

    ROOM = "room", _("In the room")
    REMOTE = "remote", _("Online")
    DECLINED = "declined", _("Does not attend")


class Part(models.TextChoices):
    """In what capacity somebody is registered with a delegation."""

    HEAD = "head", _("Head of delegation")
    DELEGATE = "delegate", _("Delegate")
    EXPERT = "expert", _("Expert")
    OBSERVER = "observer", _("Observer")
    BODY = "body", _("Co-chair or secretariat")


class Verb(models.TextChoices):
    """The verbs of a conclusion; a summary has no others."""

    NOTED = "noted", _("noted")
    APPRECIATED = "took_note_with_appreciation", _("took note with appreciation")
    AGREED = "agreed", _("agreed")
    ENDORSED = "endorsed", _("endorsed")
    APPROVED = "approved", _("approved")
    REQUESTED = "requested", _("requested")
    INVITED = "invited", _("invited")
    RECOMMENDED = "recommended", _("recommended")
    DEFERRED = "deferred", _("deferred")
    REFERRED = "referred", _("referred")
    NO_CONSENSUS = "did_not_reach_consensus", _("did not reach consensus")


# These bind the offices: they are put to the delegations under ``tf_session`` and become decisions.
DECIDING = frozenset({Verb.AGREED, Verb.ENDORSED, Verb.APPROVED, Verb.RECOMMENDED})

# With these a conclusion under the item of a minor amendment approves the version itself, and under that of a tabled
# proposal endorses the proposal.
APPROVING = frozenset({Verb.APPROVED, Verb.ENDORSED})


class ConclusionState(models.TextChoices):
    """A conclusion is typed, put to the delegations where it decides, and recorded; or it is dropped."""

    DRAFT = "draft", _("Being worded")
    PUT = "put", _("Put to the delegations")
    RECORDED = "recorded", _("Recorded")
    DROPPED = "dropped", _("Dropped")


class SuggestionState(models.TextChoices):
    """What became of a correction to the summary."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


SUGGESTION_TONES = {
    SuggestionState.OPEN: "open",
    SuggestionState.ACCEPTED: "good",
    SuggestionState.DECLINED: "past",
}

# The standing agenda, in its order: key, type, title, minutes. The keys say what is drawn in by query.
STANDING: tuple[tuple[str, str, object, int], ...] = (
    ("opening", ItemType.DECISION, _("Opening and adoption of the agenda"), 10),
    ("between", ItemType.INFORMATION, _("Decisions taken between meetings"), 15),
    ("actions", ItemType.INFORMATION, _("Actions of the last meeting"), 20),
    ("decision", ItemType.DECISION, _("Items for decision, by area"), 60),
    ("discussion", ItemType.DISCUSSION, _("Items for discussion"), 45),
    ("information", ItemType.INFORMATION, _("Items for information"), 30),
    ("industry", ItemType.DISCUSSION, _("Engagement with IP5 Industry"), 20),
    ("roadmap", ItemType.DECISION, _("Roadmap and next steps"), 45),
    ("other", ItemType.DISCUSSION, _("Other business"), 15),
    ("summary", ItemType.DECISION, _("Summary by the co-chairs"), 30),
)

S = State
BEFORE_SESSION = [S.PLANNED, S.ANNOUNCED, S.REGISTRATION, S.AGENDA_PROV, S.POSTPONED]
# Where the invitations are out.
INVITED = [S.ANNOUNCED, S.REGISTRATION, S.AGENDA_PROV]
HELD = [
    S.CLOSED,
    S.SUMMARY_DRAFT,
    S.SUMMARY_REVIEW,
    S.SUMMARY_ADOPTED,
    S.SUMMARY_PUBLISHED,
]
CHAIR = _("co-chair")
BODY = _("co-chair or secretariat")
MACHINE = Machine(
    State.choices,
    [
        move("plan", [S.PLANNED, S.POSTPONED], [S.PLANNED, S.POSTPONED], _("Change dates and place"), BODY),
        move("announce", [S.PLANNED, S.POSTPONED], S.ANNOUNCED, _("Announce"), CHAIR),
        move("open_registration", [S.ANNOUNCED], S.REGISTRATION, _("Open the registration"), BODY),
        move("publish_agenda", [S.REGISTRATION], S.AGENDA_PROV, _("Publish the agenda"), CHAIR),
        move("revise_agenda", [S.AGENDA_PROV], S.AGENDA_PROV, _("Publish the agenda anew"), CHAIR),
        move("open_session", [S.AGENDA_PROV], S.IN_SESSION, _("Open the meeting"), CHAIR),
        move("close", [S.IN_SESSION], S.CLOSED, _("Close the meeting"), CHAIR),
        move("draft_summary", [S.CLOSED], S.SUMMARY_DRAFT, _("Draft the summary"), BODY),
        move(
            "review_summary", [S.SUMMARY_DRAFT], S.SUMMARY_REVIEW, _("Open the review of the summary"), CHAIR
        ),
        move("adopt_summary", [S.SUMMARY_REVIEW], S.SUMMARY_ADOPTED, _("Adopt the summary"), _("silence")),
        move("reopen_summary", [S.SUMMARY_ADOPTED], S.SUMMARY_REVIEW, _("Reopen the summary"), CHAIR),
        move(
            "approve_publication",
            [S.SUMMARY_ADOPTED],
            S.SUMMARY_ADOPTED,
            _("Approve the publication"),
            CHAIR,
        ),
        move("publish_summary", [S.SUMMARY_ADOPTED], S.SUMMARY_PUBLISHED, _("Publish"), _("secretariat")),
        move("postpone", INVITED, S.POSTPONED, _("Postpone the meeting"), CHAIR),
        move("cancel", BEFORE_SESSION, S.CANCELLED, _("Cancel the meeting"), CHAIR),
    ],
)

TONES = {
    S.PLANNED: "move",
    S.ANNOUNCED: "move",
    S.REGISTRATION: "open",
    S.AGENDA_PROV: "open",
    S.IN_SESSION: "open",
    S.CLOSED: "past",
    S.SUMMARY_DRAFT: "move",
    S.SUMMARY_REVIEW: "open",
    S.SUMMARY_ADOPTED: "good",
    S.SUMMARY_PUBLISHED: "good",
    S.POSTPONED: "care",
    S.CANCELLED: "past",
}
