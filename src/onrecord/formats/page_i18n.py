"""The `i18n` tags for pages that are rendered without a site: the same catalogues, in the language that the page is told."""

from __future__ import annotations

from typing import Any

from django.template import Library

from onrecord.formats.page_words import said

register = Library()


@register.simple_tag(takes_context=True)
def translate(context: Any, text: str) -> str:
    """`{% translate "text" %}` and `{% translate "text" as name %}`, with Django's spelling."""
    return said(text, context.get("ui_language", "en"))
