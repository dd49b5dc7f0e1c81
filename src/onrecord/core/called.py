"""What stories are called where a person cut words of their titles out of the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.core.lines import ReadWord
from onrecord.core.story import Stories, Story, StoryKind
from onrecord.core.talk import bare, folded, with_capital, without_possessive
from onrecord.core.time import TimeMap


def called(
    stories: Stories, words: Sequence[ReadWord], gone: frozenset[str], time_map: TimeMap, written: str = ""
) -> Stories:
    """The stories, none with a word in its title that is `gone` and that the programme says nowhere else.

    Of two phrases the other one stays; else it is called by its number. `written` is what a person wrote of the episode: a title that
    stands there is theirs.
    """
    out = {token for word in words if word.id in gone for token in _tokens(word.text)}
    held = (w for w in words if w.id not in gone and all(time_map.is_kept(s) for s in w.middles_s))
    out -= {token for word in held for token in _tokens(word.text)}
    numbers = {s.id: n for n, s in enumerate((s for s in stories.stories if s.kind is StoryKind.STORY), 1)}

    def renamed(story: Story) -> Story:
        if story.id not in numbers or out.isdisjoint(_tokens(story.title)) or folded(story.title) in folded(written):
            return story
        stay = [part for part in story.title.split(" and ") if out.isdisjoint(_tokens(part))]
        return replace(story, title=with_capital(" and ".join(stay)) or f"Part {numbers[story.id]}")

    return Stories(tuple(renamed(story) for story in stories.stories)) if out else stories


def _tokens(text: str) -> set[str]:
    return {token for word in text.split() if (token := folded(without_possessive(bare(word))))}
