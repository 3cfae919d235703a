"""Limits on wrong passwords and reset requests, counted in the database: they hold without a cache."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from ip5.accounts.models import SignInAttempt
from ip5.kernel import clock
from ip5.kernel.text import sha256_hex

WINDOW = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=1)
# A meeting room shares one address: the limit per address alone is much wider than per account.
PER_ACCOUNT = {SignInAttempt.Kind.PASSWORD: 10, SignInAttempt.Kind.RESET: 5}
PER_ADDRESS = {SignInAttempt.Kind.PASSWORD: 100, SignInAttempt.Kind.RESET: 50}


def account_key(typed: str) -> str:
    """Return what stands for the typed e-mail address in the rows."""
    return sha256_hex(typed.strip().lower())


@transaction.atomic
def take(kind: SignInAttempt.Kind, address: str, typed: str) -> SignInAttempt | None:
    """Count one attempt before it is made; None when the limit is reached (then nothing is counted).

    Counting first, under a lock per address, makes parallel guesses count one by one. A refused
    attempt writes no row, so knocking on does not keep the true owner out for longer.
    """
    now = clock.now()
    account = account_key(typed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in {address}"])
    SignInAttempt.objects.filter(at__lt=now - KEPT).delete()
    recent = SignInAttempt.objects.filter(kind=kind, address=address, at__gt=now - WINDOW)
    if recent.count() >= PER_ADDRESS[kind]:
        return None
    if recent.filter(account=account).count() >= PER_ACCOUNT[kind]:
        return None
    return SignInAttempt.objects.create(kind=kind, address=address, account=account, at=now)


def give_back(attempt: SignInAttempt) -> None:
    """Uncount an attempt that succeeded; the failures before it stay counted."""
    SignInAttempt.objects.filter(pk=attempt.pk).delete()


def forgive(typed: str) -> None:
    """Forget the wrong passwords of an account whose password has just been set anew."""
    SignInAttempt.objects.filter(kind=SignInAttempt.Kind.PASSWORD, account=account_key(typed)).delete()
