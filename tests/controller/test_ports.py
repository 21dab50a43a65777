import socket

import pytest

from controller.errors import SchoolbellError
from controller.ports import bind_address, check_port_is_free, free_port


def sentence(host: str, port: int) -> str:
    with pytest.raises(SchoolbellError) as refused:
        check_port_is_free(host, port, "--port")
    return refused.value.sentence


def test_a_free_port_may_be_used() -> None:
    check_port_is_free("127.0.0.1", free_port(), "--port")
    check_port_is_free("localhost", free_port(), "--port")


def test_a_taken_port_is_named_with_the_way_to_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = sentence("127.0.0.1", port)
    assert said.startswith(f"Port {port} is taken")
    assert f"--port {port + 1}." in said or port == 65535


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_of_another_machine(host: str) -> None:
    assert sentence(host, 8800).startswith(f"{host} is no address of this machine")


def test_addresses_as_programs_write_them() -> None:
    assert bind_address("127.0.0.1", 8800) == "127.0.0.1:8800"
    assert bind_address("::1", 8800) == "[::1]:8800"
