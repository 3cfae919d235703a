"""Text as the record keeps it: canonical JSON and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Return ``value`` as JSON with sorted keys and no spaces, so that equal content has equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_hex(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes of ``text`` as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
