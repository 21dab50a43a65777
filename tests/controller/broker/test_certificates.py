from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from controller.broker.certificates import AUTHORITY_LIFE, SERVER_LIFE, ends_at, make_authority, make_server

NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
AUTHORITY = make_authority("northgate", NOW)


def verified(certificate: bytes, host: str, authority: bytes = AUTHORITY.certificate, at=NOW) -> bool:
    try:
        subject = x509.IPAddress(ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    store = Store([x509.load_pem_x509_certificate(authority)])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(subject)
    try:
        verifier.verify(x509.load_pem_x509_certificate(certificate), [])
    except VerificationError:
        return False
    return True


def test_a_server_is_known_by_each_of_its_names_and_on_its_own_machine() -> None:
    server = make_server(AUTHORITY, ("broker.school", "10.0.0.5"), NOW)
    for host in ("broker.school", "10.0.0.5", "localhost", "127.0.0.1", "::1"):
        assert verified(server.certificate, host), host
    assert not verified(server.certificate, "elsewhere.school")


def test_it_is_good_for_its_time_and_under_its_authority_only() -> None:
    server = make_server(AUTHORITY, ("broker.school",), NOW).certificate
    assert ends_at(server) == NOW + SERVER_LIFE
    assert ends_at(AUTHORITY.certificate) == NOW + AUTHORITY_LIFE
    assert not verified(server, "broker.school", at=NOW + SERVER_LIFE + timedelta(seconds=1))
    other = make_authority("northgate", NOW)
    assert not verified(server, "broker.school", other.certificate)


def test_a_renewed_one_is_good_for_a_station_that_thinks_it_is_still_the_day_it_was_flashed() -> None:
    renewed = make_server(AUTHORITY, ("broker.school",), NOW + timedelta(days=700)).certificate
    assert verified(renewed, "broker.school", at=NOW)


def test_a_server_can_sign_for_nobody() -> None:
    first = make_server(AUTHORITY, ("broker.school",), NOW)
    second = make_server(first, ("other.school",), NOW)
    assert not verified(second.certificate, "other.school", first.certificate)


@pytest.mark.parametrize("host", ["a..b", "", "\N{SNOWMAN}" * 80])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)label|length|empty"):
        make_server(AUTHORITY, (host,), NOW)


def test_no_key_is_shown() -> None:
    assert "PRIVATE" not in repr(AUTHORITY)
