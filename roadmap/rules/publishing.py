"""Who publishes an endorsed version (domain.md section 2: a co-chair approves, the secretariat publishes)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, wrong_state
from roadmap.models import Version
from roadmap.rules.circles import is_chair, is_of_body
from roadmap.states import MACHINE, VersionState


def _is_endorsed(name: str, version: Version) -> Verdict:
    """Only heads_endorsed may be published; a minor or a corrigendum once the task force has endorsed it."""
    verdict = MACHINE.may(name, version.state)
    if verdict and version.is_major and version.state != VersionState.HEADS_ENDORSED:
        return wrong_state(_("Only a version endorsed by the Heads is published."))
    return verdict


def may_approve_publication(hat: Hat, version: Version) -> Verdict:
    """Approve the publication: a co-chair."""
    return (
        is_chair(hat)
        and _is_endorsed("approve_publication", version)
        and allowed_if(version.publication_approved_at is None, _("The publication is approved."))
    )


def may_publish(hat: Hat, version: Version) -> Verdict:
    """Publish, at once or at an embargo instant: the secretariat, or a co-chair, once a co-chair has approved."""
    return (
        is_of_body(hat)
        and _is_endorsed("publish", version)
        and allowed_if(
            version.publication_approved_at is not None, _("A co-chair approves the publication first.")
        )
        and allowed_if(
            version.embargo_until is None,
            _("The publication is set; stop it first to choose another instant."),
        )
    )


def may_stop_publication(hat: Hat, version: Version) -> Verdict:
    """Stop a publication that is set and has not come: the body. What is published is never taken back."""
    return (
        is_of_body(hat)
        and MACHINE.may("stop_publication", version.state)
        and allowed_if(version.embargo_until is not None, _("No publication is set."))
    )
