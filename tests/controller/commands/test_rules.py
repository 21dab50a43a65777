"""`schoolbell rules` as its user meets it."""

import json

import pytest
from click.testing import CliRunner

from controller.commands.rules import group
from tests.device_rules.samples import document, rule

QUESTION = (
    "decide mggs-2025 --role pupil --year 9 --device phone --activity use --place classroom "
    "--during lesson --time 2025-10-06T12:40"
).split()


def run(*words: str):
    return CliRunner().invoke(group, words)


def test_list_names_each_policy_with_its_version_and_document():
    result = run("list")
    assert result.exit_code == 0
    assert "mggs-2025" in result.output
    assert "Online Safety Policy" in result.output


def test_decide_answers_in_one_sentence_and_its_reasons():
    result = run(*QUESTION)
    assert result.exit_code == 0
    assert result.output.startswith("A Year 9 pupil may not use a phone in a classroom during a lesson")
    assert "  storage: locked-pouch\n" in result.output
    assert "  because of ks3-ks4-phone-stays-locked: Mobile Technologies" in result.output


def test_decide_as_json():
    result = run(*QUESTION, "--json")
    assert result.output.count("\n") == 1
    decision = json.loads(result.output)
    assert (decision["verdict"], decision["storage"]) == ("forbidden", "locked-pouch")
    assert decision["because"][0][0] == "ks3-ks4-phone-stays-locked"
    assert set(decision) == {
        *("verdict", "storage", "authorisers", "on_breach", "held_at", "release_to"),
        *("may_confiscate", "may_search", "because", "policy", "policy_version"),
    }


def test_decide_takes_an_exemption_and_a_permission():
    assert json.loads(run(*QUESTION, "--json", "--exemption", "medical").output)["verdict"] == "allowed"
    assert json.loads(run(*QUESTION, "--json", "--authorised-by", "head").output)["verdict"] == "forbidden"


def test_decide_asks_a_policy_in_a_file(tmp_path):
    path = tmp_path / "northgate.yaml"
    path.write_text(document(rule("a", "allowed")))
    result = run("decide", str(path), *QUESTION[2:], "--json")
    assert json.loads(result.output)["policy"] == "northgate"


def test_check_says_that_a_policy_can_be_used():
    result = run("check", "mggs-2025")
    assert result.exit_code == 0
    assert "mggs-2025 is a valid policy: 34 rules, Years 7 to 13, from 2025-04-30." in result.output


def test_check_names_the_line_and_the_remedy(tmp_path):
    path = tmp_path / "typo.yaml"
    path.write_text(document(rule("a", "allowed", device="fone")))
    result = run("check", str(path))
    assert result.exit_code == 2
    assert result.output == f"Error: {path}, line 13, rule `a`: `device`: `fone` is not a known device; " + (
        "did you mean `phone`?\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "mgs-2025"], "there is no policy `mgs-2025`; did you mean `mggs-2025`?"),
        (["check", "/no/such/policy.yaml"], "no such file or directory"),
        (["decide", "mggs-2025"], "the role is missing; use `pupil`, `staff` or `visitor`"),
        ([*QUESTION, "--device", "fone"], "`fone` is not a known device; did you mean `phone`?"),
        ([*QUESTION, "--year", "14"], "year 14 is not in this school"),
        ([*QUESTION, "--time", "12:40"], "`12:40` is not a time; give a date and a time of day"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(words, sentence):
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.output
    assert result.output.count("\n") == 1
    assert "Traceback" not in result.output
