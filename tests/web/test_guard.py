from typing import Any

import pytest

from controller.domain.accounts import Account, Role
from tests.web.fakes import (
    ADMIN,
    EVERYBODY,
    EXAMS,
    FRONT_DESK,
    INVIGILATOR,
    LESSON,
    RECEPTION,
    SAFEGUARDING,
    TEACHER,
)
from web.guard import COMMANDS, TOPICS, decide_command, decide_follow
from web.guarding.rules import Allowed, Refused
from web.standing import NOTHING, Standing

SEATS = {"lesson": "4711", "seats": ["pc-01", "pc-02"]}
SESSION = {"lesson": "4711", "session": "control-1"}
LINE = {"sitting": 12, "key": "0" * 32, "at": "2025-10-06T09:05:00.000Z"}
GOOD: dict[str, dict[str, Any]] = {
    "lesson.lock": SEATS | {"message": "Eyes on me, please."},
    "lesson.unlock": SEATS,
    "lesson.send-link": SEATS | {"url": "https://www.bbc.co.uk/bitesize"},
    "lesson.blank": SEATS | {"minutes": 5},
    "lesson.sites": SEATS | {"mode": "only", "patterns": ["https://www.bbc.co.uk/bitesize"]},
    "lesson.apps": SEATS | {"mode": "not", "names": ["minetest"]},
    "lesson.mute": SEATS,
    "lesson.storage": SEATS,
    "lesson.end": SEATS | {"kind": "sites"},
    "lesson.free": SEATS,
    "lesson.message": SEATS | {"text": "Save your work\nnow"},
    "lesson.start-program": SEATS | {"program": "libreoffice-writer"},
    "lesson.power": SEATS | {"kind": "restart"},
    "lesson.wake": SEATS,
    "lesson.undo": {"lesson": "4711"},
    "lesson.timeline": {"lesson": "4711"},
    "lesson.programs": {"lesson": "4711"},
    "lesson.watch": SEATS | {"full": "pc-02"},
    "lesson.answer-hands": SEATS,
    "lesson.show-screens": SEATS,
    "lesson.control": {"lesson": "4711", "seat": "pc-01"},
    "lesson.input": SESSION | {"events": [{"kind": "move", "x": 1, "y": 2}]},
    "lesson.show": SEATS | {"source": "pc-02", "mode": "window"},
    "lesson.show-picture": SESSION | {"width": 640, "height": 360, "picture": b"\xff\xd8\xff"},
    "lesson.keep-session": SESSION,
    "lesson.end-session": SESSION,
    "lesson.screenshot": {"lesson": "4711", "seat": "pc-01", "reason": "An insult to another pupil"},
    "lesson.plan": {"lesson": "4711"},
    "lesson.arrange": {"lesson": "4711", "places": [{"seat": "pc-01", "row": 1, "column": 2}]},
    "lesson.seat-pupils": {"lesson": "4711", "plan": [{"seat": "pc-01", "pupil": "p-0042"}]},
    "lesson.groups": {"lesson": "4711"},
    "lesson.save-group": SEATS | {"name": "Window row", "keep": "room"},
    "lesson.delete-group": {"lesson": "4711", "group": 3},
    "lesson.apply-template": SEATS | {"template": 3},
    "template.list": {},
    "template.save": {"name": "Starter", "steps": {"mute": True, "links": ["https://www.bbc.co.uk"]}},
    "template.delete": {"template": 3},
    "check.mark": {
        "lesson": "4711",
        "change": "0" * 32,
        "marks": [{"pupil": "p-0042", "mark": "locked"}, {"pupil": "p-0043", "mark": "no-phone"}],
    },
    "check.tap-at": {"lesson": "4711", "station": "room-12"},
    "check.to-cover": {},
    "visit.choices": {},
    "visit.start": {"lesson": "4712", "reason": "Cover for Mr Pritchard", "whole": True},
    "visit.end": {"lesson": "4712"},
    "reception.start-release": {"when": "now", "reason": "Early closure"},
    "day-end.hold": {"release": 3, "gates": ["North gate"]},
    "day-end.go-on": {"release": 3},
    "day-end.move": {"release": 3, "minutes": 10, "was": "2025-10-06T14:10:00+00:00"},
    "reception.end-release": {"release": 3},
    "reception.find": {"text": "smith 9b"},
    "reception.pupil": {"pupil": "p-0042"},
    "reception.give-leave": {"pupil": "p-0042", "reason": "appointment", "note": "", "minutes": 20},
    "reception.cancel-leave": {"leave": 7},
    "reception.class": {"group": "9B/Co"},
    "reception.ask-leave": {
        "pupils": ["p-0042", "p-0043"],
        "kind": "trip",
        "reason": "visit",
        "until": "2025-10-07T15:10",
    },
    "reception.cancel-request": {"request": 3},
    "reception.seen-back": {"leave": 7, "word": "At my desk"},
    "reception.not-seen-back": {},
    "weekly.give": {
        "pupil": "p-0042",
        "place": "Deeside College",
        "weekdays": [1],
        "starts": "13:10",
        "ends": "15:10",
        "first": "2025-10-06",
        "last": "2026-07-17",
        "review": "2025-12-19",
    },
    "weekly.review": {"weekly": 3, "review": "2026-02-20"},
    "weekly.end": {"weekly": 3},
    "approval.decide": {"request": 3, "approves": False, "word": "Mock exam"},
    "message.where": {"pupil": "p-0042"},
    "message.send": {
        "pupil": "p-0042",
        "text": "Gran collects you at 15:10",
        "urgent": True,
        "once": "0f4c1f6e-0000-4000",
    },
    "message.take-back": {"message": 3},
    "message.told": {"message": 3},
    "message.answer": {"message": 3, "answer": "rang", "text": "Mum knows"},
    "message.done": {"message": 3},
    "note.read": {"lesson": "4711"},
    "note.pass-on": {"lesson": "4711", "message": 3},
    "note.class": {"lesson": "4711"},
    "note.ask-to-ring": {"lesson": "4711", "pupil": "p-0042"},
    "hold.place": {"pupil": "p-0042", "sentence": "See the head.", "days": 2, "reason": ""},
    "hold.end": {"hold": 7},
    "need.find": {"text": "smith 9b"},
    "need.give": {
        "pupil": "p-0042",
        "kind": "medical",
        "then": "review",
        "day": "2025-12-19",
        "reason": "GP",
    },
    "need.end": {"need": 7, "reason": "Reviewed"},
    "concern.read": {"concern": 7},
    "concern.take": {"concern": 7},
    "concern.close": {"concern": 7, "note": "Talked to both."},
    "notice.publish": {"text": "Be kind."},
    "emergency.order": {"mode": "evacuate", "drill": True, "reason": "Termly drill"},
    "emergency.end": {"order": 3},
    "station.adopt": {"station": "north", "pairing_code": "ABCD-EFGH-2345", "name": "Gate 1", "gate": "Gate"},
    "station.dismiss": {"station": "north"},
    "station.dismiss-all": {},
    "station.revoke": {"station": "south"},
    "station.rotate-key": {"station": "south"},
    "station.replace": {"station": "south", "spare": "spare-1", "pairing_code": "ABCD-EFGH-2345"},
    "station.set-mode": {"scope": "gate:North gate", "mode": "exam", "minutes": 90, "drill": False},
    "station.read-log": {"station": "south", "everything": True},
    "letter.read": {"letter": 4},
    "letter.dismiss": {"letter": 4},
    "letter.dismiss-all": {"letter": 4},
    "tag.dismiss": {"number": 4},
    "walk.set": {"one": "North gate", "other": "South gate", "seconds": 90},
    "journal.check": {},
    "pouches.find": {"text": "NG-04"},
    "pouches.pouch": {"pouch": "NG-0400"},
    "pouches.pupil": {"pupil": "p0400"},
    "pouches.issue": {"pupil": "p0400", "tag": "04a1b2c3d4e5f6"},
    "pouches.replace": {
        "pouch": "NG-0400",
        "revision": 3,
        "status": "lost",
        "tag": "NG-0826",
        "charge": True,
    },
    "pouches.become": {"pouch": "NG-0400", "revision": 0, "status": "damaged", "condition": "bent-pin"},
    "pouches.condition": {"pouch": "NG-0400", "condition": "pen-marks"},
    "pouches.owner": {"pouch": "NG-0400", "revision": 0, "owner": "family"},
    "pouches.add": {"tag": "04a1b2c3d4e5f6", "number": "NG-0900"},
    "pouches.keep-one": {"pouch": "NG-0400", "revision": 0},
    "pouches.settle-fee": {"fee": 3, "outcome": "waived", "why": "Hardship"},
    "pouches.set-fee": {"pence": 1500},
    "pouches.claim": {"pouch": "NG-0400", "pupil": "p0401"},
    "pouches.settle-claim": {"claim": 3, "to_claimant": False},
    "pouches.copy-checked": {"number": 3},
    "pouch-round.start": {"kind": "form", "group": "7A", "station": "office-1"},
    "pouch-round.give": {"round": 3, "pupil": "p0001", "tag": "NG-0826"},
    "pouch-round.skip": {"round": 3, "pupil": "p0001"},
    "pouch-round.absent": {"round": 3, "pupil": "p0001"},
    "pouch-round.call": {"round": 3, "pupil": "p0001"},
    "pouch-round.undo": {"round": 3},
    "pouch-round.read": {"round": 3, "station": ""},
    "pouch-round.end": {"round": 3},
    "exam.pass": LINE | {"candidate": "0012", "outcome": "handed-in", "token": "A1", "devices": ["Phone"]},
    "exam.take-back": {"sitting": 12, "candidate": "0012"},
    "exam.mark": LINE | {"candidate": "0012", "step": "left", "with_whom": "Mr Shah"},
    "exam.move": {"sitting": 12, "candidate": "0012", "room": "hall", "seat": "C12", "reason": "Glare"},
    "exam.sign-in": LINE | {"room": "hall", "name": "Mrs Reed"},
    "exam.sign-out": {"sitting": 12, "name": "Mrs Reed", "at": "2025-10-06T10:05:00+01:00"},
    "exam.report": LINE | {"room": "hall", "kind": "illness", "words": "Felt faint.", "seat": None},
    "exam.found": LINE | {"room": "hall", "seat": "B1", "what": "Watch", "where": "on the wrist"},
    "exam.return": {"sitting": 12, "room": "hall", "token": "A1"},
    "exam.attest": LINE | {"room": "hall", "what": "candidates-reminded", "name": "Mrs Reed"},
    "exam.log-departure": {"sitting": 12, "departure": 3},
    "exam.set-aside-departure": {"sitting": 12, "departure": 3},
    "exam.start": {"sitting": 12, "override": ""},
    "exam.end": {"sitting": 12},
}
KEEPERS = {Role.RECEPTION, Role.ADMIN}
TODAY = Standing(sittings=frozenset({12}))
CHECKING = Standing(checks=frozenset({"4711"}))
OWNERS = {
    "lesson": ({Role.TEACHER}, LESSON),
    "check": ({Role.TEACHER}, CHECKING),
    "visit": ({Role.TEACHER}, NOTHING),
    "template": ({Role.TEACHER}, NOTHING),
    "reception": ({Role.RECEPTION}, FRONT_DESK),
    "day-end": ({Role.RECEPTION}, FRONT_DESK),
    "weekly": ({Role.RECEPTION}, FRONT_DESK),
    "approval": (set(Role), NOTHING),
    "message": ({Role.RECEPTION}, NOTHING),
    "note": ({Role.TEACHER}, LESSON),
    "hold": ({Role.RECEPTION, Role.SAFEGUARDING}, FRONT_DESK),
    "need": ({Role.SAFEGUARDING}, NOTHING),
    "concern": ({Role.SAFEGUARDING}, NOTHING),
    "notice": ({Role.SAFEGUARDING}, NOTHING),
    "emergency": ({Role.RECEPTION, Role.SAFEGUARDING, Role.ADMIN}, NOTHING),
    "station": ({Role.ADMIN}, FRONT_DESK),
    "letter": ({Role.ADMIN}, NOTHING),
    "tag": ({Role.ADMIN}, NOTHING),
    "walk": ({Role.ADMIN}, NOTHING),
    "journal": ({Role.ADMIN}, NOTHING),
    "pouches": (KEEPERS, NOTHING),
    "pouch-round": (KEEPERS, NOTHING),
    "exam": ({Role.EXAMS_OFFICER, Role.INVIGILATOR}, TODAY),
}
EXCEPT = {"exam.start": {Role.EXAMS_OFFICER}, "exam.end": {Role.EXAMS_OFFICER}}
STATION_NAMED = [name for name in GOOD if name.startswith("station.") and "station" in GOOD[name]]


def code(account: Account, command: str, payload: object, standing: Standing) -> str:
    decision = decide_command(account, command, payload, standing)
    assert isinstance(decision, Refused), f"{command} was allowed"
    assert decision.sentence.endswith("."), decision.sentence
    return decision.code


def test_the_examples_cover_the_whole_table() -> None:
    assert set(GOOD) == set(COMMANDS), "give each new command an example in GOOD"
    assert {name.split(".")[0] for name in GOOD} == set(OWNERS)


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
@pytest.mark.parametrize("command", GOOD)
def test_each_command_is_for_its_roles_alone(command: str, account: Account) -> None:
    roles, standing = OWNERS[command.split(".")[0]]
    roles = EXCEPT.get(command, roles)
    if account.role in roles:
        assert isinstance(decide_command(account, command, GOOD[command], standing), Allowed)
    else:
        assert code(account, command, GOOD[command], standing) == "command.not-allowed"


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
@pytest.mark.parametrize("command", ["", "lesson", "lesson.Lock", "lesson.lock ", "__class__", "admin.shell"])
def test_what_is_not_written_is_refused(command: str, account: Account) -> None:
    assert code(account, command, SEATS, LESSON) == "command.unknown"


@pytest.mark.parametrize("command", [name for name in GOOD if name.startswith("lesson.")])
def test_a_teacher_commands_only_their_own_lesson_and_room(command: str) -> None:
    good = GOOD[command]
    assert code(TEACHER, command, good, NOTHING) == "lesson.none"
    assert code(TEACHER, command, good | {"lesson": "4712"}, LESSON) == "lesson.not-yours"
    if "seats" in good:
        assert code(TEACHER, command, good | {"seats": ["pc-01", "pc-31"]}, LESSON) == "lesson.wrong-seat"


VISITING = Standing(visits={"4712": frozenset({"pc-31"})})
THERE = {"lesson": "4712", "seats": ["pc-31"]}


def test_a_visitor_may_act_in_the_lesson_they_visit_and_on_its_seats_alone() -> None:
    for command in ("lesson.lock", "lesson.watch"):
        assert isinstance(decide_command(TEACHER, command, THERE, VISITING), Allowed)
        assert code(TEACHER, command, THERE | {"seats": ["pc-01"]}, VISITING) == "lesson.wrong-seat"
        assert code(TEACHER, command, SEATS, VISITING) == "lesson.none"
    assert decide_follow(TEACHER, "lesson:4712", VISITING) is None
    assert decide_follow(TEACHER, "lesson:4713", VISITING)


@pytest.mark.parametrize("command", ["lesson.plan", "lesson.arrange", "lesson.seat-pupils"])
def test_a_visitor_leaves_the_seating_alone(command: str) -> None:
    assert code(TEACHER, command, GOOD[command] | {"lesson": "4712"}, VISITING) == "lesson.none"


def test_a_view_may_show_nothing_and_no_screen_of_another_room() -> None:
    nothing = {"lesson": "4711", "seats": []}
    assert isinstance(decide_command(TEACHER, "lesson.watch", nothing, LESSON), Allowed)
    assert code(TEACHER, "lesson.watch", nothing | {"full": "pc-31"}, LESSON) == "lesson.wrong-seat"


@pytest.mark.parametrize("command", ["check.mark", "check.tap-at"])
def test_phones_are_checked_by_the_teacher_of_that_lesson_or_whoever_covers_it(command: str) -> None:
    good = GOOD[command]
    assert code(TEACHER, command, good, LESSON) == "check.not-yours"
    assert code(TEACHER, command, good | {"lesson": "4712"}, CHECKING) == "check.not-yours"
    assert isinstance(decide_command(TEACHER, command, good | {"lesson": "4712"}, VISITING), Allowed)


@pytest.mark.parametrize("command", [name for name in GOOD if name.startswith("exam.")])
def test_an_invigilator_has_the_sittings_of_today_alone(command: str) -> None:
    if command not in EXCEPT:
        assert code(INVIGILATOR, command, GOOD[command], NOTHING) == "sitting.not-today"
    assert isinstance(decide_command(EXAMS, command, GOOD[command], NOTHING), Allowed)


@pytest.mark.parametrize(
    "bad",
    [
        {"at": "yesterday"},
        {"at": "2025-10-06T09:05:00"},
        {"at": 5},
        {"key": "A" * 32},
        {"candidate": "12"},
        {"outcome": "hidden"},
        {"outcome": ["handed-in"]},
        {"devices": ["Phone"] * 9},
        {"sitting": 0},
    ],
)
def test_a_line_of_a_room_is_whole_or_refused(bad: dict[str, object]) -> None:
    assert code(EXAMS, "exam.pass", GOOD["exam.pass"] | bad, NOTHING) == "command.malformed"


@pytest.mark.parametrize("command", STATION_NAMED)
def test_only_stations_of_the_school_are_commanded(command: str) -> None:
    elsewhere = GOOD[command] | {"station": "elsewhere"}
    assert code(ADMIN, command, elsewhere, FRONT_DESK) == "station.unknown"


@pytest.mark.parametrize("command", GOOD)
@pytest.mark.parametrize("payload", [None, [], "text", 7, {"seats": "pc-01"}])
def test_a_payload_of_another_shape_is_refused(command: str, payload: object) -> None:
    roles, standing = OWNERS[command.split(".")[0]]
    account = next(account for account in EVERYBODY if account.role in roles)
    assert code(account, command, payload, standing) == "command.malformed"


@pytest.mark.parametrize("command", GOOD)
def test_a_field_too_many_is_refused(command: str) -> None:
    roles, standing = OWNERS[command.split(".")[0]]
    account = next(account for account in EVERYBODY if account.role in roles)
    assert code(account, command, GOOD[command] | {"as": "admin"}, standing) == "command.malformed"


@pytest.mark.parametrize(
    ("account", "topic", "standing", "allowed"),
    [
        (TEACHER, "lesson:4711", LESSON, True),
        (TEACHER, "lesson:4712", LESSON, False),
        (TEACHER, "lesson:", NOTHING, False),
        (TEACHER, "lesson", NOTHING, False),
        (TEACHER, "reception", LESSON, False),
        (TEACHER, "check:4711", CHECKING, True),
        (TEACHER, "check:4712", Standing(visits={"4712": frozenset()}), True),
        (TEACHER, "check:4712", CHECKING, False),
        (TEACHER, "check:", CHECKING, False),
        (RECEPTION, "check:4711", CHECKING, False),
        (RECEPTION, "reception", FRONT_DESK, True),
        (RECEPTION, "day-end", FRONT_DESK, True),
        (TEACHER, "day-end", LESSON, False),
        (RECEPTION, "lesson:4711", FRONT_DESK, False),
        (RECEPTION, "stations", FRONT_DESK, False),
        (ADMIN, "stations", NOTHING, True),
        (ADMIN, "modes", NOTHING, True),
        (RECEPTION, "modes", FRONT_DESK, True),
        (RECEPTION, "modes:north", FRONT_DESK, False),
        (TEACHER, "modes", LESSON, False),
        (SAFEGUARDING, "needs", NOTHING, True),
        (SAFEGUARDING, "needs:p0400", NOTHING, False),
        (RECEPTION, "needs", FRONT_DESK, False),
        (ADMIN, "needs", NOTHING, False),
        (RECEPTION, "pouches", FRONT_DESK, True),
        (TEACHER, "pouches", LESSON, False),
        (ADMIN, "pouch-round:3", NOTHING, True),
        (ADMIN, "pouch-round:all", NOTHING, False),
        (EXAMS, "exam:12/hall", NOTHING, True),
        (INVIGILATOR, "exam:12/hall", TODAY, True),
        (INVIGILATOR, "exam:13/hall", TODAY, False),
        (INVIGILATOR, "exam:", TODAY, False),
        (INVIGILATOR, "exam-clock:12/hall", TODAY, True),
        (INVIGILATOR, "exam-clock:13/hall", TODAY, False),
        (EXAMS, "exam:twelve/hall", NOTHING, False),
        (TEACHER, "exam:12/hall", TODAY, False),
        (ADMIN, "everyone", NOTHING, False),
        (ADMIN, "", NOTHING, False),
    ],
)
def test_topics_are_watched_by_those_they_are_for(
    account: Account, topic: str, standing: Standing, allowed: bool
) -> None:
    assert (decide_follow(account, topic, standing) is None) is allowed


def test_no_rule_is_for_nobody() -> None:
    assert all(rule.roles for rule in (*COMMANDS.values(), *TOPICS.values()))
