"""Chinese words found by the letters of their pinyin: xzrd, xinzhou, xinzrd all spell 忻州人大."""

from __future__ import annotations

from functools import cache, lru_cache


@cache
def sounds(character: str) -> tuple[str, ...]:
    """The pinyin of a character without tones, every reading of it; a letter or digit is its own; () for a sign.

    >>> sounds("重")[:2], sounds("A"), sounds("（")
    (('zhong', 'chong'), ('a',), ())
    """
    if not "一" <= character <= "鿿":
        return (character.lower(),) if character.isalnum() and character.isascii() else ()
    from pypinyin import Style, pinyin  # 0.2 s to import: only for who types letters

    return tuple(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


@lru_cache(maxsize=100_000)
def _sounds_of(word: str) -> tuple[tuple[str, ...], ...]:
    return tuple(found for found in map(sounds, word) if found)


def is_spelt(letters: str, word: str) -> bool:
    """Whether letters begin to spell a word, each character by its first letter or by its whole pinyin.

    >>> is_spelt("xzrd", "忻州人大"), is_spelt("xinzr", "忻州人大"), is_spelt("rd", "忻州人大"), is_spelt("cqs", "重庆市")
    (True, True, False, True)
    """
    return _spells(letters.lower(), _sounds_of(word), 0)


def _spells(letters: str, readings: tuple[tuple[str, ...], ...], at: int) -> bool:
    if not letters:
        return True
    if at == len(readings):
        return False
    for sound in readings[at]:
        if sound.startswith(letters):
            return True
        if letters.startswith(sound) and _spells(letters[len(sound) :], readings, at + 1):
            return True
        if letters[0] == sound[0] and _spells(letters[1:], readings, at + 1):
            return True
    return False
