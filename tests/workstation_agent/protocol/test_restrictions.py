import pytest

from workstation_agent.protocol.acts import Act, OpenUrl, Power, ShowMessage, StartProgram
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites, check_app, check_pattern

LEASE = {"id": "l1", "message": "", "ends_at": "2026-11-20T10:00:00+00:00", "remaining_s": 5}


def lease(kind: str, limits: object = None) -> Lease:
    return Lease.from_json({**LEASE, "kind": kind, "limits": limits})


@pytest.mark.parametrize(
    "pattern", ["bbc.co.uk", "example.org/path/To_it", "localhost", "10.0.0.7", "xn--bcher-kva.example", "a/"]
)
def test_a_pattern_is_a_host_and_perhaps_the_beginning_of_a_path(pattern):
    assert check_pattern(pattern) == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "/",
        "BBC.co.uk",
        "https://bbc.co.uk",
        "*.bbc.co.uk",
        "bbc.co.uk:80",
        "bbc .co.uk",
        "bbc.co.uk/a?b",
        "bbc.co.uk/a#b",
        "a" * 64 + ".uk",
        "bbc.co.uk/" + "a" * 200,
        ".".join(["a" * 60] * 3),
        "bbc.co.uk\n",
        7,
        None,
    ],
)
def test_anything_else_is_refused(pattern):
    with pytest.raises(ProtocolError, match=r"example\.org"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "name", ["minetest", "notepad.exe", "Visual Studio 2022", "gnome-mines", "g++", "Écran"]
)
def test_a_program_is_the_name_of_its_file(name):
    assert check_app(name) == name


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a\\b", ".hidden", "-rf", "a\n", "x" * 65, "a;b", 7])
def test_a_program_is_no_path_and_no_command(name):
    with pytest.raises(ProtocolError, match="by its name alone"):
        check_app(name)


def test_only_lists_have_limits_and_they_must():
    only = {"mode": "only", "patterns": ["bbc.co.uk"]}
    assert lease("sites", only).limits == Sites(ListMode.ONLY, ("bbc.co.uk",))
    assert lease("apps", {"mode": "not", "names": ["minetest"]}).limits == Apps(ListMode.NOT, ("minetest",))
    assert lease("lock", only).limits is None
    assert lease("what-comes-later", {"anything": 1}).limits is None
    for kind in ("sites", "apps"):
        with pytest.raises(ProtocolError):
            lease(kind)


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("sites", {"mode": "only"}),
        ("sites", {"mode": "some", "patterns": []}),
        ("sites", {"mode": "not", "patterns": ["a.b"] * 201}),
        ("sites", {"mode": "not", "patterns": "a.b"}),
        ("sites", []),
        ("apps", {"mode": "not", "names": ["a"] * 101}),
        ("apps", {"mode": "not", "patterns": ["a.b"]}),
    ],
)
def test_a_list_out_of_bounds_is_refused(kind, limits):
    with pytest.raises(ProtocolError, match="`limits"):
        lease(kind, limits)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"kind": "open-url", "url": "https://a.example"}, OpenUrl("https://a.example")),
        ({"kind": "message", "text": "Save\u202e\nnow"}, ShowMessage("Save\nnow")),
        ({"kind": "start-program", "program": "gimp"}, StartProgram("gimp")),
    ],
)
def test_each_act_carries_its_own(body, what):
    act = Act.from_json({"order": "o1", "ttl_s": 5, **body})
    assert act == Act("o1", 5, what)
    assert act.to_json()["kind"] == what.kind == body["kind"]


@pytest.mark.parametrize("kind", ["log-off", "restart", "shut-down"])
def test_power_is_a_kind_alone(kind):
    act = Act.from_json({"order": "o1", "ttl_s": 5, "kind": kind, "url": "ignored"})
    assert isinstance(act.what, Power)
    assert act.what.kind == kind


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "open-url"},
        {"kind": "open-url", "url": "javascript:alert(1)"},
        {"kind": "message"},
        {"kind": "message", "text": 7},
        {"kind": "start-program", "program": "/bin/sh"},
        {"kind": "start-program", "program": "sh -c"},
    ],
)
def test_an_act_without_what_it_needs_is_refused(body):
    with pytest.raises(ProtocolError):
        Act.from_json({"order": "o1", "ttl_s": 5, **body})
