"""A policy as schools print it: activities and places down the side, key stages along the top."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from device_rules.cells import day_in_force, plain, table_on
from device_rules.columns import Column, columns_of
from device_rules.model import Decision, Person, Policy, Table
from device_rules.phrases import STORAGE, VERDICTS, of_authorisers, of_length, of_periods, of_years
from device_rules.precedence import REFUSALS
from device_rules.vocabulary import Activity, Device, During, Place, Role, Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """What holds in some of the periods, with its reasons in `decision.because`."""

    periods: tuple[During, ...]
    decision: Decision

    @property
    def text(self) -> str:
        """`not allowed, in a locked pouch`; `not allowed, confiscated for 2 school sessions`."""
        said, kept = VERDICTS[self.decision.verdict], STORAGE[self.decision.storage]
        if self.decision.verdict is Verdict.NEEDS_AUTHORISATION:
            said = f"{said} from {of_authorisers(self.decision.authorisers)}"
        return ", ".join(filter(None, (said, kept, self.taken)))

    @property
    def taken(self) -> str:
        """`confiscated for 2 school sessions`, where that is refused; else empty."""
        length = self.decision.kept_for
        return f"confiscated {of_length(length)}" if length and self.decision.verdict in REFUSALS else ""


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cell:
    """Its parts have every period once; what holds in most of them comes last."""

    parts: tuple[Part, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """`In social time: allowed`, `Otherwise: not allowed`."""
        periods: dict[tuple[str, Verdict], list[During]] = {}
        for part in self.parts:
            periods.setdefault((part.text, part.decision.verdict), []).extend(part.periods)
        *few, most = sorted(periods, key=lambda said: len(periods[said]))
        lines = [Line(f"{_when(periods[said])}: {said[0]}", said[1]) for said in few]
        return (*lines, Line(f"Otherwise: {most[0]}" if few else _capital(most[0]), most[1]))

    @property
    def because(self) -> tuple[tuple[str, str], ...]:
        """(rule id, source), each once."""
        return tuple(dict.fromkeys(reason for part in self.parts for reason in part.decision.because))


@dataclass(frozen=True, slots=True)
class Row:
    """One activity in the places where every column is answered alike. `cells` are in column order."""

    activity: Activity
    places: tuple[Place, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The devices that are treated alike, and their rows."""

    devices: tuple[Device, ...]
    rows: tuple[Row, ...]

    @property
    def because(self) -> tuple[tuple[str, str], ...]:
        """The reasons of all of its cells, each once, in the order in which they are met."""
        return tuple(dict.fromkeys(why for row in self.rows for cell in row.cells for why in cell.because))


@dataclass(frozen=True, slots=True)
class Matrix:
    """As the policy stands on a day, for people without an exemption or a permission."""

    policy: Policy
    on: date
    columns: tuple[Column, ...]
    sheets: tuple[Sheet, ...]


def matrix(policy: Policy, on: date, devices: Sequence[Device] = tuple(Device)) -> Matrix:
    """Key stages whose years differ are split into columns for each."""
    table = table_on(policy, on)
    columns = tuple(part for column in columns_of(policy) for part in _split(column, table, devices))
    together = _together(devices, lambda device: _answers(table, columns, [device]))
    sheets = (Sheet(alike, tuple(_rows(table, columns, alike[0]))) for alike in together)
    return Matrix(policy, day_in_force(policy, on), columns, tuple(sheets))


def _split(column: Column, table: Table, devices: Sequence[Device]) -> Iterable[Column]:
    groups = _together(column.people, lambda who: _answers(table, [Column("", (who,))], devices))
    if len(groups) == 1:
        return [column]
    stage = column.name.partition(" (")[0]
    return [Column(f"{stage} ({_years(group)})", group) for group in groups]


def _years(people: Sequence[Person]) -> str:
    return of_years([who for who in people if not isinstance(who, Role)])


def _answers(table: Table, columns: Sequence[Column], devices: Sequence[Device]) -> Hashable:
    """Everything that the columns say of the devices; equal for those that are treated alike."""
    return tuple(
        _key(plain(table[column.people[0]][device][activity][place][during]))
        for column in columns
        for device in devices
        for activity in Activity
        for place in Place
        for during in During
    )


def _key(decision: Decision) -> Hashable:
    kept_for = decision.kept_for if decision.verdict in REFUSALS else None
    return decision.verdict, decision.storage, decision.authorisers, kept_for, decision.because


def _rows(table: Table, columns: Sequence[Column], device: Device) -> Iterable[Row]:
    for activity in Activity:
        cells = {
            place: tuple(_cell(table, column.people[0], device, activity, place) for column in columns)
            for place in Place
        }
        keys = {place: _row_key(row) for place, row in cells.items()}
        for places in _together(tuple(Place), keys.__getitem__):
            yield Row(activity, places, cells[places[0]])


def _row_key(cells: Sequence[Cell]) -> Hashable:
    return tuple((part.periods, _key(part.decision)) for cell in cells for part in cell.parts)


def _cell(table: Table, who: Person, device: Device, activity: Activity, place: Place) -> Cell:
    by_period = table[who][device][activity][place]
    decisions = {during: plain(by_period[during]) for during in During}
    groups = _together(tuple(During), lambda during: _key(decisions[during]))
    parts = [Part(periods, decisions[periods[0]]) for periods in groups]
    return Cell(tuple(sorted(parts, key=lambda part: len(part.periods))))


Item = TypeVar("Item")


def _together(items: Sequence[Item], key: Callable[[Item], Hashable]) -> list[tuple[Item, ...]]:
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return [tuple(group) for group in groups.values()]


def _when(periods: Sequence[During]) -> str:
    return _capital(of_periods([during for during in During if during in periods]))


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
