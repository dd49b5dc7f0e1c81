"""The show's settings: one frozen Config from show.toml, the environment and the command line, built once.

What a setting is, what it may be and what it is when left out stands once, in the pydantic models (`tables` here, and
the stages'). The template for a new show, the settings page of the docs and every complaint are made from those.
"""

from onrecord.config.glossary import read_glossary
from onrecord.config.learnt import learnt_toml, load_learnt
from onrecord.config.show_toml import FILE_NAME, Config, load
from onrecord.config.tables import DiscussionTable
from onrecord.config.template import new_show_toml, podcast_guid, settings_page

__all__ = [
    "FILE_NAME",
    "Config",
    "DiscussionTable",
    "learnt_toml",
    "load",
    "load_learnt",
    "new_show_toml",
    "podcast_guid",
    "read_glossary",
    "settings_page",
]
