from typing import Any

import pytest

from tests.labs import FakeLab, seat
from tests.web.conftest import ORIGIN
from tests.web.lab_site import LabSite, make_lab_site
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def code(site: LabSite) -> str:
    return site.lab.lab.enrolment.make_code(site.lab.account("admin"), seat(1)).code


def enrol(site: LabSite, body: Any) -> Any:
    return site.app.test_client().post("/agent/enrol", json=body, base_url=ORIGIN)


def test_a_code_becomes_a_key_without_a_login_or_a_form(site: LabSite, code: str) -> None:
    answer = enrol(site, {"code": code, "hostname": "LAB1-01"})
    assert answer.status_code == 200
    enrolled = Enrolled.from_json(answer.json)
    assert (enrolled.workstation, enrolled.name) == (seat(1), "PC-01")
    assert site.agent(enrolled).open


def test_each_refusal_has_its_status_its_code_and_a_sentence(site: LabSite, code: str) -> None:
    def refused(code: str) -> tuple[int, str]:
        answer = enrol(site, {"code": code, "hostname": "LAB1-02"})
        said = EnrolRefused.from_json(answer.json)
        assert said.sentence.endswith(".")
        return answer.status_code, said.error

    assert refused("AAAA-AAAA") == (404, "enrol.code-unknown")
    enrol(site, {"code": code, "hostname": "LAB1-01"})
    assert refused(code) == (409, "enrol.code-used")
    late = site.lab.lab.enrolment.make_code(site.lab.account("admin"), seat(2)).code
    site.lab.clock.advance(600)
    assert refused(late) == (410, "enrol.code-expired")
    for _ in range(5):
        last = refused("AAAA-AAAA")
    assert last == (429, "enrol.too-many-tries")


@pytest.mark.parametrize("body", [None, [], {}, {"code": 7, "hostname": "x"}, {"code": "AAAA-AAAA"}, "text"])
def test_what_cannot_be_read_is_refused(site: LabSite, body: Any) -> None:
    answer = enrol(site, body)
    assert answer.status_code == 400
    assert EnrolRefused.from_json(answer.json).sentence.endswith(".")


@pytest.mark.parametrize("body", [b"[" * 4000, b"9" * 4000, b"\xff", b""])
def test_what_is_no_json_is_refused_without_a_stack_trace(site: LabSite, body: bytes) -> None:
    answer = site.app.test_client().post(
        "/agent/enrol", data=body, content_type="application/json", base_url=ORIGIN
    )
    assert answer.status_code == 400
    assert EnrolRefused.from_json(answer.json).sentence.endswith(".")


def test_a_form_of_a_page_from_elsewhere_enrols_nothing(site: LabSite, code: str) -> None:
    body = f'{{"code":"{code}","hostname":"x"}}'
    answer = site.app.test_client().post(
        "/agent/enrol", data=body, content_type="text/plain", base_url=ORIGIN
    )
    assert answer.status_code == 400


def test_a_large_body_is_not_read(site: LabSite) -> None:
    answer = enrol(site, {"code": "A" * 100_000, "hostname": "x"})
    assert answer.status_code in (400, 413)


def test_a_pc_that_is_enrolled_again_loses_its_old_connection(site: LabSite, code: str) -> None:
    first = site.agent(Enrolled.from_json(enrol(site, {"code": code, "hostname": "LAB1-01"}).json))
    again = site.lab.lab.enrolment.make_code(site.lab.account("admin"), seat(1)).code
    enrol(site, {"code": again, "hostname": "LAB1-01"})
    assert not first.open
