"""Who is asked last, with the full address, and the law under which a statement is made.

Communes and other authorities of the German language area follow the decree of the
German-speaking Community and its ombudsperson; all others those of the Walloon Region.
"""

from dataclasses import dataclass

from participe.accessibility.models import Ombudsman
from participe.core.i18n import LazyText, _l


@dataclass(frozen=True)
class Service:
    name: str  # its own name, in its own language
    lang: str
    address: str
    phone: str  # free of charge
    email: str
    website: str
    law: LazyText


SERVICES: dict[Ombudsman, Service] = {
    Ombudsman.WALLONIA: Service(
        "Médiateur de la Wallonie et de la Fédération Wallonie-Bruxelles",
        "fr",
        "Rue Lucien Namêche 54, 5000 Namur",
        "0800 19 199",
        "courrier@le-mediateur.be",
        "https://www.le-mediateur.be",
        _l(
            "the Walloon decree of 2 May 2019 on the accessibility of websites and mobile "
            "applications of public sector bodies"
        ),
    ),
    Ombudsman.GERMAN: Service(
        "Ombudsdienst der Deutschsprachigen Gemeinschaft Belgiens",
        "de",
        "Platz des Parlaments 1, 4700 Eupen",
        "0800 98 759",
        "beschwerde@dg-ombudsdienst.be",
        "https://www.dg-ombudsdienst.be",
        _l(
            "the decree of the German-speaking Community of 15 October 2018 on the electronic "
            "communication of the authorities of the German language area"
        ),
    ),
}
CHOICES: dict[Ombudsman, LazyText] = {
    Ombudsman.WALLONIA: _l("The Ombudsman of Wallonia and of the Wallonia-Brussels Federation"),
    Ombudsman.GERMAN: _l("The ombudsperson of the German-speaking Community (its communes too)"),
}
