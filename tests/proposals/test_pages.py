"""Every page of a proposal, at every stage, as every member of the cast."""

import pytest

from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db

MEMBER_HATS = {
    key
    for key, (_o, capacity, _f) in MEMBERS.items()
    if capacity in {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"}
} - {"inactive"}


@pytest.mark.parametrize("stage", list(stages.STAGES))
def test_who_opens_the_page(cast, stage):
    proposal = stages.STAGES[stage](cast)
    lead = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
    if proposal.is_draft:
        expected = lead | ({"hod_us"} if stage in {"asked", "consented"} else set())
    else:
        expected = MEMBER_HATS | {"observer", "expert"}
    opened = set()
    for key in MEMBERS:
        if key == "inactive":
            continue
        response = cast.client(key).get(proposal.get_absolute_url())
        if response.status_code == 200:
            opened.add(key)
        else:
            assert response.status_code == 404, key
    assert opened == expected
