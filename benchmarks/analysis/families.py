"""Measure families of nearly equal texts: `python -m benchmarks.analysis.families`.

First, what is found: 1,000 texts of each set are copied with 5, 15 and 30 % of their words
changed; recall is the share of copies in one family with their original, precision the share of
pairs with a copy in one family that are a copy and its original (pairs of originals that were
alike before are neither). Then, what it costs, each size in a process of its own.
"""

import argparse
import multiprocessing
import random
import resource
import time

import numpy as np

from benchmarks.analysis.texts import LEAST_WORDS, copy, made_up, many, real
from participe.analysis.families import find_families

COPIES = 1_000
BACKGROUND = 10_000
NOISES = (0.05, 0.15, 0.30)
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LETTERS = ((1_000, 5), (10_000, 20), (100_000, 50), (1_000_000, 200))  # texts, campaigns


def quality(texts: list[str], noise: float) -> tuple[float, float]:
    """Recall and precision with COPIES copies among BACKGROUND texts."""
    chance = random.Random(f"{noise}")
    texts = chance.sample(texts, min(BACKGROUND, len(texts)))
    words = [word for text in texts for word in text.split()]
    number = min(COPIES, len(texts))
    family = find_families(texts + [copy(text, noise, words, chance) for text in texts[:number]])
    before = find_families(texts)  # alike without any copy: a matter of the set, not of the copies
    original, copied = family[:number], family[len(texts) :]
    together = (original >= 0) & (original == copied)
    found = wrong = 0
    for at in range(number):
        if copied[at] < 0:
            continue
        others = np.flatnonzero(family[: len(texts)] == copied[at])
        found += int(together[at])
        alike = (before[others] == before[at]) & (before[at] >= 0)
        wrong += int(np.sum((others != at) & ~alike))
    return float(together.mean()), found / max(1, found + wrong)


def _texts(size: int) -> list[str]:
    """Different texts, a tenth of them in campaigns of any size, with 10 % of the words changed."""
    chance = random.Random(size)
    texts = list(many(size - size // 10, size))
    words = [word for text in texts[:2_000] for word in text.split()]
    letters = [text for text in texts if len(text.split()) > 25][: dict(LETTERS).get(size, 20)]
    weights = [1 / (1 + at) for at in range(len(letters))]
    for letter in chance.choices(letters, weights, k=size // 10):
        texts.append(copy(letter, 0.1, words, chance))
    chance.shuffle(texts)
    return texts


def _cost(size: int, result) -> None:
    texts = _texts(size)
    length = sum(map(len, texts)) / len(texts)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    family = find_families(texts)
    spent = time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result.put((length, spent, before / 2**20, most / 2**20, int(family.max()) + 1))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--largest", type=int, default=SIZES[-1], help="number of texts")
    asked.add_argument("--cost-only", action="store_true")
    options = asked.parse_args()
    if not options.cost_only:
        print("| set | noise | recall | precision |\n|---|---|---|---|")
        sets = {"made up": made_up(BACKGROUND, 1)} | real()
        for name, texts in sets.items():
            told = [text for text in texts if len(text.split()) >= LEAST_WORDS]
            for noise in NOISES if len(told) >= COPIES else ():
                recall, precision = quality(told, noise)
                print(f"| {name} | {noise:.0%} | {recall:.3f} | {precision:.3f} |", flush=True)
    print("\n| texts | characters each | CPU s | memory with texts, GB | peak, GB | families |")
    print("|---|---|---|---|---|---|")
    context = multiprocessing.get_context("spawn")
    for size in SIZES:
        if size <= options.largest:
            result = context.Queue()
            work = context.Process(target=_cost, args=(size, result))
            work.start()
            length, spent, before, most, number = result.get()
            work.join()
            print(
                f"| {size:,} | {length:.0f} | {spent:.1f} | {before:.2f} | {most:.2f} | {number:,} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
