"""What the dashboards read: each function is one query, through the ``visible_to`` of its noun."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import Coalesce, JSONObject, RowNumber, TruncDate

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round, Seat
from ip5.ballots.states import RoundState
from ip5.kernel import clock
from ip5.kernel.hat import Facts, Hat, facts_of
from ip5.outbox.models import Notice
from ip5.post.subjects import SOURCES
from meetings.models import Meeting, Registration, Session, SlotAnswer, SlotOption
from meetings.states import INVITED
from meetings.states import State as MeetingState
from proposals.models import Endorsement, Proposal
from proposals.states import OUTCOMES, UNDECIDED, State
from roadmap.models import DeputyAnswer, Holding, Project, ProjectOffice, Version
from roadmap.states import Amendment, Role, VersionState

MOST = 100
BOARD = [State.SUBMITTED, State.UNDER_REVIEW, State.TABLED, State.IN_BALLOT, State.PROVISIONAL, *UNDECIDED]


def answered_in(round_key: str) -> ArraySubquery:
    """The keys of the offices that have answered in the round named by ``round_key``; never what."""
    seats = Seat.objects.filter(round=OuterRef(round_key)).with_answered()
    return ArraySubquery(seats.filter(has_answered=True).order_by().values("office"))  # type: ignore[misc]


def wanted_rounds(hat: Hat) -> QuerySet[Round]:
    """Open rounds that wait for the hat's office, the nearest end first, with roll and who has answered."""
    roll = ArraySubquery(Seat.objects.filter(round=OuterRef("pk")).order_by().values("office"))
    rounds = Round.objects.awaiting(hat).annotate(seated=roll, answered=answered_in("pk"))
    return rounds.order_by("ends_at", "pk")[:MOST]


def open_rounds(hat: Hat) -> QuerySet[Round]:
    """All open rounds this hat may see, with who has answered, the nearest end first."""
    return (
        Round.objects.visible_to(hat)
        .open()
        .annotate(answered=answered_in("pk"))
        .order_by("ends_at", "pk")[:MOST]
    )


def drafts_seen(hat: Hat) -> QuerySet[Proposal]:
    """Drafts this hat may see, other offices' first (they ask for consent), then the own, newest first.

    ``is_clearance_asked`` says whether this hat was told that the text waits for its clearance.
    """
    asked = Notice.objects.for_hat(hat).filter(kind="clearance_asked", subject_uuid=OuterRef("uuid"))
    return (
        Proposal.objects.visible_to(hat)
        .filter(state=State.DRAFT)
        .in_full()
        .annotate(
            is_clearance_asked=Exists(asked.order_by()),
            is_own=Case(When(lead_office=hat.office_id, then=1), default=0),
        )
        .order_by("is_own", "-updated_at", "-pk")[:MOST]
    )


def on_the_board(hat: Hat) -> QuerySet[Proposal]:
    """Proposals that wait for a co-chair's move or for their ballot, the longest waiting first.

    What is known from the record alone is history: nothing moves it.
    """
    rounds = (
        Endorsement.objects.filter(round__in=Round.objects.visible_to(hat))
        .select_related("round")
        .annotate(answered=answered_in("round_id"))
    )
    return (
        Proposal.objects.visible_to(hat)
        .filter(state__in=BOARD, record_date__isnull=True)
        .in_row()
        .prefetch_related(Prefetch("endorsements", queryset=rounds))
        .order_by("updated_at", "pk")[:MOST]
    )


def parts_wanting(hat: Hat) -> QuerySet[ProjectOffice]:
    """The office's parts in projects that wait for its consent, or that it leads and that want a report."""
    held = Holding.objects.filter(project=OuterRef("project"), version__state=VersionState.PUBLISHED)
    wanted = Q(Exists(held), consented_at__isnull=False, role=Role.LEAD)
    wanted &= Q(project__in=Project.objects.wanting_report())
    if hat.speaks_for_office:
        asked = Q(asked_at__isnull=False, consented_at__isnull=True, declined_at__isnull=True)
        wanted |= asked & Q(project__is_in_plan=True)
    parts = ProjectOffice.objects.filter(wanted, office=hat.office_id)
    return parts.select_related("project").order_by("asked_at", "pk")[:MOST]


def versions_wanting(hat: Hat) -> QuerySet[Version]:
    """Versions that wait for this deputy head's clearance, or note of a minor one."""
    answered = DeputyAnswer.objects.filter(version=OuterRef("pk"), office=hat.office_id)
    waiting = Version.objects.visible_to(hat).filter(state=VersionState.TF_ENDORSED)
    return waiting.exclude(kind=Amendment.CORRIGENDUM).exclude(Exists(answered)).order_by("approved_at")


def version_under_way(hat: Hat) -> QuerySet[Version]:
    """The version on its way that this hat may see: none or one."""
    return Version.objects.visible_to(hat).under_way()


def plans_of_group(hat: Hat) -> QuerySet[Project]:
    """Projects whose plan lies with the expert's group."""
    mine = Project.objects.visible_to(hat).filter(group=hat.group_id, is_in_plan=True)
    return mine.filter(referred_at__isnull=False, handed_back_at__isnull=True).order_by("plan_due_on", "pk")


def in_group(hat: Hat) -> QuerySet[Proposal]:
    """Proposals an expert may see, the newest change first."""
    return Proposal.objects.visible_to(hat).in_row().order_by("-updated_at", "-pk")[:MOST]


def counted(hat: Hat) -> QuerySet[Proposal, Any]:
    """How many visible proposals stand in each state, area and horizon; drafts left out."""
    shared = Proposal.objects.visible_to(hat).exclude(state=State.DRAFT).order_by()
    return shared.values("state", "area__code", "horizon").annotate(n=Count("pk"))


def titles(hat: Hat, most: int) -> QuerySet[Proposal, Any]:
    """Symbol and title of the first ``most`` visible proposals of each area and horizon, by symbol."""
    place = Window(RowNumber(), partition_by=[F("area"), F("horizon")], order_by=[F("symbol")])
    shared = Proposal.objects.visible_to(hat).exclude(state=State.DRAFT).annotate(place=place)
    return (
        shared.filter(place__lte=most).order_by("symbol").values("area__code", "horizon", "symbol", "title")
    )


def outcomes(hat: Hat, most: int) -> QuerySet[Proposal]:
    """The newest outcomes this hat may see, with the level of agreement of the round; no positions."""
    closed = (
        Round.objects.visible_to(hat)
        .filter(endorsement__proposal=OuterRef("pk"), state=RoundState.CLOSED)
        .order_by("-number")
    )
    return (
        Proposal.objects.visible_to(hat)
        .filter(state__in=OUTCOMES)
        .annotate(
            level=Subquery(closed.values("level")[:1]),
            decided_on=Coalesce(Subquery(closed.values(day=TruncDate("closed_at"))[:1]), "record_date"),
        )
        .order_by(F("decided_on").desc(nulls_last=True), "-pk")[:most]
    )


def notices_of(hat: Hat) -> QuerySet[Notice]:
    """The hat's notices about what it may see at this moment, newest first; ``facts`` names the subject.

    A notice about anything else does not exist for the hat: it is neither listed nor counted.
    """
    cases = [When(subject_kind=kind, then=_facts(kind, hat)) for kind in SOURCES]
    facts = Case(*cases, default=None, output_field=JSONField())
    return Notice.objects.for_hat(hat).annotate(facts=facts).filter(facts__isnull=False)


def waiting_for(hat: Hat) -> tuple[int, int]:
    """How many positions are wanted of the hat's office and how many of its notices are unread; one query.

    Counts what ``awaiting`` and ``notices_of`` list; beyond a hundred it stops counting. Every page asks it.
    """
    statement, values = waiting_statement(facts_of(hat))
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(statement, [now if each == THE_INSTANT else each for each in values])
        rounds, notices = cursor.fetchone()
    return len(rounds or ()), len(notices or ())


# Stands in a kept statement for the instant at which it is asked.
THE_INSTANT = dt.datetime.max.replace(tzinfo=dt.UTC)


@lru_cache(maxsize=1024)
def waiting_statement(hat: Facts) -> tuple[str, tuple[Any, ...]]:
    """Return what ``waiting_for`` asks, as text and values: it depends on the facts of the hat alone.

    Kept, because to compose it is half the work of a plain page.
    """
    seen = Q()
    for kind, source in SOURCES.items():
        subjects = source.visible(hat).filter(uuid=OuterRef("subject_uuid")).order_by()
        seen |= Q(Exists(subjects), subject_kind=kind)
    unread = Notice.objects.for_hat(hat).unread().filter(seen).order_by()
    wanted = Round.objects.awaiting(hat, THE_INSTANT).order_by()
    own = Mandate.objects.filter(pk=hat.pk)  # type: ignore[misc]
    counts = own.values_list(
        ArraySubquery(wanted.values("pk")[:MOST]),  # type: ignore[misc]
        ArraySubquery(unread.values("pk")[:MOST]),  # type: ignore[misc]
    )
    return counts.query.sql_with_params()


def _facts(kind: str, hat: Hat) -> Subquery:
    """The subject as plain data, where this hat may see it: what post tells of it, and its title."""
    source = SOURCES[kind]
    subjects = source.visible(hat).filter(uuid=OuterRef("subject_uuid")).order_by()
    has_title = any(each.name == "title" for each in subjects.model._meta.get_fields())
    names = (*source.columns, "title") if has_title else source.columns
    return Subquery(subjects.values(facts=JSONObject(**{name: name for name in names}))[:1])


def meetings_ahead(hat: Hat) -> QuerySet[Any]:
    """Meetings planned, announced or in session that the hat sees, the next first, with their next session.

    ``wants_slots``: the hat's office is asked about slots and has not answered; ``wants_delegation``: it has
    registered nobody. One query.
    """
    office = Q(office=hat.office_id)
    of_meeting = {"meeting": OuterRef("pk")}
    answered = SlotAnswer.objects.filter(office, option__meeting=OuterRef("pk"))
    registered = Registration.objects.filter(office, **of_meeting).coming()
    coming = Session.objects.filter(ends_at__gt=clock.now(), **of_meeting).order_by("number")
    sessions = Session.objects.filter(**of_meeting).order_by().values("meeting")
    ahead = [MeetingState.PLANNED, *INVITED, MeetingState.IN_SESSION]
    return (
        Meeting.objects.visible_to(hat)
        .filter(state__in=ahead)
        .annotate(
            next_starts=Subquery(coming.values("starts_at")[:1]),
            next_number=Subquery(coming.values("number")[:1]),
            session_count=Subquery(sessions.annotate(n=Count("pk")).values("n")),
            wants_slots=Q(
                Exists(SlotOption.objects.filter(**of_meeting)), ~Exists(answered), state=MeetingState.PLANNED
            ),
            wants_delegation=Q(
                ~Exists(registered), state__in=[MeetingState.REGISTRATION, MeetingState.AGENDA_PROV]
            ),
        )
        .order_by(F("next_starts").asc(nulls_last=True), "number")
    )
