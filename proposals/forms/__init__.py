"""Forms of proposals: the draft, the list's filters, the words a deed asks for."""

from proposals.forms.course import (
    Deferral,
    DeputyReferral,
    MergeOffer,
    Merger,
    Objection,
    ProposalField,
    Referral,
    SendingBack,
)
from proposals.forms.deeds import (
    Announcement,
    Extension,
    NoWords,
    Opening,
    OptionalReason,
    Reason,
    ReviewPeriod,
    TextRead,
    days_field,
    reason_field,
)
from proposals.forms.drafts import DraftForm, StartForm, TextForm, section
from proposals.forms.lists import ListForm, known_areas
from proposals.forms.sharing import ExpertShare, IdeaForm, Note, OfficeShare

__all__ = [
    "Announcement",
    "Deferral",
    "DeputyReferral",
    "DraftForm",
    "ExpertShare",
    "Extension",
    "IdeaForm",
    "ListForm",
    "MergeOffer",
    "Merger",
    "NoWords",
    "Note",
    "Objection",
    "OfficeShare",
    "Opening",
    "OptionalReason",
    "ProposalField",
    "Reason",
    "Referral",
    "ReviewPeriod",
    "SendingBack",
    "StartForm",
    "TextForm",
    "TextRead",
    "days_field",
    "known_areas",
    "reason_field",
    "section",
]
