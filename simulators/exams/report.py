"""Holds the evidence of an exam morning against the script of what happened."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from controller.bootstrap import build
from controller.domain.timetable import LONDON
from controller.errors import SchoolbellError
from controller.services.reports.proof import prove
from simulators.exams import bundles
from simulators.exams.expected import Expected, Line
from simulators.exams.hands import Hands
from simulators.exams.play import Played
from simulators.exams.script import Script
from simulators.exams.stage import Stage
from simulators.site import Site
from simulators.witness import Opening

SHOWN_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Report:
    """`missing` and `invented` count lines of evidence against the script, `differences` names the first.

    `released_to_seated` are movements of bolts for somebody who sat just then, without a named approval.
    `released` are all others, so that it is seen that stations worked; `proved` is how many bundles the
    journal vouches for, `named` has the mishaps, `resent` how many lines tablets sent again.
    """

    candidates: int
    rooms: int
    mishaps: int
    lines: int
    missing: int
    invented: int
    released_to_seated: int
    released: int
    tapped: int
    resent: int
    bundles: int
    proved: int
    seconds: float
    named: tuple[str, ...]
    differences: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def ok(self) -> bool:
        wrong = self.missing or self.invented or self.released_to_seated or self.troubles
        return not wrong and self.proved == self.bundles

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def report(stage: Stage, hands: Hands, played: Played, seconds: float) -> Report:
    """By what an inspector would get now."""
    site, script, laid = stage.site, stage.script, stage.laid
    missing, invented, lines, proved = Counter[Line](), Counter[Line](), 0, 0
    troubles = list(played.troubles)
    for paper in script.papers:
        bundle = bundles.read(hands.evidence(paper.code))
        mine = [one for one in played.done if _is_of(script, one.step.who, paper.code)]
        wanted = Expected(script, paper, laid.by, laid.due).lines(mine)
        missing += wanted - bundle.lines
        invented += bundle.lines - wanted
        lines += wanted.total()
        proved += bundle.whole and _is_proved(site, bundle.table)
    sat = [one for one in site.witness.openings if _sits(site, script, played, one)]
    return Report(
        candidates=len(script.sitters),
        rooms=len(script.places),
        mishaps=len(script.mishaps),
        lines=lines,
        missing=missing.total(),
        invented=invented.total(),
        released_to_seated=len(sat),
        released=len(site.witness.openings) - len(sat),
        tapped=len(played.tapped),
        resent=played.resent,
        bundles=len(script.papers),
        proved=proved,
        seconds=seconds,
        named=script.mishaps,
        differences=(*_named("missing", missing), *_named("invented", invented)),
        troubles=tuple(troubles),
    )


def _is_of(script: Script, who: str, code: str) -> bool:
    return who in script.places and script.places[who].paper.code == code


def _is_proved(site: Site, table: bytes) -> bool:
    services = build(site.settings)
    try:
        with services.database.read() as session:
            return bool(prove(session, table))
    except SchoolbellError:
        return False
    finally:
        services.close()


def _sits(site: Site, script: Script, played: Played, opening: Opening) -> bool:
    """Whether whoever got their pouch open was writing just then, and has no named approval."""
    pupil = next((one.pupil for one in site.school.pouches if one.tag_uid == opening.uid), "")
    who = next((one for one in script.sitters.values() if one.pupil == pupil), None)
    if who is None or who.number in script.adjusted:
        return False
    began, ended = played.running[script.places[who.room].paper.code]
    done = [one for one in played.done if one.step.facts.get("candidate") == who.number]
    came = min((one.at for one in done if one.step.command == "exam.pass"), default=None)
    left = min((one.at for one in done if one.step.facts.get("step") == "finished"), default=ended)
    return came is not None and max(began, came) <= opening.at < (left or datetime.max.replace(tzinfo=LONDON))


def _named(what: str, lines: Counter[Line]) -> Iterator[str]:
    for line in sorted(lines.elements())[:SHOWN_AT_MOST]:
        yield f"{what}: {' · '.join(line)}"
