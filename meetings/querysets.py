"""Sets of meetings and what belongs to them: the only source of visibility."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.db.models.functions import JSONObject

from ip5.ballots.states import RoundState
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility, classes_seen_from
from meetings.states import HELD, INVITED, ConclusionState, ItemState, State

if TYPE_CHECKING:
    from meetings.models import (  # noqa: F401 - named in the bases
        AgendaItem,
        AgendaVersion,
        Conclusion,
        IndustryUpdate,
        LibraryPaper,
        Meeting,
        MeetingPaper,
        Presence,
        Registration,
        SlotOption,
        Speaker,
        SummaryEntry,
        SummarySuggestion,
        SummaryVersion,
    )


def is_body(hat: Hat) -> bool:
    """Whether the hat is a co-chair's or the secretariat's."""
    return hat.is_chair or hat.is_secretariat


def classes_of(hat: Hat) -> list[str]:
    """Return the classes the hat sees of what belongs to a meeting; the body sees its own as well."""
    classes = classes_seen_from(hat.sees_from)
    return [str(Visibility.OFFICE_INTERNAL), *classes] if is_body(hat) else classes


def classes_in_meeting(hat: Hat) -> list[str]:
    """Return the classes the hat sees within a meeting it sees: a registered expert reads what observers read."""
    return [*classes_of(hat), *([str(Visibility.MEMBERS_OBSERVERS)] if hat.capacity == "expert" else [])]


def reads_closed(hat: Hat) -> bool:
    """Whether the hat reads what is closed to observers."""
    return str(Visibility.MEMBERS) in classes_of(hat)


def _seen_by(hat: Hat, model: Any) -> models.QuerySet[Any]:
    """The meetings the hat sees, for rows of ``model`` that belong to one."""
    meetings: models.QuerySet[Any] = model._meta.get_field("meeting").related_model.objects.visible_to(hat)
    return meetings.values("pk")


# What the rules ask of a meeting besides its own row, by name: each is one question to the database.
FACTS: dict[str, Callable[[MeetingQuerySet], models.QuerySet[Any]]] = {
    "is_put_to_silence": lambda meetings: meetings.of("rounds").filter(
        round__state__in=[RoundState.ANNOUNCED, RoundState.OPEN]
    ),
    "has_open_correction": lambda meetings: meetings.of("entries").filter(suggestions__state="open"),
    "has_entry": lambda meetings: meetings.of("entries"),
    "has_extract": lambda meetings: meetings.of("entries").filter(is_public=True),
    "has_words_not_recorded": lambda meetings: (
        meetings.of("conclusions")
        .filter(state__in=[ConclusionState.DRAFT, ConclusionState.PUT])
        .exclude(text="")
    ),
    "has_item": lambda meetings: meetings.of("items").filter(state=ItemState.ACCEPTED),
}


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Sets of meetings."""

    def visible_to(self, hat: Hat) -> MeetingQuerySet:
        """By their class; an expert those for which the own delegation has registered that expert."""
        seen = Q(visibility__in=classes_of(hat))
        if hat.capacity == "expert":
            seen |= Q(Exists(self._registered(hat)), visibility=Visibility.MEMBERS_OBSERVERS)
        return self.filter(seen)

    def with_times(self) -> MeetingQuerySet:
        """Each with ``starts_at`` and ``ends_at``, the first and the last instant of its sessions."""
        return self.annotate(starts_at=Min("sessions__starts_at"), ends_at=Max("sessions__ends_at"))

    def to_come(self) -> MeetingQuerySet:
        """Meetings that are announced and not over, the next first."""
        chosen = self.filter(state__in=[*INVITED, State.IN_SESSION]).with_times()
        return chosen.order_by("starts_at", "number")  # type: ignore[misc]

    def held(self) -> MeetingQuerySet:
        """Meetings that are over, the newest first."""
        return self.filter(state__in=HELD).with_times().order_by("-number")

    def published(self) -> MeetingQuerySet:
        """Meetings of whose summary everybody reads the extract, the newest first."""
        return self.filter(state=State.SUMMARY_PUBLISHED).order_by("-number")

    def with_link_for(self, hat: Hat) -> MeetingQuerySet:
        """Each with ``shows_link``: whether the hat is registered, or of the body."""
        if is_body(hat):
            return self.annotate(shows_link=models.Value(True))
        return self.annotate(shows_link=Exists(self._registered(hat)))

    def with_facts(self, *names: str) -> MeetingQuerySet:
        """Each with these of ``FACTS``, or all of them: ``Meeting.fact`` reads them without asking again."""
        return self.annotate(**{name: Exists(FACTS[name](self)) for name in names or FACTS})

    def of(self, name: str) -> models.QuerySet[Any]:
        """The rows of a noun that belong to a meeting, for a subquery."""
        rows: models.QuerySet[Any] = self.model._meta.get_field(name).related_model._base_manager.all()  # type: ignore[union-attr]
        return rows.filter(meeting=OuterRef("pk"))

    def _registered(self, hat: Hat) -> models.QuerySet[Any]:
        return self.of("registrations").filter(mandate=hat.pk).exclude(attends="declined")


class SlotOptionQuerySet(models.QuerySet["SlotOption"]):
    """Sets of slots on which offices are asked."""

    def visible_to(self, hat: Hat) -> SlotOptionQuerySet:
        """The members, who are asked, and the observer, who says when it could come."""
        return self.filter(meeting__visibility__in=classes_of(hat))

    def with_answers(self) -> SlotOptionQuerySet:
        """Each with ``answers_read``: what each office said of it."""
        said = self.model.answers.rel.related_model._base_manager.filter(option=OuterRef("pk"))
        return self.annotate(
            answers_read=ArraySubquery(said.values(row=JSONObject(office="office", fit="fit")))
        )

    def ahead(self) -> SlotOptionQuerySet:
        """Slots that may still be chosen: after a postponement those asked about before lie behind."""
        return self.filter(starts_at__gt=clock.now())


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Sets of agenda items."""

    def visible_to(self, hat: Hat) -> AgendaItemQuerySet:
        """By their class, of meetings the hat sees; a request and the backlog: the body and whoever asked.

        What stands under an item that is closed to observers is closed with it.
        """
        if is_body(hat):
            return self.all()
        if hat.pk is None:
            return self.none()
        accepted = Q(
            state=ItemState.ACCEPTED,
            visibility__in=classes_in_meeting(hat),
            meeting__in=_seen_by(hat, self.model),
        )
        if not reads_closed(hat):
            accepted &= Q(under__isnull=True) | ~Q(under__visibility=Visibility.MEMBERS)
        if not (hat.is_delegation or hat.capacity == "observer"):
            return self.filter(accepted)
        own = Q(asked_by__office=hat.office_id, asked_by__isnull=False)
        return self.filter(accepted | (own & ~Q(state=ItemState.ACCEPTED)))

    def on_page(self, hat: Hat) -> AgendaItemQuerySet:
        """What the page of a meeting is drawn from, in one query: the agenda, and what the hat's office asked for.

        Each with ``is_own_wish``; of the rest the page shows what the hat's agenda shows.
        """
        rows = self.select_related("lead_office", "session").order_by("position", "pk")
        accepted = Q(state=ItemState.ACCEPTED)
        if not (hat.is_delegation or hat.capacity == "observer"):
            return rows.filter(accepted).annotate(is_own_wish=models.Value(False))
        own = Exists(self.model.objects.asked_by(hat).filter(pk=OuterRef("pk")))
        return rows.annotate(is_own_wish=own).filter(accepted | Q(is_own_wish=True))

    def asked_by(self, hat: Hat) -> AgendaItemQuerySet:
        """What the hat's office asked for, the newest first; taken in it is seen as everybody sees it."""
        rows = self.visible_to(hat).filter(asked_by__office=hat.office_id, asked_by__isnull=False)
        return rows.order_by("-asked_at")

    def on_agenda(self) -> AgendaItemQuerySet:
        """Items that are taken in, in the order of the agenda."""
        return self.filter(state=ItemState.ACCEPTED, meeting__isnull=False).order_by("position", "pk")

    def requested(self) -> AgendaItemQuerySet:
        """Items that offices asked for and nobody answered, the oldest first."""
        return self.filter(state=ItemState.REQUESTED).order_by("asked_at")

    def backlog(self) -> AgendaItemQuerySet:
        """Items that wait for a meeting, the oldest first."""
        return self.filter(state=ItemState.BACKLOG).order_by("asked_at", "pk")


class AgendaVersionQuerySet(models.QuerySet["AgendaVersion"]):
    """Sets of published agendas; what a hat reads in one is cut to its class when it is shown."""

    def visible_to(self, hat: Hat) -> AgendaVersionQuerySet:
        """As the meeting: whoever sees that, sees the open items of its agenda."""
        return self.filter(meeting__in=_seen_by(hat, self.model))


class MeetingPaperQuerySet(models.QuerySet["MeetingPaper"]):
    """Sets of papers of meetings."""

    def visible_to(self, hat: Hat) -> MeetingPaperQuerySet:
        """By their class, of meetings the hat sees; a paper of an item closed to observers is closed with it."""
        seen = self.filter(visibility__in=classes_in_meeting(hat), meeting__in=_seen_by(hat, self.model))
        if reads_closed(hat):
            return seen
        closed = Q(item__visibility=Visibility.MEMBERS) | Q(item__under__visibility=Visibility.MEMBERS)
        return seen.exclude(closed)


class LibraryPaperQuerySet(models.QuerySet["LibraryPaper"]):
    """Sets of documents of the library."""

    def visible_to(self, hat: Hat) -> LibraryPaperQuerySet:
        """By their class."""
        return self.filter(visibility__in=classes_of(hat))

    def on_shelves(self) -> LibraryPaperQuerySet:
        """Each with its versions, the newest first, by shelf and title."""
        return self.prefetch_related("versions").order_by("shelf", "title")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Sets of registrations."""

    def visible_to(self, hat: Hat) -> RegistrationQuerySet:
        """The own office's by name, and for the body all; other delegations are known by their number."""
        if is_body(hat):
            return self.all()
        return self.filter(office=hat.office_id) if hat.pk else self.none()

    def coming(self) -> RegistrationQuerySet:
        """Those who take part."""
        return self.exclude(attends="declined")


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Sets of presences."""

    def here(self) -> PresenceQuerySet:
        """Delegations that have not left."""
        return self.filter(left_at__isnull=True)

    def confirmed(self) -> PresenceQuerySet:
        """Presences that the secretariat has confirmed."""
        return self.filter(confirmed_at__isnull=False)


# Asked by every screen every two seconds: by its own text, without what a queryset costs to put together.
PULSES = """
SELECT l.pulse, l.open_pulse, l.desk_pulse FROM meetings_live l
JOIN meetings_meeting m ON m.id = l.meeting_id WHERE m.uuid = %s
"""


def pulses_of(meeting: str) -> tuple[int, int, int] | None:
    """Return the three pulses of a meeting by its uuid: the members', the observers', of words being typed."""
    with connection.cursor() as cursor:
        cursor.execute(PULSES, [meeting])
        row: tuple[int, int, int] | None = cursor.fetchone()
    return row


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    """Sets of those who asked for the floor."""

    def visible_to(self, hat: Hat) -> SpeakerQuerySet:
        """Whoever sees the item."""
        return self.filter(item__visibility__in=classes_of(hat))

    def waiting(self) -> SpeakerQuerySet:
        """Those who wait, in the order of asking."""
        return self.filter(given_at__isnull=True, ended_at__isnull=True)

    def speaking(self) -> SpeakerQuerySet:
        """Who has the floor: none or one."""
        return self.filter(given_at__isnull=False, ended_at__isnull=True)


class ConclusionQuerySet(models.QuerySet["Conclusion"]):
    """Sets of conclusions."""

    def visible_to(self, hat: Hat) -> ConclusionQuerySet:
        """By their class; one that is being worded is the body's until it stands on the screen."""
        seen = self.filter(visibility__in=classes_of(hat))
        if is_body(hat):
            return seen
        return seen.filter(state__in=[ConclusionState.PUT, ConclusionState.RECORDED])

    def recorded(self) -> ConclusionQuerySet:
        return self.filter(state=ConclusionState.RECORDED)


class SummaryEntryQuerySet(models.QuerySet["SummaryEntry"]):
    """Sets of entries of summaries."""

    def visible_to(self, hat: Hat) -> SummaryEntryQuerySet:
        """Draft: the body; in review: the members, and an observer the own words; adopted: by class."""
        if is_body(hat):
            return self.all()
        adopted = Q(meeting__state__in=[State.SUMMARY_ADOPTED, State.SUMMARY_PUBLISHED])
        seen = adopted & Q(visibility__in=classes_of(hat))
        review = Q(meeting__state=State.SUMMARY_REVIEW)
        if hat.sees_from == Visibility.MEMBERS:
            seen |= review
        elif hat.capacity == "observer":
            seen |= review & Q(office=hat.office_id, visibility__in=classes_of(hat))
        return self.filter(seen)

    def extract(self) -> SummaryEntryQuerySet:
        """The public extract of published summaries."""
        return self.filter(is_public=True, meeting__state=State.SUMMARY_PUBLISHED)


class SummaryVersionQuerySet(models.QuerySet["SummaryVersion"]):
    """Sets of versions of summaries: they hold every entry, so they are the members'."""

    def visible_to(self, hat: Hat) -> SummaryVersionQuerySet:
        """The body; the members once the review is open."""
        if is_body(hat):
            return self.all()
        return self.all() if hat.sees_from == Visibility.MEMBERS else self.none()


class SummarySuggestionQuerySet(models.QuerySet["SummarySuggestion"]):
    """Sets of corrections."""

    def visible_to(self, hat: Hat) -> SummarySuggestionQuerySet:
        """The members all; an observer the own."""
        if is_body(hat) or hat.sees_from == Visibility.MEMBERS:
            return self.all()
        return self.filter(office=hat.office_id) if hat.capacity == "observer" else self.none()

    def open(self) -> SummarySuggestionQuerySet:
        return self.filter(state="open")


class IndustryUpdateQuerySet(models.QuerySet["IndustryUpdate"]):
    """Sets of updates for industry."""

    def visible_to(self, hat: Hat) -> IndustryUpdateQuerySet:
        """The body while prepared; members and observers read on; industry once opened."""
        return self.filter(visibility__in=classes_of(hat))
