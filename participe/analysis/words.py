"""Words of a language: what is left out, what stem a word has, how letters are compared."""

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import snowballstemmer
import stopwordsiso

STEMMERS = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch_porter",  # joins weg and wegen, pad and paden; the newer one does not
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
    "tr": "turkish",
}

# The published lists were made for web search; these words carry matter in a consultation.
KEPT = {
    "de": "mittel ordnung",
    "en": "area areas bill buy computer fire free goods home information line member members mill "
    "old older open place places research room rooms shed shell site state states system value "
    "water website work worked working works world year years young younger youngest",
    "fr": "état parole pièce voie",
    "nl": "weg",
}

LONGEST = 60  # letters read of a word; nobody means more, and stemming is not linear

# What people write in every proposal says nothing about its topic.
ADDED = {
    "de": "bitte daher finde müssen müsste soll sollen sollte sollten sowie sollte vorschlag "
    "wichtig wünsche wünschen wäre",
    "en": "agree propose proposal should believe",
    "fr": "afin ainsi aussi bonjour devoir devons devraient doivent dun dune être faire faudrait "
    "faut fasse important idée lors mettre mise permettre permettrait pouvoir propose proposer "
    "proposition souhaite souhaiterais très voudrais",
    "nl": "belangrijk daarom ers graag jaar laat laten moet moeten vind vinden vindt voorstel "
    "waardoor willen wil zouden zorgen",
}


def fold(word: str) -> str:
    """Lower case without accents: `Écoles` and `ecoles` are one; `œ`, `ß` become two letters."""
    lowered = word.casefold().replace("œ", "oe").replace("æ", "ae").replace("ø", "o")
    if lowered.isascii():
        return lowered
    # Decomposing turns mathematical and wide letters into plain ones, which may be capitals.
    apart = unicodedata.normalize("NFKD", lowered).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Folded words that tell nothing of the topic; none for a language without a list."""
    listed = set(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else set()
    kept = {fold(word) for word in KEPT.get(language, "").split()}
    added = {fold(word) for word in ADDED.get(language, "").split()}
    return frozenset(({fold(word) for word in listed} - kept) | added)


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Snowball's stemmer (Porter 2001), or the word itself where there is none."""
    if language not in STEMMERS:
        return lambda word: word
    return snowballstemmer.stemmer(STEMMERS[language]).stemWord


@lru_cache(maxsize=2**16)
def stem_of(form: str, language: str) -> str | None:
    """Folded stem of a word as written, or None when it says nothing about a topic.

    Left out: stop words, numbers, single letters, and words of two letters unless written in
    capitals or with a digit (`UE`, `5G`).
    """
    form = form[:LONGEST]
    folded = fold(form)
    if folded in stop_words(language) or not any(map(str.isalpha, folded)):
        return None
    if len(folded) < 2 or (len(folded) == 2 and form.islower() and folded.isascii()):
        return None
    # Stemming before folding: Snowball's rules for French and German need the accents.
    stem = fold(stemmer(language)(form.lower()))
    if language == "fr" and len(stem) >= 4 and stem.endswith(("as", "is", "os", "us")):
        # Snowball 3.1 keeps this plural, so that vélos and vélo, élus and élu would be strangers.
        stem = stem[:-1]
    return stem or None
