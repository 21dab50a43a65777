import pytest

from controller.errors import SchoolbellError
from simulators.waiting import wait_for


def test_what_is_so_already_takes_no_time() -> None:
    assert wait_for(lambda: True, "nothing") < 1


def test_what_never_comes_is_said_in_a_sentence() -> None:
    with pytest.raises(SchoolbellError, match=r"waited 0.01 s in vain for the bell\."):
        wait_for(lambda: False, "the bell", 0.01)
