"""What is no history: a day to come, a source that is no proposal."""

import datetime as dt

import pytest

from ip5.kernel import clock
from ip5.kernel.errors import Invalid
from roadmap import actions
from roadmap.models import Project, Version
from tests.roadmap import plans, scenes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "field"), [(1, "endorsed_on"), (-1, "projects")])
def test_what_is_no_history(days, field):
    day = clock.now().date() + dt.timedelta(days=days)
    with pytest.raises(Invalid) as refusal:
        actions.import_version(scenes.keyed(plans.plan()), by=None, edition="1.0", endorsed_on=day, note="x")
    assert list(refusal.value.errors) == [field]
    assert not Version.objects.exists()
    assert not Project.objects.exists()
