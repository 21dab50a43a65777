"""Our reader of WebSocket frames beside wsproto's, on what a controller reads most: pictures and reports.

chrt -r 1 python -m simulators.benches.lab.parsers
"""

import time
from collections.abc import Callable

import click
from wsproto.connection import Connection, ConnectionType

from simulators.benches.lab.websocket import client_frame
from web.sockets.websocket import Reader

TEXT, BINARY = 1, 2
PLACE = b'451-/agent,7["frame",{"_placeholder":true,"num":0}]'
MESSAGES = {
    "a picture of 8 kB, with its event": client_frame(TEXT, PLACE)
    + client_frame(BINARY, bytes(range(256)) * 32),
    "a report of 240 bytes": client_frame(TEXT, b"4" + b"x" * 240),
}
TURNS = 5000


def ours() -> Callable[[bytes], int]:
    reader = Reader(1_000_000)
    return lambda data: sum(1 for _ in reader.feed(data))


def theirs() -> Callable[[bytes], int]:
    connection = Connection(ConnectionType.SERVER)

    def read(data: bytes) -> int:
        connection.receive_data(data)
        return sum(1 for _ in connection.events())

    return read


def microseconds(read: Callable[[bytes], int], data: bytes) -> float:
    read(data)
    began = time.perf_counter()
    for _ in range(TURNS):
        read(data)
    return round((time.perf_counter() - began) / TURNS * 1e6, 1)


@click.command()
def main() -> None:
    """Microseconds of processor time for each message."""
    for what, data in MESSAGES.items():
        mine, other = microseconds(ours(), data), microseconds(theirs(), data)
        click.echo(f"{what}: ours {mine} µs, wsproto {other} µs")


if __name__ == "__main__":
    main()
