"""Acts on a page: a link or button, or refused with its reason."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ip5.ui.parts import draw, part_id

library = template.Library()


@library.simple_tag
def acting(hat: Any) -> str:
    """Whom this hat acts for, and as what: a delegation by its office's acronym, others by the full name."""
    office = hat.office.acronym if hat.is_delegation else hat.office.name
    return _("You act for the %(office)s as %(who)s") % {"office": office, "who": hat.acting_as}


@library.simple_tag(takes_context=True)
def refused(context: Context, label: str, reason: str, style: str = "", inline: bool = False) -> SafeString:
    """A disabled button with the reason beside it."""
    return draw(
        context,
        "refused",
        label=label,
        reason=reason,
        style=style,
        inline=inline,
        reason_id=part_id(context, "why", str(label)),
    )


@library.simple_tag(takes_context=True)
def deed(context: Context, verdict: Any, url: str, label: str, **options: Any) -> SafeString:
    """An act: a link or a POST button when the verdict allows it, else disabled with the reason.

    Options: style, icon, method ("get" is a link, the default; "post" a form of one button),
    name and value of that button, inline, dialog (where scripts run, the page of the link is shown in a
    dialog: static/js/dialog.js). A missing verdict is an error, not a hidden button.
    """
    if not hasattr(verdict, "reason"):
        raise ValueError(f"deed {label!r} has no verdict")
    if not verdict:
        return refused(context, label, verdict.reason, options.get("style", ""), options.get("inline", False))
    return draw(context, "deed", url=url, label=label, **options)
