"""What a run leaves behind so that a contribution that comes later finds its topic, without refit."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from participe.analysis.backends import Backend, find_backend
from participe.analysis.items import rounded
from participe.analysis.layout import Layout
from participe.analysis.options import Options
from participe.analysis.part import Part
from participe.analysis.text import read_words
from participe.analysis.topics import CHECK_BELOW, NONE, nearest
from participe.analysis.vectors import PieceHalf, Space, WordHalf


@dataclass(frozen=True, eq=False)
class Tongue:
    """One language: its space, the centres of topics and parts, and their ids."""

    space: Space | None
    centres: np.ndarray
    ids: tuple[int, ...]
    part_centres: np.ndarray
    part_ids: tuple[int, ...]
    above: tuple[int, ...]  # index of the topic of each part


@dataclass(frozen=True)
class Assigned:
    """Where a new contribution goes; all None when it holds no word that can be compared."""

    topic: int | None
    subtopic: int | None
    confidence: float | None
    nearest_other: int | None
    check: bool


NOWHERE = Assigned(None, None, None, None, False)


@dataclass(frozen=True, eq=False)
class Model:
    """All languages of a run; `vectors` as in `Options`."""

    tongues: dict[str, Tongue]
    vectors: str

    def assign(self, texts: Sequence[str], language: str) -> list[Assigned]:
        """The topic of each text of one language, by the nearest centre."""
        tongue = self.tongues.get(language)
        if tongue is None or not texts:
            return [NOWHERE for _ in texts]
        vectors = self._vectors(tongue, texts, language)
        topic, other, confidence = nearest(vectors, tongue.centres)
        return [
            self._one(tongue, vectors[at], int(topic[at]), int(other[at]), float(confidence[at]))
            for at in range(len(texts))
        ]

    def _vectors(self, tongue: Tongue, texts: Sequence[str], language: str) -> np.ndarray:
        backend: Backend | None = find_backend(self.vectors)
        own = np.zeros((len(texts), 0), dtype=np.float32)
        if tongue.space is not None:
            own = tongue.space.vectors(read_words(texts, language))
        return own if backend is None else backend.join(own, texts, language)

    @staticmethod
    def _one(
        tongue: Tongue, vector: np.ndarray, topic: int, other: int, confidence: float
    ) -> Assigned:
        if topic == NONE:
            return NOWHERE
        inner = [at for at, above in enumerate(tongue.above) if above == topic]
        part = inner[int((tongue.part_centres[inner] @ vector).argmax())] if inner else None
        return Assigned(
            topic=tongue.ids[topic],
            subtopic=None if part is None else tongue.part_ids[part],
            confidence=None if np.isnan(confidence) else rounded(confidence),
            nearest_other=None if other == NONE else tongue.ids[other],
            check=bool(confidence < CHECK_BELOW),
        )

    def to_bytes(self) -> bytes:
        """A file of arrays (npz) without any code in it."""
        arrays: dict[str, Any] = {}
        head: dict[str, Any] = {"vectors": self.vectors, "tongues": {}}
        for language, tongue in self.tongues.items():
            arrays[f"{language}.centres"] = tongue.centres
            arrays[f"{language}.part_centres"] = tongue.part_centres
            kinds = []
            for at, half in enumerate(tongue.space.halves if tongue.space else ()):
                kinds.append("words" if isinstance(half, WordHalf) else "pieces")
                names = half.stems if isinstance(half, WordHalf) else half.pieces
                arrays[f"{language}.{at}.names"] = np.array("\n".join(names))
                for name in _ARRAYS[kinds[-1]]:
                    arrays[f"{language}.{at}.{name}"] = getattr(half, name).astype(np.float32)
            head["tongues"][language] = {
                "halves": kinds if tongue.space else None,
                "ids": tongue.ids,
                "part_ids": tongue.part_ids,
                "above": tongue.above,
            }
        file = io.BytesIO()
        np.savez(file, head=np.array(json.dumps(head)), **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Model":
        """What `to_bytes` gave; nothing in it is executed."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            head = json.loads(str(arrays["head"]))
            return cls(
                {
                    language: _tongue(arrays, language, told)
                    for language, told in head["tongues"].items()
                },
                head["vectors"],
            )


_ARRAYS = {"words": ("rarity", "meaning", "middle"), "pieces": ("rarity", "axes")}


def _tongue(arrays: Any, language: str, told: dict[str, Any]) -> Tongue:
    halves: list[WordHalf | PieceHalf] = []
    for at, kind in enumerate(told["halves"] or ()):
        names = tuple(str(arrays[f"{language}.{at}.names"]).split("\n"))
        values = [arrays[f"{language}.{at}.{name}"] for name in _ARRAYS[kind]]
        halves.append(WordHalf(names, *values) if kind == "words" else PieceHalf(names, *values))
    return Tongue(
        None if told["halves"] is None else Space(language, tuple(halves)),
        arrays[f"{language}.centres"],
        tuple(told["ids"]),
        arrays[f"{language}.part_centres"],
        tuple(told["part_ids"]),
        tuple(told["above"]),
    )


def model_of(parts: Sequence[Part], layouts: Sequence[Layout], options: Options) -> Model:
    """The model of a run, once its topics have ids."""
    return Model(
        {
            part.language: Tongue(
                part.space,
                layout.topics.centres,
                tuple(id or 0 for id in layout.ids),
                layout.parts.centres,
                tuple(id or 0 for id in layout.part_ids),
                tuple(int(above) for above in layout.parts.above),
            )
            for part, layout in zip(parts, layouts, strict=True)
        },
        options.vectors,
    )
