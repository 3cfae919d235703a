"""The table of moves: where each leads, and that the database lets pass the same pairs."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from meetings.states import DECIDING, HELD, MACHINE, STANDING, TONES, State, Verb

MOVES = {each.name: each for each in MACHINE}


def test_the_wall_in_the_database_knows_the_same_pairs(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'meetings_meeting_guard'")
        (body,) = cursor.fetchone()
    assert set(re.findall(r"\('(\w+)', '(\w+)'\)", body)) == MACHINE.pairs()


def test_every_state_has_a_tone_and_is_reached():
    assert set(TONES) == set(State)
    assert {end for _start, end in MACHINE.pairs()} == set(State) - {State.PLANNED}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("draft_summary", {State.CLOSED}),
        ("review_summary", {State.SUMMARY_DRAFT}),
        ("adopt_summary", {State.SUMMARY_REVIEW}),
        ("reopen_summary", {State.SUMMARY_ADOPTED}),
        ("approve_publication", {State.SUMMARY_ADOPTED}),
        ("publish_summary", {State.SUMMARY_ADOPTED}),
        ("close", {State.IN_SESSION}),
        ("open_session", {State.AGENDA_PROV}),
    ],
)
def test_from_where_a_move_starts(name, allowed):
    assert {each for each in State if MACHINE.may(name, each)} == allowed


def test_what_is_over_is_not_postponed_nor_cancelled():
    for state in (*HELD, State.IN_SESSION):
        assert not MACHINE.may("postpone", state)
        assert not MACHINE.may("cancel", state)


def test_the_standing_agenda_has_ten_items_each_of_its_own_key():
    assert len({key for key, _type, _title, _minutes in STANDING}) == len(STANDING) == 10
    assert set(Verb) >= DECIDING
