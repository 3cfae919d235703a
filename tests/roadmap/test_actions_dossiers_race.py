"""A dossier asked for twice at once, by real connections."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from ip5.audit.models import Event
from roadmap import actions
from roadmap.models import Dossier
from tests.roadmap import stages


@pytest.mark.transactional
def test_pressed_by_two_at_once_it_is_kept_once(transactional_db, cast):
    version = stages.frozen(cast)
    hat, made, barrier = cast.hod_jp, [], threading.Barrier(2, timeout=60)

    def press() -> None:
        barrier.wait()
        made.append(actions.make_dossier(version, by=hat).uuid)
        connections["default"].close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert made == [Dossier.objects.get().uuid] * 2
    assert Event.objects.filter(verb="dossier.made").count() == 1
