"""A room's tablet: what is written on it is kept until the server has taken it, under its key."""

from controller.errors import SchoolbellError
from simulators.exams.script import Timed
from simulators.staff_page import StaffPage

TRY_AGAIN = frozenset({"desk.no-answer", "command.failed"})
KEYLESS = frozenset({"exam.sign-out", "exam.take-back", "exam.move", "exam.return"})
TIMELESS = frozenset({"exam.take-back"})
AS_IF_UNANSWERED = 3
"""So many of the lines before a loss are sent again: their answers may have been lost with the connection."""


class Tablet:
    """As web/static/js/core/line-queue.js: one line at a time, in order; what is refused is given up."""

    def __init__(self, page: StaffPage, sitting: int) -> None:
        self.page, self._sitting = page, sitting
        self._waiting: list[Timed] = []
        self._taken: list[Timed] = []
        self.resent = 0
        self.refused: list[str] = []

    def write(self, line: Timed) -> None:
        self._waiting.append(line)
        self.flush()

    def flush(self) -> bool:
        """Whether nothing waits any more."""
        while self._waiting and self._send(self._waiting[0]):
            self._taken.append(self._waiting.pop(0))
        return not self._waiting

    def doubt(self) -> None:
        """The connection was lost: the newest lines are sent again before those that wait."""
        doubted = [one for one in self._taken if one.step.command not in KEYLESS][-AS_IF_UNANSWERED:]
        self.resent += len(doubted) + len(self._waiting)
        self._waiting = [*doubted, *self._waiting]

    def _send(self, line: Timed) -> bool:
        """Whether the server has said something about it."""
        command, facts = line.step.command, dict(line.step.facts)
        if command not in KEYLESS:
            facts["key"] = line.key
        if command not in TIMELESS:
            facts["at"] = line.at.isoformat()
        try:
            self.page.command(command, sitting=self._sitting, **facts)
        except SchoolbellError as error:
            if error.code in TRY_AGAIN:
                return False
            self.refused.append(f"{command} at {line.at:%H:%M:%S}: {error.sentence}")
        return True
