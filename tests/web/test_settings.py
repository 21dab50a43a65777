import pytest

from web.settings import WebSettings


def settings(public_url: str, *more: str) -> WebSettings:
    return WebSettings("Northgate School", b"secret-bytes", public_url, more)


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("https://Bell.Example.sch.uk/", ("https://bell.example.sch.uk",)),
        ("http://localhost:8800", ("http://localhost:8800", "http://127.0.0.1:8800")),
        ("http://127.0.0.1:80/", ("http://localhost", "http://127.0.0.1")),
        ("https://bell.example:443", ("https://bell.example",)),
        ("https://[2001:DB8::5]:8443", ("https://[2001:db8::5]:8443",)),
    ],
)
def test_origins_are_as_browsers_send_them(url: str, origins: tuple[str, ...]) -> None:
    assert settings(url).allowed_origins == origins


def test_other_names_of_the_server_can_be_added() -> None:
    both = settings("https://bell.example", "https://10.0.0.5:8443").allowed_origins
    assert both == ("https://bell.example", "https://10.0.0.5:8443")


@pytest.mark.parametrize(
    ("url", "secure"),
    [("https://bell.example", True), ("http://bell.example", True), ("http://localhost:1", False)],
)
def test_only_plain_http_on_this_machine_goes_without_secure_cookies(url: str, secure: bool) -> None:
    assert settings(url).secure_cookies is secure


def test_the_key_is_not_shown() -> None:
    assert "secret-bytes" not in repr(settings("https://bell.example"))
