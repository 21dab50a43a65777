"""One round trip for every message, and one storm of nonsense."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workstation_agent.protocol.messages import desired, every_message, json_values
from workstation_agent.protocol.acts import Act, Acted
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest, Hello
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.events import AGENT_EVENTS, SERVER_EVENTS
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.watches import Watch

EVERY_TYPE = [
    *SERVER_EVENTS.values(),
    *AGENT_EVENTS.values(),
    Lease,
    EnrolRequest,
    Enrolled,
    EnrolRefused,
    Hello,
]
WATCH = {
    "watch": "w1",
    "size": "thumb",
    "width": 320,
    "height": 180,
    "quality": 50,
    "interval_ms": 1000,
    "ttl_s": 15,
}
REPORT = {"version": 1, "in_force": [], "ended": [], "user": None, "screen": {"width": 1280, "height": 720}}


@given(every_message)
def test_every_message_survives_json(message):
    assert type(message).from_json(json.loads(json.dumps(message.to_json()))) == message


@pytest.mark.parametrize("kind", EVERY_TYPE)
@given(values=json_values)
def test_nonsense_is_refused_or_read_as_something_sound(kind, values):
    with contextlib.suppress(ProtocolError):
        read = kind.from_json(values)
        assert kind.from_json(read.to_json()) == read


@given(desired, st.sampled_from(["version", "lesson", "leases"]), json_values)
def test_a_wrong_field_is_too(message, field, value):
    values = message.to_json()
    with contextlib.suppress(ProtocolError):
        read = Desired.from_json({**values, field: value})
        assert Desired.from_json(read.to_json()) == read


def test_unknown_fields_are_ignored():
    assert Watch.from_json({**WATCH, "ahead": 2}) == Watch.from_json(WATCH)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("watch", ""),
        ("watch", "w" * 65),
        ("watch", "w 1"),
        ("size", "huge"),
        ("width", 320.5),
        ("width", True),
        ("width", 15),
        ("height", 100_000),
        ("quality", 100),
        ("interval_ms", 1),
        ("ttl_s", float("nan")),
        ("ttl_s", float("inf")),
        ("ttl_s", -1),
        ("ttl_s", "15"),
    ],
)
def test_a_watch_out_of_bounds_names_its_field(field, value):
    with pytest.raises(ProtocolError, match=f"`watch.{field}` must be"):
        Watch.from_json({**WATCH, field: value})


def test_a_desired_state_may_not_name_a_lease_twice():
    lease = Lease("l1", "lock", "", datetime(2026, 11, 20, 10, tzinfo=UTC), 60.0).to_json()
    with pytest.raises(ProtocolError, match="twice"):
        Desired.from_json({"version": 1, "lesson": None, "leases": [lease, lease]})


def test_a_lease_of_a_kind_yet_unknown_is_read():
    lease = {"id": "l1", "kind": "site-list", "message": "", "ends_at": "2026-11-20T10:00:00+00:00"}
    assert Lease.from_json({**lease, "remaining_s": 5}).kind == "site-list"


@pytest.mark.parametrize("ends_at", ["2026-11-20T10:00:00", "tomorrow", 5, None, "0001-01-01T00:00:00+23:00"])
def test_a_time_without_an_offset_is_refused(ends_at):
    lease = {"id": "l1", "kind": "lock", "message": "", "ends_at": ends_at, "remaining_s": 5}
    with pytest.raises(ProtocolError, match="ISO 8601"):
        Lease.from_json(lease)


def test_a_lock_message_keeps_its_lines_and_loses_the_rest():
    lease = {"id": "l1", "kind": "lock", "ends_at": "2026-11-20T10:00:00+00:00", "remaining_s": 5}
    message = Lease.from_json({**lease, "message": "Eyes  on me\nplease\x00\u202e"}).message
    assert message == "Eyes on me\nplease"


def test_a_hostile_login_name_is_trimmed():
    report = Report.from_json({**REPORT, "user": "\u202e<b>" + "x" * 10_000})
    assert report.user is not None
    assert report.user.startswith("<b>x")
    assert len(report.user) == 64


def test_an_act_refuses_other_kinds_and_results():
    with pytest.raises(ProtocolError, match=r"act\.kind"):
        Act.from_json({"order": "o1", "kind": "format-disk", "url": "https://a.example", "ttl_s": 5})
    with pytest.raises(ProtocolError, match="one of done, expired, failed"):
        Acted.from_json({"order": "o1", "result": "maybe", "detail": ""})


def test_keys_are_kept_out_of_reprs():
    assert "sesame" not in repr(Enrolled("w1", "PC-01", "sesame"))
    assert "sesame" not in repr(Hello("w1", "sesame", "0.1.0"))


def test_an_enrolment_code_is_read_as_it_is_said():
    assert EnrolRequest.from_json({"code": " abc-123 ", "hostname": "pc"}).code == "ABC-123"
