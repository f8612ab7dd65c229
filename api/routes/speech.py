"""Saying something with a person's voice, and the clips of what was said."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Path
from starlette.requests import Request
from starlette.responses import Response

from api.db import audit, care, speech_clips
from api.dependencies import CallerHere, ServicesHere, caller_of, services_of
from api.domain.audit import Audited
from api.domain.byte_ranges import NotSatisfiable, wanted_range
from api.domain.clips import name_of
from api.domain.errors import NotFound
from api.domain.permissions import Action, permit
from api.operations.speak import Asked, speak, wanted
from api.routes.answers import READING, problems
from api.routes.hot_route import HotRoute, json_response
from api.routes.symbols import matches
from api.schemas.speech import Speak, SpokenAnswer

NO_SUCH_CLIP = "There is no such clip, or it has expired; ask for the speech again."
CACHE = "private, max-age=3600"
AUDIO: dict[str, Any] = {"audio/mpeg": {}, "audio/wav": {}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The clip", "content": AUDIO},
    206: {"description": "A part of the clip", "content": AUDIO},
    304: {"description": "Not modified"},
    416: {"description": "No byte of the clip lies in the range"},
    **problems(*READING),
}
router = APIRouter(tags=["speech"])


async def post_speech(request: Request) -> Response:
    """Say something with a person's voice: an address where it can be heard."""
    services, caller = services_of(request), await caller_of(request)
    asked = Speak.model_validate_json(await request.body())
    cipher = await services.speaker.cipher()
    async with services.viewing(caller) as connection:
        found = await wanted(
            connection,
            services.speaker,
            cipher,
            caller.account_id,
            Asked(asked.person_id, asked.text, asked.liked(), asked.locale),
            now=services.now(),
        )
    return json_response(json.dumps(asdict(await speak(services.speaker, found))))


@router.get("/user/{id}/speech/{key}", response_class=Response, responses=ANSWERS)
async def get_clip(
    id: UUID,  # noqa: A002
    key: Annotated[str, Path(pattern="^[A-Za-z0-9_-]{43}$")],
    services: ServicesHere,
    caller: CallerHere,
    range_: Annotated[str | None, Header(alias="range", description="One range of bytes.")] = None,
    if_range: Annotated[str | None, Header(description="The ETag that the range is meant for.")] = None,
    if_none_match: Annotated[str | None, Header(description="The ETag of the copy at hand.")] = None,
) -> Response:
    """A clip of what was said with a person's voice, or a part of it."""
    async with services.viewing(caller) as connection:
        permit(await care.relation_to(connection, caller.account_id, id), Action.READ)
        clip = await speech_clips.find_clip(connection, id, key)
        if clip is not None:
            await audit.note(connection, id, Audited.SPEECH_READ)
    if clip is None:
        raise NotFound(NO_SUCH_CLIP)
    headers = {"etag": clip.etag, "cache-control": CACHE, "accept-ranges": "bytes"}
    if matches(if_none_match, clip.etag):
        return Response(status_code=304, headers=headers)
    try:
        part = wanted_range(range_ if if_range in (None, clip.etag) else None, clip.bytes)
    except NotSatisfiable:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{clip.bytes}"})
    content = await services.speaker.read(name_of(id, key), part)
    if content is None:
        raise NotFound(NO_SUCH_CLIP)
    return clip_response(content, clip.content_type, headers, part, clip.bytes)


def clip_response(
    content: bytes, content_type: str, headers: Mapping[str, str], part: tuple[int, int] | None, length: int
) -> Response:
    """Return a clip or a part of it."""
    if part is None:
        return Response(content, headers=headers, media_type=content_type)
    ranged = {**headers, "content-range": f"bytes {part[0]}-{part[1]}/{length}"}
    return Response(content, 206, ranged, content_type)


ROUTES = [HotRoute("POST", "/speech", post_speech, answers={200: SpokenAnswer}, body=Speak)]
