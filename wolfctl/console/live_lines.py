"""What is at work on a console: drawn anew all the time in a terminal, told in lines elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import RenderableType
from rich.live import Live

from wolfctl.console import Console

DRAWN_A_SECOND = 8
LOOKS_S = 0.2


@asynccontextmanager
async def shown(
    console: Console, render: Callable[[], RenderableType], speak: Callable[[], None]
) -> AsyncIterator[None]:
    """Show work for as long as the block runs: `render` draws it, `speak` says what is new in lines."""
    if console.err.is_interactive and not console.json:
        with Live(get_renderable=render, console=console.err, transient=True, refresh_per_second=DRAWN_A_SECOND):
            yield
        return

    async def look() -> None:
        while True:
            speak()
            await asyncio.sleep(LOOKS_S)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        speak()
