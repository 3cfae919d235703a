"""The filter that prints a comment's words, with the offices set off whose delegations it tells."""

from django import template
from django.utils.safestring import SafeString

from ip5.comments import mentions
from ip5.offices.models import Office

register = template.Library()


@register.filter
def spoken(text: str) -> SafeString:
    """Return the words of a comment as safe HTML; member offices named with @ are set off."""
    offices = Office.objects.directory().offices
    return mentions.rendered(text, {each.code for each in offices if each.kind == Office.Kind.MEMBER})
