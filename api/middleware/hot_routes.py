"""The hot routes before FastAPI: its layers and its table of routes take as long as everything that they do themselves.

They stay in its table, for its documents, and for methods that are not theirs.
"""

import re
import time
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http_errors import unexpected
from api.middleware.body_limit import LIMIT_BYTES, TooLarge, bounded
from api.middleware.request_log import begin_trace, made_safe, note
from api.routes.hot_route import HotRoute


class HotRoutes:
    """Answers requests of hot routes by the rules of the layers that every request passes, and hands on all others.

    A hot route's answer is a plain Response, whole in memory and with nothing to do after it.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        hot = [route for route in app.routes if isinstance(route, HotRoute)]
        self._by_path = {(route.method, route.path): route for route in hot if not route.param_convertors}
        self._by_shape: dict[str, list[tuple[re.Pattern[str], HotRoute]]] = {}
        for route in hot:
            if route.param_convertors:
                self._by_shape.setdefault(route.method, []).append((route.path_regex, route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to its hot route, if it has one, and do in one go what the layers do."""
        if scope["type"] != "http" or not self.found(scope):
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        trace = begin_trace(scope)
        try:
            response = await self.answer(scope, receive)
        except Exception as error:  # noqa: BLE001 - the last place before the server would print a traceback
            response = unexpected(error)
        status = response.status_code
        try:
            await send({"type": "http.response.start", "status": status, "headers": made_safe(response.raw_headers)})
            await send({"type": "http.response.body", "body": response.body})
        finally:
            note(scope, trace, status, began)

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

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        """Return what the route answers, to an error what the application answers."""
        try:
            request = Request(scope, bounded(scope, receive, LIMIT_BYTES))
            response: Response = await scope["route"].endpoint(request)
        except TooLarge as error:
            return error.answer()
        except Exception as error:
            handlers = self.app.exception_handlers
            handler: Any = next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
            if handler is None:
                raise
            response = await handler(request, error)
        return response
