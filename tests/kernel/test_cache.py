"""The cache that may vanish: the same answers as an empty one while its server is away."""

import pytest
from django.core.cache import cache, caches

from ip5.kernel.cache import SurvivingRedisCache

ABSENT = "redis://127.0.0.1:1/0"
KEY = "kernel-cache-test"


@pytest.fixture
def absent():
    return SurvivingRedisCache(ABSENT, {})


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (lambda cache: cache.get("a"), None),
        (lambda cache: cache.get("a", "default"), "default"),
        (lambda cache: cache.get_many(["a", "b"]), {}),
        (lambda cache: cache.get_or_set("a", lambda: "made"), "made"),
        (lambda cache: cache.set("a", 1), None),
        (lambda cache: cache.set_many({"a": 1}), []),
        (lambda cache: cache.add("a", 1), True),
        (lambda cache: cache.touch("a"), False),
        (lambda cache: cache.delete("a"), False),
        (lambda cache: cache.delete_many(["a"]), None),
        (lambda cache: cache.has_key("a"), False),
        (lambda cache: "a" in cache, False),
        (lambda cache: cache.clear(), None),
    ],
)
def test_every_use_survives_its_absence(absent, call, answer):
    assert call(absent) == answer


@pytest.mark.parametrize("call", [lambda cache: cache.incr("a"), lambda cache: cache.decr("a")])
def test_counting_what_is_not_there_fails_as_for_any_missing_key(absent, call):
    with pytest.raises(ValueError, match="a"):
        call(absent)


def test_the_installed_cache_is_this_one_and_works():
    assert type(caches["default"]) is SurvivingRedisCache
    cache.set(KEY, {"n": 1}, 30)
    assert cache.get(KEY) == {"n": 1}
    assert cache.add(KEY, 2) is False
    cache.set(f"{KEY}-count", 1, 30)
    assert cache.incr(f"{KEY}-count", 2) == 3
    assert cache.delete(KEY) is True
    assert cache.get(KEY, "gone") == "gone"
