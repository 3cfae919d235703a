"""Deeds on papers of a proposal: add one, add a version, take one away from a draft."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility, narrower
from ip5.papers import names, storage
from ip5.papers.inspection import Checked
from proposals import rules
from proposals.actions import steps
from proposals.models import Proposal, ProposalPaper, ProposalPaperVersion

MAX_PAPERS, MAX_VERSIONS = 50, 100


@transaction.atomic
def add_paper(
    proposal: Proposal,
    *,
    by: Hat,
    title: str,
    upload: Checked,
    visibility: str = Visibility.MEMBERS_OBSERVERS,
) -> ProposalPaperVersion:
    """Add a paper with its first version and return that; a stamp on a draft falls, as with an edit.

    Refuses a paper without a title, an unknown class, and the fifty-first paper (``Invalid``).
    """
    locked = steps.locked(proposal)
    require(rules.RULES["add_paper"](by, locked))
    line = names.plain_line(title)
    if not line or len(line) > 200:
        raise Invalid({"title": [_("Give a title of at most 200 characters.")]})
    if visibility not in {Visibility.MEMBERS_OBSERVERS, Visibility.MEMBERS}:
        raise Invalid({"visibility": [_("Choose who may read it.")]})
    if locked.papers.count() >= MAX_PAPERS:
        raise Invalid({"file": [_("A proposal has at most %(n)d documents.") % {"n": MAX_PAPERS}]})
    paper = ProposalPaper.objects.create(  # type: ignore[misc]
        proposal=locked, title=line, visibility=visibility, created_at=clock.now(), created_by_id=by.pk
    )
    return _add(locked, paper, by, upload)


@transaction.atomic
def add_paper_version(paper: ProposalPaper, *, by: Hat, upload: Checked) -> ProposalPaperVersion:
    """Add the next version of a paper and return it; all former ones are kept.

    Refuses a file that is the same as the newest one, and the hundred-and-first version (``Invalid``).
    """
    locked = steps.locked(paper.proposal)
    require(rules.RULES["add_paper_version"](by, locked))
    # Taken away by a colleague in the meantime: then there is none.
    found = locked.papers.filter(pk=paper.pk).first()
    if found is None:
        raise Invalid({"file": [_("A colleague took this document away.")]})
    newest = found.versions.newest_first().first()
    if newest is not None and newest.sha256 == upload.sha256:
        raise Invalid({"file": [_("This is the same file as version %(n)d.") % {"n": newest.number}]})
    if newest is not None and newest.number >= MAX_VERSIONS:
        raise Invalid({"file": [_("A document has at most %(n)d versions.") % {"n": MAX_VERSIONS}]})
    return _add(locked, found, by, upload)


@transaction.atomic
def remove_paper(paper: ProposalPaper, *, by: Hat) -> None:
    """Take a paper and its versions away from a draft; the entry in the history stays."""
    locked = steps.locked(paper.proposal)
    require(rules.RULES["remove_paper"](by, locked))
    found = locked.papers.filter(pk=paper.pk).first()
    if found is None:
        return
    _record(locked, found, "paper.removed", by, {})
    storage.forget_on_commit(storage.names_of(found.versions.all()))
    found.delete()
    _touch(locked, by)


def forget_papers(proposal: Proposal) -> None:
    """A step of deleting a draft: its papers' files go when the transaction commits."""
    versions = ProposalPaperVersion.objects.filter(paper__proposal=proposal)
    storage.forget_on_commit(storage.names_of(versions))


def _add(proposal: Proposal, paper: ProposalPaper, by: Hat, upload: Checked) -> ProposalPaperVersion:
    last = paper.versions.newest_first().values_list("number", flat=True).first() or 0
    version = ProposalPaperVersion(  # type: ignore[misc]
        paper=paper,
        number=last + 1,
        file_name=upload.name,
        kind_code=upload.kind.code,
        size=upload.size,
        sha256=upload.sha256,
        at=clock.now(),
        by_id=by.pk,
    )
    version.file.save(upload.name, upload.file, save=False)
    try:
        version.save(force_insert=True)
        _record(proposal, paper, "paper.added", by, {"version": version.number, "sha256": version.sha256})
        _touch(proposal, by)
    except BaseException:
        version.file.storage.delete(version.file.name)  # type: ignore[arg-type]
        raise
    return version


def _record(proposal: Proposal, paper: ProposalPaper, verb: str, by: Hat, data: dict[str, object]) -> None:
    """Write the event, open to nobody who may not see the paper; it holds no title and no file name."""
    level = narrower(proposal.visibility, paper.visibility)
    audit.record(proposal, verb, by=by, visibility=level, data={"paper": str(paper.uuid), **data})


def _touch(proposal: Proposal, by: Hat) -> None:
    """Note who and when; a stamp falls. The text's version stays: nobody who is writing is disturbed."""
    proposal.updated_at, proposal.updated_by_id = clock.now(), by.pk
    fields = ["updated_at", "updated_by"]
    if proposal.is_draft and proposal.cleared_fingerprint:
        proposal.cleared_fingerprint = ""
        fields.append("cleared_fingerprint")
    proposal.save(update_fields=fields)
