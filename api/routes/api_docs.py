"""The page /docs, where the API is read and tried: Swagger UI from files of our own, none from elsewhere."""

import asyncio
import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.domain.errors import NotFound
from api.routes.static_files import File, answer, file_of, files_of

SCRIPT, STYLE = "swagger-ui-bundle.js", "swagger-ui.css"


@cache
def files() -> Mapping[str, File]:
    """Return Swagger UI's script and style by name, read once."""
    folder = resources.files("fastapi_offline").joinpath("static")
    return files_of([folder.joinpath(SCRIPT), folder.joinpath(STYLE)])


@cache
def page() -> tuple[File, str]:
    """Return the page, and the Content-Security-Policy (CSP level 3) that lets its one script in line run."""
    # Addresses without a slash before them hold beneath a gateway's stage too.
    html = get_swagger_ui_html(
        openapi_url="openapi.json",
        title="AlphaWolf's API",
        swagger_js_url=f"docs/{SCRIPT}",
        swagger_css_url=f"docs/{STYLE}",
        swagger_favicon_url="console/icon.svg",
        oauth2_redirect_url=None,
    )
    body = bytes(html.body)
    [script] = re.findall(rb"<script>(.*?)</script>", body, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    return file_of("docs.html", body), policy(digest)


def policy(digest: str) -> str:
    """Return what the page may do: run Swagger UI and the script of this SHA-256, and ask our own API alone."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self' 'unsafe-inline'",  # Swagger UI styles what it draws
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


async def get_page(request: Request) -> Response:
    """The page."""
    file, allowed = page()
    return answer(request, file, {"content-security-policy": allowed, "cross-origin-opener-policy": "same-origin"})


async def get_file(request: Request) -> Response:
    """What the page is made of."""
    file = (await asyncio.to_thread(files)).get(request.path_params["asset"])
    if file is None:
        raise NotFound("The page /docs has no such file.")
    return answer(request, file, {"cross-origin-resource-policy": "same-origin"})


ROUTES = [
    Route("/docs", get_page, include_in_schema=False),
    Route("/docs/{asset}", get_file, include_in_schema=False),
]
