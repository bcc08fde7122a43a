"""Two texts compared word by word, as HTML of our own: what was added, what was taken away."""

import re

from diff_match_patch import diff_match_patch
from markupsafe import Markup

from participe.core.i18n import _

TIMEOUT_S = 0.5  # for very long and very different texts: the result is then coarser
_TOKEN = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_SURROGATES = range(0xD800, 0xE000)


def compare(old: str, new: str) -> Markup:
    """Each word of both texts once, escaped; changes in `ins` and `del`, said in words too."""
    if old == new:
        return Markup("{}").format(new)
    letters: dict[str, str] = {}
    words: dict[str, str] = {}
    before, after = _as_letters(old, letters, words), _as_letters(new, letters, words)
    machine = diff_match_patch()
    machine.Diff_Timeout = TIMEOUT_S
    steps = machine.diff_main(before, after, False)
    machine.diff_cleanupSemantic(steps)
    return Markup("").join(
        _shown(kind, "".join(words[letter] for letter in text)) for kind, text in steps
    )


def _as_letters(text: str, letters: dict[str, str], words: dict[str, str]) -> str:
    """Each different word becomes one letter, so that words are compared and not characters."""
    coded = []
    for token in _TOKEN.findall(text):
        if token not in letters:
            number = 0x100 + len(letters)
            if number >= _SURROGATES.start:
                number += len(_SURROGATES)
            letters[token] = chr(number)
            words[chr(number)] = token
        coded.append(letters[token])
    return "".join(coded)


def _shown(kind: int, text: str) -> Markup:
    if kind == diff_match_patch.DIFF_INSERT:
        return Markup('<ins><span class="vh">{} </span>{}<span class="vh"> {}</span></ins>').format(
            _("[added:]"), text, _("[end]")
        )
    if kind == diff_match_patch.DIFF_DELETE:
        return Markup('<del><span class="vh">{} </span>{}<span class="vh"> {}</span></del>').format(
            _("[removed:]"), text, _("[end]")
        )
    return Markup("{}").format(text)
