"""The words around a report as a page, in four languages. The library has no other catalogue."""


def phrase(text: str, **values: str) -> str:
    """Values in the place of `{name}`."""
    return text.format(**values)


PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "counts": "{received} contributions received, {read} read, {excluded} left out with a reason.",
        "untold": "Without a topic: {n}.",
        "check": "To be checked by a person: {n}.",
        "map": "Map of the topics",
        "map_note": "The larger a box, the more contributions. The table below says the same.",
        "map_alt": "Boxes by number of contributions; the table below has all figures.",
        "topics": "Topics",
        "topic": "Topic",
        "people": "People",
        "texts": "Different texts",
        "items": "Contributions",
        "stability": "Stability",
        "languages": "Languages",
        "steady": "steady",
        "fair": "fair",
        "loose": "loose: read it yourself",
        "typical": "Typical",
        "random": "Drawn by chance",
        "isolated": "Farthest from the others",
        "families": "Nearly equal texts",
        "families_note": "{n} groups of nearly equal texts, such as letters of a campaign. Each counts "
        "once as a text, and everybody who sent it counts as a person.",
        "shared": "What they share",
        "rare": "Rare voices",
        "rare_note": "These contributions are far from every topic. A person should read them:",
        "method": "How this was made",
        "how": "A program grouped the contributions by the words that stand together in them. It "
        "knows nothing but these texts. The same file gives the same result, to the letter.",
        "limits": "It does not judge and does not count votes. Stability says how much of a topic "
        "comes back when a tenth of the texts is left out. Irony and what is only hinted at escape "
        "it: nothing here replaces reading.",
        "version": "Version of the method",
        "seed": "Seed of random draws",
        "libraries": "Libraries",
    },
    "fr": {
        "counts": "{received} contributions reçues, {read} lues, {excluded} écartées avec leur motif.",
        "untold": "Sans sujet : {n}.",
        "check": "À vérifier par une personne : {n}.",
        "map": "Carte des sujets",
        "map_note": "Plus une case est grande, plus il y a de contributions. Le tableau ci-dessous dit "
        "la même chose.",
        "map_alt": "Cases selon le nombre de contributions ; le tableau ci-dessous donne tous les "
        "chiffres.",
        "topics": "Sujets",
        "topic": "Sujet",
        "people": "Personnes",
        "texts": "Textes différents",
        "items": "Contributions",
        "stability": "Stabilité",
        "languages": "Langues",
        "steady": "stable",
        "fair": "moyenne",
        "loose": "faible : lisez vous-même",
        "typical": "Typique",
        "random": "Tirée au sort",
        "isolated": "La plus éloignée des autres",
        "families": "Textes presque identiques",
        "families_note": "{n} groupes de textes presque identiques, par exemple des lettres d’une "
        "campagne. Chacun compte une fois comme texte, et chaque personne qui l’a envoyé compte.",
        "shared": "Ce qu’ils ont en commun",
        "rare": "Voix rares",
        "rare_note": "Ces contributions sont loin de tous les sujets. Une personne devrait les lire :",
        "method": "Comment c’est fait",
        "how": "Un programme a regroupé les contributions d’après les mots qui y voisinent. Il ne "
        "connaît rien d’autre que ces textes. Le même fichier donne le même résultat, à la lettre près.",
        "limits": "Il ne juge pas et ne compte pas de votes. La stabilité dit quelle part d’un sujet "
        "revient quand on retire un dixième des textes. L’ironie et les sous-entendus lui échappent : "
        "rien ici ne remplace la lecture.",
        "version": "Version de la méthode",
        "seed": "Graine des tirages",
        "libraries": "Bibliothèques",
    },
    "de": {
        "counts": "{received} Beiträge eingegangen, {read} gelesen, {excluded} mit Grund ausgelassen.",
        "untold": "Ohne Thema: {n}.",
        "check": "Von einem Menschen zu prüfen: {n}.",
        "map": "Karte der Themen",
        "map_note": "Je größer ein Feld, desto mehr Beiträge. Die Tabelle darunter sagt dasselbe.",
        "map_alt": "Felder nach Anzahl der Beiträge; die Tabelle darunter enthält alle Zahlen.",
        "topics": "Themen",
        "topic": "Thema",
        "people": "Personen",
        "texts": "Verschiedene Texte",
        "items": "Beiträge",
        "stability": "Stabilität",
        "languages": "Sprachen",
        "steady": "stabil",
        "fair": "mittel",
        "loose": "gering: bitte selbst lesen",
        "typical": "Typisch",
        "random": "Zufällig gezogen",
        "isolated": "Am weitesten von den anderen entfernt",
        "families": "Fast gleiche Texte",
        "families_note": "{n} Gruppen fast gleicher Texte, etwa Briefe einer Kampagne. Jede zählt einmal "
        "als Text, und alle Absenderinnen und Absender zählen als Personen.",
        "shared": "Was sie gemeinsam haben",
        "rare": "Seltene Stimmen",
        "rare_note": "Diese Beiträge sind von allen Themen weit entfernt. Ein Mensch sollte sie lesen:",
        "method": "Wie es gemacht ist",
        "how": "Ein Programm hat die Beiträge nach den Wörtern gruppiert, die darin nebeneinander "
        "stehen. Es kennt nichts als diese Texte. Dieselbe Datei ergibt buchstäblich dasselbe Ergebnis.",
        "limits": "Es urteilt nicht und zählt keine Stimmen. Die Stabilität sagt, wie viel von einem "
        "Thema wiederkehrt, wenn ein Zehntel der Texte fehlt. Ironie und Andeutungen entgehen ihm: "
        "Nichts hier ersetzt das Lesen.",
        "version": "Version der Methode",
        "seed": "Startwert der Ziehungen",
        "libraries": "Bibliotheken",
    },
    "nl": {
        "counts": "{received} bijdragen ontvangen, {read} gelezen, {excluded} met reden weggelaten.",
        "untold": "Zonder onderwerp: {n}.",
        "check": "Door een mens na te kijken: {n}.",
        "map": "Kaart van de onderwerpen",
        "map_note": "Hoe groter een vak, hoe meer bijdragen. De tabel eronder zegt hetzelfde.",
        "map_alt": "Vakken naar aantal bijdragen; de tabel eronder bevat alle cijfers.",
        "topics": "Onderwerpen",
        "topic": "Onderwerp",
        "people": "Personen",
        "texts": "Verschillende teksten",
        "items": "Bijdragen",
        "stability": "Stabiliteit",
        "languages": "Talen",
        "steady": "stabiel",
        "fair": "matig",
        "loose": "zwak: lees zelf",
        "typical": "Typisch",
        "random": "Door het lot gekozen",
        "isolated": "Het verst van de andere",
        "families": "Bijna gelijke teksten",
        "families_note": "{n} groepen van bijna gelijke teksten, bijvoorbeeld brieven van een campagne. "
        "Elke groep telt één keer als tekst, en iedereen die hem stuurde telt als persoon.",
        "shared": "Wat ze gemeen hebben",
        "rare": "Zeldzame stemmen",
        "rare_note": "Deze bijdragen staan ver van elk onderwerp. Een mens zou ze moeten lezen:",
        "method": "Hoe dit gemaakt is",
        "how": "Een programma heeft de bijdragen gegroepeerd volgens de woorden die er samen in staan. "
        "Het kent niets anders dan deze teksten. Hetzelfde bestand geeft letterlijk hetzelfde resultaat.",
        "limits": "Het oordeelt niet en telt geen stemmen. De stabiliteit zegt hoeveel van een onderwerp "
        "terugkomt als een tiende van de teksten wegvalt. Ironie en toespelingen ontgaan het: niets "
        "hier vervangt het lezen.",
        "version": "Versie van de methode",
        "seed": "Startwaarde van de trekkingen",
        "libraries": "Bibliotheken",
    },
}
