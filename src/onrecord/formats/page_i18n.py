"""The `i18n` tags for pages that are rendered without a site: each word stays as the template says it."""

from __future__ import annotations

from django.template import Library

register = Library()


@register.simple_tag
def translate(text: str) -> str:
    """`{% translate "text" %}` and `{% translate "text" as name %}`, with Django's spelling."""
    return text
