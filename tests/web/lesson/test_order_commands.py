from typing import Any

import pytest

from tests.web.lab_site import LabSite, Line

HELD: dict[str, dict[str, Any]] = {
    "blank": {},
    "sites": {"mode": "only", "patterns": ["https://WWW.BBC.co.uk/bitesize/?x=1", "bücher.example"]},
    "apps": {"mode": "not", "names": ["C:\\Games\\minetest.exe"]},
    "mute": {},
    "storage": {"minutes": 5},
}
WHOLE_LESSON = ("lesson.undo", "lesson.timeline", "lesson.programs")


def order(site: LabSite, page: Line, name: str, **body: Any) -> dict[str, Any]:
    return page.command(name, lesson=site.lesson, seats=site.seats(1), **body)


def leases(agent: Line) -> dict[str, dict[str, Any]]:
    """By kind."""
    return {lease["kind"]: lease for lease in agent.heard("desired")[-1]["leases"]}


@pytest.mark.parametrize("kind", HELD)
def test_each_kind_is_held_and_ended_by_itself(site: LabSite, page: Line, kind: str) -> None:
    agent = site.turn_on(1)
    order(site, page, "lesson.lock")
    assert order(site, page, f"lesson.{kind}", **HELD[kind])["ok"]
    assert set(leases(agent)) == {"lock", kind}
    assert order(site, page, "lesson.end", kind=kind)["ok"]
    assert set(leases(agent)) == {"lock"}
    assert order(site, page, "lesson.end", kind=kind)["code"] == "order.nothing-held"


def test_sites_and_programs_are_sent_as_the_protocol_writes_them(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    order(site, page, "lesson.sites", **HELD["sites"])
    order(site, page, "lesson.apps", **HELD["apps"])
    held = leases(agent)
    assert held["sites"]["limits"] == {
        "mode": "only",
        "patterns": ["www.bbc.co.uk/bitesize", "xn--bcher-kva.example"],
    }
    assert held["apps"]["limits"] == {"mode": "not", "names": ["minetest.exe"]}


def test_a_list_that_cannot_be_is_refused_by_the_name_of_the_culprit(site: LabSite, page: Line) -> None:
    answer = order(site, page, "lesson.sites", mode="only", patterns=["bbc.co.uk", "not a site"])
    assert answer["sentence"] == "“not a site” is no site: write it like bbc.co.uk or bbc.co.uk/bitesize."


def test_minutes_end_sooner_than_the_lesson(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    order(site, page, "lesson.mute", minutes=5)
    order(site, page, "lesson.blank", minutes=240)
    held = leases(agent)
    assert (held["mute"]["remaining_s"], held["blank"]["remaining_s"]) == (300, 55 * 60)


def test_freeing_ends_everything(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    for kind, body in HELD.items():
        order(site, page, f"lesson.{kind}", **body)
    assert len(leases(agent)) == len(HELD)
    assert order(site, page, "lesson.free")["ok"]
    assert leases(agent) == {}
    assert order(site, page, "lesson.free")["sentence"] == "Nothing is restricted on any of those PCs."


def test_acts_are_sent_once(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    site.lab.lab.programs.add(site.lab.account("admin"), "libreoffice-writer", "Writer")
    assert order(site, page, "lesson.message", text="Save your\nwork")["ok"]
    assert order(site, page, "lesson.start-program", program="libreoffice-writer")["ok"]
    assert order(site, page, "lesson.power", kind="log-off")["ok"]
    kinds = [(act["kind"], act.get("text") or act.get("program")) for act in agent.heard("act")]
    assert kinds == [
        ("message", "Save your\nwork"),
        ("start-program", "libreoffice-writer"),
        ("log-off", None),
    ]


def test_only_programs_of_the_list_are_started(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    assert order(site, page, "lesson.start-program", program="xterm")["code"] == "program.unknown"
    assert agent.heard("act") == []
    site.lab.lab.programs.add(site.lab.account("admin"), "gimp", "Pictures")
    listed = page.command("lesson.programs", lesson=site.lesson)["programs"]
    assert listed == [{"id": "gimp", "name": "Pictures"}]


def test_an_empty_message_is_not_sent(site: LabSite, page: Line) -> None:
    site.turn_on(1)
    assert order(site, page, "lesson.message", text=" ")["sentence"] == "Write the message first."


def test_undo_says_what_it_took_back(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    locked = order(site, page, "lesson.lock", message="Look up")["order"]
    answer = page.command("lesson.undo", lesson=site.lesson)
    assert answer["undone"] == locked
    assert (answer["kind"], answer["seats"], answer["left"]) == ("lock", site.seats(1), 0)
    assert leases(agent) == {}
    assert page.command("lesson.undo", lesson=site.lesson)["code"] == "order.nothing-to-undo"
    assert page.command("lesson.undo", lesson=site.lesson, order=locked)["code"] == "order.stays"
    assert page.command("lesson.undo", lesson=site.lesson, order="nobody")["code"] == "order.nothing-to-undo"


def test_a_timeline_is_told(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    order(site, page, "lesson.lock", message="Look up")
    site.obey(agent)
    agent.say("trouble", {"kind": "worker-restarted", "detail": "It was back after 40 ms."})
    entries = page.command("lesson.timeline", lesson=site.lesson)["entries"]
    lock = next(one for one in entries if one["kind"] == "lock")
    assert (lock["by"], lock["what"], lock["seats"]) == ("Mrs M. Okafor", "Locked: “Look up”", ["PC-01"])
    assert lock["result"] == "1 of 1 locked."
    (trouble,) = (one for one in entries if one["bad"])
    assert trouble["what"].endswith("It was back after 40 ms.")


def test_a_trouble_is_shown_at_its_seat(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    page.say("follow", f"lesson:{site.lesson}")
    agent.say("trouble", {"kind": "<b>", "detail": "x"})
    site.later_now()
    assert page.heard("wall")[-1]["seats"][0]["alarm"] is None
    agent.say("trouble", {"kind": "display-lost", "detail": "<b>" + "x" * 5000})
    site.later_now()
    alarm = page.heard("wall")[-1]["seats"][0]["alarm"]
    assert alarm["kind"] == "display-lost"
    assert len(alarm["sentence"]) < 300


@pytest.mark.parametrize("name", WHOLE_LESSON)
@pytest.mark.parametrize("username", ["reception", "exams", "safeguarding", "admin"])
def test_only_a_teacher_may(common: LabSite, name: str, username: str) -> None:
    assert common.known_page(username).command(name, lesson=common.lesson)["code"] == "command.not-allowed"


@pytest.mark.parametrize("name", WHOLE_LESSON)
def test_only_the_lessons_own_teacher_may_and_only_in_it(site: LabSite, name: str) -> None:
    assert site.page("j.pritchard").command(name, lesson=site.lesson)["code"] == "lesson.not-yours"
    mine, before = site.page("m.okafor"), site.lesson
    site.lab.clock.advance(56 * 60)
    assert mine.command(name, lesson=before)["code"] == "lesson.none"


@pytest.mark.parametrize("body", [{}, {"lesson": 7}, {"lesson": "x", "order": 7}, {"lesson": "../x"}])
@pytest.mark.parametrize("name", WHOLE_LESSON)
def test_nonsense_is_refused_with_a_sentence(common: LabSite, name: str, body: dict[str, Any]) -> None:
    answer = common.known_page("m.okafor").command(name, **body)
    assert answer["code"] == "command.malformed"
    assert answer["sentence"].endswith(".")


def test_reading_the_timeline_is_no_sign_of_a_person(site: LabSite, page: Line) -> None:
    """A panel left open reads it again by itself, and would keep its login alive for ever."""
    for _ in range(61):
        site.wall_clock.advance(60)
        answer = page.command("lesson.timeline", lesson=site.lesson)
    assert answer["code"] == "login.ended"
