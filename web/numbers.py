"""Numbers in the addresses of pages."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

GREATEST = 999_999_999


class Number(IntegerConverter):
    """`<int:number>` of every page: no database is asked for more than it can count."""

    def __init__(self, map: Map, **more: Any) -> None:
        super().__init__(map, **({"max": GREATEST} | more))
