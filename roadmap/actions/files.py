"""The deed of keeping a published version's files: once, with their hashes in the record."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import WrongState
from ip5.kernel.hat import Hat
from roadmap.actions import steps
from roadmap.models import PublishedFile, Version


@transaction.atomic
def keep_files(version: Version, files: Mapping[str, bytes], *, by: Hat | None) -> bool:
    """Keep the files of a published version, by name; return whether it was this call that kept them.

    The clock's deed, or whoever exports the site. Files that are kept already stay as they are: it may run twice or
    in parallel. Refuses (``WrongState``) a version that is not public. One event holds the hashes.
    """
    row = steps.locked(version)
    if not row.is_public:
        raise WrongState(_("Only a published version has files."))
    if row.files.exists():
        return False
    moment = clock.instant()
    rows = [
        PublishedFile(
            version=row,
            name=name,
            body=body,
            size=len(body),
            sha256=sha256(body).hexdigest(),
            built_at=moment,
        )
        for name, body in files.items()
    ]
    PublishedFile.objects.bulk_create(rows)
    audit.record(row, "version.files_kept", by=by, data={each.name: each.sha256 for each in rows})
    return True
