"""Deeds on a meeting that belong to its summary."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetings.actions import adoption, industry
from meetings.actions import summary as acts
from meetings.forms.summary import SilenceForm
from meetings.rules import industry as industry_rules
from meetings.rules import summary as rules
from meetings.views.offers.offer import Deed, move
from proposals.forms import NoWords, Reason

SUMMARY = "meetings:summary"
DEEDS: dict[str, Deed] = {
    "draft_summary": move(
        "draft_summary",
        rules.may_draft_summary,
        acts.draft_summary,
        NoWords,
        _(
            "The summary gets its number, and begins with who took part, the items with their conclusions, the "
            "decisions, actions and papers. The co-chairs and the secretariat read it."
        ),
        _("The summary is drafted."),
        "primary",
        goes_to=SUMMARY,
    ),
    "review_summary": move(
        "review_summary",
        rules.may_review_summary,
        acts.review_summary,
        NoWords,
        _(
            "The members read the whole summary, an observer its own words, and suggest corrections. They are "
            "told. The text is kept as it stands."
        ),
        _("The review is open. The members are told."),
        "primary",
        goes_to=SUMMARY,
    ),
    "announce_adoption": Deed(
        rules.may_announce_adoption,
        SilenceForm,
        _(
            "The heads of delegation are told at once. Two common working days later the clock opens the "
            "silence; kept by all, it adopts the summary. The text stands still until then."
        ),
        _("The silence is announced. The five offices are told."),
        adoption.announce_adoption,
        _("Put the summary to silence"),
        "primary",
        goes_to=SUMMARY,
    ),
    "cancel_adoption": Deed(
        rules.may_cancel_adoption,
        Reason,
        _("The silence ends without an outcome, and the summary is in review as before. All five are told."),
        _("The silence is called off."),
        adoption.cancel_adoption,
        _("Call the silence off"),
        "danger",
        goes_to=SUMMARY,
    ),
    "reopen_summary": move(
        "reopen_summary",
        rules.may_reopen_summary,
        acts.reopen_summary,
        Reason,
        _("The adopted summary is in review again; the reason is printed. It needs another silence."),
        _("The summary is in review again."),
        "danger",
        goes_to=SUMMARY,
    ),
    "approve_publication": move(
        "approve_publication",
        rules.may_approve_publication,
        acts.approve_publication,
        NoWords,
        _(
            "The secretariat may then publish the entries marked for the extract. Where it marks others, your "
            "approval falls."
        ),
        _("The publication is approved. The secretariat is told."),
        "primary",
        goes_to=SUMMARY,
    ),
    "publish_summary": move(
        "publish_summary",
        rules.may_publish_summary,
        acts.publish_summary,
        NoWords,
        _("Everybody reads the entries marked for the extract on the public site. This is not undone."),
        _("The extract is public."),
        "primary",
        goes_to=SUMMARY,
    ),
    "make_update": Deed(
        industry_rules.may_make_update,
        NoWords,
        _(
            "The update begins with what is public of the meeting, the published versions of the roadmap and "
            "what is open for comment. Industry reads it once a co-chair opens it."
        ),
        _("The update is prepared. Find it among the updates for industry."),
        industry.make_update,
        _("Prepare an update for industry"),
    ),
}
