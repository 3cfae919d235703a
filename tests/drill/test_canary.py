"""The canary in depth: twice the first addresses a member that ``make test`` asks, and every list for every word."""

from __future__ import annotations

import pytest

from tests.access import EVERYBODY
from tests.test_canary import Scene, addresses, look_everywhere
from tests.test_canary import scene as scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("member", EVERYBODY)
def test_a_member_finds_no_word_of_others_anywhere(member: str, scene: Scene, keys: dict[str, str]):
    look_everywhere(member, addresses(scene.secrets, member, deep=True), scene, keys)
