"""Strategies for every message of the workstation protocol, shared by the tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from tests.workstation_agent.protocol import live
from workstation_agent.protocol.acts import (
    Act,
    Acted,
    ActKind,
    ActResult,
    OpenUrl,
    Power,
    ShowMessage,
    StartProgram,
)
from workstation_agent.protocol.desired import Desired, Lease, Lesson
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest, Hello
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.frame import FrameHeader, ScreenState
from workstation_agent.protocol.limits import MAX_MONITORS, MAX_SEQ
from workstation_agent.protocol.report import Ended, Failing, InForce, Report, ScreenSize, Why
from workstation_agent.protocol.restrictions import APPS, SITES, Apps, ListMode, Sites
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Unwatch, Watch, WatchSize

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True)
words = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True)
names = st.text(max_size=64).map(lambda text: clean_text(text, 64))
notes = st.text(max_size=280).map(lambda text: clean_text(text, 280, lines=True))
keys = st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True)
moments = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC))
ttls = st.floats(0, 120)
versions = st.integers(1, 2**53 - 1)

lessons = st.builds(Lesson, ids, names, names, moments)
sites = st.builds(
    Sites,
    st.sampled_from(ListMode),
    st.lists(st.sampled_from(["bbc.co.uk", "example.org/a/B", "10.0.0.7"]), max_size=3).map(tuple),
)
apps = st.builds(
    Apps,
    st.sampled_from(ListMode),
    st.lists(st.sampled_from(["minetest", "notepad.exe", "gnome-mines"]), max_size=3).map(tuple),
)


def _leases(kinds: st.SearchStrategy[str], limits: st.SearchStrategy[Sites | Apps | None]):
    return st.builds(Lease, ids, kinds, notes, moments, st.floats(0, 86400), limits)


leases = (
    _leases(words.filter(lambda word: word not in (SITES, APPS)), st.none())
    | _leases(st.just(SITES), sites)
    | _leases(st.just(APPS), apps)
)
desired = st.builds(
    Desired,
    versions,
    st.none() | lessons,
    st.lists(leases, max_size=4, unique_by=lambda lease: lease.id).map(tuple),
)
whats = st.one_of(
    st.just(OpenUrl("https://example.org/a?b=c#d")),
    st.builds(ShowMessage, notes),
    st.builds(StartProgram, ids),
    st.builds(Power, st.sampled_from([ActKind.LOG_OFF, ActKind.RESTART, ActKind.SHUT_DOWN])),
)
acts = st.builds(Act, ids, ttls, whats)
watches = st.builds(
    Watch,
    ids,
    st.sampled_from(WatchSize),
    st.integers(16, 7680),
    st.integers(16, 4320),
    st.integers(10, 95),
    st.integers(40, 60_000),
    ttls,
    names,
)
reports = st.builds(
    Report,
    versions,
    st.lists(st.builds(InForce, ids, moments), max_size=3).map(tuple),
    st.lists(st.builds(Ended, ids, st.sampled_from(Why)), max_size=3).map(tuple),
    st.none() | names,
    st.builds(ScreenSize, st.integers(1, 7680), st.integers(1, 4320)),
    st.lists(st.builds(Failing, ids, names), max_size=3).map(tuple),
)
headers = st.builds(
    FrameHeader,
    ids,
    st.integers(1, MAX_SEQ),
    st.integers(0, 2**45),
    st.integers(1, 7680),
    st.integers(1, 4320),
    st.none(),
    st.sampled_from(ScreenState),
    st.integers(1, MAX_MONITORS),
)
every_message = st.one_of(
    lessons,
    leases,
    desired,
    acts,
    watches,
    reports,
    st.builds(Unwatch, ids),
    *live.messages,
    st.builds(Trouble, words, names),
    st.builds(Acted, ids, st.sampled_from(ActResult), names),
    st.builds(EnrolRequest, names.map(lambda text: clean_text(text.upper(), 40)), names),
    st.builds(Enrolled, ids, names, keys),
    st.builds(EnrolRefused, names, names),
    st.builds(Hello, ids, keys, names),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
