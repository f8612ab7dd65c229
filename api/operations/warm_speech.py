"""Making a person's phrases before they are pressed: what is urgent first, then what their boards say."""

import json
from uuid import UUID

from api.db import boards, speech_clips
from api.domain.clips import phrases_of, to_warm
from api.domain.errors import Invalid
from api.domain.voices import chosen, said
from api.speech.speaker import Phrase, Speaker, Transaction


async def phrases_to_warm(transaction: Transaction, speaker: Speaker, person_id: UUID) -> list[Phrase]:
    """Return a person's phrases with their keys, at most so many as are made beforehand; none without a key."""
    cipher = await speaker.cipher()
    if cipher is None:
        return []
    async with transaction() as connection:
        known = await speech_clips.liked_by(connection, person_id)
        if known is None:
            return []
        liked, locale = known
        manner = chosen(liked, locale)
        vocabulary, urgent = await speech_clips.words_of_symbols(connection, locale)
        heads = sorted(await boards.heads_of(connection, person_id), key=lambda head: not head.is_home)
    texts = to_warm(urgent, (phrases_of(json.loads(head.content), vocabulary) for head in heads))
    phrases = []
    for text in texts:
        try:
            phrases.append(speaker.phrase(cipher, person_id, manner, said(text)))
        except Invalid:
            continue  # a button of mere blanks
    return list(dict.fromkeys(phrases))


async def warm(transaction: Transaction, speaker: Speaker, phrase: Phrase) -> bool:
    """Make a phrase that is not in the store, or that a lesser voice has made; return whether it had to be."""
    async with transaction() as connection:
        clip = await speech_clips.keep_warm(connection, phrase.person_id, phrase.key or "", speaker.now())
    better = clip is not None and clip.can_be_better(speaker.best, speaker.now())
    if not better and await speaker.kept(phrase, clip):
        return False
    await speaker.make(phrase, uses=0, better=better)
    return True
