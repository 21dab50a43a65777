"""`schoolbell rules` as its user meets it."""

import json

import pytest
from click.testing import CliRunner

from controller.commands.rules import group
from device_rules.schema import schema_text
from tests.device_rules.samples import document, rule

QUESTION = (
    "decide mggs-2025 --role pupil --year 9 --device phone --activity use --place classroom "
    "--during lesson --time 2025-10-06T12:40"
).split()


def run(*words: str, given: str | bytes | None = None):
    return CliRunner().invoke(group, words, input=given)


def written(tmp_path, name: str, *rules, **frame) -> str:
    path = tmp_path / f"{name}.yaml"
    path.write_text(document(*rules, **frame))
    return str(path)


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
        *("kept_for", "may_confiscate", "may_search", "because", "policy", "policy_version"),
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
        (["decide"], "name a policy to ask, such as `mggs-2025`, or give a file of questions with `--batch`"),
        (["decide", "--batch", "/no/such/file"], "/no/such/file: no such file or directory"),
        (["decide", "--batch", "/"], "/: is a directory; give a file of questions"),
        (["decide", "--batch", "-", "--year", "9"], "a batch holds its own questions"),
        (["decide", "mgs-2025", "--batch", "-"], "there is no policy `mgs-2025`"),
        (["compare", "mggs-2025", "mgs-2025"], "there is no policy `mgs-2025`"),
        (["matrix", "mgs-2025"], "there is no policy `mgs-2025`"),
        (["matrix", "mggs-2025", "--device", "fone"], "`fone` is not a known device; did you mean `phone`?"),
        (
            ["check", "mggs-2025", "--on", "September"],
            "`September` is not a date; write it like `2025-09-01`",
        ),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(words, sentence):
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.output
    assert result.output.count("\n") == 1
    assert "Traceback" not in result.output


def test_a_batch_is_answered_line_by_line(tmp_path):
    path = tmp_path / "questions.jsonl"
    words = dict(zip([word[2:] for word in QUESTION[2::2]], QUESTION[3::2], strict=True))
    lines = [json.dumps({"policy": "mggs-2025"} | words | change) for change in ({}, {"device": "fone"}, {})]
    path.write_text("\n".join(lines) + "\n")
    from_file, from_stdin = (
        run("decide", "--batch", str(path)),
        run("decide", "--batch", "-", given="\n".join(lines)),
    )
    assert from_file.exit_code == from_stdin.exit_code == 0
    assert from_file.output == from_stdin.output
    first, second, third = map(json.loads, from_file.output.splitlines())
    assert (first["verdict"], list(second), third) == ("forbidden", ["error"], first)


def test_a_batch_may_be_about_one_policy():
    words = {"role": "staff", "device": "phone", "activity": "bring", "place": "site"}
    line = json.dumps(words | {"time": "2025-10-06T12:40"})
    assert json.loads(run("decide", "mggs-2025", "--batch", "-", given=line).output)["policy"] == "mggs-2025"


def test_an_empty_batch_has_no_answers():
    assert run("decide", "--batch", "-", given="").output == ""


def test_check_reports_unreachable_rules_overlaps_and_what_is_not_covered(tmp_path):
    late = rule("late", "allowed", device="phone", years=9)
    path = written(tmp_path, "northgate", rule("a", "forbidden", device="phone", overrides="late"), late)
    result = run("check", path, "--on", "2025-10-06")
    assert result.exit_code == 0
    for text in (
        "Each of the 4,665,600 cells (2 tables, one for each stretch of dates) has exactly one answer.",
        "Unreachable rules, which never decide anything: 1\n- `late` (line 15): wherever it applies, `a`",
        "Overlaps, pairs of rules with different verdicts that meet, each in order: 1\n- `a` and `late` meet",
        "Not covered on 2025-10-06, for people without an exemption: 41,472 of 46,656 cells (89%)",
        "  bring in ",
        "- Everyone, smart watches",
    ):
        assert text in result.output, result.output


def test_check_of_a_policy_that_covers_everything(tmp_path):
    result = run("check", written(tmp_path, "all", rule("a", "forbidden")), "--on", "2025-10-06")
    assert "Every rule decides something." in result.output
    assert "No two rules with different verdicts overlap." in result.output
    assert result.output.endswith("0 of 46,656 cells (0%)\n")


def test_check_names_the_policies_that_are_extended(tmp_path):
    path = written(tmp_path, "child", rule("own", "allowed", activity="carry"), extends="mggs-2025")
    assert "It builds on mggs-2025." in run("check", path).output


def test_check_as_json():
    data = json.loads(run("check", "mggs-2025", "--on", "2025-10-06", "--json").output)
    assert (data["policy"], data["unreachable"], data["cells"]) == ("mggs-2025", [], 46656)


def test_compare_groups_its_sentences(tmp_path):
    before = written(tmp_path, "before", rule("a", "allowed", device="phone"))
    after = written(tmp_path, "after", rule("a", "forbidden", device="phone", years=9))
    result = run("compare", before, after, "--on", "2025-10-06")
    assert result.exit_code == 0
    assert "after is stricter in 576 and laxer in 0." in result.output
    assert (
        "Where after is stricter\n- Year 9, phones: do anything, anywhere, at any time: after says"
        in result.output
    )
    assert "Where one of the two is silent\n" in result.output
    assert "laxer\n-" not in result.output


def test_compare_as_json():
    result = run("compare", "mggs-2025", "kingsmead-2019", "--json", "--on", "2025-10-06")
    data = json.loads(result.output)
    assert (data["a"], data["b"]) == ("mggs-2025", "kingsmead-2019")
    assert {group["stance"] for group in data["groups"]} == {"stricter", "laxer", "silent"}


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ([], "Online Safety Policy 2025"),
        (["--html"], "<!doctype html>"),
        (["--svg"], "<svg "),
        (["--text"], "Online"),
    ],
)
def test_matrix_in_each_form(form, start):
    result = run("matrix", "mggs-2025", *form)
    assert result.exit_code == 0
    assert result.output.startswith(start)


def test_matrix_of_one_device_on_one_day():
    result = run("matrix", "mggs-2025", "--device", "phone", "--on", "2025-08-31")
    assert "PHONES" in result.output
    assert "LAPTOPS" not in result.output
    assert "KS5 (Year 13)" in result.output


def test_schema_is_printed():
    assert run("schema").output == schema_text()
