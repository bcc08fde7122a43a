"""Measure topics: `python -m benchmarks.analysis.topics` (about half an hour; `--quick`: five).

Three tables. Quality: normalised mutual information and adjusted Rand index with what people said
a contribution is about, at their number of topics, beside usual methods on the same texts. Life:
how much of a grouping comes back when a tenth of the texts is left out, how many ids a run keeps
when a third more texts arrive, how many texts are to be checked. Cost: CPU seconds of each stage
and peak memory, each size in a process of its own.

Labelled texts are those of the folder in PARTICIPE_DATA; without it, texts made up.
"""

import argparse
import csv
import multiprocessing
import os
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from benchmarks.analysis import usual
from benchmarks.analysis.texts import many
from participe.analysis import Contribution, Corpus, Options, Report, analyse, gather

DRAWN = 3_000
WHOLE = {"nl_stemwijzer", "fr_repnum", "en_hivemind", "de_ottensen"}  # all their rows are read
FEWEST, MOST = 2, 100  # labels of a set that says what its texts are about
SIZES = (1_000, 10_000, 100_000, 1_000_000)
Labelled = tuple[list[Contribution], list[str]]


def labelled() -> dict[str, Labelled]:
    """Sets with what each text is about, drawn to DRAWN rows; texts made up without a folder."""
    folder = os.environ.get("PARTICIPE_DATA")
    if not folder:
        return {"made up": _made_up()}
    csv.field_size_limit(10**8)
    found: dict[str, Labelled] = {}
    for file in sorted(Path(folder).glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"text", "label"} <= set(rows.fieldnames or ()):
                continue
            told = [row for row in rows if row["label"]]
        if len({row.get("lang") for row in told}) > 1:
            continue
        if not FEWEST <= len({row["label"] for row in told}) <= MOST:
            continue
        if file.stem not in WHOLE and len(told) > DRAWN:
            drawn = random.Random(0).sample(range(len(told)), DRAWN)
            told = [told[at] for at in sorted(drawn)]
        said = [Contribution(row["id"], row["text"], row.get("lang") or None) for row in told]
        found[file.stem] = said, [row["label"] for row in told]
    return found


def _made_up() -> Labelled:
    """Texts of ten vocabularies, each of a tenth of the words and a few of all."""
    texts = list(many(2_000, 3))
    words = sorted({word for text in texts for word in text.split()})
    chance = np.random.default_rng(0)
    said, labels = [], []
    for at in range(DRAWN // 2):
        topic = at % 10
        own = words[topic::10]
        chosen = [*chance.choice(own, 9), *chance.choice(words, 6)]
        said.append(Contribution(f"t{at:05}", " ".join(map(str, chosen)), "fr"))
        labels.append(str(topic))
    return said, labels


def topics_of(report: Report, said: list[Contribution]) -> list[str]:
    """The topic of each contribution, as scikit-learn's scores want it."""
    found = {item.id: item.topic for item in report.items}
    return [str(found[one.id]) for one in said]


def scores(labels: list[str], found: list[str]) -> str:
    """NMI and ARI."""
    nmi = normalized_mutual_info_score(labels, found)
    return f"{nmi:.3f} / {adjusted_rand_score(labels, found):.2f}"


def quality(sets: dict[str, Labelled]) -> None:
    """One line a set: ours and the others, at the number of labels."""
    names = ["ours", *usual.METHODS]
    print(f"| set | texts | topics | {' | '.join(names)} |")
    print(f"|---|---|---|{'---|' * len(names)}")
    for name, (said, labels) in sets.items():
        number = len(set(labels))
        found = [topics_of(analyse(gather(said), Options(topics=number)), said)]
        texts = [one.text for one in said]
        language = said[0].lang or "und"
        found += [method(texts, language, number) for method in usual.METHODS.values()]
        cells = " | ".join(scores(labels, one) for one in found)
        print(f"| {name} | {len(said)} | {number} | {cells} |", flush=True)


def life(sets: dict[str, Labelled]) -> None:
    """Stability of the whole calculation, ids kept, and what is to be checked."""
    print("\n| set | ARI of two 90 % draws | ids kept on +30 % | to check |\n|---|---|---|---|")
    for name, (said, labels) in sets.items():
        number = len(set(labels))
        draws = []
        for seed in (1, 2):
            chance = np.random.default_rng(seed)
            kept = set(chance.choice(len(said), int(0.9 * len(said)), replace=False).tolist())
            corpus = gather([one for at, one in enumerate(said) if at in kept])
            draws.append({i.id: i.topic for i in analyse(corpus, Options(topics=number)).items})
        both = sorted(set(draws[0]) & set(draws[1]))
        ari = adjusted_rand_score(
            [str(draws[0][i]) for i in both], [str(draws[1][i]) for i in both]
        )
        order = np.random.default_rng(3).permutation(len(said))
        early = gather([said[at] for at in order[: int(len(said) / 1.3)]])
        before = analyse(early, Options(topics=number))
        after = analyse(gather(said), Options(), previous=before.to_dict())
        assert after.changes is not None
        kept_share = after.changes.kept / early.read
        check = sum(item.check for item in after.items) / after.read
        print(f"| {name} | {ari:.3f} | {kept_share:.1%} | {check:.1%} |", flush=True)


def _measured(size: int, results: multiprocessing.Queue) -> None:
    said = [Contribution(f"t{at:07}", text, "fr") for at, text in enumerate(many(size, size))]
    corpus: Corpus = gather(said)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    spent: dict[str, float] = {}
    last = ["", time.process_time()]

    def hear(stage: str, done: float) -> None:
        now = time.process_time()
        if last[0]:
            spent[str(last[0])] = spent.get(str(last[0]), 0.0) + now - float(last[1])
        last[:] = [stage, now]

    analyse(corpus, Options(), hear)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    results.put((spent, before, peak))


def cost(sizes: tuple[int, ...]) -> None:
    """CPU seconds on one core, by stage; MB at the end of reading, and at most."""
    names = "languages families words vectors topics stability labels report"
    stages = names.split()
    print(f"\n| texts | {' | '.join(stages)} | all | MB of the texts | MB at most |")
    print(f"|---|{'---|' * (len(stages) + 3)}")
    for size in sizes:
        results: multiprocessing.Queue = multiprocessing.Queue()
        process = multiprocessing.Process(target=_measured, args=(size, results))
        process.start()
        spent, before, peak = results.get()
        process.join()
        cells = " | ".join(f"{spent.get(stage, 0.0):.1f}" for stage in stages)
        total = sum(spent.values())
        print(f"| {size:,} | {cells} | {total:.1f} | {before:.0f} | {peak:.0f} |", flush=True)


def main() -> None:
    """Print what was asked for, or all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help="quality, life, cost; all without any")
    parser.add_argument("--quick", action="store_true", help="small sets and sizes only")
    parser.add_argument("--set", action="append", help="only this set; may be given several times")
    asked = parser.parse_args()
    what = asked.what or ["quality", "life", "cost"]
    sets = labelled() if {"quality", "life"} & set(what) else {}
    if asked.quick:
        sets = {name: one for name, one in sets.items() if len(one[0]) < 1_000}
    if asked.set:
        sets = {name: one for name, one in sets.items() if name in asked.set}
    done: dict[str, Callable[[], None]] = {
        "quality": lambda: quality(sets),
        "life": lambda: life(sets),
        "cost": lambda: cost(SIZES[:2] if asked.quick else SIZES),
    }
    for one in what:
        done[one]()


if __name__ == "__main__":
    main()
