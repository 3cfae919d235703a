"""Acts on a page: a link or button, refused with its reason, asked once more, or a page of its own."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from ip5.ui.parts import (
    draw,
    part_id,
)

library = template.Library()


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


@library.simple_block_tag(takes_context=True)
def confirm(context: Context, content: str, verdict: Any, url: str, label: str, **options: Any) -> SafeString:
    """An act that asks once more, in a popover; its block is what is asked (fields included).

    Refused like a deed. Without popover support the button is a link to the same address, which
    answers GET with the same text as a page ({% dialog %}). Options: title, submit, style,
    submit_style, icon, office, inline.
    """
    if not hasattr(verdict, "reason"):
        raise ValueError(f"confirm {label!r} has no verdict")
    if not verdict:
        return refused(context, label, verdict.reason, options.get("style", ""), options.get("inline", False))
    options.setdefault("title", label)
    options.setdefault("submit", label)
    dialog_id = part_id(context, "confirm", str(label))
    return draw(context, "confirm", content=content, url=url, label=label, dialog_id=dialog_id, **options)


@library.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, title: str, url: str, submit: str, **options: Any) -> SafeString:
    """The text of a confirmation as part of a page of its own. Options: office, back, submit_style."""
    title_id = part_id(context, "dialog", str(title))
    return draw(
        context,
        "dialog",
        content=content,
        title=title,
        url=url,
        submit=submit,
        title_id=title_id,
        **options,
    )
