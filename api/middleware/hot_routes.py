"""The hot routes before FastAPI: its layers and its table of routes take as long as everything that they do themselves.

They stay in its table, for its documents, and for methods that are not theirs.
"""

import re
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.middleware.body_limit import BodyLimit
from api.middleware.request_log import RequestLog
from api.routes.hot_route import HotRoute


class HotRoutes:
    """Answers requests of hot routes behind the layers that every request passes, and hands on all others."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        hot = [route for route in app.routes if isinstance(route, HotRoute)]
        self._by_path = {(route.method, route.path): route for route in hot if not route.param_convertors}
        self._by_shape: dict[str, list[tuple[re.Pattern[str], HotRoute]]] = {}
        for route in hot:
            if route.param_convertors:
                self._by_shape.setdefault(route.method, []).append((route.path_regex, route))
        self._answered: ASGIApp = RequestLog(BodyLimit(self.answer))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to its hot route, if it has one."""
        if scope["type"] == "http" and self.found(scope):
            await self._answered(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def found(self, scope: Scope) -> bool:
        """Tell whether a hot route is asked for, and leave word of it where the application's router would."""
        method, path = scope["method"], scope["path"]
        route, parameters = self._by_path.get((method, path)), {}
        if route is None:
            for shape, candidate in self._by_shape.get(method, ()):
                match = shape.match(path)
                if match is not None:
                    route, parameters = candidate, match.groupdict()
                    break
            else:
                return False
        scope["app"], scope["route"], scope["path_params"] = self.app, route, parameters
        return True

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the route does, its errors as the application does."""
        request = Request(scope, receive)
        try:
            response = await scope["route"].endpoint(request)
        except Exception as error:
            handlers = self.app.exception_handlers
            handler: Any = next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
            if handler is None:
                raise
            response = await handler(request, error)
        await response(scope, receive, send)
