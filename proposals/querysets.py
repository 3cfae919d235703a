"""Sets of proposals: the only source of who sees which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Value
from django.db.models.expressions import RawSQL

from ip5.ballots.querysets import INSTANT
from ip5.kernel import clock
from ip5.kernel.visibility import Visibility, classes_seen_from
from proposals.states import ENDORSED, IN_WORK, SET_ASIDE, State

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat
    from proposals.models import (  # noqa: F401
        Comment,
        DraftNote,
        Endorsement,
        Idea,
        Participation,
        Proposal,
        ProposalPaper,
        ProposalPaperVersion,
        Review,
        Revision,
    )


def branches(hat: Hat) -> list[Q]:
    """Return one condition for each way a hat may see a proposal; they do not overlap.

    An expert sees of ``members`` and wider what concerns the own group; an office-internal draft is
    its delegation's; an office asked for its consent shows the draft to its HoD and nobody else.
    """
    ways = [Q(visibility=each) for each in classes_seen_from(hat.sees_from)]
    if hat.capacity == "expert":
        ways += [
            Q(visibility=each, group=hat.group_id)
            for each in ("members", "members_observers", "consultation")
        ]
    if hat.is_delegation:
        ways.append(Q(visibility=Visibility.OFFICE_INTERNAL, lead_office=hat.office_id))
    if hat.sees_from == Visibility.CONSULTATION:
        # The chair opened the item to consultation: its text and its comments, not its record.
        opened = Q(comment_opening__visibility=Visibility.CONSULTATION)
        ways.append(Q(visibility=Visibility.MEMBERS_OBSERVERS) & opened)
    return ways + opened_drafts(hat)


def opened_drafts(hat: Hat) -> list[Q]:
    """Return the ways to another office's draft: shared with the own office, asked for consent, named.

    Each is a set of keys from its own index; they may overlap, so a list made of them removes doubles.
    """
    internal = Q(visibility=Visibility.OFFICE_INTERNAL) & ~Q(lead_office=hat.office_id)
    ways = []
    if hat.is_delegation:
        ways.append(internal & Q(shares__office=hat.office_id))
    if hat.speaks_for_office:
        ways.append(
            internal & Q(participations__office=hat.office_id, participations__asked_at__isnull=False)
        )
    if hat.capacity == "expert":
        # An extra of a single named person; it counts because a hat is an active mandate.
        ways.append(Q(visibility=Visibility.OFFICE_INTERNAL, grants__user=hat.person_id))
    return ways


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Sets of proposals."""

    def visible_to(self, hat: Hat) -> ProposalQuerySet:
        """Proposals this hat may see; what it may not see does not exist for it."""
        condition = Q(pk__in=[])
        for way in branches(hat):
            condition |= way
        if opened_drafts(hat):
            # The joins would repeat a row; keys keep the set a set.
            return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))
        return self.filter(condition)

    def listed(self, hat: Hat, chosen: Q, offset: int, size: int) -> list[int]:
        """Return the keys of ``size`` visible proposals from ``offset`` on, newest change first."""
        return [pk for _at, pk in self.keys_of(hat, chosen, offset, size)]

    def keys_of(
        self, hat: Hat, chosen: Q, offset: int, size: int
    ) -> models.QuerySet[Proposal, tuple[Any, int]]:
        """Return the set of (change, key) that ``listed`` reads.

        A union of limited key lists, one for each way of seeing: no OR beside a LIMIT, so a sparse
        reader costs what a dense one does (quality.md section 1).
        """
        most = offset + size
        lists = [
            self.model.objects.filter(way & chosen)
            .order_by("-updated_at", "-pk")
            .values_list("updated_at", "pk")[:most]
            for way in branches(hat)
        ]
        if len(lists) > 1:
            lists = [lists[0].union(*lists[1:]).order_by("-updated_at", "-pk")]
        return lists[0][offset:most]

    def in_row(self) -> ProposalQuerySet:
        """With what a list row shows, at a constant number of queries."""
        return self.select_related("area", "lead_office", "group").prefetch_related(
            Prefetch("participations", queryset=self._participations().select_related("office"))
        )

    def in_list(self) -> ProposalQuerySet:
        """With what a row of the list shows, in the same query; the offices come from the directory."""
        parts = self._participations().filter(proposal=models.OuterRef("pk"))
        counting = parts.filter(
            Q(proposal__record_date__isnull=False) | Q(consent_fingerprint=models.F("proposal__fingerprint"))
        ).exclude(consent_fingerprint="", proposal__record_date__isnull=True)
        return self.select_related("area", "lead_office", "group").annotate(
            other_office_ids=ArraySubquery(counting.values("office"))
        )

    def in_full(self) -> ProposalQuerySet:
        """With what the page shows."""
        return self.in_row().select_related("updated_by__person", "cleared_by__person", "comment_opening")

    def with_review_facts(self, hat: Hat) -> ProposalQuerySet:
        """With the newest revision's number, the material ones', and the offices that have filed on the newest.

        Who has filed is open to the members' circle, whatever of the reviews is still sealed.
        """
        revisions = self._related("revisions").filter(proposal=OuterRef("pk"))
        material = Q(editorial_mark__isnull=True) | Q(editorial_objections__isnull=False)
        filed = self._related("reviews").filter(
            proposal=OuterRef("pk"), filed_at__isnull=False, revision__number=OuterRef("newest_number")
        )
        nobody = Value([], output_field=ArrayField(models.BigIntegerField()))
        return self.annotate(
            newest_number=revisions.order_by("-number").values("number")[:1],
            material_numbers=ArraySubquery(revisions.filter(material, number__gt=0).values("number")),
            filed_offices=ArraySubquery(filed.values("office")) if hat.sees_from == "members" else nobody,
        )

    def _related(self, name: str) -> models.QuerySet[Any]:
        return self.model._meta.get_field(name).related_model.objects.all()  # type: ignore[no-any-return, union-attr]

    def _participations(self) -> models.QuerySet[Any]:
        return self.model._meta.get_field("participations").related_model._base_manager.order_by(
            "office__protocol_order"
        )

    def led_by(self, office_id: int | None) -> ProposalQuerySet:
        return self.filter(lead_office=office_id)

    def asking(self, hat: Hat) -> ProposalQuerySet:
        """Drafts on which this hat's consent is asked and not yet given to the present text."""
        if not hat.speaks_for_office:
            return self.none()
        return self.filter(
            state=State.DRAFT,
            participations__office=hat.office_id,
            participations__asked_at__isnull=False,
            participations__declined_at__isnull=True,
        ).exclude(
            participations__in=self._participations().filter(
                office=hat.office_id, consent_fingerprint=models.F("proposal__fingerprint")
            )
        )

    def in_work(self) -> ProposalQuerySet:
        return self.filter(state__in=IN_WORK)

    def endorsed(self) -> ProposalQuerySet:
        return self.filter(state__in=ENDORSED)

    def set_aside(self) -> ProposalQuerySet:
        return self.filter(state__in=SET_ASIDE)

    def counted_by_state(self, hat: Hat) -> dict[str, int]:
        """Return state -> number of visible proposals, drafts left out."""
        rows = (
            self.visible_to(hat).exclude(state=State.DRAFT).order_by().values("state").annotate(n=Count("pk"))
        )
        return {row["state"]: row["n"] for row in rows}


class Listing:
    """The visible proposals, newest change first, as something that can be sliced into pages."""

    def __init__(self, proposals: ProposalQuerySet, hat: Hat, chosen: Q) -> None:
        self.proposals, self.hat, self.chosen = proposals, hat, chosen

    def __getitem__(self, part: slice) -> list[Proposal]:
        """Return the rows of ``part``: the limited keys and what a row shows, in one question."""
        start = part.start or 0
        keys = self.proposals.keys_of(self.hat, self.chosen, start, part.stop - start)
        try:
            statement, values = keys.query.sql_with_params()
        except EmptyResultSet:
            return []
        # A union cannot stand in ``pk__in``; its own text, with its values beside it, can.
        wanted = RawSQL(f"SELECT keys.pk FROM ({statement}) AS keys(at, pk)", values)  # noqa: S608, S611
        return list(self.proposals.filter(pk__in=wanted).in_list().order_by("-updated_at", "-pk"))


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Sets of revisions, seen as their proposal is."""

    def newest_first(self) -> RevisionQuerySet:
        return self.order_by("-number")

    def with_marks(self) -> RevisionQuerySet:
        """With who submitted it, who marked it as editorial, and which offices object."""
        people = ("submitted_by__person", "submitted_by__office", "editorial_mark__by__person", "proposal")
        objections = self.model._meta.get_field("editorial_objections").related_model.objects  # type: ignore[attr-defined]
        return self.select_related(*people).prefetch_related(
            Prefetch("editorial_objections", objections.select_related("office"))
        )

    def with_reading_of(self, hat: Hat) -> RevisionQuerySet:
        """With ``read_number``: which revision the hat last noted as read, if any."""
        mine = FilteredRelation("proposal__readings", condition=Q(proposal__readings__mandate=hat.pk))
        return self.annotate(mine=mine, read_number=F("mine__revision_number"))


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Sets of ideas."""

    def visible_to(self, hat: Hat) -> IdeaQuerySet:
        """Ideas are open to members and observers."""
        return self.filter(visibility__in=classes_seen_from(hat.sees_from))


class DraftNoteQuerySet(models.QuerySet["DraftNote"]):
    """Sets of notes on drafts."""

    def visible_to(self, hat: Hat) -> DraftNoteQuerySet:
        """The own office's notes; of those of other offices what is said on a draft the own office leads.

        Notes of the lead office stay inside it: an office the draft is shared with sees its own alone.
        A single named expert sees the own words.
        """
        if hat.is_delegation:
            return self.filter(Q(office=hat.office_id) | Q(proposal__lead_office=hat.office_id))
        return self.filter(mandate=hat.pk) if hat.pk else self.none()


class CommentQuerySet(models.QuerySet["Comment"]):
    """Sets of comments, within what is visible of their proposal."""

    def visible_to(self, hat: Hat) -> CommentQuerySet:
        """Members see all; others what the chair opened to their class; everybody the own words.

        An expert sees what was opened on the own group's proposals.
        """
        classes = classes_seen_from(hat.sees_from)
        seen = Q(visibility__in=classes)
        if hat.pk:
            seen |= Q(office=hat.office_id, mandate=hat.pk)
        if hat.capacity == "expert" and hat.group_id is not None:
            opened = classes_seen_from(Visibility.MEMBERS_OBSERVERS)
            seen |= Q(proposal__comment_opening__visibility__in=opened, proposal__group=hat.group_id)
        elif hat.sees_from != Visibility.MEMBERS:
            seen |= Q(proposal__comment_opening__visibility__in=classes)
        return self.filter(seen)

    def threads(self) -> CommentQuerySet:
        """The comments that begin a thread."""
        return self.filter(parent__isnull=True)

    def unanswered(self) -> CommentQuerySet:
        """Threads without a disposition."""
        return self.threads().filter(dispositions__isnull=True)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Sets of offices' reviews."""

    def visible_to(self, hat: Hat) -> ReviewQuerySet:
        """The own office's always; the others' filed ones once the own is filed or the period is over.

        The members' circle alone; the lead office and the body, which file none, wait for the period's end.
        """
        if hat.sees_from != "members":
            return self.none()
        own = Q(office=hat.office_id) if hat.is_delegation else Q(pk__in=[])
        filed = Q(filed_at__isnull=False)
        # Set aside in the middle of its period, a review goes on when the clock brings the proposal back.
        running = Q(proposal__state=State.UNDER_REVIEW) | Q(
            proposal__state=State.DEFERRED, proposal__deferred_from=State.UNDER_REVIEW
        )
        later = self.model._meta.get_field("revision").related_model.objects.filter(  # type: ignore[attr-defined]
            proposal=OuterRef("proposal"), number__gt=OuterRef("revision__number")
        )
        over = Q(proposal__review_ends_at__lte=clock.now()) | ~running | Exists(later)
        mine = Q(pk__in=[])
        if hat.is_delegation:
            ours = self.model._base_manager.filter(
                revision=OuterRef("revision"), office=hat.office_id, filed_at__isnull=False
            )
            mine = Exists(ours)  # type: ignore[assignment]
        return self.filter(own | (filed & (over | mine)))

    def filed(self) -> ReviewQuerySet:
        return self.filter(filed_at__isnull=False)


class PaperQuerySet(models.QuerySet["ProposalPaper"]):
    """Sets of papers, seen as their proposal is, or by fewer."""

    def visible_to(self, hat: Hat) -> PaperQuerySet:
        """A draft's papers by who sees the draft; later those of the classes the hat sees.

        Two walls: the proposal is visible, and the paper's own class is; an expert sees all papers of
        what concerns the own group.
        """
        proposals = self.model._meta.get_field("proposal").related_model.objects.visible_to(hat)  # type: ignore[attr-defined]
        open_to_hat = Q(proposal__state=State.DRAFT) | Q(visibility__in=classes_seen_from(hat.sees_from))
        if hat.capacity == "expert" and hat.group_id is not None:
            open_to_hat |= Q(proposal__group=hat.group_id)
        return self.filter(open_to_hat, proposal__in=proposals.order_by().values("pk"))


class PaperVersionQuerySet(models.QuerySet["ProposalPaperVersion"]):
    """Sets of versions of papers."""

    def visible_to(self, hat: Hat) -> PaperVersionQuerySet:
        """The versions of the papers this hat may see."""
        papers = self.model._meta.get_field("paper").related_model.objects.visible_to(hat)  # type: ignore[attr-defined]
        return self.filter(paper__in=papers.order_by().values("pk"))

    def newest_first(self) -> PaperVersionQuerySet:
        return self.order_by("-number")

    def by_paper(self) -> PaperVersionQuerySet:
        """With what a list of papers shows, paper by paper, the newest version first."""
        return self.select_related("paper__proposal", "by__office").order_by(
            "paper__created_at", "paper", "-number"
        )


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    """Sets of endorsements."""

    def timed(self) -> EndorsementQuerySet:
        """Annotate the database's instant, ``read_at``: what is still open is judged by it, not by a host's clock."""
        return self.annotate(read_at=INSTANT)
