"""What is said beside a proposal's text: why it stands as it does, what it is bound to, who sees a draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import formats
from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.register.models import ActionItem
from proposals import rules
from proposals.forms import Note
from proposals.models import Comment, DraftNote, MergeAgreement, Proposal
from proposals.querysets import ProposalQuerySet
from proposals.rules.course import MERGEABLE, asked_reconsideration
from proposals.states import RECONSIDERABLE, State

PRINTED = {
    State.WITHDRAWN: "withdraw_reason",
    State.CLOSED: "close_reason",
    State.DEFERRED: "deferral_reference",
}


def prepare(proposal: Proposal) -> Proposal:
    """Read at once what the rules and the page of a draft ask about its sharing."""
    if proposal.is_draft:
        prefetch_related_objects([proposal], "shares__office", "grants__permission", "grants__user")
    return proposal


def with_ties(proposals: ProposalQuerySet, hat: Hat) -> ProposalQuerySet:
    """Say in the same query whether anything is bound to a proposal, so that most pages ask no more."""
    others = Proposal.objects.filter(Q(merged_into=OuterRef("pk")) | Q(taken_over_from=OuterRef("pk")))
    items = ActionItem.objects.filter(subject_uuid=OuterRef("uuid"), subject_kind="proposals.proposal")
    notes = DraftNote.objects.filter(proposal=OuterRef("pk"))
    own = Proposal.objects.led_by(hat.office_id).filter(state__in=MERGEABLE)
    return proposals.annotate(
        is_bound=Exists(others),
        has_items=Exists(items),
        has_notes=Exists(notes),
        has_own_to_merge=Exists(own),
        has_open_comments=Exists(Comment.objects.visible_to(hat).filter(proposal=OuterRef("pk"))),
        has_agreements=Exists(MergeAgreement.objects.filter(proposal=OuterRef("pk"))),
    )


def standing_of(proposal: Proposal, hat: Hat) -> dict[str, Any]:
    """Return the panels of the text's page about the proposal's standing, as this hat may see them."""
    if proposal.is_draft:
        return notes_of(proposal, hat) | {"relations": relations_of(proposal, hat)}
    return {
        "notes": kept_notes_of(proposal, hat),
        "printed": printed_of(proposal),
        "relations": relations_of(proposal, hat),
        "reconsideration": reconsideration_of(proposal, hat),
        "action_items": items_of(proposal, hat),
    }


def items_of(proposal: Proposal, hat: Hat) -> Iterable[ActionItem]:
    """Return the action items about the proposal that this hat may see."""
    if not getattr(proposal, "has_items", True):
        return []
    return ActionItem.objects.of(proposal).visible_to(hat).select_related("group", "office")


def notes_of(proposal: Proposal, hat: Hat) -> dict[str, Any]:
    """Return the notes on the draft that this hat reads, and the form of a new one where it may write."""
    may_note = rules.may_note(hat, proposal)
    notes = DraftNote.objects.none()
    if getattr(proposal, "has_notes", True):
        notes = DraftNote.objects.visible_to(hat).filter(proposal=proposal)
    inside = hat.is_delegation and hat.office_id == proposal.lead_office_id
    return {
        "notes": notes.select_related("office", "mandate__person"),
        "note_form": Note() if may_note else None,
        "may_see_sharing": inside,
    }


def kept_notes_of(proposal: Proposal, hat: Hat) -> Iterable[DraftNote]:
    """Return the notes that were written on the draft; after submission its own office alone reads them."""
    inside = hat.is_delegation and hat.office_id == proposal.lead_office_id
    if not inside or not getattr(proposal, "has_notes", True):
        return []
    notes = DraftNote.objects.visible_to(hat).filter(proposal=proposal)
    return notes.select_related("office", "mandate__person")


def printed_of(proposal: Proposal) -> list[tuple[str, str]]:
    """Return (title, sentence) of the reasons that are printed on the proposal in its present state."""
    rows = []
    text = getattr(proposal, PRINTED.get(State(proposal.state), ""), "")
    if proposal.state == State.DEFERRED and proposal.deferred_until:
        day = formats.date_format(proposal.deferred_until, "j F Y")
        rows.append((_("Deferred until %(day)s") % {"day": day}, text))
    elif text:
        rows.append((str(proposal.get_state_display()), text))
    return rows


def relations_of(proposal: Proposal, hat: Hat) -> list[dict[str, str]]:
    """Return the proposals this one is bound to as rows of links; those the hat may not see are not there.

    A draft that takes the text over is its office's own business until it is submitted.
    """
    bound = Q(pk__in=[key for key in (proposal.merged_into_id, proposal.taken_over_from_id) if key])
    if not proposal.is_draft:
        bound |= Q(merged_into=proposal.pk) | (Q(taken_over_from=proposal.pk) & ~Q(state=State.DRAFT))
    keys = proposal.merged_into_id or proposal.taken_over_from_id
    if not keys and (proposal.is_draft or not getattr(proposal, "is_bound", True)):
        return []
    found = Proposal.objects.visible_to(hat).filter(bound).order_by("symbol")
    return [
        {
            "label": f"{each.symbol}, {each.title}",
            "url": each.get_absolute_url(),
            "note": _tie(proposal, each),
        }
        for each in found
    ]


def _tie(proposal: Proposal, other: Proposal) -> str:
    if other.pk == proposal.merged_into_id:
        return _("merged into")
    if other.pk == proposal.taken_over_from_id:
        return _("text taken over from")
    return _("taken over by") if other.taken_over_from_id == proposal.pk else _("merged from")


def reconsideration_of(proposal: Proposal, hat: Hat) -> Any:
    """Return the request to reconsider that is running, for the members."""
    if proposal.state not in RECONSIDERABLE or hat.sees_from != "members":
        return None
    return asked_reconsideration(proposal)


def who_sees(proposal: Proposal, hat: Hat) -> str:
    """Return who can see the draft, and why, as a sentence; to others than the lead, why they do."""
    if not proposal.is_draft:
        return ""
    lead = proposal.lead_office.acronym
    if hat.office_id != proposal.lead_office_id:
        return _("The %(lead)s opened this draft to you. Nobody else in other offices learns of it.") % {
            "lead": lead
        }
    asked = [each.office.acronym for each in proposal.participations.all() if each.asked_at]
    opened = [each.office.acronym for each in proposal.shares.all()]
    words = [_("Visible to the %(lead)s.") % {"lead": lead}] if asked or opened else []
    if asked:
        words.append(_("Heads of delegation asked for consent: %(list)s.") % {"list": ", ".join(asked)})
    if opened:
        words.append(_("Opened to the delegations of: %(list)s.") % {"list": ", ".join(opened)})
    if proposal.grants.all():
        words.append(_("Opened to named experts."))
    return " ".join(words) or _("Visible to the %(lead)s only.") % {"lead": lead}
