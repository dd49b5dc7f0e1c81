"""How a name may sound: by English rules, and by those of the languages that it looks like.

A recogniser writes down what it heard as English would; the glossary writes the name as its own language or its romanisation does.
So "Xinjiang" is looked for as "shin jang" too, and "Choe Son Hui" as "Choi Sun Hee". Each table is a handful of rules, in the rough
sounds of `core.likeness`; a name takes those tables whose marks it bears. No table is complete: `sounds_like` is for the rest.

Sources: Hanyu Pinyin and Wade-Giles by their syllables; Korean by Revised Romanisation, McCune-Reischauer and the spellings in use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from onrecord.core.likeness import Spelling, sounds_of, spelt_sounds
from onrecord.core.talk import folded

_PINYIN = Spelling(
    ("shi$", "S"), ("[zc]hi$", "J"), ("[zcs]i$", "s"), ("zh", "J"), ("ch", "C"), ("sh", "S"), ("x", "S"), ("q", "C"), ("z", "z"), ("c", "s"),
    ("^yu", "ju"), ("^y", "j"), ("^wu", "u"), ("iang", "jan"), ("iong", "jun"), ("ian", "jen"), ("iao", "jau"), ("uang", "wan"), ("uo", "wo"), ("ua", "wa"),
    ("ui", "we"), ("iu", "jo"), ("ue", "we"), ("ie", "je"), ("ia", "ja"), ("ong", "un"), ("eng", "an"), ("ang", "an"), ("ing", "in"),
    ("en", "an"), ("ou", "o"), ("ao", "au"), ("ei", "e"), ("ai", "ai"), ("e$", "a"), ("un", "un"), ("ng", "n"), ("r", "r"), ("j", "J"),
)  # fmt: skip
_PINYIN_WORD = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ao|an|ei|en|er|ia|ie|in|iu|"
    r"ou|ua|ue|ui|un|uo|a|e|i|o|u|v)'?-?)+"
)
_PINYIN_MARK = re.compile(r"zh|x[iu]|q[iu]|ui$|jia|ao|iu|ng|uo")
_CHINESE = Spelling(
    ("zh|ch'?|q|j", "J"), ("ts'?|tz|z|c", "z"), ("sh|hs|x", "S"), ("b|p'?", "p"), ("d|t'?", "t"), ("g|k'?", "k"), ("^yu", "ju"), ("^y", "j"),
    ("iang", "jan"), ("i?ong|i?ung", "un"), ("ian|ien", "jen"), ("i?ao", "au"), ("uang", "wan"), ("uo", "o"), ("ua", "wa"), ("uei|ui", "we"),
    ("iu|iou", "jo"), ("ueh?", "we"), ("ieh?", "je"), ("ia", "ja"), ("eng|ang", "an"), ("ing", "in"), ("en", "an"), ("ou", "o"), ("eh|ih", "e"),
    ("[zcsr]i$", "ze"), ("e|o", "e"), ("ng", "n"), ("'", ""),
)  # fmt: skip
_CHINESE_WORD = re.compile(
    r"(?:(?:[zcs]h|hs|t[sz]|ss|[bpmfdtnlgkhjqxrzcsyw])?'?(?:iang|iong|iung|uang|ang|eng|ing|ong|ung|ian|ien|iao|uai|uan|uei|ueh|ieh|iou|ai|ao|an|ei|"
    r"en|eh|er|ih|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)'?)+"
)
_KOREAN = Spelling(
    ("^lee$", "i"), ("^(?:ri|yi|rhee|li)$", "i"), ("^(?:r?yoo?|ryu)$", "ju"), ("^(?:choe|choi|ch'oe)$", "Ce"), ("^(?:park|pak|bak)$", "pak"),
    ("^(?:noh?|roh)$", "no"), ("^(?:shin|sin)$", "Sin"), ("^(?:kim|gim)$", "kim"), ("^(?:im|lim|rim)$", "im"),
    ("yeo", "ju"), ("eo", "u"), ("eu", "u"), ("oe", "e"), ("ae", "e"), ("ui", "i"), ("ee", "i"), ("oo", "u"), ("ou", "u"),
    ("yo", "ju"), ("you?ng", "jun"), ("y", "j"), ("wo", "wu"), ("o", "u"), ("sh?(?=[iy])", "S"), ("ch", "C"), ("j", "C"), ("ng", "n"), ("ph", "p"),
    ("gg|kk", "k"), ("g", "k"), ("d", "t"), ("b", "p"), ("r|l", "l"), ("h(?=[wu])", ""), ("'", ""), ("-", ""),
)  # fmt: skip
_KOREAN_WORD = re.compile(
    r"(?:(?:kk|gg|tt|pp|ss|jj|ch'?|k'|t'|p'|sh|[kgntdrlmbpsjhc])?(?:yeo|yae|wae|weo|yoo|eo|eu|ae|oe|ui|oo|ee|ya|yo|yu|ye|wa|wo|we|wi|y[ou]u|i|a|o|u|e)"
    r"(?:ng|[kgntdlmbp])?-?)+"
)
_KOREAN_SURNAME = re.compile(r"lee|rhee|park|noh|roh|choi|yoo|shin|jung|chung|cheon|moon|yoon|kwon|hwang|kang")
_KOREAN_MARK = re.compile(r"eo|eu|oe|hui|yong|yon|jong|song|kw|gw|hw|hae|ch'|gy[eu]|un$|ch[ou]n|chol|[kp]ak")
_SLAVIC = Spelling(
    ("szcz", "SC"), ("shch", "SC"), ("cz", "C"), ("sz", "S"), ("rz", "J"), ("dz", "z"), ("zh", "J"), ("kh", "h"), ("ch", "h"), ("ts", "s"),
    ("sh", "S"), ("iy$|yy$|yi$|ii$|ij$", "i"), ("ie", "je"), ("ev$|yev$|eff$", "ef"), ("ov$|off$", "of"), ("v$", "f"),
    ("^y", "j"), ("y(?=[aeou])", "j"), ("y", "i"), ("j", "j"), ("w", "v"), ("c(?=[eiy])", "s"), ("c", "k"), ("h", "h"), ("'", ""),
)  # fmt: skip
_SLAVIC_MARK = re.compile(r"[łśżźćńęąčšžřěůđ]|szcz|cz|rz|shch|sky|skyi|ski\b|zh|[oe]v\b|iy\b|kh|iv\b|yy|ych|ih\b", re.I)
_DIACRITIC = {"č": "ch", "ć": "ch", "š": "sh", "ś": "sh", "ž": "zh", "ź": "zh", "ż": "zh", "ř": "rzh", "ł": "w", "ø": "u", "å": "o", "ü": "u", "ö": "u", "ñ": "ny", "ç": "s", "ã": "an", "õ": "on", "ş": "sh", "ğ": ""}  # fmt: skip
_ROMANCE = Spelling(
    ("cch", "k"), ("ch", "C"), ("gn", "nj"), ("ll", "j"), ("que", "ke"), ("qui", "ki"), ("gu(?=[ei])", "g"), ("gli", "li"), ("^h", ""), ("ci(?=[aou])", "C"),
    ("gi(?=[aou])", "J"), ("j", "h"), ("x", "h"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("z", "s"), ("h", ""), ("q", "k"), ("y", "i"), ("v", "v"), ("'", ""),
)  # fmt: skip
_ROMANCE_MARK = re.compile(
    r"ñ|[áéíóúãõ]|ez\b|que|illa|ll[aeo]|gn[aeiou]|inho|eiro|ez\b|ini\b|[oae]rr|aca\b|[^aeiou\W]i[ao]\b", re.I
)
_FRENCH = Spelling(
    ("eau[xs]?", "o"), ("aux?$", "o"), ("oi[sx]?", "wa"), ("ou[xts]?", "u"), ("eu[xr]?", "u"), ("ill", "ij"), ("gn", "nj"), ("ch", "S"), ("ph", "f"), ("th", "t"),
    ("[ae]ns?[tds]?$", "an"), ("[ae]n(?=[^aeiouhn])", "an"), ("[aei]in$|in$", "an"), ("ons?t?$", "on"), ("qu", "k"), ("ge", "Je"), ("gi", "Ji"), ("gu(?=[ei])", "g"), ("j", "J"),
    ("ce", "se"), ("ci", "si"), ("c", "k"), ("ez$|er$|ee$", "e"), ("es?$", ""), ("[tdspx]+$", ""), ("ai", "e"), ("ei", "e"), ("y", "i"), ("h", ""), ("u", "u"), ("'", ""),
)  # fmt: skip
_FRENCH_MARK = re.compile(
    r"[éèêëçœ]|eau|oux?\b|[ae]ux\b|ieu|oi[rsx]|champs|ille|ault\b|[ae]is\b|ert\b|onn?e\b|erc|ois", re.I
)
_GERMAN = Spelling(
    ("sch", "S"), ("tsch", "C"), ("^st", "St"), ("^sp", "Sp"), ("chs", "ks"), ("ch", "k"), ("ck", "k"), ("tz", "ts"), ("z", "ts"), ("ei|ey|ai|ij", "ai"), ("ie", "i"), ("eu|aeu", "oi"),
    ("oo", "o"), ("ee", "e"), ("aa", "a"), ("au", "au"), ("^s(?=[aeiou])", "z"), ("w", "v"), ("^v", "f"), ("j", "j"), ("th", "t"), ("dt", "t"), ("b$", "p"), ("d$", "t"), ("g$", "k"), ("er$", "r"),
    ("c", "k"), ("q", "k"), ("h(?=[^aeiou]|$)", ""), ("y", "i"), ("'", ""),
)  # fmt: skip
_GERMAN_MARK = re.compile(
    r"[äöüß]|sch|w[aeiou]|^v|v[oa]n |tz|ei|ie|pf|berg|burg|dorf|mann|hoff|horst|kk|ij|aa|øe?|åa?|^j|j[ao]", re.I
)
_GAELIC = Spelling(
    ("aoi", "i"), ("bh|mh", "v"), ("sidh|si|se(?=[ao])", "S"), ("ch", "k"), ("ei", "e"), ("ea", "a"), ("ao", "e"), ("dh|gh", ""), ("th", "h"), ("ais", "aS"), ("is$", "iS"),
    ("io", "i"), ("ua", "ua"), ("cea", "ka"), ("iu", "u"), ("ai", "a"), ("oi", "o"), ("fh", ""), ("ll", "l"), ("dd", "T"), ("w", "u"), ("c", "k"), ("'", ""),
)  # fmt: skip
_GAELIC_MARK = re.compile(r"aoi|bh|mh|[aeiou]i?dh|si[no]|aoir|[áéíóú].*|dd|^ll|wy|each\b|sch?each|cymru", re.I)
_TABLES = (
    (_SLAVIC_MARK, _SLAVIC), (_ROMANCE_MARK, _ROMANCE), (_FRENCH_MARK, _FRENCH), (_GERMAN_MARK, _GERMAN), (_GAELIC_MARK, _GAELIC),
)  # fmt: skip


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """The ways in which a name may sound, English first. An acronym is read as a word and letter by letter."""
    found = [sounds_of(name)]
    if _is_acronym(name):
        found.append(spelt_sounds(name))
        if re.match(r"[fhlmnrs][^aeiou]", name, re.I):
            found.append("e" + sounds_of(name))
    else:
        found += _foreign(name)
    return tuple(dict.fromkeys(reading for reading in found if reading))


def _is_acronym(name: str) -> bool:
    return name.isalpha() and len(name) <= 6 and sum(c.isupper() for c in name) > len(name) / 2


def _foreign(name: str) -> Iterator[str]:
    words = re.split(r"[\s\-]+", folded(name))
    spread = "".join(_DIACRITIC.get(c, c) for c in unicodedata.normalize("NFC", name.casefold()))
    if spread != folded(name):
        yield sounds_of(spread)
    if _all(_PINYIN_WORD, words) and _PINYIN_MARK.search(folded(name)):
        yield "".join(_PINYIN.sounds(w) for w in words)
    if is_korean(name) and _KOREAN_MARK.search(folded(name)):
        yield korean_sounds(name)
    for mark, table in _TABLES:
        if mark.search(name):
            yield "".join(
                table.sounds("".join(c for c in folded(word) if c.isalnum())) for word in re.split(r"[\s\-]+", spread)
            )
    if re.search(r"^(?:al|el|ben|bin|abu)[ -]|[ -](?:al|el|ul|ad|as)-", name, re.I):
        yield sounds_of(re.sub(r"(?:^|(?<=[ -]))(?:al|el|ul|ad|as)-", "", name, flags=re.I))
    if re.match(r"[mn][^aeiou\W]", name, re.I):
        yield "e" + sounds_of(name)
    if re.match(r"[^aeiou\W]'", name, re.I) or re.match(r"(?:ts|dn|pt|mn|ng|kr|hw|kn)", name, re.I):
        yield sounds_of(re.sub(r"^[^\W]'?", "", name, count=1))


def is_korean(text: str) -> bool:
    """Whether every word can be read as romanised Korean, by whichever system."""
    words = re.split(r"[\s\-]+", folded(text))
    return _all(_KOREAN_WORD, words[1:] if _KOREAN_SURNAME.fullmatch(words[0]) else words)


def is_chinese(text: str) -> bool:
    """Whether every word can be read as romanised Mandarin, in Pinyin or after Wade and Giles."""
    return _all(_CHINESE_WORD, re.split(r"[\s\-]+", folded(text)))


def chinese_sounds(text: str) -> str:
    """One key for a Chinese name in either romanisation: Mao Zedong and Mao Tse-tung have the same."""
    return "".join(_CHINESE.sounds(word) for word in re.split(r"[\s\-]+", folded(text)))


def korean_sounds(text: str) -> str:
    """One key for a Korean name in any romanisation: Choe Son Hui, Choi Seon-hui and Ch'oe Sŏnhŭi have the same."""
    return "".join(_KOREAN.sounds(word) for word in re.split(r"[\s\-]+", folded(text)))


def _all(pattern: re.Pattern[str], words: list[str]) -> bool:
    return all(pattern.fullmatch(word) for word in words if word)


ROMANISED: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (is_korean, korean_sounds), (is_chinese, chinese_sounds),
)  # fmt: skip
"""Languages that are romanised in several ways: whether a text is of it, and the key that all spellings of a name share."""
