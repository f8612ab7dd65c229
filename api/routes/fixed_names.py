"""Fixed names that stand where other routes take an id: they answer 405 to a method that only the id's route has."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, compile_path

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


async def refuse(_: Request) -> Response:
    """Say that the path is there and the method is not (RFC 9110 §15.5.6)."""
    raise HTTPException(405)


def refusals(routers: Sequence[APIRouter]) -> Iterator[Route]:
    """Yield a route for every path that is also read as another's id, for the methods that it has not itself."""
    methods: dict[str, set[str]] = {}
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                methods.setdefault(route.path_format, set()).update(route.methods or ())
    for path, own in methods.items():
        if any(other != path and compile_path(other)[0].match(path) for other in methods):
            yield Route(path, refuse, methods=sorted(METHODS - own), include_in_schema=False)
