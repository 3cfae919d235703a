"""The canary in depth: every member asks every route with every object (``make test`` asks half of them in turn)."""

from __future__ import annotations

import pytest

from tests.access import EVERYBODY
from tests.test_canary import Scene, addresses, look_everywhere
from tests.test_canary import scene as scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("member", EVERYBODY)
def test_a_member_finds_no_word_of_others_anywhere(member: str, scene: Scene, keys: dict[str, str]):
    look_everywhere(member, addresses(scene.secrets), scene, keys)
