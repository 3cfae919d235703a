"""{% load ui %}: the components of templates/ui as tags, joined from the modules beside this one.

Labels are computed by who calls. The modules call theirs ``library``, not ``register``: Django then finds
one library here, and templates load one.
"""

from django import template

from ip5.ui.templatetags import acts, forms, furniture, marks

register = template.Library()

for part in (marks, acts, furniture, forms):
    register.tags.update(part.library.tags)
    register.filters.update(part.library.filters)
