"""The choices of the papers' forms."""

from __future__ import annotations

import pytest

from meetings.forms.papers import PaperForm, items_for
from tests.meetings import stages, stages_agenda

pytestmark = pytest.mark.django_db


def test_before_an_agenda_is_published_the_items_are_the_bodys(cast):
    meeting = stages.announced(cast)
    assert not items_for(cast.hod_jp, meeting).exists()
    assert items_for(cast.secretariat, meeting).count() == 10


@pytest.mark.parametrize(("member", "items", "circles"), [("hod_jp", 11, 2), ("observer", 10, 1)])
def test_items_and_circles_by_class(cast, member, items, circles):
    meeting = stages_agenda.agenda_prov(cast)
    form = PaperForm(hat=cast.hat(member), meeting=meeting)
    assert form.fields["item"].queryset.count() == items
    assert len(form.fields["visibility"].choices) == circles
