"""What only hands can do to a station: a person's, or those of a program that stands in for them."""

import queue
import shlex
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Protocol

ANSWER_S = 30.0


class Deed(StrEnum):
    """The words are those of the hands program's lines."""

    TAP_A = "tap a"
    TAP_B = "tap b"
    POWER_OFF = "power off"
    POWER_ON = "power on"
    TRAP = "trap"
    LINK_OFF = "link off"
    LINK_ON = "link on"
    JAM = "jam"
    FREE = "free"
    SWITCH_ON = "switch on"
    SWITCH_OFF = "switch off"


class Look(StrEnum):
    """Answered for the time since the same was asked before."""

    OPENED = "opened"
    SHOWN = "shown"


class Hands(Protocol):
    @property
    def patience_s(self) -> float:
        """How long a deed may take to have its effect."""

    @property
    def tireless(self) -> bool:
        """Whether looking costs nobody's time, and so may be done at every step."""

    def do(self, deed: Deed) -> bool:
        """False if these hands cannot."""

    def finished(self) -> None:
        """Returns when the tag has been held of which the station can tell nothing yet."""

    def look(self, look: Look) -> bool | None:
        """None if these hands cannot see it."""

    def uid(self, tag: Deed) -> bytes | None:
        """What is stored in the tag of `TAP_A` or `TAP_B`, if that is known."""


class HandsError(Exception):
    """The hands program cannot be used; the text says what to do."""


ORDERS = {
    Deed.TAP_A: "Hold tag A to the reader now.",
    Deed.TAP_B: "Hold tag B to the reader now.",
    Deed.POWER_OFF: "Switch the station's power off.",
    Deed.POWER_ON: "Switch the station's power on.",
    Deed.LINK_OFF: "Pull the station's network cable, or switch off its Wi-Fi.",
    Deed.LINK_ON: "Join the station to its network again.",
    Deed.JAM: "Hold the bolt so that the lock cannot move.",
    Deed.FREE: "Let the bolt go.",
    Deed.SWITCH_ON: "Turn the key switch to evacuate.",
    Deed.SWITCH_OFF: "Turn the key switch back.",
}
QUESTIONS = {
    Look.OPENED: "Has the lock opened since you were last asked?",
    Look.SHOWN: "Has the station lit up or made a sound since you were last asked?",
}
TAPS = (Deed.TAP_A, Deed.TAP_B)


class PersonHands:
    """`tell` shows a sentence, `wait` does and goes on at Enter, `confirm` asks yes or no, `ask` takes
    text.
    """

    patience_s = 60.0
    tireless = False

    def __init__(
        self,
        tell: Callable[[str], None],
        wait: Callable[[str], None],
        confirm: Callable[[str], bool],
        ask: Callable[[str], str],
    ) -> None:
        self._tell, self._wait, self._confirm, self._ask = tell, wait, confirm, ask
        self._uids: dict[Deed, bytes | None] = {}

    def do(self, deed: Deed) -> bool:
        if deed not in ORDERS:
            return False
        (self._tell if deed in TAPS else self._wait)(ORDERS[deed])
        return True

    def finished(self) -> None:
        self._wait("Hold it there for a second.")

    def look(self, look: Look) -> bool | None:
        return self._confirm(QUESTIONS[look])

    def uid(self, tag: Deed) -> bytes | None:
        if tag not in self._uids:
            text = self._ask(f"The number in {tag.removeprefix('tap ')}'s chip, in hex; Enter if not known")
            self._uids[tag] = _hex(text)
        return self._uids[tag]


class NoHands:
    """Nobody is there: what needs hands is not run."""

    patience_s = 5.0
    tireless = False

    def do(self, deed: Deed) -> bool:
        return False

    def finished(self) -> None:
        return None

    def look(self, look: Look) -> bool | None:
        return None

    def uid(self, tag: Deed) -> bytes | None:
        return None


class ProgramHands:
    """Writes a line, such as `tap a`, to the program, and reads `ok`, `yes`, `no` or `cannot`.

    `uid a` is answered with hex. Raises HandsError if it does not start, ends, or is silent for 30 s.
    """

    patience_s = 10.0
    tireless = True

    def __init__(self, command: str) -> None:
        self._command = command
        try:
            self._program = subprocess.Popen(  # noqa: S603 - the person who runs the kit names the program
                shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
        except (OSError, ValueError, IndexError) as error:
            raise HandsError(f"cannot start the hands program `{command}`; check --hands") from error
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, name="hands", daemon=True).start()

    def do(self, deed: Deed) -> bool:
        return self._tell(deed) == "ok"

    def finished(self) -> None:
        return None

    def look(self, look: Look) -> bool | None:
        return {"yes": True, "no": False}.get(self._tell(look))

    def uid(self, tag: Deed) -> bytes | None:
        return _hex(self._tell(tag.replace("tap", "uid")))

    def close(self) -> None:
        """The program sees the end of its input, and may tidy up."""
        assert self._program.stdin is not None
        with suppress(BrokenPipeError):  # it has ended already, and what was still to be said is lost with it
            self._program.stdin.close()
        try:
            self._program.wait(ANSWER_S)
        except subprocess.TimeoutExpired:
            self._program.kill()

    def _tell(self, line: str) -> str:
        assert self._program.stdin is not None
        try:
            self._program.stdin.write(f"{line}\n")
            self._program.stdin.flush()
            answer = self._answers.get(timeout=ANSWER_S)
        except (OSError, queue.Empty) as error:
            raise HandsError(f"the hands program `{self._command}` gave no answer to `{line}`") from error
        if not answer:
            raise HandsError(f"the hands program `{self._command}` has ended")
        return answer.strip()

    def _listen(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._answers.put(line)
        self._answers.put("")


def _hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        return None
