"""The vocabulary."""

from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import caller_of, services_of
from api.routes.hot_route import HotRoute, Parameter, query_text
from api.schemas.symbols import SymbolPage

CACHE = "private, max-age=300"


async def list_symbols(request: Request) -> Response:
    """Symbols with their words in one language."""
    await caller_of(request)
    locale = query_text(request, "locale") or "en"
    page = await services_of(request).vocabulary.page(locale, query_text(request, "q"), query_text(request, "category"))
    headers = {"etag": page.etag, "cache-control": CACHE}
    if matches(request.headers.get("if-none-match"), page.etag):
        return Response(status_code=304, headers=headers)
    return Response(page.body, headers=headers, media_type="application/json")


def matches(header: str | None, etag: str) -> bool:
    """Tell whether an If-None-Match header names this tag (RFC 9110 §13.1.2, weak comparison)."""
    if header is None:
        return False
    return header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}


ROUTES = [
    HotRoute(
        "GET",
        "/symbols",
        list_symbols,
        answers={200: SymbolPage, 304: None},
        parameters=(
            Parameter("locale", "query", "Language of the words.", schema={"type": "string", "enum": ["en", "es"]}),
            Parameter("q", "query", "A part of the label.", schema={"type": "string", "maxLength": 100}),
            Parameter("category", "query", "One category alone.", schema={"type": "string", "maxLength": 100}),
            Parameter("If-None-Match", "header", "The ETag of the copy at hand."),
        ),
    )
]
