import re
from pathlib import Path

import pytest

from tests.web.conftest import ORIGIN, Site, make_site

WEB = Path("web")


@pytest.mark.parametrize("path", ["/login", "/missing", "/account"])
def test_every_page_carries_the_headers(site: Site, path: str) -> None:
    headers = site.browser().get(path, base_url=ORIGIN).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"]


def test_the_content_policy_starts_from_nothing(site: Site) -> None:
    policy = site.browser().get("/login", base_url=ORIGIN).headers["Content-Security-Policy"]
    parts = policy.split("; ")
    assert parts[0] == "default-src 'none'"
    assert "script-src 'self'" in parts
    assert "style-src 'self'" in parts
    assert "frame-ancestors 'none'" in parts
    assert "connect-src 'self' wss://bell.example.sch.uk" in parts
    assert "unsafe" not in policy
    assert "*" not in policy


def test_no_promise_of_https_where_there_is_none() -> None:
    headers = make_site(public_url="http://localhost:8800").browser().get("/login").headers
    assert "Strict-Transport-Security" not in headers


def test_static_files_are_checked_again_each_time(site: Site) -> None:
    answer = site.browser().get("/static/css/tokens.css", base_url=ORIGIN)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"]


@pytest.mark.parametrize("template", sorted(WEB.glob("templates/**/*.html")), ids=str)
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    text = template.read_text()
    assert not re.search(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?! type=\"application/json\")", text
    )
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text), "nothing is loaded from elsewhere"
