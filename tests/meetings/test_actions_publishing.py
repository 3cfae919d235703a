"""Agendas published: frozen, hashed, told."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.kernel.text import sha256_hex
from ip5.outbox.models import Notice
from meetings.actions import agenda, publishing
from meetings.gathering.agenda import printed
from meetings.models import AgendaItem
from meetings.printed import Printed
from tests.meetings import stages, stages_agenda

pytestmark = pytest.mark.django_db


def test_it_is_frozen_as_prov_one_and_all_are_told(cast):
    meeting = stages_agenda.agenda_prov(cast)
    version = meeting.agendas.get()
    assert (version.symbol, meeting.state) == ("NETAI/3/1 Prov.1", "agenda_prov")
    assert version.sha256 == sha256_hex(version.snapshot)
    assert Printed.read(version.plain) == printed(meeting)
    told = set(Notice.objects.filter(kind="agenda_published").values_list("mandate__capacity", flat=True))
    assert told == {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat", "observer"}


def test_anew_it_is_the_next_and_only_if_something_changed(cast):
    meeting = stages_agenda.agenda_prov(cast)
    with pytest.raises(Invalid, match="Nothing changed"):
        publishing.revise_agenda(meeting, by=cast.chair_ep)
    stages_agenda.item(cast, meeting, "Fresh")
    assert publishing.revise_agenda(meeting, by=cast.chair_ep).symbol == "NETAI/3/1 Prov.2"
    assert Notice.objects.filter(kind="agenda_revised").exists()
    assert "Fresh" not in meeting.agendas.get(number=1).snapshot


def test_only_a_chair_publishes_and_only_while_registering(cast):
    meeting = stages.registering(cast)
    for member in ("secretariat", "hod_jp", "observer"):
        with pytest.raises(Refused):
            publishing.publish_agenda(meeting, by=cast.hat(member))
    with pytest.raises(WrongState):
        publishing.publish_agenda(stages.announced(cast), by=cast.chair_kr)


def test_an_agenda_of_which_observers_read_nothing_is_not_published(cast):
    meeting = stages.registering(cast)
    AgendaItem.objects.filter(meeting=meeting).update(visibility="members")
    with pytest.raises(Invalid, match="no item yet"):
        publishing.publish_agenda(meeting, by=cast.chair_kr)
    meeting.refresh_from_db()
    assert meeting.state == "registration"


@pytest.mark.parametrize(
    "statement", ["UPDATE meetings_agendaversion SET number = 9", "DELETE FROM meetings_agendaversion"]
)
def test_what_is_published_stays(cast, statement):
    stages_agenda.agenda_prov(cast)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_wrong_fingerprint_is_refused_by_the_database(cast):
    version = stages_agenda.agenda_prov(cast).agendas.get()
    version.pk, version.number, version.sha256 = None, 2, "0" * 64
    with pytest.raises(DatabaseError, match="fingerprint"), transaction.atomic():
        version.save(force_insert=True)


def test_the_working_agenda_goes_on_without_it(cast):
    meeting = stages_agenda.agenda_prov(cast)
    agenda.remove_item(stages_agenda.closed_item(meeting), by=cast.secretariat)
    assert "Closed A meeting" in meeting.agendas.get().snapshot
