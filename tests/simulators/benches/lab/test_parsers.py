import pytest

from simulators.benches.lab.parsers import MESSAGES, ours, theirs


@pytest.mark.parametrize("data", MESSAGES.values(), ids=list(MESSAGES))
def test_both_find_the_same_messages(data: bytes) -> None:
    assert ours()(data + data) == theirs()(data + data) > 1
