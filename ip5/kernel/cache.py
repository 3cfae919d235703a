"""A cache that may vanish: every use survives its absence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _or(default: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return call(*args, **kwargs)
    except (RedisError, OSError) as error:
        log.warning("cache absent: %s", type(error).__name__)
        return default


class SurvivingRedisCache(RedisCache):
    """Reads miss and writes do nothing while the server is away; nobody sees an error."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or(True, super().add, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        _or(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or(False, super().touch, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or(False, super().delete, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count on; while the server is away, as with any key that is not there, a ``ValueError``."""
        count = _or(None, super().incr, key, delta, version)
        if count is None:
            raise ValueError(f"Key {key!r} not found")
        return int(count)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(_or({}, super().get_many, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or(False, super().has_key, *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(_or([], super().set_many, *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        _or(None, super().delete_many, *args, **kwargs)

    def clear(self) -> None:
        _or(None, super().clear)
