"""The two secrets of a Head's link, reckoned from its seed and the site's key: neither is stored in clear.

The token stands in the address that is mailed; the code goes another way. A row keeps the seed, the token's
hash and a keyed hash of the code: whoever reads the database alone has neither, whoever has the site's key alone
has neither. Source: docs/decisions/0018-a-heads-link.md.
"""

from __future__ import annotations

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac

from ip5.kernel.text import sha256_hex

# Neither 0 and O nor 1, I and L, and no U for V: read out on the telephone, each is one character.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def token_of(seed: str) -> str:
    """Return the link's token, 256 bits as 43 characters fit for an address."""
    digest = salted_hmac("ip5.ballots.tokens.token", seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(token: str) -> str:
    """Return what is stored of a token and looked up by; nothing has it that is no token."""
    return sha256_hex(token) if TOKEN.fullmatch(token) else ""


def code_of(seed: str) -> str:
    """Return the link's code: eight characters of ``ALPHABET``, almost 40 bits."""
    digest = salted_hmac("ip5.ballots.tokens.code", seed, algorithm="sha256").digest()
    number, code = int.from_bytes(digest), ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        code += ALPHABET[rest]
    return code


def code_hash(seed: str, code: str) -> str:
    """Return what is stored of a code: keyed, so that it cannot be guessed from the row."""
    return salted_hmac("ip5.ballots.tokens.code-hash", f"{seed} {code}", algorithm="sha256").hexdigest()


def is_code(seed: str, stored: str, typed: str) -> bool:
    """Whether what was typed is the code, compared in constant time; spaces, hyphens and case do not matter."""
    return constant_time_compare(code_hash(seed, plain(typed)), stored)


def plain(typed: str) -> str:
    """Return a typed code without spaces and hyphens, in capitals."""
    return re.sub(r"[\s‐‑–-]+", "", typed).upper()


def grouped(code: str) -> str:
    """Return a code as it is read out: ``ABCD-EFGH``."""
    return f"{code[:4]}-{code[4:]}"
