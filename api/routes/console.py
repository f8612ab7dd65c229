"""The console: the board's page and the caregivers' page, as files. They need no token; what they show takes one."""

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.dependencies import Services, services_of
from api.domain.errors import NotFound
from api.routes.hot_route import json_response
from api.routes.static_files import CACHE, File, answer, files_of
from api.settings import Settings

FEATURES = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


@cache
def files() -> Mapping[str, File]:
    """Return the console's files by name, read once."""
    return files_of(resources.files("api").joinpath("console").iterdir())


async def get_file(request: Request) -> Response:
    """A page, its style or one of its modules."""
    file = (await asyncio.to_thread(files)).get(request.path_params["file"])
    if file is None:
        raise NotFound("The console has no such file; its pages are board.html and caregiver.html.")
    return answer(request, file, await safe_headers(services_of(request)))


async def get_configuration(request: Request) -> Response:
    """Where people and caregivers sign in. Nothing of it is secret: a public client has no secret."""
    services = services_of(request)
    pools = {
        "caregivers" if pool.second_factor else "people": {
            "id": pool.issuer.rpartition("/")[2],
            "client_id": pool.client_id,
            "endpoint": origin(pool.jwks_url),
        }
        for pool in services.settings.user_pools
    }
    return json_response(json.dumps({"pools": pools}), headers={**await safe_headers(services), "cache-control": CACHE})


async def safe_headers(services: Services) -> dict[str, str]:
    """Return what a browser is told beside a file: whom the pages may talk to, and that nobody may frame them."""
    clips = await services.speaker.origin()
    return {
        "content-security-policy": policy(connections_of(services.settings), clips),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": FEATURES,
    }


@cache
def policy(connections: tuple[str, ...], clips: str | None) -> str:
    """Return the Content-Security-Policy (CSP level 3): our own files, our own API, and these origins alone.

    Speech is heard from where clips lie, or from an answer of our own API.
    """
    reached = " ".join(["'self'", *connections])
    heard = " ".join(["'self'", "blob:", "data:", *([] if clips is None else [clips])])
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            f"media-src {heard}",
            "manifest-src 'self'",
            "worker-src 'self'",
            f"connect-src {reached}",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types alphawolf",
        ]
    )


def connections_of(settings: Settings) -> tuple[str, ...]:
    """Return the origins beside our own that the pages need: where one signs in, and where notifications come from."""
    addresses = [*(pool.jwks_url for pool in settings.user_pools), settings.notifications_url]
    return tuple(dict.fromkeys(origin(address) for address in addresses))


def origin(address: str) -> str:
    """Return the scheme, host and port of an address (RFC 6454)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


ROUTES = [
    Route("/console/config.json", get_configuration, include_in_schema=False),
    Route("/console/{file}", get_file, include_in_schema=False),
]
