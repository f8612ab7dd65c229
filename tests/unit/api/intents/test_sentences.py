"""Pressed symbols become sentences that people would say."""

import json
from pathlib import Path

import pytest

from api.domain.intents import understand

VOCABULARY = Path(__file__).parents[4] / "api" / "db" / "vocabulary"


def said(symbols: str, locale: str) -> str:
    return understand(symbols.split(), None, locale).sentence


@pytest.mark.parametrize(
    ("symbols", "english", "spanish"),
    [
        ("help", "I need help!", "¡Necesito ayuda!"),
        ("help please", "I need help, please!", "¡Necesito ayuda, por favor!"),
        ("help mom", "I need help, Mom!", "¡Necesito ayuda, mamá!"),
        ("help pain head", "I need help! My head hurts.", "¡Necesito ayuda! Me duele la cabeza."),
        ("my head pain a_lot", "My head hurts a lot.", "Me duele mucho la cabeza."),
        ("foot pain a_little", "My foot hurts a little.", "Me duele un poco el pie."),
        ("tooth pain and head", "My tooth and my head hurt.", "Me duelen la muela y la cabeza."),
        ("no pain head", "My head does not hurt.", "No me duele la cabeza."),
        ("mom pain head", "Mom's head hurts.", "A mamá le duele la cabeza."),
        ("i want water please", "I want water, please.", "Quiero agua, por favor."),
        ("more juice", "I want more juice.", "Quiero más zumo."),
        ("coffee with milk", "I want coffee with milk.", "Quiero café con leche."),
        ("i want eat apple", "I want to eat an apple.", "Quiero comer una manzana."),
        ("i want two banana", "I want two bananas.", "Quiero dos plátanos."),
        ("not like banana", "I do not like bananas.", "No me gusta el plátano."),
        ("dont_want eat", "I do not want to eat.", "No quiero comer."),
        ("cannot sleep", "I cannot sleep.", "No puedo dormir."),
        ("i not need help", "I don't need help.", "No necesito ayuda."),
        ("not fell_down", "I did not fall.", "No me he caído."),
        ("where mom", "Where is Mom?", "¿Dónde está mamá?"),
        ("when home", "When can I go home?", "¿Cuándo puedo ir a casa?"),
        ("why you sad", "Why are you sad?", "¿Por qué te sientes triste?"),
        ("question you happy", "Are you happy?", "¿Te sientes feliz?"),
        ("mom come", "Mom, come, please.", "Mamá, ven, por favor."),
        ("bring blanket", "Bring me a blanket, please.", "Tráeme una manta, por favor."),
        ("help open window", "Help me open the window.", "Ayúdame a abrir la ventana."),
        ("help computer", "Help me with the computer.", "Ayúdame con el ordenador."),
        ("go park", "I want to go to the park.", "Quiero ir al parque."),
        ("i go park yesterday", "I went to the park yesterday.", "Fui al parque ayer."),
        ("i want talk mom", "I want to talk to Mom.", "Quiero hablar con mamá."),
        ("dog big", "The dog is big.", "El perro es grande."),
        ("window dirty", "The window is dirty.", "La ventana está sucia."),
        ("mom fell_down", "Mom fell down!", "¡Mamá se ha caído!"),
        (
            "fire kitchen help",
            "There is a fire in the kitchen! I need help!",
            "¡Hay fuego en la cocina! ¡Necesito ayuda!",
        ),
        ("i very happy", "I am very happy.", "Me siento muy feliz."),
        ("i tired a_lot", "I am very tired.", "Siento mucho cansancio."),
        ("not now", "Not now.", "Ahora no."),
        ("i here", "I am here.", "Estoy aquí."),
        ("thank_you nurse", "Thank you, nurse.", "Gracias, enfermera."),
    ],
)
def test_symbols_are_said_as_people_say_them(symbols: str, english: str, spanish: str) -> None:
    assert (said(symbols, "en"), said(symbols, "es")) == (english, spanish)


def test_one_symbol_alone_is_said_as_the_vocabulary_vocalizes_it() -> None:
    for file in sorted(VOCABULARY.glob("*.json")):
        for symbol in json.loads(file.read_text("utf-8")):
            for locale, wording in symbol["labels"].items():
                assert said(symbol["id"], locale) == wording["vocalization"], symbol["id"]


@pytest.mark.parametrize(
    ("typed", "locale", "spoken"),
    [
        ("  i want\twater ", "en", "I want water."),
        ("where is mom", "en", "Where is mom?"),
        ("dónde está mamá", "es", "¿Dónde está mamá?"),
        ("ayuda!", "es", "¡Ayuda!"),
        ("line\nbreak\x00", "en", "Line break."),
    ],
)
def test_typed_text_is_kept_and_only_tidied(typed: str, locale: str, spoken: str) -> None:
    assert understand(None, typed, locale).sentence == spoken


def test_nothing_said_is_answered_with_nothing() -> None:
    for symbols, text in ((None, None), ([], ""), (None, "   ")):
        answer = understand(symbols, text, "en")
        assert (answer.intent, answer.sentence, answer.urgency) == ("unknown", "", "info")


def test_an_unknown_locale_is_read_as_english() -> None:
    assert understand(["help"], None, "fr") == understand(["help"], None, "en")
    assert understand(["help"], None, "es-MX") == understand(["help"], None, "es")
