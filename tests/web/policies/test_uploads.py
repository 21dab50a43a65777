"""Documents that are mistaken, or hostile."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from tests.web.policies.site import PLAIN, PolicySite, post
from tests.web.policies.test_pages import bring_in, read

SCRIPT = "<script>alert(1)</script>"
BOMB = "title: x\na: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nrules: [*c, *c]\n"


@pytest.fixture
def admin(office: PolicySite) -> FlaskClient:
    return office.log_in("admin")


def refused(office: PolicySite, answer: object, *, status: int = 400) -> str:
    """The page, after a look that nothing was kept."""
    assert answer.status_code == status
    assert [one.name for one in office.services.policies.all() if one.kept_at] == ["mggs-2025"]
    text: str = answer.text
    assert "Traceback" not in text
    return text


def test_a_mistake_is_shown_with_its_line_and_the_text_is_not_lost(
    office: PolicySite, admin: FlaskClient
) -> None:
    typed = PLAIN.replace("forbidden", "forbiden")
    page = refused(office, post(admin, "/policies/new", name="northgate", text=typed))
    assert "Line 7, rule “phones-in-lessons”:" in page
    assert "did you mean “forbidden”?</p>" in page
    assert 'class="at-fault"><span class="line-number">7</span>' in page
    assert typed in page
    assert 'value="northgate"' in page


def test_the_text_of_a_mistaken_file_is_there_to_be_put_right(office: PolicySite, admin: FlaskClient) -> None:
    file = (BytesIO(b"title: My file\nrules: nothing"), "mine.yaml")
    page = refused(office, post(admin, "/policies/new", name="northgate", file=file))
    assert "title: My file\nrules: nothing</textarea>" in page


@pytest.mark.parametrize("text", [BOMB, "[" * 10_000, "a: *nobody", "\x00\x01", "just words", "title: x"])
def test_what_is_no_policy_is_one_sentence(office: PolicySite, admin: FlaskClient, text: str) -> None:
    page = refused(office, post(admin, "/policies/new", name="northgate", text=text))
    assert page.count('id="text-error"') == 1


@pytest.mark.parametrize("name", ["", "North Gate", "../etc/passwd", "a" * 61, SCRIPT])
def test_a_name_that_is_none(office: PolicySite, admin: FlaskClient, name: str) -> None:
    page = refused(office, post(admin, "/policies/new", name=name, text=PLAIN))
    assert 'id="name-error"' in page
    assert PLAIN in page
    assert SCRIPT not in page


def test_nothing_at_all(office: PolicySite, admin: FlaskClient) -> None:
    page = refused(office, post(admin, "/policies/new", name="northgate"))
    assert "Choose a file, or paste the text of the document." in page


def test_a_file_of_ten_megabytes(office: PolicySite, admin: FlaskClient) -> None:
    file = (BytesIO(b"# " + b"x" * 10_000_000), "big.yaml")
    page = refused(office, post(admin, "/policies/new", name="northgate", file=file), status=413)
    assert "That was too large to send" in page


def test_a_file_of_two_megabytes_is_not_sent_back(office: PolicySite, admin: FlaskClient) -> None:
    file = (BytesIO(b"# " + b"x" * 2_000_000), "big.yaml")
    page = refused(office, post(admin, "/policies/new", name="northgate", file=file))
    assert "over 1 MB, which no policy needs" in page
    assert len(page) < 50_000


def test_a_file_that_is_no_text(office: PolicySite, admin: FlaskClient) -> None:
    file = (BytesIO(b"\x89PNG\r\n\x1a\n\xff\xfe"), "scan.png")
    assert "not text in UTF-8" in refused(office, post(admin, "/policies/new", name="northgate", file=file))


def test_a_document_cannot_reach_for_files(office: PolicySite, admin: FlaskClient) -> None:
    typed = PLAIN.replace("title:", "extends: ../../../etc/passwd\ntitle:", 1)
    assert "“extends” names" in refused(office, post(admin, "/policies/new", name="northgate", text=typed))


def test_markup_in_a_document_is_only_text(office: PolicySite, admin: FlaskClient) -> None:
    hostile = PLAIN.replace("Phones at Northgate", f'"{SCRIPT}"').replace("Section 1", f'"{SCRIPT}"')
    hostile = hostile.replace("KS3:", f'"{SCRIPT}":')
    review = bring_in(admin, hostile)
    shown = review.removesuffix("/review")
    for address in (review, shown, f"{shown}/what-if?year=9&during=lesson", "/policies"):
        raw = admin.get(address, base_url="https://bell.example.sch.uk").text
        assert SCRIPT not in raw, address
        assert "&lt;script&gt;" in raw
    switch = f"{shown}/switch"
    assert post(admin, switch, when="now", reason=SCRIPT, gaps="on").status_code == 303
    assert SCRIPT not in admin.get("/policies", base_url="https://bell.example.sch.uk").text
    assert SCRIPT in read(admin, "/policies")


def test_the_next_version_begins_with_the_text_of_the_last(office: PolicySite, admin: FlaskClient) -> None:
    page = read(admin, f"/policies/new?name=mggs-2025&version={office.version()}")
    assert 'value="mggs-2025"' in page
    assert "Online Safety Policy 2025-2026" in page
    assert (
        admin.get("/policies/new?name=x&version=y", base_url="https://bell.example.sch.uk").status_code == 404
    )
