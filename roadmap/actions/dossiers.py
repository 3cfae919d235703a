"""The deed of keeping a dossier: made once, kept as bytes."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from roadmap import dossier
from roadmap.dossier import Content
from roadmap.models import Dossier, Version
from roadmap.rules.dossiers import may_make_dossier


@transaction.atomic
def make_dossier(version: Version, *, by: Hat) -> Dossier:
    """Make the dossier of a frozen version for the hat ``by``, and return it.

    It holds what this hat may see now and is kept as it is. Where nothing has changed since the office's last one
    for the same capacity, that one is returned and nothing is written. Refuses like ``rules.may_make_dossier``;
    ``WrongState`` where it cannot be set as PDF within the limits. The event is the own office's alone.
    """
    require(may_make_dossier(by, version))
    content = dossier.gather(version, by, clock.now().replace(microsecond=0))
    words = content.sha256_of_words
    known = Dossier.objects.filter(version=version, office=by.office_id, content_sha256=words)
    if (found := known.first()) is not None:
        return found
    row = _row(version, by, content)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Pressed twice at once: the other one stands.
        return known.get()
    audit.record(
        version,
        "dossier.made",
        by=by,
        visibility=Visibility.OFFICE_INTERNAL,
        data={"symbol": content.symbol, "sha256": row.sha256},
    )
    return row


def _row(version: Version, by: Hat, content: Content) -> Dossier:
    bundle = dossier.bundle(content)
    return Dossier(  # type: ignore[misc]
        version=version,
        office_id=by.office_id,
        made_by_id=by.pk,
        made_for=content.made_for,
        made_at=content.made_at,
        content_sha256=content.sha256_of_words,
        files=[{"name": each.name, "size": len(each.body), "sha256": each.sha256} for each in bundle.files],
        archive=bundle.archive,
        sha256=bundle.sha256,
    )
