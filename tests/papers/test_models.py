"""The bases are abstract: every owner of papers has tables and rules of its own."""

from ip5.papers.models import BasePaper, BasePaperVersion
from proposals.models import ProposalPaper, ProposalPaperVersion


def test_the_bases_have_no_tables():
    assert BasePaper._meta.abstract
    assert BasePaperVersion._meta.abstract


def test_a_paper_reads_as_its_title_and_a_version_as_its_number():
    assert str(ProposalPaper(title="Annex 1")) == "Annex 1"
    version = ProposalPaperVersion(number=2, kind_code="pdf")
    assert (str(version), version.kind.content_type) == ("version 2", "application/pdf")
