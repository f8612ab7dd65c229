"""The console: the board's page and the caregivers' page, as files. They need no token; what they show takes one."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.dependencies import Services, services_of
from api.domain.content_coding import preferred
from api.domain.errors import NotFound
from api.routes.hot_route import json_response
from api.routes.symbols import matches
from api.settings import Settings

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
# Kept by browsers, and asked for again by its tag: pages and modules of two versions must never meet.
CACHE = "public, no-cache"
FEATURES = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


@dataclass(frozen=True, slots=True)
class File:
    """A file in every content coding, with the tag of its content."""

    media_type: str
    bodies: Mapping[str, bytes]
    etag: str


@cache
def files() -> Mapping[str, File]:
    """Return the console's files by name, read once."""
    folder = resources.files("api").joinpath("console")
    found = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}
    return {
        name: File(
            MEDIA_TYPES[f".{name.rpartition('.')[2]}"],
            {"identity": body, "br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)},
            f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        )
        for name, body in found.items()
    }


async def get_file(request: Request) -> Response:
    """A page, its style or one of its modules."""
    file = files().get(request.path_params["file"])
    if file is None:
        raise NotFound("The console has no such file; its pages are board.html and caregiver.html.")
    headers = {**await safe_headers(services_of(request)), "etag": file.etag, "vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match"), file.etag):
        return Response(status_code=304, headers=headers)
    coding = preferred(request.headers.get("accept-encoding"), tuple(file.bodies))
    if coding != "identity":
        headers["content-encoding"] = coding
    return Response(file.bodies[coding], headers={**headers, "content-type": file.media_type})


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
    return json_response(json.dumps({"pools": pools}), headers=await safe_headers(services))


async def safe_headers(services: Services) -> dict[str, str]:
    """Return what a browser is told beside a file: whom the pages may talk to, and that nobody may frame them."""
    clips = await services.speaker.origin()
    return {
        "cache-control": CACHE,
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
