"""What a register file would change: added, changed, moved to another pupil, retired. Shown first."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from controller.domain.pouch_register import (
    CONDITION_WORDS,
    MOVES,
    STATUS_WORDS,
    Condition,
    Entry,
    Owner,
    PouchStatus,
)
from controller.domain.pouch_register_file import BadLine, FileLine
from controller.errors import Refused

MANY = 0.05
"""More of the register taken out of use at once than this needs to be said yes to."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`line` is 0 for a pouch that the file does not name. `words`: `owner: school → family`, and so on."""

    line: int
    before: Entry | None
    after: Entry
    words: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """To another pupil; a pouch that was nobody's is issued, which is a change like others."""
        return bool(self.before and self.before.pupil and self.after.pupil not in ("", self.before.pupil))

    @property
    def retired(self) -> bool:
        now = self.after.status is PouchStatus.RETIRED
        return now and self.before is not None and self.before.status is not PouchStatus.RETIRED

    @property
    def shut(self) -> bool:
        """Its tag opens nothing any more: retired, or not in use as it was."""
        was_used = self.before is not None and self.before.status is PouchStatus.IN_USE
        return self.retired or (was_used and self.after.status is not PouchStatus.IN_USE)


@dataclass(frozen=True, slots=True)
class Plan:
    """`notes` are what somebody should look at, though it may be meant: a pupil with two pouches."""

    added: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    moved: tuple[Difference, ...]
    retired: tuple[Difference, ...]
    same: int
    bad: tuple[BadLine, ...]
    notes: tuple[str, ...]
    in_service: int

    @property
    def all(self) -> tuple[Difference, ...]:
        """Tags and pupils are given up before others get them."""
        return (*self.retired, *self.moved, *self.changed, *self.added)

    @property
    def shut(self) -> int:
        return sum(one.shut for one in self.all)

    @property
    def shuts_many(self) -> bool:
        return self.shut > MANY * self.in_service

    @property
    def share(self) -> int:
        """Of those in service, in per cent."""
        return round(100 * self.shut / self.in_service) if self.in_service else 0


def state_of(entries: Iterable[Entry]) -> bytes:
    """Another one as soon as anything in the register is different."""
    words = [
        f"{one.id} {one.tag.hex()} {one.status} {one.owner} {one.condition} {one.pupil}" for one in entries
    ]
    return hashlib.sha256("\n".join(sorted(words)).encode()).digest()


def plan(
    register: Sequence[Entry], lines: Sequence[FileLine], bad: Sequence[BadLine], *, whole: bool
) -> Plan:
    """`whole`: the file names every pouch that there is, so those that it does not name are retired."""
    known, found, wrong = {one.id: one for one in register}, list[Difference](), list(bad)
    for line in lines:
        try:
            found.append(_difference(line, known.get(line.pouch)))
        except Refused as refused:
            wrong.append(BadLine(line.line, refused.sentence))
    if whole:
        named = {line.pouch for line in lines}
        found += [_retire(one) for one in register if one.id not in named]
    wrong += _taken_tags(register, found)
    changes = [one for one in found if one.words]
    return Plan(
        added=tuple(one for one in changes if one.before is None),
        changed=tuple(one for one in changes if one.before and not one.moved and not one.retired),
        moved=tuple(one for one in changes if one.moved),
        retired=tuple(one for one in changes if one.retired),
        same=len(lines) - sum(1 for one in changes if one.line),
        bad=tuple(sorted(wrong, key=lambda one: one.line)),
        notes=tuple(_two_pouches(register, changes)),
        in_service=sum(one.status is not PouchStatus.RETIRED for one in register),
    )


def _difference(line: FileLine, before: Entry | None) -> Difference:
    after = _added(line) if before is None else _changed(line, before)
    words = ("new",) if before is None else tuple(_words(before, after))
    return Difference(line.line, before, after, words)


def _added(line: FileLine) -> Entry:
    if not line.tag:
        raise Refused("line.tag", f"Pouch {line.pouch} is new: give its tag number.")
    status = PouchStatus(line.status or (PouchStatus.IN_USE if line.pupil else PouchStatus.SPARE))
    if status is PouchStatus.IN_USE and not line.pupil:
        raise Refused("line.pupil", "A pouch in use has a pupil: name one, or write “spare”.")
    return Entry(
        id=line.pouch,
        tag=bytes.fromhex(line.tag),
        status=status,
        owner=Owner(line.owner or Owner.SCHOOL),
        condition=Condition(line.condition or Condition.FINE),
        condition_at=None,
        pupil=line.pupil or "",
        last="",
        revision=0,
    )


def _changed(line: FileLine, before: Entry) -> Entry:
    """The line's words and what follows: with a pupil it is in use, and in no other state has it one."""
    status = PouchStatus(line.status or (PouchStatus.IN_USE if line.pupil else before.status))
    pupil = line.pupil or before.pupil
    if status is PouchStatus.IN_USE and not pupil:
        raise Refused("line.pupil", f"Pouch {line.pouch} has no pupil: name one, or write “spare”.")
    if status is not before.status and status not in MOVES[before.status]:
        raise Refused(
            "line.status",
            f"Pouch {line.pouch} is {STATUS_WORDS[before.status]} and cannot become “{status}” at once.",
        )
    return replace(
        before,
        tag=bytes.fromhex(line.tag) if line.tag else before.tag,
        status=status,
        owner=Owner(line.owner or before.owner),
        condition=Condition(line.condition or before.condition),
        pupil=pupil if status is PouchStatus.IN_USE else "",
    )


def _retire(before: Entry) -> Difference:
    if before.status is PouchStatus.RETIRED:
        return Difference(0, before, before, ())
    after = replace(before, status=PouchStatus.RETIRED, pupil="")
    return Difference(0, before, after, tuple(_words(before, after)))


def _words(before: Entry, after: Entry) -> Iterable[str]:
    if after.pupil and before.pupil != after.pupil:
        yield "another pupil" if before.pupil else "issued"
    for name, words in _FIELDS:
        if words(before) != words(after):
            yield f"{name}: {words(before)} → {words(after)}"
    if before.tag != after.tag:
        yield "another tag"


_FIELDS: Sequence[tuple[str, Callable[[Entry], str]]] = (
    ("status", lambda one: STATUS_WORDS[one.status]),
    ("owner", lambda one: one.owner.value),
    ("condition", lambda one: CONDITION_WORDS[one.condition].lower()),
)


def _taken_tags(register: Sequence[Entry], found: Sequence[Difference]) -> list[BadLine]:
    """A tag that another pouch goes on having. Two pouches that exchange their tags are not meant."""
    tags: Mapping[bytes, str] = {one.tag: one.id for one in register}
    return [
        BadLine(one.line, f"The tag of pouch {one.after.id} is that of pouch {tags[one.after.tag]}.")
        for one in found
        if tags.get(one.after.tag, one.after.id) != one.after.id
    ]


def _two_pouches(register: Sequence[Entry], changes: Sequence[Difference]) -> Iterable[str]:
    now = {one.id: one for one in register} | {one.after.id: one.after for one in changes}
    counts = Counter(one.pupil for one in now.values() if one.pupil)
    touched = {one.after.pupil for one in changes}
    for pupil, count in sorted(counts.items()):
        if count > 1 and pupil in touched:
            ids = sorted(one.id for one in now.values() if one.pupil == pupil)
            yield f"Pupil {pupil} would have {count} pouches: {', '.join(ids)}."
