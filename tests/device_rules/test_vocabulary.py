"""The words are a wire format, so they are written out again here; and each must be found in the docs."""

from enum import StrEnum
from pathlib import Path

import pytest

from device_rules import vocabulary
from device_rules.document import Approval, Document, Row
from device_rules.vocabulary import Authoriser, counts_as

DOCS = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()
WORDS = {
    "Role": "pupil staff visitor",
    "Device": "phone smart-watch tablet laptop gaming-device camera earbuds school-device authorised-device",
    "Activity": "bring use learn photograph share-files carry network internet",
    "Place": "classroom corridor office social-area sixth-form-area exam-room site off-site",
    "During": "lesson between-lessons tutor-time social-time before-school after-school formal-activity "
    "non-contact exam",
    "Verdict": "allowed allowed-discreetly needs-authorisation forbidden not-covered",
    "Storage": "locked-pouch off-and-out-of-sight handed-in none",
    "Authoriser": "staff slt smt head dsl deputy-dsl network-manager exams-officer",
    "Exemption": "medical adjustment young-carer emergency",
    "Breach": "confiscate behaviour-points report-to-examining-body sanction",
    "HeldAt": "school-office",
    "KeptFor": "end-of-day",
    "ReleaseTo": "pupil parent",
    "LeaveKind": "early-leaver medical trip off-site-college young-carer exam",
}


def kinds() -> dict[str, type[StrEnum]]:
    found = vars(vocabulary).items()
    return {name: kind for name, kind in found if isinstance(kind, type) and issubclass(kind, StrEnum)}


def test_the_wire_words():
    assert {name: " ".join(kind) for name, kind in kinds().items() if name != "StrEnum"} == WORDS


@pytest.mark.parametrize("word", [*" ".join(WORDS.values()).split(), "personal"])
def test_each_word_is_in_the_docs(word):
    assert f"`{word}`" in DOCS


@pytest.mark.parametrize("model", [Document, Row, Approval])
def test_each_field_is_in_the_docs(model):
    for name, field in model.model_fields.items():
        assert f"`{field.alias or name}`" in DOCS


@pytest.mark.parametrize(
    ("person", "worth"),
    [("staff", {"staff"}), ("slt", {"staff", "slt"}), ("head", {"staff", "slt", "smt", "head"})],
)
def test_whose_permission_a_persons_is_worth(person, worth):
    assert counts_as(Authoriser(person)) == worth
