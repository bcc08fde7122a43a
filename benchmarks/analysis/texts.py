"""Texts to measure with: real ones of the folder in PARTICIPE_DATA, or made up; and copies."""

import csv
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

LEAST_WORDS = 8
LETTERS = "abcdefghijklmnoprstuvz"
SMALL_WORDS = (
    "de",
    "la",
    "le",
    "les",
    "des",
    "un",
    "une",
    "et",
    "à",
    "en",
    "pour",
    "que",
    "dans",
    "du",
)


def real() -> dict[str, list[str]]:
    """Distinct texts of each file with a column `text`, by name of file; none without a folder."""
    folder = os.environ.get("PARTICIPE_DATA")
    csv.field_size_limit(10**8)
    found: dict[str, list[str]] = {}
    for file in sorted(Path(folder).glob("*.csv")) if folder else ():
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if "text" in (rows.fieldnames or ()):
                found[file.stem] = list(dict.fromkeys(row["text"] for row in rows if row["text"]))
    return found


def made_up(number: int, seed: int) -> list[str]:
    """Texts of 8 to 80 words of 5,000 words of our own and fourteen small ones, drawn as people do.

    The n-th word is written 1/n as often as the first (Zipf).
    """
    chance = random.Random(seed)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(4, 10))) for _ in range(5_000)]
    often = list(accumulate(1 / (at + 10) for at in range(len(words))))
    texts = []
    for _ in range(number):
        size = min(80, LEAST_WORDS + int(chance.expovariate(1 / 30)))
        said = chance.choices(words, cum_weights=often, k=size)
        texts.append(
            " ".join(w if chance.random() < 0.6 else chance.choice(SMALL_WORDS) for w in said)
        )
    return texts


def many(number: int, seed: int) -> Iterator[str]:
    """As many different texts as wanted that read like real ones: each word follows another there.

    Without a folder of real texts, like those made up.
    """
    sources = [text for texts in real().values() for text in texts] or made_up(20_000, seed)
    chance = random.Random(seed)
    following: defaultdict[str, list[str]] = defaultdict(list)
    split = [text.split() for text in sources]
    for words in split:
        for word, after in pairwise(words):
            following[word].append(after)
    for _ in range(number):
        model = chance.choice(split)
        word = model[0]
        said = [word]
        for _ in range(len(model) - 1):
            word = chance.choice(following[word]) if word in following else chance.choice(model)
            said.append(word)
        yield " ".join(said)


def copy(text: str, noise: float, words: list[str], chance: random.Random) -> str:
    """The text with a share of its words left out, replaced, followed by another, or misspelt."""
    said: list[str] = []
    for word in text.split():
        if chance.random() >= noise:
            said.append(word)
            continue
        match chance.randrange(4):
            case 1:
                said.append(chance.choice(words))
            case 2:
                said += [word, chance.choice(words)]
            case 3:
                at = chance.randrange(len(word))
                said.append(word[:at] + chance.choice(LETTERS) + word[at + 1 :])
    return " ".join(said) or text
