"""Letters: what an office without access wrote is kept beside the round, and counts for nothing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import rules
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import Round, RoundPaper, RoundPaperVersion
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.papers import names
from ip5.papers.inspection import Checked

MAX_LETTERS = 20


@transaction.atomic
def add_letter(round: Round, *, by: Hat, office: Office, title: str, upload: Checked) -> RoundPaper:
    """Keep the letter of an office on the roll as a paper of the round, for the members; it counts for nothing.

    Refuses like ``rules.may_add_letter``; ``Invalid`` for an office that is not on the roll, a letter
    without a title, and the twenty-first letter.
    """
    locked = locked_round(round)
    require(rules.may_add_letter(by, locked))
    if not locked.seats.filter(office=office).exists():
        raise Invalid({"office": [_("Choose an office on the roll.")]})
    line = names.plain_line(title)
    if not line or len(line) > 200:
        raise Invalid({"title": [_("Give a title of at most 200 characters.")]})
    if locked.papers.count() >= MAX_LETTERS:
        raise Invalid({"file": [_("A round has at most %(n)d letters.") % {"n": MAX_LETTERS}]})
    now = clock.now()
    paper = RoundPaper.objects.create(  # type: ignore[misc]
        round=locked,
        office=office,
        title=line,
        visibility=Visibility.MEMBERS,
        created_at=now,
        created_by_id=by.pk,
    )
    _write_file(paper, by, upload)
    data = {"paper": str(paper.uuid), "office": office.code, "sha256": upload.sha256}
    audit.record(locked, "ballot.letter_added", by=by, visibility="members", data=data)
    return paper


def _write_file(paper: RoundPaper, by: Hat, upload: Checked) -> None:
    version = RoundPaperVersion(  # type: ignore[misc]
        paper=paper,
        number=1,
        file_name=upload.name,
        kind_code=upload.kind.code,
        size=upload.size,
        sha256=upload.sha256,
        at=paper.created_at,
        by_id=by.pk,
    )
    version.file.save(upload.name, upload.file, save=False)
    try:
        version.save(force_insert=True)
    except BaseException:
        version.file.storage.delete(version.file.name)  # type: ignore[arg-type]
        raise
