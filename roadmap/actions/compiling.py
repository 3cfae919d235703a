"""Deeds on the version that is being compiled: begun, edited, frozen, given up, derived."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, WrongState, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.actions import next_number
from ip5.outbox import actions as outbox
from proposals.models import Proposal
from roadmap import between, comparison, rules, working
from roadmap.actions import restoring, returned, steps
from roadmap.editions import next_edition
from roadmap.models import Holding, Project, ScopingDocument, Version
from roadmap.states import Amendment, VersionState

MAX_TITLE, MAX_PREAMBLE = 200, 20_000


@transaction.atomic
def compile_version(*, by: Hat, kind: str, title: str = "") -> Version:
    """Begin a version of ``kind`` on top of the one endorsed last; the working rows are its plan.

    Title and preamble are taken over. Refuses while another version is on its way (``WrongState``), and a
    first version that is not a major one (``Invalid``).
    """
    require(rules.may_compile(by))
    base = Version.objects.decided().first()
    _check_kind(kind, base)
    made = _begun(
        by,
        kind=kind,
        title=title.strip() or (base.title if base else str(_("NET/AI roadmap"))),
        preamble=base.plan.preamble if base else "",
        scoping=_scoping_for(kind, base),
        base=base,
    )
    # What a group was asked for was asked for the version before.
    Project.objects.filter(referred_at__isnull=False).update(**restoring.TAKEN_BACK)
    audit.record(made, "version.compiling_begun", by=by, data={"kind": kind})
    return made


def _scoping_for(kind: str, base: Version | None) -> ScopingDocument | None:
    """Return the document a version follows: a major one the newest, a smaller one that of what it amends."""
    if base is not None and base.scoping is not None and kind != Amendment.MAJOR:
        return base.scoping
    return ScopingDocument.objects.endorsed().first()


def _begun(by: Hat, **facts: Any) -> Version:
    """Write a version being compiled; ``WrongState`` where another one was begun at the same time."""
    try:
        with transaction.atomic():
            return Version.objects.create(compiled_at=clock.now(), compiled_by_id=by.pk, **facts)
    except IntegrityError as error:
        raise WrongState(_("A version is on its way already: publish or withdraw it first.")) from error


def _check_kind(kind: str, base: Version | None) -> None:
    if kind not in Amendment.values:
        raise Invalid({"kind": [_("Choose what kind of change the version makes.")]})
    if base is None and kind != Amendment.MAJOR:
        raise Invalid({"kind": [_("The first version is a major one.")]})


@transaction.atomic
def edit_version(version: Version, *, by: Hat, values: dict[str, Any], seen: int) -> Version:
    """Change title, preamble or kind of the version being compiled.

    ``seen`` is the row's ``version`` the writer read: ``Conflict`` when somebody has changed it since.
    ``Invalid`` for an empty title, too long a text, or an unknown kind.
    """
    row = steps.locked(version)
    require(rules.RULES["edit"](by, row))
    if seen != row.version:
        raise Conflict(_("Somebody has changed these texts since you opened them."))
    errors: dict[str, list[str]] = {}
    if "title" in values and not 0 < len(values["title"].strip()) <= MAX_TITLE:
        errors["title"] = [_("Give a title of at most %(n)d characters.") % {"n": MAX_TITLE}]
    if len(values.get("preamble", "")) > MAX_PREAMBLE:
        errors["preamble"] = [_("At most %(n)s characters.") % {"n": f"{MAX_PREAMBLE:,}"}]
    if errors:
        raise Invalid(errors)
    if "kind" in values:
        _check_kind(values["kind"], row.base)
        if values["kind"] != row.kind:
            row.scoping = _scoping_for(values["kind"], row.base)
    for name in ("title", "preamble", "kind"):
        if name in values:
            setattr(row, name, values[name].strip())
    row.version += 1
    row.save(update_fields=["title", "preamble", "kind", "scoping", "version"])
    audit.record(row, "version.edited", by=by)
    return row


@transaction.atomic
def freeze(version: Version, *, by: Hat) -> Version:
    """Freeze the plan: canonical JSON, its SHA-256 and the symbol ``Prov.n`` are written and never change.

    The members are told. Refuses like ``rules.may_freeze``; ``Invalid`` where the changes are larger than the
    version's kind allows (domain.md section 4b).
    """
    row = steps.locked(version)
    # Held from here on: none of them is tabled again between the look at it and the version's commit.
    sources = Proposal.objects.filter(project_source__project__in=Project.objects.in_plan())
    list(sources.select_for_update(of=("self",)).order_by("pk"))
    require(rules.RULES["freeze"](by, row))
    projects = working.projects_in_plan()
    plan = working.plan_of(row, projects)
    _check_size(row, plan)
    row.target = next_edition((row.base.edition or "") if row.base else "", row.kind)
    number = next_number(f"RM/{row.target}")
    row.symbol = f"NETAI/RM/{row.target} Prov.{number}"
    row.snapshot, row.sha256 = plan.canonical(), plan.sha256
    row.frozen_at, row.frozen_by_id = clock.now(), by.pk
    row.state, row.visibility = VersionState.FROZEN, Visibility.MEMBERS
    row.save(
        update_fields=[
            *("target", "symbol", "snapshot", "sha256", "frozen_at", "frozen_by", "state", "visibility")
        ]
    )
    Holding.objects.bulk_create(Holding(version=row, project=each) for each in projects)
    vars(row).pop("plan", None)
    audit.record(row, "version.frozen", by=by, data={"symbol": row.symbol, "sha256": row.sha256})
    outbox.notify("version_frozen", to=steps.members_told(row), subject=row)
    return row


def _check_size(row: Version, plan: Any) -> None:
    """Refuse changes that the version's kind does not allow, naming the first that is too large."""
    if row.base is None:
        return
    found = comparison.compare(row.base.plan, plan)
    if found.is_empty:
        raise Invalid(
            {"__all__": [_("Nothing differs from %(symbol)s.") % {"symbol": row.base.printed_symbol}]}
        )
    reason = comparison.refusal(found, row.kind, between.names_on(clock.now()))
    if reason:
        raise Invalid({"kind": [reason]})


@transaction.atomic
def discard(version: Version, *, by: Hat) -> None:
    """Give up the version being compiled: it is deleted, and the plan stands again as it was endorsed last.

    Without an endorsed version the working rows stay. Refuses like ``rules.may_discard``.
    """
    row = steps.locked(version)
    require(rules.RULES["discard"](by, row))
    if row.base is not None:
        restoring.restore(row.base.plan)
    audit.record(row, "version.discarded", by=by)
    row.delete()


@transaction.atomic
def withdraw(version: Version, *, by: Hat, reason: str) -> Version:
    """Withdraw a version before its endorsement, with a reason; an open round is cancelled. Members are told."""
    row = steps.locked(version)
    require(rules.RULES["withdraw"](by, row))
    row.withdraw_reason = steps.checked_reason(reason)
    for round in [rules.approval_round_of(row), rules.heads_round_of(row)]:
        if round is not None and round.state in {"announced", "open"}:
            ballots.cancel(round, by=by, reason=row.withdraw_reason)
    row.state, row.embargo_until = VersionState.WITHDRAWN, None
    row.save(update_fields=["state", "withdraw_reason", "embargo_until"])
    audit.record(row, "version.withdrawn", by=by, reason=row.withdraw_reason)
    outbox.notify("version_withdrawn", to=steps.members_told(row), subject=row)
    return row


@transaction.atomic
def replace(version: Version, *, by: Hat) -> Version:
    """Begin the next version from a frozen one that the task force has not endorsed; this one is withdrawn.

    Refuses like ``rules.may_replace``.
    """
    row = steps.locked(version)
    require(rules.RULES["replace"](by, row))
    ended = rules.approval_round_of(row)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Not endorsed in %(round)s; the next version is derived from it.")
        reason %= {"round": ended.full_symbol if ended else ""}
    return derive(withdraw(row, by=by, reason=reason), by=by)


@transaction.atomic
def derive(version: Version, *, by: Hat) -> Version:
    """Begin the next version from one that was returned or withdrawn: same plan, Prov.n+1 when it is frozen.

    The returned version stays as it was; what deputies and Heads said item by item becomes action items.
    Refuses like ``rules.may_derive``.
    """
    row = steps.locked(version)
    require(rules.RULES["derive"](by, row))
    restoring.restore(row.plan)
    made = _begun(
        by,
        kind=row.kind,
        title=row.title,
        preamble=row.plan.preamble,
        scoping=row.scoping,
        base=row.base,
        derived_from=row,
    )
    with translation.override(settings.LANGUAGE_CODE):
        opened = returned.open_items(row, by=by)
    audit.record(made, "version.derived", by=by, data={"from": row.symbol, "action_items": opened})
    return made
