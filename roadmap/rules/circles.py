"""Whose hat it is: the circles the charter speaks of (domain.md section 2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if
from roadmap.models import Version


def is_chair(hat: Hat) -> Verdict:
    """Compile, freeze, submit a roadmap version: a co-chair."""
    return allowed_if(hat.is_chair, _("Only a co-chair makes this move."))


def is_of_body(hat: Hat) -> Verdict:
    """A co-chair; the secretariat prepares."""
    return allowed_if(
        hat.is_chair or hat.is_secretariat, _("The co-chairs do this; the secretariat prepares it.")
    )


def is_deputy(hat: Hat) -> Verdict:
    """Deputy heads' clearance: the deputy head of a member office."""
    return allowed_if(hat.capacity == "deputy", _("Only a deputy head of a member office answers here."))


def is_of_this_site(version: Version) -> Verdict:
    """What was decided before the site is a fact that nothing moves."""
    return allowed_if(
        not version.is_from_record,
        _("This is history from before the site, kept as a fact: nothing moves it."),
    )
