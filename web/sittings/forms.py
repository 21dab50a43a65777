"""Reading the forms of the desk of sittings: what cannot be read is refused in one sentence."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import TypeVar

from flask import request

from controller.domain.exams.plans import Candidate, Entry, Planned
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Paper, Session
from controller.errors import Refused

Page = str | tuple[str, int]
Word = TypeVar("Word", Session, ExamType)
CM = 100


def field(name: str) -> str:
    return " ".join(request.form.get(name, "").split())


def number(name: str, sentence: str, least: int = 0, most: int = 10_000) -> int:
    """Raises Refused with `sentence`."""
    text = field(name)
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        raise Refused("form.number", sentence)
    return int(text)


def day(name: str) -> date:
    try:
        return date.fromisoformat(field(name))
    except ValueError as error:
        raise Refused("form.day", "Choose the day.") from error


def metres(name: str) -> float:
    """From 0.1 to 9.99 m, to the centimetre; a comma does as well."""
    bad = Refused("form.metres", "Give the distance between two chairs in metres, such as 1.25.")
    text = field(name).replace(",", ".").removesuffix("m").strip()
    try:
        found = round(float(text) * CM)
    except (ValueError, OverflowError) as error:
        raise bad from error
    if not 10 <= found <= 999:
        raise bad
    return found / CM


def planned() -> Planned:
    if not (code := field("code")) or not (body := field("awarding_body")):
        raise Refused("form.paper", "Give the awarding body and the component's code.")
    return Planned(
        series=field("series"),
        paper=Paper(body, field("qualification"), code, field("title")),
        on=day("on"),
        session=_word(Session, "session", "Choose AM or PM."),
        starts=_time("starts"),
        length=timedelta(minutes=number("minutes", "Give the length in minutes, from 1 to 480.", 1, 480)),
        kind=_word(ExamType, "kind", "Choose how it is taken."),
        number=number("number", "Reload the page.") if field("number") else 0,
    )


def room(known: set[str]) -> ExamRoom:
    """`known`: the ids in use; a room that is new gets one of its own."""
    if not (name := field("name")):
        raise Refused("form.room", "Give the room's name.")
    own = field("room")
    return ExamRoom(
        id=own if own in known else _new_id(name, known),
        name=name,
        rows=number("rows", "Give the number of rows, from 1 to 26.", 1, 26),
        columns=number("columns", "Give the seats of a row, from 1 to 99.", 1, 99),
        across_m=metres("across"),
        along_m=metres("along"),
    )


def candidate() -> Candidate:
    text = field("candidate").zfill(4)
    if len(text) != 4 or not text.isascii() or not text.isdecimal():
        raise Refused("form.candidate", "A candidate number has four digits.")
    if not field("name"):
        raise Refused("form.candidate", "Give the candidate's name.")
    words = tuple(word.strip() for word in field("arrangements").split("|") if word.strip())
    return Candidate(text, field("name"), field("pupil") or None, words)


def entry() -> Entry:
    sentence = "Give the extra time in per cent, from 0 to 200."
    extra = number("extra", sentence, 0, 200) if field("extra") else 0
    if not field("seat"):
        return Entry(field("room"), None, extra)
    try:
        return Entry(field("room"), Seat.parse(field("seat")), extra)
    except ValueError as error:
        raise Refused("form.seat", "Write the seat like C12.") from error


def doing(action: Callable[[], Page], again: Callable[[str], Page]) -> Callable[[], Page]:
    """What was refused is said on the page that `again` draws, with what was typed still in its field."""

    def do() -> Page:
        try:
            return action()
        except Refused as refused:
            page = again(refused.sentence)
            return (page, 409) if isinstance(page, str) else page

    return do


def exam_type(name: str) -> ExamType:
    return _word(ExamType, name, "Choose the kind of exam.")


def _time(name: str) -> time:
    try:
        return time.fromisoformat(field(name))
    except ValueError as error:
        raise Refused("form.time", "Give the time of day at which it starts, such as 09:00.") from error


def _word(kind: type[Word], name: str, sentence: str) -> Word:
    try:
        return kind(field(name))
    except ValueError as error:
        raise Refused("form.word", sentence) from error


def _new_id(name: str, known: set[str]) -> str:
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower())
    tidy = "-".join(letters.split())[:40] or "room"
    return next(one for one in (tidy, *(f"{tidy}-{n}" for n in range(2, 1000))) if one not in known)
