import pytest

from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site, report

AT = "2025-10-06T09:05:30+00:00"


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


def shown(site: LabSite, username: str, query: str = "") -> str:
    answer = site.get(site.log_in(username), f"/acceptable-use{query}")
    assert answer.status_code == 200
    return str(answer.text)


def accept(line: Line, user: str, version: int = 1) -> None:
    line.say("accepted", {"id": f"a-{version}-{len(user)}", "user": user, "version": version, "at": AT})


def test_a_notice_is_written_asked_for_and_accepted(site: LabSite) -> None:
    pc = site.turn_on(1)
    assert "Pupils are asked nothing" in shown(site, "safeguarding")
    desk = site.page("safeguarding")
    assert desk.command("notice.publish", text="Be <b>kind</b>.")["version"] == 1
    assert pc.heard("pupil-state")[-1]["notice"] == 1
    pc.say("ask-notice", {"version": 1})
    assert pc.heard("notice") == [{"version": 1, "text": "Be <b>kind</b>."}]
    accept(pc, "pupil")
    assert pc.heard("kept") == [{"id": "a-1-5", "part": 1}]
    assert pc.heard("pupil-state")[-1]["accepted"] == 1
    page = shown(site, "admin")
    assert "Be &lt;b&gt;kind&lt;/b&gt;." in page
    assert "Lab 1, PC-01" in page


def test_who_accepted_which_version_by_login(site: LabSite) -> None:
    pc, desk = site.turn_on(1), site.page("safeguarding")
    desk.command("notice.publish", text="Be kind.")
    for user in ("7akhan", "10brown", '"><script>'):
        accept(pc, user)
    assert desk.command("notice.publish", text="Be kinder.")["version"] == 2
    assert "No login has accepted this version yet" in shown(site, "safeguarding")
    old = shown(site, "safeguarding", "?version=1")
    assert "10brown" in old
    assert "&#34;&gt;&lt;script&gt;" in old
    found = shown(site, "safeguarding", "?version=1&login=7A")
    assert "7akhan" in found
    assert "10brown" not in found


def test_only_safeguarding_writes_and_the_network_manager_reads(site: LabSite) -> None:
    assert 'id="write"' in shown(site, "safeguarding")
    assert 'id="write"' not in shown(site, "admin")
    assert site.page("admin").command("notice.publish", text="Mine.")["code"] == "command.not-allowed"
    for username in ("m.okafor", "reception", "exams"):
        assert site.get(site.log_in(username), "/acceptable-use").status_code == 403


@pytest.mark.parametrize("query", ["?version=9", "?version=-1", f"?version={'9' * 40}"])
def test_a_version_that_is_not_there(site: LabSite, query: str) -> None:
    assert site.get(site.log_in("safeguarding"), f"/acceptable-use{query}").status_code == 404


def test_a_notice_that_is_too_long_or_the_same_says_so(site: LabSite) -> None:
    desk = site.page("safeguarding")
    assert "at most 6000" in desk.command("notice.publish", text="x" * 6001)["sentence"]
    desk.command("notice.publish", text="Be kind.")
    assert desk.command("notice.publish", text="Be kind. ")["code"] == "notice.same"


def test_a_pc_cannot_accept_nonsense(site: LabSite) -> None:
    pc = site.turn_on(1)
    site.page("safeguarding").command("notice.publish", text="Be kind.")
    for said in ({}, {"id": "a1", "user": "x", "version": "1", "at": AT}, "yes", None):
        pc.say("accepted", said)
        pc.say("ask-notice", said)
    assert pc.heard("kept") == pc.heard("notice") == []


def test_another_login_at_the_pc_is_told_its_own(site: LabSite) -> None:
    pc = site.turn_on(1)
    pc.say("report", report(user="other"))
    assert [told["user"] for told in pc.heard("pupil-state")] == ["pupil", "other"]
