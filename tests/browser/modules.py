"""Single modules of the desks' scripts, run on a page of the real app (`page` of conftest.py)."""

from typing import Any

from playwright.sync_api import Page


def run(page: Page, module: str, body: str) -> Any:
    """What `body` returns, an async function's in which `m` is the module below static/js."""
    return page.evaluate(f"async () => {{ const m = await import('/static/js/{module}'); {body} }}")
