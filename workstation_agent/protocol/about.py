"""Protocol v1 §4: what a PC says of itself, so that nobody asks it for what it cannot do."""

import re
from dataclasses import dataclass

from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import MAX_NAME

MAX_WORDS = 32
MAX_MACS = 4
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


@dataclass(frozen=True, slots=True)
class About:
    """`modes` are kinds of leases, `acts` kinds of acts; `macs`, in lower case with colons, can wake it."""

    agent: str
    os: str
    modes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "agent": self.agent,
            "os": self.os,
            "modes": list(self.modes),
            "acts": list(self.acts),
            "macs": list(self.macs),
        }

    @classmethod
    def from_json(cls, values: object) -> "About":
        f = Fields("about", values)
        return cls(
            agent=f.text("agent", MAX_NAME),
            os=f.text("os", MAX_NAME),
            modes=f.items("modes", _word, MAX_WORDS),
            acts=f.items("acts", _word, MAX_WORDS),
            macs=f.items("macs", _mac, MAX_MACS),
        )


def _word(value: object) -> str:
    return Fields("about", {"word": value}).word("word")


def _mac(value: object) -> str:
    if not isinstance(value, str) or not _MAC.fullmatch(value):
        raise Fields("about", {}).bad("macs", "a list of addresses such as 00:1a:2b:3c:4d:5e")
    return value
