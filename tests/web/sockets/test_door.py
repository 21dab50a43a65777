from dataclasses import replace
from typing import Any

import pytest

from controller.domain.accounts import Account, Role
from controller.errors import Refused
from controller.storage.errors import StorageError
from tests.web.conftest import ORIGIN, Site
from tests.web.fakes import ADMIN, RECEPTION, TEACHER
from web.sockets.door import Caller

UNLOCK = {"name": "lesson.unlock", "payload": {"lesson": "4711", "seats": ["pc-01"]}}


def command(socket: Any, message: object) -> dict[str, Any]:
    answer: dict[str, Any] = socket.emit("command", message, namespace="/desk", callback=True)
    return answer


def names(socket: Any) -> list[str]:
    """Also of a socket that the server has closed, which `get_received` refuses to read."""
    return [event["name"] for event in socket.queue]


def test_a_logged_in_page_connects_and_learns_the_time(site: Site) -> None:
    socket = site.socket(site.log_in(TEACHER))
    assert socket.is_connected("/desk")
    assert socket.get_received("/desk")[0]["args"] == [{"now": "2026-11-20T09:00:00+00:00"}]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://bell.example.sch.uk", "null", None])
def test_a_foreign_or_missing_origin_is_refused(site: Site, origin: str | None) -> None:
    assert not site.socket(site.log_in(TEACHER), origin).is_connected("/desk")


def test_a_page_without_a_login_is_refused(site: Site) -> None:
    assert not site.socket(None).is_connected("/desk")


def test_a_forged_cookie_is_refused(site: Site) -> None:
    headers = {"Origin": ORIGIN, "Cookie": "__Host-schoolbell=eyJsb2dpbiI6eyJhY2NvdW50Ijo1fX0.x.y"}
    socket = site.socketio.test_client(site.app, namespace="/desk", headers=headers)
    assert not socket.is_connected("/desk")


def test_an_allowed_command_reaches_its_handler(site: Site) -> None:
    seen: list[tuple[Caller, Any]] = []

    def unlock(caller: Caller, payload: Any) -> dict[str, object]:
        seen.append((caller, payload))
        return {"order": 7}

    site.shell.door.on("lesson.unlock", unlock)
    assert command(site.socket(site.log_in(TEACHER)), UNLOCK) == {"ok": True, "order": 7}
    assert seen[0][0].account == TEACHER
    assert seen[0][1].seats == ("pc-01",)


def test_a_refusal_by_the_guard_never_reaches_the_handler(site: Site) -> None:
    site.shell.door.on("lesson.unlock", lambda caller, payload: pytest.fail("reached"))
    answer = command(site.socket(site.log_in(RECEPTION)), UNLOCK)
    assert (answer["ok"], answer["code"]) == (False, "command.not-allowed")
    assert answer["sentence"] == "Your login is not allowed to do that."


@pytest.mark.parametrize("message", [None, "lesson.unlock", [], {}, {"name": 7}, {"name": ["lesson.unlock"]}])
def test_a_message_of_another_shape_gets_one_sentence(site: Site, message: object) -> None:
    assert command(site.socket(site.log_in(TEACHER)), message)["code"] == "command.malformed"


def test_a_command_that_no_desk_takes_says_so(site: Site) -> None:
    assert command(site.socket(site.log_in(TEACHER)), UNLOCK)["code"] == "command.unknown"


def test_a_handler_may_refuse_with_its_own_sentence(site: Site) -> None:
    def refuse(caller: Caller, payload: Any) -> None:
        raise Refused("lesson.over", "Your lesson ended at 10:00.")

    site.shell.door.on("lesson.unlock", refuse)
    answer = command(site.socket(site.log_in(TEACHER)), UNLOCK)
    assert answer == {"ok": False, "code": "lesson.over", "sentence": "Your lesson ended at 10:00."}


def test_a_handler_that_fails_is_logged_and_answered(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def fail(caller: Caller, payload: Any) -> None:
        raise RuntimeError("the database is on fire")

    site.shell.door.on("lesson.unlock", fail)
    answer = command(site.socket(site.log_in(TEACHER)), UNLOCK)
    assert answer["code"] == "command.failed"
    assert "on fire" not in answer["sentence"]
    assert "on fire" in caplog.text


def test_only_commands_and_topics_with_a_rule_can_be_taken(site: Site) -> None:
    with pytest.raises(KeyError):
        site.shell.door.on("lesson.explode", lambda *_: None)
    with pytest.raises(KeyError):
        site.shell.door.on_follow("staffroom", lambda *_: ())


def test_a_follower_gets_the_first_look_and_then_the_news(site: Site) -> None:
    site.shell.door.on_follow("lesson", lambda caller, topic: [("seats", {"of": topic})])
    socket = site.socket(site.log_in(TEACHER))
    socket.get_received("/desk")
    assert socket.emit("follow", "lesson:4711", namespace="/desk", callback=True) == {"ok": True}
    site.shell.outbox.tell("lesson:4711", "seat", {"id": "pc-01"})
    site.shell.outbox.tell("lesson:4712", "seat", {"id": "pc-31"})
    assert [(e["name"], e["args"][0]) for e in socket.get_received("/desk")] == [
        ("seats", {"of": "lesson:4711"}),
        ("seat", {"id": "pc-01"}),
    ]
    socket.emit("unfollow", "lesson:4711", namespace="/desk", callback=True)
    socket.get_received("/desk")
    site.shell.outbox.tell("lesson:4711", "seat", {"id": "pc-01"})
    assert names(socket) == []


@pytest.mark.parametrize("topic", ["lesson:4712", "reception", "everyone", None, {"a": 1}])
def test_what_is_not_yours_cannot_be_followed(site: Site, topic: object) -> None:
    socket = site.socket(site.log_in(TEACHER))
    assert not socket.emit("follow", topic, namespace="/desk", callback=True)["ok"]


def test_a_page_follows_no_more_than_so_much_and_what_it_has_left_counts_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.sockets.door.TOPICS_AT_MOST", 1)
    socket = site.socket(site.log_in(TEACHER))

    def follow(topic: str) -> Any:
        return socket.emit("follow", topic, namespace="/desk", callback=True)

    assert follow("lesson:4711")["ok"]
    assert follow("lesson:4711")["ok"]  # again, as after a lost connection
    assert follow("notes:4711")["code"] == "follow.too-many"
    socket.emit("unfollow", "lesson:4711", namespace="/desk", callback=True)
    assert follow("notes:4711")["ok"]


def test_what_turns_out_not_to_be_there_is_not_followed(site: Site) -> None:
    def nothing(caller: Caller, topic: str) -> list[tuple[str, object]]:
        raise Refused("lesson.unknown", "The timetable has changed. Reload the page.")

    site.shell.door.on_follow("lesson", nothing)
    socket = site.socket(site.log_in(TEACHER))
    assert socket.emit("follow", "lesson:4711", namespace="/desk", callback=True)["code"] == "lesson.unknown"
    socket.get_received("/desk")
    site.shell.outbox.tell("lesson:4711", "seat", {"id": "pc-01"})
    assert names(socket) == []


def test_logging_out_closes_the_open_pages_of_that_login_only(site: Site) -> None:
    client = site.log_in(TEACHER)
    mine, other = site.socket(client), site.socket(site.log_in(TEACHER))
    gone: list[str] = []
    site.shell.door.on_leave(lambda caller: gone.append(caller.sid))
    site.post(client, "/logout")
    assert "signed-out" in names(mine)
    assert len(gone) == 1
    assert "signed-out" not in names(other)


def test_an_idle_page_is_closed_by_the_beat(site: Site) -> None:
    socket = site.socket(site.log_in(TEACHER))
    site.wall_clock.advance(61 * 60)
    site.later.run()
    assert "signed-out" in names(socket)
    assert site.later.waiting == []


def test_a_command_is_activity(site: Site) -> None:
    site.shell.door.on("lesson.unlock", lambda *_: None)
    socket = site.socket(site.log_in(TEACHER))
    for _ in range(3):
        site.wall_clock.advance(50 * 60)
        assert command(socket, UNLOCK)["ok"]


def test_the_beat_tells_the_schools_time(site: Site) -> None:
    socket = site.socket(site.log_in(TEACHER))
    socket.get_received("/desk")
    site.services.clock.advance(300)
    site.later.run()
    assert socket.get_received("/desk")[0]["args"] == [{"now": "2026-11-20T09:05:00+00:00"}]


def test_a_closed_account_commands_nothing(site: Site) -> None:
    socket = site.socket(site.log_in(ADMIN))
    del site.services.accounts.accounts[ADMIN.id]
    assert command(socket, UNLOCK)["code"] == "login.ended"


@pytest.mark.parametrize(
    "change", [None, replace(TEACHER, credential="a new password"), replace(TEACHER, role=Role.RECEPTION)]
)
def test_a_changed_account_hears_no_more_by_its_open_pages(site: Site, change: Account | None) -> None:
    """It follows its lesson still, and would be told every pupil's name."""
    socket, accounts = site.socket(site.log_in(TEACHER)), site.services.accounts.accounts
    del accounts[TEACHER.id]
    if change:
        accounts[TEACHER.id] = change
    site.later.run()
    assert "signed-out" in names(socket)


def test_a_database_that_cannot_be_read_ends_no_login_and_is_said(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("database.busy", "Another program is holding the database.")

    socket = site.socket(site.log_in(TEACHER))
    monkeypatch.setattr(site.services.accounts, "get", refuse)
    assert command(socket, UNLOCK)["code"] == "database.busy"
    assert socket.emit("follow", "lesson:4711", namespace="/desk", callback=True)["code"] == "database.busy"
    site.later.run()
    assert "signed-out" not in names(socket)
    assert site.later.waiting, "the beat goes on"
