import pytest

from controller.domain.accounts import Role
from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site, report

HOSTILE = "<img src=x onerror=alert(1)>\u202e" + "x" * 10_000
EVERY: dict[str, dict[str, object]] = {
    "concern.read": {"concern": 1},
    "concern.take": {"concern": 1},
    "concern.close": {"concern": 1, "note": "Done."},
    "notice.publish": {"text": "Be kind."},
}
LOGINS = {"m.okafor", "reception", "exams", "invigilator", "admin"}
SAID = {"id": "c1", "user": "pupil", "at": "2025-10-06T09:05:00+00:00", "what": "I am afraid.", "about": ""}


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def pc(site: LabSite) -> Line:
    return site.turn_on(1)


@pytest.fixture
def desk(site: LabSite) -> Line:
    page = site.page("safeguarding")
    assert page.say("follow", "concerns")["ok"]
    return page


def concerns(site: LabSite, desk: Line) -> list[dict[str, object]]:
    site.later_now()
    return list(desk.heard("concerns")[-1]["concerns"])


def test_a_report_is_answered_queued_read_and_closed(site: LabSite, pc: Line, desk: Line) -> None:
    pc.say("concern", SAID | {"talk": True})
    assert pc.heard("kept") == [{"id": "c1", "part": 1}]
    (one,) = concerns(site, desk)
    assert (one["pc"], one["talk"], one["taken_by"]) == ("Lab 1, PC-01", True, None)
    words = desk.command("concern.read", concern=one["id"])
    assert (words["login"], words["what"]) == ("pupil", "I am afraid.")
    assert desk.command("concern.take", concern=one["id"])["ok"]
    assert desk.command("concern.close", concern=one["id"], note="")["code"] == "concern.needs-note"
    assert desk.command("concern.close", concern=one["id"], note="Talked.")["ok"]
    assert concerns(site, desk)[0]["closed_at"]


def test_the_queue_has_no_words_and_nobody_else_hears_of_it(site: LabSite, pc: Line, desk: Line) -> None:
    teacher = site.page("m.okafor")
    teacher.say("follow", f"lesson:{site.lesson}")
    pc.say("concern", SAID | {"talk": True})
    site.later_now()
    assert "afraid" not in str(desk.heard("concerns"))
    told = str(teacher.client.queue)
    assert "concern" not in told
    assert "afraid" not in told


@pytest.mark.parametrize("username", sorted(LOGINS))
def test_no_other_role_may_do_or_see_any_of_it(site: LabSite, pc: Line, username: str) -> None:
    pc.say("concern", SAID | {"talk": True})
    page = site.page(username)
    assert {page.command(name, **payload)["code"] for name, payload in EVERY.items()} == {
        "command.not-allowed"
    }
    assert page.say("follow", "concerns")["code"] == "follow.not-allowed"
    assert site.get(site.log_in(username), "/concerns").status_code == 403


def test_every_other_role_is_tried() -> None:
    assert len(LOGINS) == len(set(Role) - {Role.SAFEGUARDING})


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("payload", [{}, {"concern": "1"}, {"concern": 1, "more": 2}, {"text": 5}])
def test_what_cannot_be_read_changes_nothing(desk: Line, name: str, payload: dict[str, object]) -> None:
    if name in ("concern.read", "concern.take") and payload == {"concern": 1}:
        return
    assert desk.command(name, **payload)["code"] == "command.malformed"


def test_one_that_is_not_there(desk: Line) -> None:
    assert desk.command("concern.read", concern=7)["code"] == "concern.unknown"


@pytest.mark.parametrize(
    "said",
    [
        {},
        SAID,
        SAID | {"talk": "yes"},
        SAID | {"talk": True, "what": ""},
        SAID | {"talk": True, "what": 5},
        SAID | {"talk": True, "at": "noon"},
        SAID | {"talk": True, "id": "../x"},
        SAID | {"talk": True, "user": ""},
    ],
)
def test_a_pc_that_talks_nonsense_is_not_answered(
    site: LabSite, pc: Line, desk: Line, said: dict[str, object]
) -> None:
    pc.say("concern", said)
    assert pc.heard("kept") == []
    assert concerns(site, desk) == []


def test_hostile_words_stay_words(site: LabSite, pc: Line, desk: Line) -> None:
    pc.say("report", report(user=HOSTILE))
    pc.say("concern", SAID | {"talk": False, "what": HOSTILE, "about": HOSTILE, "user": HOSTILE})
    words = desk.command("concern.read", concern=concerns(site, desk)[0]["id"])
    assert words["what"].startswith("<img src=x onerror=alert(1)>x")
    assert [len(words[part]) for part in ("what", "about", "login")] == [2000, 120, 64]
    assert "\u202e" not in str(words)


def test_hidden_screens_are_listed_with_their_page(site: LabSite, pc: Line, desk: Line) -> None:
    hide = {"id": "h1", "part": 1, "user": "pupil", "at": SAID["at"], "on": True}
    pc.say("hide", hide | {"title": HOSTILE, "address": "javascript:alert(1)"})
    site.later_now()
    (one,) = desk.heard("hidings")[-1]["hidings"]
    assert (len(one["title"]), one["address"], one["ended_at"]) == (200, "javascript:alert(1)", None)
