"""A sentence whose main verb the small model takes for a participle, put right: "Skylark, which has ten planes, applied on Tuesday"."""

from __future__ import annotations

from dataclasses import replace

from onrecord.core.grammar import FINITE, Parse

_NOUNS = ("NOUN", "PROPN")


def righted(parse: Parse) -> Parse:
    """The sentence with that verb on top and the noun before it as its subject; any other as it is."""
    top = parse.root
    if top is None or parse[top].pos not in _NOUNS:
        return parse
    verb = next((c for c in parse.children(top, "acl") if _is_main(parse, top, c)), None)
    if verb is None:
        return parse
    tokens = list(parse.tokens)
    for at in parse.children(top):
        if at > verb:
            tokens[at] = replace(tokens[at], head=verb)
    tokens[verb] = replace(tokens[verb], tag="VBD", dep="ROOT", head=verb)
    tokens[top] = replace(tokens[top], dep="nsubj", head=verb)
    return Parse(tuple(tokens))


def _is_main(parse: Parse, top: int, verb: int) -> bool:
    """Whether it stands behind the comma that ends "which has ten planes", and nothing does it to the noun."""
    clause = next((c for c in parse.children(top, "relcl") if c < verb and parse[c].tag in FINITE), None)
    if clause is None or parse[verb].tag != "VBN" or parse.child(verb, "agent", "aux", "auxpass", "nsubj") is not None:
        return False
    before = [p for p in range(parse.subtree(clause)[-1] + 1, verb) if parse[p].pos != "ADV"]
    is_else = any(
        parse[p].tag in FINITE and parse[p].dep in ("ROOT", "conj", "parataxis") and parse[p].head == top
        for p in range(len(parse))
    )
    return [parse[p].text for p in before] == [","] and not is_else
