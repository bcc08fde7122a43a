"""What others do, on the same texts: each method gives the group of each text, at a number asked.

They get the stems that ours gets, without small words: only what follows is compared.

BERTopic runs where it is installed (requirements/compare.txt), on TF-IDF and SVD, because nothing
is downloaded here; it chooses its number itself and leaves texts out, which count as one group.
"""

import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from participe.analysis.text import tokens
from participe.analysis.words import stem_of


def lsa(texts: Sequence[str], language: str, number: int) -> list[str]:
    """TF-IDF, latent semantic analysis, k-means: the usual default."""
    rows: Any = _lsa(language).fit_transform(texts)
    return [str(one) for one in KMeans(number, n_init=10, random_state=0).fit_predict(rows)]


def nmf(texts: Sequence[str], language: str, number: int) -> list[str]:
    """TF-IDF, non-negative matrix factorisation; the strongest factor."""
    rows: Any = _tfidf(language).fit_transform(texts)
    parts = NMF(number, init="nndsvda", random_state=0, max_iter=300).fit_transform(rows)
    return [str(one) for one in parts.argmax(axis=1)]


def lda(texts: Sequence[str], language: str, number: int) -> list[str]:
    """Latent Dirichlet allocation (Blei, Ng and Jordan 2003); the most probable topic."""
    rows: Any = CountVectorizer(analyzer=_stems(language), min_df=2, max_df=0.4).fit_transform(
        texts
    )
    model = LatentDirichletAllocation(number, random_state=0, max_iter=20)
    return [str(one) for one in model.fit_transform(rows).argmax(axis=1)]


def bertopic(texts: Sequence[str], language: str, number: int) -> list[str]:
    """BERTopic (Grootendorst 2022) without a downloaded model."""
    from bertopic import BERTopic  # pyright: ignore[reportMissingImports]

    model = BERTopic(embedding_model=_lsa(language), nr_topics=None, calculate_probabilities=False)
    return [str(one) for one in model.fit_transform(list(texts))[0]]


def _stems(language: str) -> Callable[[str], list[str]]:
    def cut(text: str) -> list[str]:
        found = (stem_of(form, language) for form in tokens(text) if form[0].isalnum())
        return [stem for stem in found if stem]

    return cut


def _tfidf(language: str) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_stems(language), min_df=2, max_df=0.4, sublinear_tf=True)


def _lsa(language: str) -> Any:
    reduced = TruncatedSVD(100, random_state=0)
    return make_pipeline(_tfidf(language), reduced, Normalizer())


METHODS: dict[str, Callable[[Sequence[str], str, int], list[str]]] = {
    "TF-IDF + LSA + k-means": lsa,
    "NMF": nmf,
    "LDA": lda,
}
if importlib.util.find_spec("bertopic"):
    METHODS["BERTopic"] = bertopic
