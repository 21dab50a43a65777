import pytest

from controller.domain.orders import HOLDS, OrderKind
from controller.services.lab.looks import Subject
from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, make_lab_site
from workstation_agent.protocol.acts import ActKind, Power


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def busy(site: LabSite) -> LabSite:
    lab = site.lab
    site.turn_on(1)
    lab.lab.looks.start(Subject(lab.teacher, lab.lesson, None))
    lab.lab.looks.end(lab.lab.looks.start(Subject(lab.teacher, lab.lesson, seat(1))))
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1)], "<i>Look up</i>")
    return site


def shown(site: LabSite, query: str = "") -> str:
    answer = site.get(site.log_in("safeguarding"), f"/safeguarding{query}")
    assert answer.status_code == 200
    return str(answer.text)


def test_who_saw_what_and_who_did_what(busy: LabSite) -> None:
    page = shown(busy)
    assert "The wall of Lab 1, 30 PCs" in page
    assert "looking now" in page
    assert "PC-01 in full, Lab 1" in page
    assert "&lt;i&gt;Look up&lt;/i&gt;" in page
    assert "Locked" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        (f"?pc={seat(1)}", True),
        (f"?pc={seat(2)}", False),
        ("?day=2025-10-06", True),
        ("?day=2025-10-07", False),
        ("?teacher=1&pc=&day=", True),
        ("?teacher=2", False),
        ("?day=nonsense&teacher=x", True),
        (f"?teacher={'9' * 40}", True),
        ("?teacher=-1", True),
        ("?day=9999-12-31", True),
        ("?day=0001-01-01", True),
    ],
)
def test_by_pc_by_person_and_by_day(busy: LabSite, query: str, seen: bool) -> None:
    assert ("PC-01 in full" in shown(busy, query)) is seen


def test_an_empty_day_says_so(site: LabSite) -> None:
    page = shown(site, "?day=2025-10-05")
    assert "Nobody looked" in page
    assert "Nothing was done" in page


@pytest.mark.parametrize("username", ["m.okafor", "reception", "exams", "admin"])
def test_only_safeguarding_staff_may_read_it(site: LabSite, username: str) -> None:
    assert site.get(site.log_in(username), "/safeguarding").status_code == 403


def test_a_visit_to_anothers_lesson_is_shown_with_its_reason(site: LabSite) -> None:
    assert "In another" not in shown(site)
    visits, teacher = site.lab.lab.visits, site.lab.teacher
    visits.start(teacher, visits.choices(teacher)[0], "<b>Cover</b> for Mr Pritchard", whole=False)
    page = shown(site)
    assert "Mr J. Pritchard, Lab 2" in page
    assert "&lt;b&gt;Cover&lt;/b&gt; for Mr Pritchard" in page


def test_every_kind_of_order_has_words(busy: LabSite) -> None:
    lab = busy.lab
    for kind in sorted(HOLDS - {OrderKind.LOCK, OrderKind.SITES, OrderKind.APPS}):
        lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], kind)
    lab.lab.orders.free(lab.teacher, lab.lesson, [seat(1)])
    lab.lab.orders.act(lab.teacher, lab.lesson, [seat(1)], Power(ActKind.RESTART))
    page = shown(busy)
    for words in (
        "Made screens blank",
        "Muted",
        "Blocked USB storage",
        "Ended every restriction",
        "Restarted",
    ):
        assert words in page
