"""Many questions, a line of JSON each, answered in order; one that cannot be asked is told so in place."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from device_rules.decide import decide
from device_rules.errors import DeviceRulesError, SituationError
from device_rules.loader import load_policy
from device_rules.model import Decision, Policy
from device_rules.situation import read_situation

EXAMPLE = '`{"policy": "mggs-2025", "role": "pupil", "year": 9, …}`'
MAX_LINE_BYTES = 100_000


class Batch:
    """Loads each policy once. `policy` is asked where a line names none."""

    def __init__(self, policy: str | None = None, load: Callable[[str], Policy] = load_policy) -> None:
        self._policy, self._load = policy, load
        self._policies: dict[str, Policy | DeviceRulesError] = {}
        self._written: dict[int, str] = {}  # by id: decisions belong to the policies above, and live as long

    def answers(self, lines: Iterable[bytes]) -> Iterator[str]:
        """One line of JSON for each line, without its line break."""
        return map(self.answer, lines)

    def answer(self, line: bytes) -> str:
        try:
            return self._decided(_read(line))
        except DeviceRulesError as error:
            return json.dumps({"error": str(error)})

    def _decided(self, words: dict[str, Any]) -> str:
        policy = self._named(words.pop("policy", self._policy))
        decision = decide(policy, read_situation(words))
        return self._written.get(id(decision)) or self._write(decision)

    def _write(self, decision: Decision) -> str:
        text = self._written[id(decision)] = json.dumps(decision.to_json())
        return text

    def _named(self, name: object) -> Policy:
        if not isinstance(name, str) or not name:
            raise SituationError("the policy is missing; name one, such as `mggs-2025`")
        if name not in self._policies:
            self._policies[name] = self._loaded(name)
        found = self._policies[name]
        if isinstance(found, DeviceRulesError):
            raise found
        return found

    def _loaded(self, name: str) -> Policy | DeviceRulesError:
        """The error too is kept, so that a bad name in every line is looked for once."""
        try:
            return self._load(name)
        except DeviceRulesError as error:
            return error


def _read(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise SituationError(f"the line is over {MAX_LINE_BYTES // 1000} kB; write one question in each line")
    try:
        words = json.loads(line.removeprefix(BOM_UTF8).decode())
    except (ValueError, RecursionError) as error:
        raise SituationError(f"the line is not JSON; write one question like {EXAMPLE}") from error
    if not isinstance(words, dict):
        raise SituationError(f"the line is not a question; write one like {EXAMPLE}")
    return words
