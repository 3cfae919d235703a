"""Deeds on a draft: write, ask consent, clear, submit, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, Refused, require
from ip5.kernel.hat import Hat
from ip5.kernel.text import canonical_json
from ip5.kernel.visibility import Visibility
from ip5.offices import symbols
from ip5.offices.actions import next_number
from ip5.offices.models import Office, year_of
from ip5.outbox import actions as outbox
from proposals import rules
from proposals.actions import steps
from proposals.actions.papers import forget_papers
from proposals.models import MAX_SECTION, SECTIONS, Idea, Participation, Proposal, ProposalText, Revision
from proposals.states import State

TEXT_FIELDS = ("title", "horizon", "submit_visibility", *SECTIONS)
KEY_FIELDS = ("area", "group")
STAMP = ("cleared_fingerprint", "cleared_visibility", "cleared_by", "cleared_at")


def _drafting_offices(proposal: Proposal) -> list[int]:
    """Return who may read a drafting event: the lead office, and those asked."""
    asked = proposal.participations.filter(asked_at__isnull=False).values_list("office_id", flat=True)
    return [proposal.lead_office_id, *asked]


def check_text(values: Mapping[str, Any]) -> None:
    """Refuse with ``Invalid`` a section or title beyond its length; drafts may be incomplete."""
    errors = {}
    for name, value in values.items():
        most = 200 if name == "title" else MAX_SECTION
        if isinstance(value, str) and len(value) > most:
            errors[name] = [
                _("At most %(most)s characters; this has %(has)s.")
                % {"most": f"{most:,}", "has": f"{len(value):,}"}
            ]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def create(
    *,
    by: Hat,
    values: Mapping[str, Any],
    offices: Mapping[int, str] | None = None,
    origin: str = Proposal.Origin.PRODUCT,
    loaded_from: str = "",
    idea: Idea | None = None,
    taken_over_from: Proposal | None = None,
) -> Proposal:
    """Create an office-internal draft of the hat's office and return it.

    ``values`` holds any of the text fields, ``offices`` maps other member offices' keys to roles.
    A draft that is loaded instead of written says what it is by ``origin``; ``loaded_from`` names the
    entry in the draft's first event, so that it is never loaded twice, whatever became of it. ``idea``
    is the one it grows from, ``taken_over_from`` the withdrawn proposal whose text it begins with.
    Refuses hats that do not draft, and texts beyond their length (``Invalid``).
    """
    require(rules.may_create(by))
    check_text(values)
    proposal = Proposal(lead_office_id=by.office_id, created_by_id=by.pk, updated_by_id=by.pk, origin=origin)  # type: ignore[misc]
    proposal.idea, proposal.taken_over_from = idea, taken_over_from
    fill(proposal, values)
    proposal.updated_at = clock.now()
    proposal.save()
    if offices:
        _name_offices(proposal, offices)
    data = {"origin": str(origin), "loaded_from": loaded_from} if loaded_from else {}
    audit.record(proposal, "proposal.drafted", by=by, visibility=Visibility.OFFICE_INTERNAL, data=data)
    return proposal


def fill(text: ProposalText, values: Mapping[str, Any], fields: Iterable[str] = TEXT_FIELDS) -> None:
    """Set the given values on a text and renew its fingerprint; nothing is saved."""
    for name in (*fields, *KEY_FIELDS):
        if name in values:
            value = values[name]
            setattr(text, name, value.replace("\r\n", "\n") if isinstance(value, str) else value)
    text.fingerprint = text.fingerprint_now()


def _name_offices(proposal: Proposal, offices: Mapping[int, str]) -> None:
    """Keep exactly ``offices`` (key -> role) as those named; a dropped one loses its row.

    An office whose role changes is asked again: it consented to the other one.

    Refuses with ``Invalid`` whoever is not another member office.
    """
    members = set(Office.objects.members().exclude(pk=proposal.lead_office_id).values_list("pk", flat=True))
    if set(offices) - members:
        raise Invalid({"offices": [_("Only the other member offices can take part.")]})
    Participation.objects.filter(proposal=proposal).exclude(office__in=offices).delete()
    for office_id, role in offices.items():
        each, is_new = Participation.objects.get_or_create(
            proposal=proposal, office_id=office_id, defaults={"role": role}
        )
        if not is_new and each.role != role:
            each.role, each.asked_fingerprint, each.consent_fingerprint = role, "", ""
            each.consented_at = each.consented_by = each.declined_at = None
            each.save()


@transaction.atomic
def edit(
    proposal: Proposal,
    *,
    by: Hat,
    values: Mapping[str, Any],
    offices: Mapping[int, str] | None = None,
    version: int,
) -> Proposal:
    """Save the draft's text as read at ``version``; any change removes the stamp, a changed text the consents.

    Refuses ``Conflict`` when somebody saved in between, ``Invalid`` texts beyond their length or an
    office that is not another member.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["edit"](by, locked))
    if locked.version != version:
        raise Conflict(
            _("%(name)s saved this draft in the meantime. What you typed is below, nothing is lost.")
            % {"name": locked.updated_by.person.name if locked.updated_by else _("Somebody else")}
        )
    check_text(values)
    before = locked.fingerprint, locked.submit_visibility
    fill(locked, values)
    named_before = dict(locked.participations.values_list("office_id", "role"))
    _keeps_to_the_text(locked, by, before[1], offices is not None and dict(offices) != named_before)
    if offices is not None and dict(offices) != named_before:
        _name_offices(locked, offices)
    elif before == (locked.fingerprint, locked.submit_visibility):
        return locked
    # Who cleared, and when, stays for the page to say that the stamp no longer holds.
    locked.cleared_fingerprint = locked.cleared_visibility = ""
    steps.touch(locked, by, *TEXT_FIELDS, *KEY_FIELDS, "fingerprint", *STAMP)
    last = Event.objects.for_subject(locked).order_by("-seq").first()
    if last is None or (last.verb, last.by_id) != ("proposal.edited", by.pk):
        # One entry for a run of saves by the same hat: autosave must not drown the history.
        readers = {locked.lead_office_id, by.office_id if by.is_delegation else None} - {None}
        audit.record(locked, "proposal.edited", by=by, visibility=Visibility.OFFICE_INTERNAL, offices=readers)  # type: ignore[arg-type]
    return locked


def _keeps_to_the_text(proposal: Proposal, by: Hat, visibility_before: str, names_others: bool) -> None:
    """Refuse another office's editor more than the text: who takes part and who sees it is the lead's."""
    if by.office_id != proposal.lead_office_id and (
        names_others or visibility_before != proposal.submit_visibility
    ):
        raise Refused(
            _("Which offices take part and who sees it after submission is for the lead office to say.")
        )


@transaction.atomic
def ask_consent(proposal: Proposal, *, by: Hat) -> Proposal:
    """Ask the HoD of every office named, about the present text; shows the draft to those HoDs alone."""
    locked = steps.locked(proposal)
    require(rules.RULES["ask_consent"](by, locked))
    moment = clock.now()
    asked = rules.unasked(locked)
    for each in asked:
        each.asked_at, each.asked_fingerprint, each.declined_at = moment, locked.fingerprint, None
        each.save(update_fields=["asked_at", "asked_fingerprint", "declined_at"])
        speakers = Mandate.objects.speaking_for(each.office_id)
        outbox.notify("consent_asked", to=speakers, subject=locked)
    steps.touch(locked, by)
    audit.record(
        locked,
        "proposal.consent_asked",
        by=by,
        visibility=Visibility.OFFICE_INTERNAL,
        offices=_drafting_offices(locked),
        data={"offices": [each.office.code for each in asked], "text_sha256": locked.fingerprint},
    )
    return locked


@transaction.atomic
def consent(proposal: Proposal, *, by: Hat, fingerprint: str) -> Proposal:
    """Consent, as HoD of an office asked, to the exact text whose ``fingerprint`` was read.

    Refuses ``Conflict`` when the text has changed since, and whoever does not speak for an office asked.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["consent"](by, locked))
    if fingerprint != locked.fingerprint:
        raise Conflict(_("The text changed while you were reading. Read it again before you consent."))
    Participation.objects.filter(proposal=locked, office=by.office_id).update(
        consent_fingerprint=locked.fingerprint,
        consented_at=clock.now(),
        consented_by_id=by.pk,
        declined_at=None,
    )
    _answered(locked, by, "proposal.consented", {"text_sha256": locked.fingerprint})
    return locked


@transaction.atomic
def decline(proposal: Proposal, *, by: Hat) -> Proposal:
    """Decline, as HoD of an office asked: the office does not take part and counts for nothing."""
    locked = steps.locked(proposal)
    require(rules.RULES["decline"](by, locked))
    Participation.objects.filter(proposal=locked, office=by.office_id).update(
        consent_fingerprint="", consented_at=None, consented_by=None, declined_at=clock.now()
    )
    _answered(locked, by, "proposal.declined", {})
    return locked


def _answered(proposal: Proposal, by: Hat, verb: str, data: Mapping[str, Any]) -> None:
    steps.touch(proposal, by)
    audit.record(
        proposal,
        verb,
        by=by,
        visibility=proposal.visibility,
        offices=[proposal.lead_office_id, by.office_id] if by.office_id else None,
        data=data,
    )
    kind = "consent_given" if verb == "proposal.consented" else "consent_declined"
    outbox.notify(kind, to=steps.lead_delegation(proposal), subject=proposal)


@transaction.atomic
def ask_clearance(proposal: Proposal, *, by: Hat) -> Proposal:
    """Tell the HoD (and a designated alternate) of the lead office that the text waits for clearance."""
    locked = steps.locked(proposal)
    require(rules.RULES["ask_clearance"](by, locked))
    steps.touch(locked, by)
    audit.record(locked, "proposal.clearance_asked", by=by, visibility=Visibility.OFFICE_INTERNAL)
    outbox.notify("clearance_asked", to=Mandate.objects.speaking_for(locked.lead_office_id), subject=locked)
    return locked


@transaction.atomic
def clear(proposal: Proposal, *, by: Hat, fingerprint: str) -> Proposal:
    """Stamp the exact text whose ``fingerprint`` the HoD read, with its visibility class.

    Refuses ``Conflict`` when the text has changed since.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["clear"](by, locked))
    if fingerprint != locked.fingerprint:
        raise Conflict(_("The text changed while you were reading. Read it again before you clear it."))
    _stamp(locked, by)
    steps.touch(locked, by, *STAMP)
    audit.record(
        locked,
        "proposal.cleared",
        by=by,
        visibility=Visibility.OFFICE_INTERNAL,
        data={"text_sha256": locked.fingerprint, "visibility": locked.submit_visibility},
    )
    outbox.notify("clearance_given", to=steps.lead_delegation(locked).exclude(pk=by.pk), subject=locked)  # type: ignore[misc]
    return locked


def _stamp(proposal: Proposal, by: Hat) -> None:
    proposal.cleared_fingerprint = proposal.fingerprint
    proposal.cleared_visibility = proposal.submit_visibility
    proposal.cleared_by_id = by.pk
    proposal.cleared_at = clock.now()


@transaction.atomic
def submit(proposal: Proposal, *, by: Hat) -> Proposal:
    """Submit a complete text: number it, fix Rev.0, open it to its class, tell the members.

    An HoD clears by submitting; a delegate submits a stamped text only. Offices that were asked and
    have not consented to this text are dropped: they do not count.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["submit"](by, locked))
    if not locked.is_cleared:
        _stamp(locked, by)
    moment = clock.now()
    kept = [each.pk for each in locked.taking_part]
    locked.participations.exclude(pk__in=kept).delete()
    restricted = locked.submit_visibility == Visibility.MEMBERS
    year = year_of(moment)
    key = symbols.series_key(symbols.PROPOSAL, year, restricted=restricted)
    locked.symbol = symbols.proposal(year, next_number(key), restricted=restricted)
    locked.state, locked.visibility, locked.submitted_at = State.SUBMITTED, locked.submit_visibility, moment
    steps.touch(locked, by, "symbol", "state", "visibility", "submitted_at", *STAMP)
    revision = Revision.objects.create(  # type: ignore[misc]
        proposal=locked,
        number=0,
        content=canonical_json(locked.text()),
        sha256=locked.fingerprint,
        submitted_at=moment,
        submitted_by_id=by.pk,
    )
    _grow_idea(locked, by)
    audit.record(locked, "proposal.submitted", by=by, data={"revision": 0, "text_sha256": revision.sha256})
    outbox.notify("proposal_submitted", to=steps.members_told(locked), subject=locked)
    return locked


def _grow_idea(proposal: Proposal, by: Hat) -> None:
    """Mark the idea the proposal grew from: only now, since nobody else may learn of a draft."""
    if proposal.idea_id is None:
        return
    idea = Idea.objects.select_for_update().get(pk=proposal.idea_id)
    if idea.state == Idea.State.OPEN:
        idea.state, idea.ended_at = Idea.State.GROWN, clock.now()
        idea.save(update_fields=["state", "ended_at"])
        audit.record(idea, "idea.grown", by=by, data={"proposal": proposal.symbol})


@transaction.atomic
def delete(proposal: Proposal, *, by: Hat) -> None:
    """Delete a draft; a submitted proposal is withdrawn instead. Its audit chain stays."""
    locked = steps.locked(proposal)
    require(rules.RULES["delete"](by, locked))
    audit.record(locked, "proposal.draft_deleted", by=by, visibility=Visibility.OFFICE_INTERNAL)
    forget_papers(locked)
    locked.delete()
