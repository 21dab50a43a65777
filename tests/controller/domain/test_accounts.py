import pytest

from controller.domain.accounts import is_username


@pytest.mark.parametrize("name", ["m.okafor", "t07", "mary-jane_o@northgate.sch.uk", "a" * 64])
def test_names_that_can_be_typed(name: str) -> None:
    assert is_username(name)


@pytest.mark.parametrize("name", ["", "M.Okafor", "m okafor", ".m", "a" * 65, "zoë", "m\x00", "m\n"])
def test_names_that_cannot(name: str) -> None:
    assert not is_username(name)
