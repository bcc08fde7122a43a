"""Consultations made up for the tests: what people say in four languages, and about what."""

import random

from participe.analysis import Contribution, Corpus, gather

SAID = {
    "fr": {
        "start": "Je voudrais|Il faut|Pourquoi ne pas|Nous souhaitons|Pensez à|La commune devrait",
        "end": "dès cette année|près de chez nous|pour les habitants|s'il vous plaît|au plus vite",
        "vélo": "des pistes cyclables plus larges|un parking à vélos sécurisé|réparer les pistes "
        "cyclables abîmées|séparer les cyclistes des voitures|des arceaux pour attacher son vélo|"
        "une vélorue dans le centre|prêter des vélos électriques|baliser l'itinéraire cyclable",
        "déchets": "davantage de poubelles publiques|collecter les déchets le samedi|un composteur "
        "de quartier|agrandir le parc à conteneurs|trier les déchets à l'école|punir les dépôts "
        "sauvages de déchets|des bulles à verre propres|ramasser les sacs poubelle déchirés",
        "école": "rénover les toilettes de l'école|une cantine bio à l'école|des classes moins "
        "nombreuses|une garderie ouverte le mercredi|ombrager la cour de récréation|des "
        "instituteurs remplacés pendant leurs congés|aider les élèves après la classe|des livres "
        "neufs pour les élèves",
        "arbres": "planter des arbres fruitiers|fleurir les parterres sans pesticides|un potager "
        "collectif avec des arbres|garder les haies pour les oiseaux|verdir les façades avec des "
        "plantes|une prairie fleurie pour les abeilles|tailler les arbres en hiver|protéger les "
        "vieux tilleuls",
    },
    "nl": {
        "start": "Graag|Wij vragen|Kan de gemeente zorgen voor|Het is nodig:|Denk ook aan|Ik wil",
        "end": "in onze buurt|dit jaar nog|voor alle bewoners|alstublieft|zo snel mogelijk",
        "fiets": "bredere fietspaden|een veilige fietsenstalling|de kapotte fietspaden herstellen|"
        "fietsers scheiden van auto's|meer fietsrekken aan het station|een fietsstraat in het "
        "centrum|elektrische fietsen uitlenen|een bewegwijzerde fietsroute",
        "afval": "meer openbare vuilnisbakken|huisvuil ophalen op zaterdag|een composthoop voor "
        "de wijk|een groter containerpark|afval sorteren in de klas|boetes voor sluikstorten van "
        "afval|propere glasbollen|gescheurde vuilniszakken opruimen",
        "bomen": "fruitbomen planten|bloemperken zonder pesticiden|een moestuin met bomen|hagen "
        "bewaren voor vogels|groene gevels met planten|een bloemenweide voor bijen|bomen snoeien "
        "in de winter|oude lindebomen beschermen",
    },
    "de": {
        "start": "Bitte|Wir wünschen uns|Die Gemeinde sollte prüfen:|Warum nicht|Ich fordere",
        "end": "in unserem Viertel|noch dieses Jahr|für alle Einwohner|so bald wie möglich",
        "Rad": "breitere Radwege|ein sicherer Fahrradkeller|kaputte Radwege ausbessern|Radfahrer "
        "von Autos trennen|mehr Fahrradständer am Bahnhof|eine Fahrradstraße im Zentrum|"
        "Elektrofahrräder verleihen|ein beschilderter Radweg zum See",
        "Müll": "mehr öffentliche Mülleimer|Müllabfuhr auch samstags|ein Komposthaufen im Viertel|"
        "ein größerer Wertstoffhof|Müll trennen in der Klasse|Strafen für wilden Müll|saubere "
        "Glascontainer|zerrissene Müllsäcke wegräumen",
        "Bäume": "Obstbäume pflanzen|Blumenbeete ohne Pestizide|ein Gemüsegarten mit Bäumen|"
        "Hecken für Vögel erhalten|grüne Fassaden mit Pflanzen|eine Blumenwiese für Bienen|Bäume "
        "im Winter schneiden|alte Lindenbäume schützen",
    },
    "en": {
        "start": "Please|We would like|The council should plan|Why not|I am asking for",
        "end": "in our neighbourhood|before next summer|for every resident|as soon as possible",
        "cycling": "wider cycle lanes|secure bicycle parking|repairing broken cycle lanes|keeping "
        "cyclists apart from cars|more bicycle racks at the station|a cycle street downtown|"
        "lending electric bicycles|a signposted cycle route",
        "waste": "more litter bins|rubbish collection on Saturdays|a shared compost heap|a larger "
        "recycling park|sorting waste in class|fines for dumping waste|clean bottle banks|picking "
        "up torn rubbish bags",
        "trees": "planting fruit trees|flower beds without pesticides|a vegetable garden under "
        "trees|keeping hedges for birds|green walls with plants|a flower meadow for bees|pruning "
        "trees in winter|protecting the old lime trees",
    },
}


def topics_of(language: str) -> list[str]:
    """What people speak of in a language."""
    return [name for name in SAID[language] if name not in ("start", "end")]


def contribution(language: str, topic: str, chance: random.Random) -> str:
    """Something that somebody might say about a topic: two wishes in a sentence."""
    pick = {part: SAID[language][part].split("|") for part in ("start", "end", topic)}
    first, second = chance.sample(pick[topic], 2)
    return f"{chance.choice(pick['start'])} {first}, {second} {chance.choice(pick['end'])}."


def consultation(
    languages: tuple[str, ...] = ("fr",), each: int = 40, seed: int = 1, *, declared: bool = True
) -> tuple[Corpus, dict[str, str]]:
    """A corpus with `each` contributions a topic, and what each one is about."""
    chance = random.Random(seed)
    about = [(language, topic) for language in languages for topic in topics_of(language)] * each
    chance.shuffle(about)
    said, truth = [], {}
    for number, (language, topic) in enumerate(about):
        id = f"c{number:04}"
        text = contribution(language, topic, chance)
        said.append(Contribution(id, text, language if declared else None))
        truth[id] = f"{language}/{topic}"
    return gather(said), truth
