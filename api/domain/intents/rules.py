"""The rules, in the order in which they are asked: what cannot wait first, small talk last."""

from collections.abc import Callable
from typing import NamedTuple

from api.domain.intents import concepts as c
from api.domain.intents.meaning import Urgency
from api.domain.intents.mentions import Utterance
from api.domain.intents.normalise import BREAK


class Verdict(NamedTuple):
    """What a rule says, the key of its reason, and the concepts that made it say so."""

    intent: str
    urgency: Urgency
    reason: str
    because: frozenset[str]


Rule = Callable[[Utterance], Verdict | None]


def _alarm(intent: str, reason: str, group: frozenset[str]) -> Rule:
    def rule(said: Utterance) -> Verdict | None:
        because = said.live & group
        return Verdict(intent, "urgent", reason, because) if because else None

    return rule


def _fault_of_life_support(said: Utterance) -> Verdict | None:
    because = said.live & {"life_support", "fault", "broken", "something_wrong"}
    return (
        Verdict("emergency", "urgent", "life_support", because)
        if "life_support" in because and len(because) > 1
        else None
    )


def _on_the_floor(said: Utterance) -> Verdict | None:
    because = said.live & {"floor", "help"}
    return Verdict("fall", "urgent", "floor", because) if len(because) > 1 else None


def _pain_that_cannot_wait(said: Utterance) -> Verdict | None:
    if hurting := said.live & c.HURTING:
        if where := said.live & {"chest", "heart"}:
            return Verdict("pain", "urgent", "chest", hurting | where)
        if "help" in said.live:
            return Verdict("help", "urgent", "pain_and_help", hurting | {"help"})
    return None


def _call_for_help(said: Utterance) -> Verdict | None:
    calls = [mention for mention in said.mentions if mention.live and mention.concept in c.CALLS]
    if not calls:
        return None
    because = frozenset(mention.concept for mention in calls)
    if len(calls) > 1:
        return Verdict("help", "urgent", "help_again", because)
    if said.live & (c.HURTING | c.UNWELL | {"scared", "come_quickly"}) or not _with_something_that_can_wait(
        said, calls[0].end
    ):
        return Verdict("help", "urgent", "help", because)
    return None


def _with_something_that_can_wait(said: Utterance, at: int) -> bool:
    """Whether help is asked with a thing or a doing. Typed, it is named after the word, and no pause comes between."""
    if "now" in said.live or "quick" in said.live:
        return False
    things = [mention for mention in said.mentions if mention.live and mention.concept in c.CAN_WAIT]
    if said.typed:
        return any(mention.start >= at for mention in things) and said.words[at : at + 1] != (BREAK,)
    return bool(things)


def _specific(
    intent: str, urgency: Urgency, reason: str, group: frozenset[str], *, unless: frozenset[str] = frozenset()
) -> Rule:
    def rule(said: Utterance) -> Verdict | None:
        because = said.live & group
        return Verdict(intent, urgency, reason, because) if because and not said.live & unless else None

    return rule


def _nothing_is_wrong(said: Utterance) -> Verdict | None:
    worries = c.ALARMS | c.HURTING | c.UNWELL | {"scared", "worried"}
    denied = said.denied & worries
    if said.live & {"cancel", "call_off"} or (
        denied and not said.live & (c.TOILET | c.HURTING | c.UNWELL | c.STOPPING)
    ):
        return Verdict("fine", "info", "denied", denied | said.live & {"cancel", "call_off"})
    return None


def _question(said: Utterance) -> Verdict | None:
    because = said.live & (c.QUESTION_WORDS | c.WHOLE_QUESTIONS)
    if not said.question and not because & c.WHOLE_QUESTIONS:
        return None
    if "where" in said.live and said.live & (c.TOILET | c.MEDICINE):
        return None
    if said.live & {"i_need_you", "stop"}:
        return None
    if not said.typed and "how_are_you" not in because and said.live & (c.GREETING - c.WHOLE_QUESTIONS) and not because:
        return None
    return Verdict("question", "info", "question", because)


def _told(said: Utterance) -> Verdict | None:
    if said.told or said.live & {"told", "long_ago"} or ("suppose" in said.live and len(said.words) > 1):
        return Verdict("statement", "info", "told", said.told)
    return None


def _refusal(said: Utterance) -> Verdict | None:
    because = said.live & c.REFUSING
    wanting = said.denied & (
        (c.ASKING_FOR - {"please"}) | {"like", "go"} | c.DRINK | c.FOOD | c.TOILET | c.CARE | c.REST | c.DOING
    )
    if (because or wanting) and not said.live & (c.HURTING | {"better"}):
        if because == {"no_thank_you"} and not wanting:
            return Verdict("no", "info", "no", because)
        return Verdict("refusal", "info", "refusal", because | wanting)
    return None


def _pain(said: Utterance) -> Verdict | None:
    hurting = said.live & c.HURTING
    return (
        Verdict("pain", "need", "pain", hurting | said.live & c.BODY) if hurting and "stop" not in said.live else None
    )


def _asked_for(intent: str, reason: str, group: frozenset[str]) -> Rule:
    """A thing that is named or asked for; not one that is only talked about."""

    def rule(said: Utterance) -> Verdict | None:
        because = said.live & group
        if not because or (
            said.live & c.TELLING and not said.live & (c.ASKING_FOR | {"help", "eat", "drink", "where"})
        ):
            return None
        return Verdict(intent, "need", reason, because)

    return rule


def _help_with_something(said: Utterance) -> Verdict | None:
    because = said.live & {"help", "help_with"}
    return Verdict("help", "need", "help_with", because | said.live & c.CAN_WAIT) if because else None


def _calling(said: Utterance) -> Verdict | None:
    because = said.live & c.CALLING
    asked_for = said.live & c.PEOPLE
    if because:
        return Verdict("call_person", "need", "calling", because | asked_for)
    if {"i", "need", "you"} <= set(said.words) or {"need", "you"} <= said.live:
        return Verdict("call_person", "need", "calling", said.live & {"need", "you"})
    polite = {"sorry", "hello", "thank_you"} if said.live & c.ASKING_FOR else set()
    others = said.live - asked_for - {"i", "my"} - polite
    if asked_for and (others <= c.ASKING_FOR | {"talk", "see", "visit", "find"}):
        return Verdict("call_person", "need", "calling", asked_for)
    return None


def _denied_feeling(said: Utterance) -> Verdict | None:
    because = said.denied & c.FEELING
    return Verdict("feeling", "info", "feeling", because) if because else None


def _presence(said: Utterance) -> Verdict | None:
    here = "i_am_here" in said.live or (not said.typed and {"i", "here"} <= said.live)
    return Verdict("presence", "info", "presence", said.live & {"i_am_here", "i", "here"}) if here else None


def _request(said: Utterance) -> Verdict | None:
    because = said.live & (c.ASKING_FOR | c.DOING | c.THINGS | c.PLACES | c.CLOTHES)
    if not because or because == {"please"}:
        return None
    telling = said.live & (c.TELLING | {"i_love_you", "i_miss_you"})
    asking = said.live & (c.ASKING_FOR - {"please"} | {"please"})
    if (telling and not asking) or (said.live & c.PEOPLE and not asking and not said.live & c.DOING):
        return None
    if not asking and said.typed and not _begins_with_a_wish(said):
        return None
    return Verdict("request", "need", "request", because)


def _begins_with_a_wish(said: Utterance) -> bool:
    spoken = [mention for mention in said.mentions if mention.concept not in {"please", "sorry", "hello"}]
    begin = next((at for at, word in enumerate(said.words) if not _is_polite(said, at) and word != BREAK), -1)
    first = spoken[0] if spoken else None
    return first is not None and first.start == begin and first.concept in c.DOING | c.THINGS | c.PLACES | c.CLOTHES


def _no_thanks(said: Utterance) -> Verdict | None:
    because = said.live & {"no", "thank_you"}
    return Verdict("no", "info", "no", because) if len(because) > 1 else None


def _is_polite(said: Utterance, at: int) -> bool:
    return any(
        mention.start <= at < mention.end and mention.concept in {"please", "sorry", "hello"}
        for mention in said.mentions
    )


def _yes_or_no(said: Utterance) -> Verdict | None:
    for answer, group in (("no", {"no", "no_thank_you"}), ("yes", {"yes", "yes_please", "i_agree"})):
        if because := said.live & group:
            return Verdict(answer, "info", answer, because)
    if len(said.mentions) == 1 and said.live == {"suppose"}:  # «si» typed without its accent
        return Verdict("yes", "info", "yes", said.live)
    if not said.typed and said.words and said.words[0] in {"not", "never"}:
        return Verdict("no", "info", "no", frozenset({"not"}))
    return None


def _anything(said: Utterance) -> Verdict | None:
    spoken = said.mentions or said.known_words > 1
    return Verdict("statement", "info", "statement", frozenset()) if spoken else None


RULES: tuple[Rule, ...] = (
    _alarm("breathing", "breathing", c.BREATHING),
    _fault_of_life_support,
    _alarm("safety", "safety", c.SAFETY),
    _alarm("fall", "fall", c.FALL),
    _on_the_floor,
    _alarm("emergency", "emergency", c.EMERGENCY),
    _alarm("injury", "injury", c.INJURY),
    _alarm("pain", "great_pain", c.GREAT_PAIN),
    _pain_that_cannot_wait,
    _call_for_help,
    _nothing_is_wrong,
    _question,
    _told,
    _specific("clarify", "info", "clarify", c.CLARIFYING),
    _specific("stop", "need", "stop", c.STOPPING, unless=frozenset({"yes"})),
    _no_thanks,
    _specific("thanks", "info", "thanks", frozenset({"thank_for"}), unless=c.HURTING),
    _refusal,
    _pain,
    _specific("toilet", "need", "toilet", c.TOILET),
    _specific("medicine", "need", "medicine", c.MEDICINE),
    _specific("unwell", "need", "unwell", c.UNWELL),
    _specific("care", "need", "care", c.CARE, unless=frozenset({"done_past"})),
    _specific("drink", "need", "drink", frozenset({"thirsty"})),
    _specific("food", "need", "food", frozenset({"hungry"})),
    _specific("rest", "need", "rest", c.REST),
    _specific("feeling", "need", "scared", frozenset({"scared", "worried"})),
    _asked_for("drink", "drink", c.DRINK),
    _asked_for("food", "food", c.FOOD),
    _help_with_something,
    _specific("comfort", "need", "comfort", c.COMFORT, unless=c.QUALITIES | {"like", "done_past"}),
    _calling,
    _specific("fine", "info", "fine", c.GOOD),
    _presence,
    _specific("affection", "info", "affection", frozenset({"i_love_you", "i_miss_you", "love"})),
    _specific("feeling", "info", "feeling", c.FEELING),
    _denied_feeling,
    _request,
    _specific("thanks", "info", "thanks", frozenset({"thank_you"})),
    _specific("apology", "info", "apology", frozenset({"sorry", "excuse_me"})),
    _specific("greeting", "info", "greeting", c.GREETING),
    _yes_or_no,
    _anything,
)


def judge(said: Utterance) -> Verdict:
    """Return what the first rule that applies says."""
    for rule in RULES:
        if (verdict := rule(said)) is not None:
            return verdict
    return Verdict("unknown", "info", "unknown", frozenset())
