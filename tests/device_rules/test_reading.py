"""Policies that extend others."""

import pytest
import yaml

from device_rules.errors import PolicyError
from device_rules.loader import load_policy, parse_policy
from device_rules.reading import MAX_RULES
from tests.device_rules.samples import ask, document, ids, rule

BASE = document(
    rule("base-phones", "forbidden", device="phone"),
    rule("base-ask", "needs-authorisation", device="tablet"),
    authorisers="slt",
    school_day=[{"from": "08:45", "until": "15:00", "during": "lesson"}],
)


def extending(base, *rules, **frame):
    return document(*rules, extends=base, **frame)


def child(*rules, **frame):
    return parse_policy(extending("base", *rules, **frame), "child", others={"base": BASE})


def error_of(text, **others) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "child", others=others)
    return caught.value


def test_a_policy_adds_its_rules_to_those_of_the_one_that_it_extends():
    loaded = child(rule("own", "allowed", device="phone", years=13))
    assert loaded.extends == ("base",)
    assert ids(ask(loaded)) == ["base-phones"]
    assert ids(ask(loaded, year=13)) == ["own"]


def test_a_rule_with_the_id_of_an_inherited_one_takes_its_place():
    loaded = child(rule("base-phones", "allowed", device="phone"))
    assert ask(loaded).verdict == "allowed"
    assert [one.id for one in loaded.rules if one.line] == ["base-ask", "base-phones"]


def test_an_inherited_rule_can_be_overridden_by_its_id():
    own = rule("own", "allowed", years=9, device="phone", overrides="base-phones")
    assert ask(child(own)).verdict == "allowed"


def test_key_stages_school_day_and_authorisers_are_inherited_unless_given():
    text = extending("base", rule("own", "allowed", years="KS5", device="laptop"))
    frame = yaml.safe_load(text)
    del frame["key_stages"]
    loaded = parse_policy(yaml.safe_dump(frame), "child", others={"base": BASE})
    assert loaded.years == tuple(range(7, 14))
    assert loaded.sessions[0].during == "lesson"
    assert ask(loaded, device="tablet").authorisers == ("slt",)
    given = child(rule("own", "allowed", device="camera"), authorisers="head")
    assert ask(given, device="tablet").authorisers == ("head",)


def test_the_version_says_what_the_rules_mean_wherever_they_are_written():
    inherited = child(rule("own", "allowed", device="laptop"))
    written_out = parse_policy(
        document(
            rule("base-phones", "forbidden", device="phone"),
            rule("base-ask", "needs-authorisation", device="tablet"),
            rule("own", "allowed", device="laptop"),
            authorisers="slt",
            school_day=[{"from": "08:45", "until": "15:00", "during": "lesson"}],
        ),
        "child",
    )
    assert inherited.version == written_out.version


def test_shipped_policies_can_be_extended():
    text = extending("mggs-2025", rule("own", "allowed", device="camera", activity="carry"))
    loaded = parse_policy(text, "child")
    assert ids(ask(loaded)) == ids(ask(load_policy("mggs-2025")))


def test_a_file_extends_the_one_beside_it(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    path = tmp_path / "child.yaml"
    path.write_text(extending("base", rule("own", "allowed", device="laptop")))
    assert load_policy(path).extends == ("base",)


def test_a_chain_of_policies():
    middle = extending("base", rule("mid", "allowed", device="laptop"))
    text = extending("middle", rule("own", "allowed", device="camera"))
    loaded = parse_policy(text, "child", others={"base": BASE, "middle": middle})
    assert loaded.extends == ("middle", "base")
    assert [one.id for one in loaded.rules if one.line] == ["base-phones", "base-ask", "mid", "own"]


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        ("bas", "`extends` names `bas`, which is no policy here; did you mean `base`?"),
        ("child", "`extends` leads in a circle: `child` → `child`; take one of them out"),
        ("../etc/passwd", "`extends` names one policy, such as `england-2026`, not `../etc/passwd`"),
        (["base", "mggs-2025"], "`extends` names one policy"),
        ("", "`extends` names one policy"),
    ],
)
def test_what_cannot_be_extended(base, sentence):
    error = error_of(extending(base, rule("own", "allowed")), base=BASE)
    assert sentence in error.sentence
    assert error.line == document(rule("own", "allowed"), extends="x").splitlines().index("extends: x") + 1


def test_a_circle_of_policies_is_named():
    first = extending("second", rule("a", "allowed"))
    second = extending("first", rule("b", "allowed"))
    error = error_of(extending("first", rule("own", "allowed")), first=first, second=second)
    assert "`extends` leads in a circle: `first` → `second` → `first`; take one of them out" in str(error)
    assert error.file == "second"


def test_a_mistake_in_an_inherited_rule_names_its_own_document_and_line():
    error = error_of(extending("base", rule("own", "allowed")), base=BASE.replace("phone", "fone"))
    assert str(error).startswith("base, line ")
    assert "`fone` is not a known device" in str(error)


def test_a_key_stage_that_the_extending_policy_does_not_have():
    base = document(rule("sixth", "allowed", years="KS5"))
    error = error_of(extending("base", rule("own", "allowed"), key_stages={"KS3": "7-9"}), base=base)
    assert (error.file, error.rule) == ("base", "sixth")


def test_a_disagreement_with_an_inherited_rule_names_where_it_is():
    error = error_of(extending("base", rule("own", "allowed", device="phone")), base=BASE)
    assert (error.file, error.rule) == ("child", "own")
    assert "disagrees with `base-phones` (line " in error.sentence
    assert " of base) on `verdict`" in error.sentence


def test_inherited_rules_count_towards_the_most():
    base = document(*[rule(f"b{number}", "allowed") for number in range(MAX_RULES)])
    error = error_of(extending("base", rule("own", "allowed")), base=base)
    assert "has 301 rules, and 300 is the most" in error.sentence
