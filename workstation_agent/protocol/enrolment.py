"""Protocol v1 §3 and §4: getting a key, and showing it at each connection."""

from dataclasses import dataclass

from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import MAX_DETAIL, MAX_NAME

CODE_UNKNOWN = "enrol.code-unknown"
CODE_EXPIRED = "enrol.code-expired"
CODE_USED = "enrol.code-used"
NAME_TAKEN = "enrol.name-taken"
TOO_MANY_TRIES = "enrol.too-many-tries"


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    code: str
    hostname: str

    def to_json(self) -> dict[str, object]:
        return {"code": self.code, "hostname": self.hostname}

    @classmethod
    def from_json(cls, values: object) -> "EnrolRequest":
        f = Fields("enrol", values)
        return cls(f.text("code", 40).upper(), f.text("hostname", MAX_NAME))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`workstation` is the id for good; `name` is what the school calls the PC; `key` is shown this once."""

    workstation: str
    name: str
    key: str

    def to_json(self) -> dict[str, object]:
        return {"workstation": self.workstation, "name": self.name, "key": self.key}

    @classmethod
    def from_json(cls, values: object) -> "Enrolled":
        f = Fields("enrolled", values)
        return cls(f.identifier("workstation"), f.text("name", MAX_NAME), f.secret("key"))

    def __repr__(self) -> str:
        return f"Enrolled({self.workstation!r}, {self.name!r}, key=…)"


@dataclass(frozen=True, slots=True)
class EnrolRefused:
    error: str
    sentence: str

    def to_json(self) -> dict[str, object]:
        return {"error": self.error, "sentence": self.sentence}

    @classmethod
    def from_json(cls, values: object) -> "EnrolRefused":
        f = Fields("refused", values)
        return cls(f.text("error", MAX_NAME), f.text("sentence", MAX_DETAIL))


@dataclass(frozen=True, slots=True)
class Hello:
    """The `auth` of the Socket.IO connection; `agent` is the agent's own version."""

    workstation: str
    key: str
    agent: str

    def to_json(self) -> dict[str, object]:
        return {"workstation": self.workstation, "key": self.key, "agent": self.agent}

    @classmethod
    def from_json(cls, values: object) -> "Hello":
        f = Fields("auth", values)
        return cls(f.identifier("workstation"), f.secret("key"), f.text("agent", MAX_NAME))

    def __repr__(self) -> str:
        return f"Hello({self.workstation!r}, key=…, {self.agent!r})"
