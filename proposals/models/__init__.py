"""Proposals, their texts, revisions, reviews, and what moves them."""

from proposals.models.course import DraftNote, Idea, MergeAgreement, ProposalGrant, Reconsideration, Share
from proposals.models.papers import ProposalPaper, ProposalPaperVersion
from proposals.models.proposal import Participation, Proposal
from proposals.models.review import Comment, CommentOpening, Criterion, Disposition, Review
from proposals.models.revision import (
    EditorialMark,
    EditorialObjection,
    Endorsement,
    Reading,
    Revision,
    WorkingRevision,
)
from proposals.models.texts import MAX_SECTION, SECTIONS, Area, ProposalText

__all__ = [
    "MAX_SECTION",
    "SECTIONS",
    "Area",
    "Comment",
    "CommentOpening",
    "Criterion",
    "Disposition",
    "DraftNote",
    "EditorialMark",
    "EditorialObjection",
    "Endorsement",
    "Idea",
    "MergeAgreement",
    "Participation",
    "Proposal",
    "ProposalGrant",
    "ProposalPaper",
    "ProposalPaperVersion",
    "ProposalText",
    "Reading",
    "Reconsideration",
    "Review",
    "Revision",
    "Share",
    "WorkingRevision",
]
