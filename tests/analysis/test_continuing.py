"""Topics go on as contributions arrive: ids stay, what is new is seen, nothing waits for a refit."""

from participe.analysis import Contribution, Model, Options, analyse, gather, run
from tests.analysis.consultation import consultation

NEW = [
    "Un abri contre la pluie à l'arrêt du bus",
    "Des bus plus tard le soir vers la gare",
    "Le bus de la gare passe trop rarement le dimanche",
    "Un tarif de bus réduit pour les jeunes",
    "Afficher l'heure du prochain bus à l'arrêt",
    "Un arrêt de bus devant la maison de repos",
    "Plus de place pour les poussettes dans le bus",
    "Le bus devrait attendre le train à la gare",
    "Une ligne de bus directe vers l'hôpital",
    "Des bus électriques moins bruyants le soir",
    "Que le bus de nuit s'arrête à la demande",
    "Un bus scolaire le mercredi après-midi",
]


def halves(each=30):
    corpus, truth = consultation(("fr",), each=each)
    said = corpus.contributions
    cut = int(len(said) / 1.3)
    return gather(said[:cut]), corpus, truth


def test_a_third_more_contributions_leave_nearly_all_ids_as_they_were():
    before, corpus, _ = halves()
    report = analyse(before, Options(topics=4))

    later = analyse(corpus, Options(), previous=report.to_dict())

    changes = later.changes
    assert changes.kept + changes.moved == before.read
    assert changes.kept >= 0.93 * before.read
    assert changes.new == corpus.read - before.read
    assert {topic.id for topic in report.upper} <= {topic.id for topic in later.topics}


def test_what_nobody_said_before_becomes_a_topic_with_an_id_of_its_own():
    corpus, _ = consultation(("fr",), each=25)
    report = analyse(corpus, Options(topics=4))
    news = [Contribution(f"new{n}", text, "fr") for n, text in enumerate(NEW)]

    later = analyse(gather([*corpus.contributions, *news]), Options(), previous=report.to_dict())

    topic = {item.id: item.topic for item in later.items}
    new = [topic[one.id] for one in news]
    assert max(new) >= report.next_id and max(new) in later.changes.topics_new
    assert sum(one == max(new) for one in new) >= 8
    assert later.next_id > report.next_id


def test_a_language_that_comes_later_has_topics_found_anew():
    french, _ = consultation(("fr",), each=12)
    both, _ = consultation(("fr", "de"), each=12)
    report = analyse(french, Options())
    german = [one for one in both.contributions if one.lang == "de"]
    added = [Contribution(f"de{one.id}", one.text, "de") for one in german]

    later = analyse(gather([*french.contributions, *added]), Options(), previous=report.to_dict())

    assert {one.language: one.number for one in later.method.languages} == {
        "de": "chosen",
        "fr": "continued",
    }
    assert all(topic.id >= report.next_id for topic in later.topics if topic.languages == ("de",))


def test_a_contribution_that_comes_later_is_assigned_like_one_that_was_there():
    corpus, _ = consultation(("fr", "nl"), each=25)
    found = run(corpus, Options(topics=7))
    model = Model.from_bytes(found.model.to_bytes())
    texts = {one.id: one for one in corpus.contributions}

    alone = [item for item in found.report.items if item.family is None]
    assert len(alone) > 50
    for item in alone[:60]:
        (assigned,) = model.assign([texts[item.id].text], item.language)
        assert (assigned.topic, assigned.nearest_other) == (item.topic, item.nearest_other)
    assert model.assign(["🙂", "12 34"], "fr")[0].topic is None
    assert model.assign(["Buongiorno"], "it")[0].topic is None
    assert model.assign([], "fr") == []
