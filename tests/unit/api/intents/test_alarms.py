"""Alarms are heard however they are worded, and not where there is none: cases beside the corpus."""

import pytest

from api.domain.intents import understand

URGENT = {
    "en": """
        my breathing is bad; something in my throat; i rolled out of bed; i'm lying on the floor; grandma is
        on the floor; i'm in agony; i am losing blood; i bumped my head; he isn't moving; nana won't wake; i
        can't feel my face; took my pills twice; my vent came off; oxygen tube fell off; smoke in the kitchen;
        he is touching me; i'm scared of him he hits; i can't find my way home; i want to end it; hellp; i
        need assistance now; send help; why is nobody helping me; don't leave help me; no help me; i do not
        feel well help; oh no choking; i don't know but my chest hurts; yesterday i fell and now i can't
        breathe; if i move it hurts help; i did not fall but i can't breathe; no i fell; i'm fine but dad is
        choking; she said i fell and i am bleeding
    """,
    "es": """
        no puedo coger aire; algo atravesado en la garganta; abuela en el suelo; no me puedo poner de pie; ay
        no me caí; un dolor horrible; estoy perdiendo sangre; voy a desmayarme; mi madre no responde; no puedo
        hablar bien de repente; me equivoqué de pastillas; se ha salido el tubo; no hay oxígeno; hay humo en
        la casa; el cuidador me pega; no puedo salir de aquí; no sé volver a casa; me voy a matar; que venga
        alguien ya; nadie me ayuda; es grave; no no puedo respirar; no te vayas ayúdame; auxlio; me caí ayer y
        no puedo levantarme; no sé pero me duele el pecho
    """,
}
CALM = {
    "en": """
        i'm dying of boredom; the ball fell; i fell asleep in the car; mom needs help with dinner; dad helped
        me; no thank you i don't need help; not urgent; my grandma fell last year; what should i do if i fall;
        i don't want to fall; blood test today; they took blood today; i lost my shoe; i can't move the chair;
        i can't reach the remote; help me get up; help me to bed; i need air conditioning; take a deep breath;
        i love you with all my heart; that hurt my feelings; does your head hurt; police car; save me a seat;
        sit on the floor; don't hit the dog; my foot fell asleep; charger is not working; low sugar juice; i
        took my medicine already; thanks for the help; if i need help i will call you
    """,
    "es": """
        me muero de risa; se cayó la pelota; mamá necesita ayuda con la cena; no es urgente pero quiero té; mi
        abuela se cayó el año pasado; qué hago si me caigo; tengo miedo de caerme; análisis de sangre hoy;
        perdí mi zapato; no puedo mover la silla; ayúdame a levantarme; necesito ayuda para vestirme; abre la
        ventana necesito aire fresco; te duele la cabeza; coche de policía; quiero sentarme en el suelo; me
        toca jugar; me cae muy bien; sin azúcar; ya tomé mi medicina; el ventilador hace ruido; gracias por tu
        ayuda; estás sangrando; ya no me duele
    """,
}


def _each(cases: dict[str, str]) -> list[tuple[str, str]]:
    return [(locale, " ".join(text.split())) for locale, texts in cases.items() for text in texts.split(";")]


@pytest.mark.parametrize(("locale", "text"), _each(URGENT))
def test_an_alarm_is_heard(locale: str, text: str) -> None:
    assert understand(None, text, locale).urgency == "urgent"


@pytest.mark.parametrize(("locale", "text"), _each(CALM))
def test_what_only_sounds_like_an_alarm_raises_none(locale: str, text: str) -> None:
    assert understand(None, text, locale).urgency != "urgent"


def test_the_more_pressing_of_symbols_and_text_decides() -> None:
    answer = understand(["water"], "i can't breathe", "en")
    assert (answer.intent, answer.urgency) == ("breathing", "urgent")
    assert answer.sentence == "I want water. I can't breathe."
