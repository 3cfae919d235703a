"""What the worker runs: the minute's sweep and the digests' tick. Each may run twice or in parallel."""

from __future__ import annotations

from celery import shared_task

from ip5.offices import directory
from ip5.post import delivery, digests
from ip5.post.delivery import Postman


@shared_task(name="ip5.post.tasks.deliver_notices")  # type: ignore[untyped-decorator]
def deliver_notices() -> None:
    """Send what is due: sign-in mails, Heads' links, immediate notices, claimed digests no server accepted yet.

    Woken after a deed and run each minute in any case; when no mail server answers, all is kept.
    """
    directory.clear()
    with Postman() as postman:
        try:
            delivery.deliver_letters(postman)
            delivery.deliver_links(postman)
            delivery.deliver_immediate(postman)
            digests.deliver_pending(postman)
        except delivery.ServerAway:
            return


@shared_task(name="ip5.post.tasks.send_digests")  # type: ignore[untyped-decorator]
def send_digests() -> None:
    """Claim the digests whose hour has come and send them; run every five minutes in UTC."""
    directory.clear()
    digests.claim_due()
    with Postman() as postman:
        try:
            digests.deliver_pending(postman)
        except delivery.ServerAway:
            return
