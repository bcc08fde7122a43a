"""The words by which columns and values are known in files, in four languages."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar

from participe.comments.models import STANCE_NAMES, Stance
from participe.core.i18n import LANGUAGES, LazyText, _l, speaking
from participe.subjects.models import (
    AUTHOR_NAMES,
    CHANNEL_NAMES,
    STATUS_NAMES,
    AuthorKind,
    Channel,
    Status,
)


class Field(StrEnum):
    """What a column of a file may hold."""

    SOURCE_ID = "source_id"
    TITLE = "title"
    BODY = "body"
    LANG = "lang"
    THEME = "theme"
    PLACE = "place"
    LAT = "lat"
    LON = "lon"
    CREATED_AT = "created_at"
    AUTHOR_KIND = "author_kind"
    CHANNEL = "channel"
    PARENT = "parent"
    STANCE = "stance"
    STATUS = "status"
    INHERITED_SUPPORTS = "inherited_supports"


T = TypeVar("T", bound=StrEnum)
IGNORE = "ignore"
ALIASES = {"id": Field.SOURCE_ID, "text": Field.BODY}
FIELD_NAMES: dict[Field, LazyText] = {
    Field.SOURCE_ID: _l("Its number or code in the file"),
    Field.TITLE: _l("Title"),
    Field.BODY: _l("Text"),
    Field.LANG: _l("Language"),
    Field.THEME: _l("Theme"),
    Field.PLACE: _l("Place, in words"),
    Field.LAT: _l("Latitude"),
    Field.LON: _l("Longitude"),
    Field.CREATED_AT: _l("Date and time"),
    Field.AUTHOR_KIND: _l("Kind of author"),
    Field.CHANNEL: _l("How it reached you"),
    Field.PARENT: _l("Comment on number …"),
    Field.STANCE: _l("For or against"),
    Field.STATUS: _l("Status"),
    Field.INHERITED_SUPPORTS: _l("Supports counted elsewhere"),
}

# The first names are the surest: of two columns, the one named earlier here is taken.
_HEADERS: dict[Field, str] = {
    Field.SOURCE_ID: "source id, id, identifier, identifiant, kennung, code, nr, no, numero, "
    "nummer, number, reference, referenz, referentie, ref, uuid",
    Field.TITLE: "title, titre, titel, uberschrift, betreff, onderwerp, subject, objet, "
    "title of the idea, titre de l idee, titel der idee, titel van het idee",
    Field.BODY: "body, text, texte, tekst, description, beschreibung, beschrijving, content, "
    "contenu, inhalt, inhoud, message, nachricht, bericht, contribution, beitrag, bijdrage, "
    "proposal, proposition, vorschlag, voorstel, idea, idee, comment, commentaire, kommentar, "
    "reactie, opinion, avis, meinung, mening",
    Field.LANG: "lang, language, langue, sprache, taal, locale",
    Field.THEME: "theme, thema, category, categorie, kategorie, rubrique, rubrik, rubriek, "
    "topic, section, sektion, sectie",
    Field.PLACE: "place, lieu, ort, plaats, location, localisation, standort, locatie, adresse, "
    "adres, address, quartier, viertel, wijk",
    Field.LAT: "lat, latitude, breitengrad, breedtegraad",
    Field.LON: "lon, lng, long, longitude, langengrad, lengtegraad",
    Field.CREATED_AT: "created at, created, date, datum, date and time, date et heure, "
    "datum und uhrzeit, datum en uur, date de creation, creation date, erstellt am, erstellt, "
    "aangemaakt op, aangemaakt, sent on, envoye le, envoyee le, gesendet am, verzonden op, "
    "submitted at, published at, publie le, timestamp",
    Field.AUTHOR_KIND: "author kind, author type, kind of author, type d auteur, "
    "art des autors, autorentyp, type auteur, soort auteur",
    Field.CHANNEL: "channel, canal, kanal, kanaal, reached us, recu, eingang, ontvangen",
    Field.PARENT: "parent, parent id, reply to, in reply to, en reponse a, antwort auf, "
    "antwoord op",
    Field.STANCE: "stance, position, haltung, standpunkt, standpunt, pour contre, for against, "
    "dafur dagegen, voor tegen",
    Field.STATUS: "status, statut, state, etat, stand",
    Field.INHERITED_SUPPORTS: "inherited supports, supports, votes, likes, soutiens, appuis, "
    "unterstutzungen, stimmen, stemmen, steunbetuigingen, voix",
}  # fmt: skip

# Where the officials' table says it otherwise (`ideas/manage/export.py`).
_EXPORTED = {
    Field.SOURCE_ID: _l("Code"),
    Field.PLACE: _l("Place"),
    Field.CREATED_AT: _l("Sent on"),
}
_STANCES = {
    Stance.PRO: "pro, for, pour, dafur, fur, voor, yes, oui, ja, favorable, en faveur, in favour, "
    "in favor, d accord, agree, einverstanden, akkoord, eens, 1, +1, +",
    Stance.CONTRA: "contra, against, contre, dagegen, gegen, tegen, con, no, non, nein, nee, "
    "defavorable, pas d accord, disagree, nicht einverstanden, niet akkoord, oneens, -1, -",
    Stance.NEUTRAL: "neutral, neutre, neutraal, remark, remarque, opmerking, anmerkung, "
    "bemerkung, mixed, mitige, mitigee, 0",
}
_STATUSES = {
    Status.UNDER_REVIEW: "open, new, ouvert, en cours d examen, a l examen, in prufung, "
    "wird gepruft, offen, in onderzoek, in behandeling",
    Status.ACCEPTED: "approved, acceptee, retenu, retenue, adopte, adoptee, akzeptiert, "
    "angenommen, genehmigt, goedgekeurd, aangenomen, aanvaard",
    Status.PARTLY: "partly, partially accepted, en partie, partiellement, teilweise, "
    "teilweise angenommen, deels, gedeeltelijk",
    Status.IN_PROGRESS: "en cours, en realisation, in arbeit, in umsetzung, in uitvoering",
    Status.DONE: "completed, implemented, realise, realisee, fait, termine, terminee, erledigt, "
    "umgesetzt, abgeschlossen, gerealiseerd, uitgevoerd, klaar",
    Status.DECLINED: "declined, rejected, refused, refuse, refusee, rejete, rejetee, "
    "non retenu, non retenue, abgelehnt, nicht angenommen, geweigerd, afgewezen, verworpen",
    Status.OUT_OF_SCOPE: "hors sujet, hors champ, hors cadre, ausserhalb des rahmens, "
    "buiten het kader, buiten bestek",
    Status.TRANSMITTED: "transmitted, forwarded, transmis, transmise, weitergeleitet, "
    "doorgestuurd, overgemaakt",
}
_AUTHORS = {
    AuthorKind.CITIZEN: "citizen, citoyen, citoyenne, burger, burgerin, burgerinnen, inwoner, "
    "habitant, habitante, einwohner, einwohnerin, resident, person, personne, persoon, "
    "particulier, private",
    AuthorKind.ALLY: "ally, ally community, allie, association, asbl, vzw, verein, vereniging, "
    "organisation, organisatie, entreprise, unternehmen, bedrijf, company, collectif, kollektiv",
    AuthorKind.OFFICIAL: "official, administration, verwaltung, overheid, bestuur, agent, "
    "fonctionnaire, ambtenaar, beamter, beamtin",
}
_CHANNELS = {
    Channel.WEB: "web, online, website, site, internet, en ligne",
    Channel.PAPER: "paper, papier, letter, lettre, courrier, brief, post",
    Channel.DESK: "desk, guichet, schalter, loket, balie",
    Channel.PHONE: "phone, telephone, telefon, telefoon, tel",
    Channel.MEETING: "meeting, reunion, atelier, workshop, versammlung, treffen, vergadering, "
    "bijeenkomst",
    Channel.IMPORT: "import, imported, importe, importiert, geimporteerd",
}


def folded(word: str) -> str:
    """Small letters without accents; blanks, dashes and the like are one blank."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\s_\-./:’'`]+", " ", plain).strip(" *#")


@cache
def _headers() -> dict[Field, list[str]]:
    """What we write ourselves above a column, in each language; then the usual words."""
    found: dict[Field, list[str]] = {field: [] for field in _HEADERS}
    for code in LANGUAGES:
        with speaking(code):
            for field, name in (*_EXPORTED.items(), *FIELD_NAMES.items()):
                found[field].append(folded(str(name)))
    return {field: own + _HEADERS[field].split(", ") for field, own in found.items()}


def guess(columns: tuple[str, ...]) -> dict[Field, str]:
    """The column of each field, as far as the names of the columns tell."""
    named = {folded(column): column for column in reversed(columns)}
    found: dict[Field, str] = {}
    for field, words in _headers().items():
        for word in words:
            if word in named:
                found[field] = named.pop(word)
                break
    return found


def _known(words: Mapping[T, str], names: Mapping[T, LazyText]) -> dict[str, T]:
    """Every word for each value: ours, its own name, and its name in each language."""
    found: dict[str, T] = {}
    for value, said in words.items():
        for word in (*said.split(", "), str(value)):
            found[sign(word)] = value
    for code in LANGUAGES:
        with speaking(code):
            for value, name in names.items():
                found.setdefault(sign(str(name)), value)
    return found


def sign(word: str) -> str:
    """A word as the tables of words have it; `+` and `-` alone or before a figure stay."""
    bare = word.strip()
    return bare if re.fullmatch(r"[+-]\d?", bare) else folded(bare)


@cache
def stances() -> dict[str, Stance]:
    return _known(_STANCES, STANCE_NAMES)


@cache
def statuses() -> dict[str, Status]:
    return _known(_STATUSES, STATUS_NAMES)


@cache
def author_kinds() -> dict[str, AuthorKind]:
    return _known(_AUTHORS, AUTHOR_NAMES)


@cache
def channels() -> dict[str, Channel]:
    return _known(_CHANNELS, CHANNEL_NAMES)
