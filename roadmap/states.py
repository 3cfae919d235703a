"""States and moves of a roadmap version, and how a project stands (domain.md sections 4b and 1), as tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.kernel.machine import Machine, move


class VersionState(models.TextChoices):
    """Where a version stands, from compiling to superseded."""

    COMPILING = "compiling", _("Being compiled")
    FROZEN = "frozen", _("Frozen")
    UNDER_APPROVAL = "under_approval", _("Under approval by the task force")
    TF_ENDORSED = "tf_endorsed", _("Endorsed by the task force")
    DEPUTIES_CLEARED = "deputies_cleared", _("Cleared by the deputy heads")
    DEPUTIES_RETURNED = "deputies_returned", _("Returned by a deputy head")
    SUBMITTED = "submitted", _("Pending at the Heads")
    HEADS_ENDORSED = "heads_endorsed", _("Endorsed by the Heads")
    HEADS_ENDORSED_CONDITIONALLY = (
        "heads_endorsed_conditionally",
        _("Endorsed by the Heads subject to conditions"),
    )
    HEADS_RETURNED = "heads_returned", _("Returned by the Heads")
    HEADS_DEFERRED = "heads_deferred", _("Deferred by the Heads")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class Amendment(models.TextChoices):
    """What kind of change a version makes (domain.md section 4b): which path it takes, how it is numbered."""

    MAJOR = "major", _("Major: projects added, dropped or re-scoped")
    MINOR = "minor", _("Minor: dates, lead, co-lead")
    CORRIGENDUM = "corrigendum", _("Corrigendum: editorial")


class Stage(models.TextChoices):
    """Which question a round of a version puts."""

    TASK_FORCE = "task_force", _("Approval by the task force")
    HEADS = "heads", _("Endorsement by the Heads")


class Clearance(models.TextChoices):
    """What a deputy head answers."""

    CLEAR = "clear", _("Cleared")
    RETURN = "return", _("Returned with comments")
    NOTED = "noted", _("Took note")


class ProgressState(models.TextChoices):
    """Where a project stands."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    DISCONTINUED = "discontinued", _("Discontinued")
    SUPERSEDED = "superseded", _("Superseded")


class Status(models.TextChoices):
    """How an active project keeps to its plan."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    DELAYED = "delayed", _("Delayed")


# What is still to be done; how long a report on it holds.
OPEN = [ProgressState.PLANNED, ProgressState.ACTIVE]
STALE_DAYS = 60


class Age(models.TextChoices):
    """How old the last report on an open project is."""

    RECENT = "recent", _("Recent report")
    OLD = "old", _("Report older than 60 days")


class Role(models.TextChoices):
    """What an office does in a project."""

    LEAD = "lead", _("Lead")
    CO_LEAD = "co_lead", _("Co-lead")
    CONTRIBUTING = "contributing", _("Contributing")


S = VersionState
# One version is on its way at a time; what was returned or withdrawn is followed by a derived one.
UNDER_WAY = [
    S.COMPILING,
    S.FROZEN,
    S.UNDER_APPROVAL,
    S.TF_ENDORSED,
    S.DEPUTIES_CLEARED,
    S.SUBMITTED,
    S.HEADS_ENDORSED,
    S.HEADS_ENDORSED_CONDITIONALLY,
    S.HEADS_DEFERRED,
]
ENDED_BEFORE = [S.DEPUTIES_RETURNED, S.HEADS_RETURNED, S.WITHDRAWN]
PUBLIC = [S.PUBLISHED, S.SUPERSEDED]
DECIDED = [S.HEADS_ENDORSED, *PUBLIC]
WITHDRAWABLE = [
    S.FROZEN,
    S.UNDER_APPROVAL,
    S.TF_ENDORSED,
    S.DEPUTIES_CLEARED,
    S.SUBMITTED,
    S.HEADS_DEFERRED,
]
PUBLISHABLE = [S.HEADS_ENDORSED, S.TF_ENDORSED]

CHAIR = _("co-chair")
BODY = _("co-chair; secretariat prepares")
CLOCK = _("the clock")
DEPUTY = _("deputy head of a member office")
MACHINE = Machine(
    VersionState.choices,
    [
        move("edit", [S.COMPILING], S.COMPILING, _("Edit the plan"), BODY),
        move("discard", [S.COMPILING], S.COMPILING, _("Discard"), CHAIR),
        move("freeze", [S.COMPILING], S.FROZEN, _("Freeze"), CHAIR),
        move("announce_approval", [S.FROZEN], S.FROZEN, _("Announce a silence procedure"), CHAIR),
        move("cancel_announcement", [S.FROZEN], S.FROZEN, _("Call the silence procedure off"), CHAIR),
        move("open_announced", [S.FROZEN], S.UNDER_APPROVAL, _("Open the announced round"), CLOCK),
        move("refer_to_deputies", [S.FROZEN], S.FROZEN, _("Refer to the deputy heads"), CHAIR),
        move("open_approval", [S.FROZEN], S.UNDER_APPROVAL, _("Open the ballot"), CHAIR),
        move(
            "open_in_session",
            [S.FROZEN],
            S.UNDER_APPROVAL,
            _("Put to the delegations in session"),
            _("co-chair, by a conclusion of the meeting"),
        ),
        move("extend_approval", [S.UNDER_APPROVAL], S.UNDER_APPROVAL, _("Extend the round"), CHAIR),
        move("cancel_approval", [S.UNDER_APPROVAL], S.FROZEN, _("Cancel the round"), CHAIR),
        move(
            "close_approval",
            [S.UNDER_APPROVAL],
            [S.TF_ENDORSED, S.FROZEN, S.UNDER_APPROVAL],
            _("Close the round"),
            _("the clock; co-chair once all five have answered; the break of a silence"),
        ),
        move(
            "settle",
            [S.UNDER_APPROVAL],
            [S.TF_ENDORSED, S.FROZEN],
            _("Settle"),
            _("confirmations, the clock"),
        ),
        move(
            "clear_as_deputy",
            [S.TF_ENDORSED],
            [S.TF_ENDORSED, S.DEPUTIES_CLEARED],
            _("Clear as deputy"),
            DEPUTY,
        ),
        move("return_as_deputy", [S.TF_ENDORSED], S.DEPUTIES_RETURNED, _("Return as deputy"), DEPUTY),
        move("take_note", [S.TF_ENDORSED], S.TF_ENDORSED, _("Take note as deputy"), DEPUTY),
        move("skip_deputies", [S.TF_ENDORSED], S.DEPUTIES_CLEARED, _("Skip the deputy heads"), CHAIR),
        move("submit", [S.DEPUTIES_CLEARED], S.SUBMITTED, _("Submit to the Heads"), CHAIR),
        move(
            "close_heads",
            [S.SUBMITTED],
            [S.HEADS_ENDORSED, S.HEADS_ENDORSED_CONDITIONALLY, S.HEADS_RETURNED, S.HEADS_DEFERRED],
            _("Close the Heads’ round"),
            CHAIR,
        ),
        move(
            "settle_conditions",
            [S.HEADS_ENDORSED_CONDITIONALLY],
            [S.HEADS_ENDORSED, S.HEADS_RETURNED],
            _("Settle the conditions"),
            _("the Heads who set them"),
        ),
        move("put_again", [S.HEADS_DEFERRED], S.SUBMITTED, _("Put to the Heads again"), CLOCK),
        move("withdraw", WITHDRAWABLE, S.WITHDRAWN, _("Withdraw"), CHAIR),
        move("replace", [S.FROZEN], S.WITHDRAWN, _("Derive the next version"), CHAIR),
        move("derive", ENDED_BEFORE, ENDED_BEFORE, _("Derive the next version"), CHAIR),
        move("approve_publication", PUBLISHABLE, PUBLISHABLE, _("Approve the publication"), CHAIR),
        move("publish", PUBLISHABLE, S.PUBLISHED, _("Publish"), _("secretariat, co-chair")),
        move("stop_publication", PUBLISHABLE, PUBLISHABLE, _("Stop the publication"), BODY),
        move("supersede", [S.PUBLISHED], S.SUPERSEDED, _("Supersede"), _("the next publication")),
    ],
)

TONES = {
    S.COMPILING: "move",
    S.FROZEN: "move",
    S.UNDER_APPROVAL: "open",
    S.TF_ENDORSED: "good",
    S.DEPUTIES_CLEARED: "good",
    S.DEPUTIES_RETURNED: "bad",
    S.SUBMITTED: "open",
    S.HEADS_ENDORSED: "good",
    S.HEADS_ENDORSED_CONDITIONALLY: "care",
    S.HEADS_RETURNED: "bad",
    S.HEADS_DEFERRED: "care",
    S.WITHDRAWN: "past",
    S.PUBLISHED: "good",
    S.SUPERSEDED: "past",
}
