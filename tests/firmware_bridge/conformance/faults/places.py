"""What a wrong station is made of: where a fault can be put into the firmware."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from firmware_bridge.conformance.clauses import Carriage
from firmware_bridge.firmware import cbor

Fault = Callable[[Any], object]
FAULTS: dict[str, "Wrong"] = {}


@dataclass(frozen=True, slots=True)
class Wrong:
    """`do` makes a Station wrong when its power comes on."""

    clauses: frozenset[str]
    do: Fault
    carriage: Carriage = Carriage.SERIAL


def breaks(*clauses: str, carriage: Carriage = Carriage.SERIAL) -> Callable[[Fault], Fault]:
    def mark(fault: Fault) -> Fault:
        FAULTS[fault.__name__] = Wrong(frozenset(clauses), fault, carriage)
        return fault

    return mark


def told(station: Any, kind: int, change: Callable[[Any, dict[int, Any]], object]) -> None:
    """`change(order, body)` comes before an order of that kind is obeyed."""
    handlers = station.orders._handlers
    obey = handlers[kind]

    def changed(order: Any, body: dict[int, Any]) -> int:
        change(order, body)
        return int(obey(order, body))

    handlers[kind] = changed


def afterwards(station: Any, kind: int, act: Callable[[], object]) -> None:
    handlers = station.orders._handlers
    obey = handlers[kind]

    def changed(order: Any, body: dict[int, Any]) -> int:
        result = int(obey(order, body))
        act()
        return result

    handlers[kind] = changed


def says(station: Any, kind: int, change: Callable[[dict[int, Any]], object]) -> None:
    """`change(body)` comes before a message of that kind is sealed."""
    send = station.send

    def changed(sent: int, body: dict[int, Any]) -> bool:
        body = dict(body)
        if sent == kind:
            change(body)
        return bool(send(sent, body))

    station.send = changed


def writes(station: Any, change: Callable[[dict[int, Any]], object]) -> None:
    """`change(body)` comes before an event is stored."""
    append = station.store.append

    def changed(event: bytes) -> None:
        body = cbor.loads(event)
        change(body)
        append(cbor.dumps(body))

    station.store.append = changed


def checks(station: Any, name: str, change: Callable[[Any], object]) -> None:
    """`change(order)` comes before that check of the gate."""
    check = getattr(station.gate, name)

    def changed(order: Any, *more: Any) -> Any:
        change(order)
        return check(order, *more)

    setattr(station.gate, name, changed)


def decides(station: Any, change: Callable[[tuple[str, int, int], bytes], tuple[str, int, int]]) -> None:
    decide = station.taps._decide
    station.taps._decide = lambda tag: change(decide(tag), tag)


def put(thing: Any, name: str, value: object) -> None:
    setattr(thing, name, value)


def put_in(body: dict[Any, Any], key: Any, value: object) -> None:
    body[key] = value
