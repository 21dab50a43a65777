"""What a policy file may get wrong, and the sentence that each mistake earns."""

import pytest
import yaml

from device_rules.errors import PolicyError
from device_rules.loader import MAX_BYTES, load_policy, parse_policy, policy_names
from device_rules.reading import MAX_RULES
from tests.device_rules.samples import FRAME, document, rule

GOOD = document(rule("a", "allowed", device="phone"))


def error_of(text) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "sample")
    return caught.value


def test_every_shipped_policy_loads():
    assert [load_policy(name).name for name in policy_names()] == policy_names()
    assert "mggs-2025" in policy_names()


@pytest.mark.parametrize("as_path", [str, lambda path: path])
def test_a_file_is_a_policy_named_after_its_stem(tmp_path, as_path):
    path = tmp_path / "northgate.yaml"
    path.write_text(GOOD)
    assert load_policy(as_path(path)).name == "northgate"


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(PolicyError, match=r"no policy `mgs-2025`; did you mean `mggs-2025`\?"):
        load_policy("mgs-2025")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "a\0b.yaml", "x" * 5000 + ".yaml"])
def test_a_name_that_no_file_can_have(name):
    with pytest.raises(PolicyError, match=r"there is no policy|cannot be read|file name too long"):
        load_policy(name)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(PolicyError, match=r"gone\.yaml: no such file or directory"):
        load_policy(tmp_path / "gone.yaml")
    with pytest.raises(PolicyError, match="is a directory"):
        load_policy(tmp_path)


def test_a_file_over_1_mb_is_refused(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_bytes(GOOD.encode() + b"#" * MAX_BYTES)
    with pytest.raises(PolicyError, match="over 1 MB"):
        load_policy(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("just words", "is not a policy document"),
        ("- a\n- list", "is not a policy document"),
        ("services: {web: {image: nginx}}", "is not a policy document"),
        ("title: [unclosed", "is not YAML"),
        ("title: a\n---\ntitle: b", "is not YAML"),
        (b"\xff\xfe\x00\x01title", "is not YAML"),
        (b"title: caf\xe9", "is not YAML"),
        ("[" * 5000, "is not YAML"),
        ("? [a, b]\n: c", "where the name of a field belongs"),
        ("title: a\ntitle: b", "`title` is given twice"),
        ("title: &x [a]\nrules: [*x, *x]", "alias"),
        ("rules: &x [*x]", "alias"),
    ],
)
def test_what_is_not_a_policy(text, sentence):
    assert sentence in str(error_of(text))


def test_aliases_that_would_explode_are_refused_before_they_do():
    levels = "\n".join(f"l{n + 1}: &l{n + 1} [{', '.join([f'*l{n}'] * 9)}]" for n in range(30))
    error = error_of(f"title: bomb\nrules: []\nl0: &l0 [x]\n{levels}")
    assert "alias" in error.sentence
    assert error.line == 3


def test_yaml_error_names_the_line():
    assert error_of("title: a\nrules: [\n  }").line == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"device": "fone"}, "`fone` is not a known device; did you mean `phone`?"),
        ({"device": ["phone", "lap top"]}, "did you mean `laptop`?"),
        ({"device": "GAMING_DEVICE"}, "did you mean `gaming-device`?"),
        ({"device": "zzz"}, "use `authorised-device`"),
        ({"activity": "photo"}, "did you mean `photograph`?"),
        ({"place": "class-room"}, "did you mean `classroom`?"),
        ({"during": "lessons"}, "`lessons` is not a known period; did you mean `lesson`?"),
        ({"role": "pupils"}, "did you mean `pupil`?"),
        ({"role": {"a": "b"}}, "is not a known role"),
        ({"exemption": "medcal"}, "did you mean `medical`?"),
        ({"verdict": "forbiden"}, "did you mean `forbidden`?"),
        ({"verdict": "not-covered"}, "leave the rule out"),
        ({"storage": "pouch"}, "`pouch` is not a known storage; did you mean `locked-pouch`?"),
        ({"on_breach": "confiscated"}, "did you mean `confiscate`?"),
        ({"held_at": "office"}, "did you mean `school-office`?"),
        ({"release_to": "parents"}, "did you mean `parent`?"),
        ({"kept_for": 0}, "`0` is not how long a device is kept; give 1 to 60 school sessions"),
        ({"kept_for": "61"}, "`61` is not how long a device is kept"),
        ({"kept_for": "a week"}, "or `end-of-day`"),
        ({"may_search": "sltt"}, "did you mean `slt`?"),
        ({"devise": "phone"}, "`devise` is not a field here; did you mean `device`?"),
        ({"device": ""}, "`device`: is empty"),
        ({"source": ""}, "`source`"),
        ({"id": "No Spaces"}, "`No Spaces` is not an id"),
        ({"years": "KS9"}, "`KS9` is neither a year nor a key stage"),
        ({"years": 14}, "year 14 is in none of the policy's `key_stages`"),
        ({"years": "9-x"}, "`9-x` is not a range of years"),
        ({"years": "11-7"}, "`11-7` runs backwards; write it like `7-11`"),
        ({"years": "7-999999999"}, "`999999999` is not a year group"),
        ({"years": "9" * 5000}, "is not a year group"),
        ({"years": 9, "role": "staff"}, "only pupils have years"),
        ({"from": "September"}, "`September` is not a date; write it like `2025-09-01`"),
        ({"from": "2025-13-01"}, "is not a date"),
        ({"from": "2025-09-01", "until": "2025-08-31"}, "swap `from` and `until`"),
        ({"overrides": "d"}, "`overrides` names `d`, which is no rule here"),
        ({"authorisers": "staff"}, "only go with `verdict: needs-authorisation`"),
        ({"verdict": "needs-authorisation"}, "needs `authorisers`"),
    ],
)
def test_a_mistake_in_a_rule_names_file_line_rule_and_remedy(change, sentence):
    first = rule("b", "allowed", device="laptop", overrides="a")
    bad = rule("a", "allowed", device="phone", years=9) | change
    text = document(first, bad)
    error = error_of(text)
    assert sentence in error.sentence
    assert error.rule == bad["id"]
    assert text.splitlines().index(f"- id: {bad['id']}") < error.line <= len(text.splitlines())
    assert str(error).startswith(f"sample, line {error.line}, rule `{bad['id']}`: ")


def test_a_word_is_reported_on_its_own_line():
    text = document(rule("a", "allowed", place="clasroom"))
    assert text.splitlines()[error_of(text).line - 1] == "  place: clasroom"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([rule("a", "allowed"), rule("a", "forbidden")], "the id is already taken on line"),
        ([{"id": "a", "verdict": "allowed"}], "`source` is missing"),
        ([rule("a")], "has no `verdict`; use `allowed`"),
        (["words"], "rule `number 1`: `rules` should hold fields of the form `field: value`, not `words`"),
        ([rule("a", "allowed", source=["x"])], "`source` should be text"),
        ([], "`rules` is empty"),
        ([rule("a", "allowed", overrides="b"), rule("b", "forbidden", overrides="a")], "override each other"),
        (
            [rule("x", "forbidden", during="exam"), rule("a", "allowed", overrides="x")],
            "only a medical or adjustment `exemption`",
        ),
    ],
)
def test_mistakes_between_rules(rows, sentence):
    assert sentence in str(error_of(document(*rows)))


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ({"effective": {"from": "2025-09-01", "until": "2025-01-01"}}, "swap `from` and `until`"),
        ({"effective": {"untill": "2025-09-01", "from": "2025-01-01"}}, "did you mean `until`?"),
        ({"effective": "2025"}, "`effective` should hold fields"),
        ({"key_stages": {}}, "`key_stages` is empty"),
        ({"rules": "none"}, "`rules` should be a list"),
        ({"rules": {"a": "b"}}, "`rules` should be a list"),
        ({"key_stages": {"KS3": "seven"}}, "`KS3`"),
        ({"titel": "x"}, "did you mean `title`?"),
        ({"authorisers": "teacher"}, "is not a known authoriser"),
        ({"school_day": [{"from": "9am", "until": "10:00", "during": "lesson"}]}, "write it like `08:45`"),
        ({"school_day": [{"from": "10:00", "until": "09:00", "during": "lesson"}]}, "runs backwards"),
        (
            {"school_day": [{"from": "09:00", "until": "10:00"}, {"from": "09:30", "until": "11:00"}]},
            "`school_day` overlaps itself",
        ),
    ],
)
def test_mistakes_in_the_frame(frame, sentence):
    assert sentence in str(error_of(document(rule("a", "allowed"), **frame)))


@pytest.mark.parametrize("field", [*FRAME, "rules"])
def test_each_field_of_the_frame_is_needed(field):
    kept = {
        name: value for name, value in (FRAME | {"rules": [rule("a", "allowed")]}).items() if name != field
    }
    assert f"`{field}` is missing; add it" in str(error_of(yaml.safe_dump(kept)))


def test_every_scalar_is_read_as_it_is_written():
    text = document(rule("no", "allowed", note="12:40"), title="on")
    policy = parse_policy(text, "sample")
    assert (policy.title, policy.rules[-1].id, policy.rules[-1].note) == ("on", "no", "12:40")


def test_a_10_mb_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"title: x\n" + b"- [\n" * 2_500_000)
    with pytest.raises(PolicyError, match="over 1 MB"):
        load_policy(path)


def test_more_rules_than_can_be_checked_are_refused_at_once():
    error = error_of(document(*[rule(f"r{index}", "allowed") for index in range(MAX_RULES + 1)]))
    assert "has 301 rules, and 300 is the most" in error.sentence


def test_dates_that_overlap_are_named():
    early = rule("a", "allowed", years=9, until="2025-09-05")
    late = rule("b", "forbidden", years=9, **{"from": "2025-09-01"})
    error = error_of(document(early, late))
    assert "disagrees with `a` (line 10) on `verdict` while both are in force, " in error.sentence
    assert "from 2025-09-01 until 2025-09-05; end one before the other starts, or add" in error.sentence
