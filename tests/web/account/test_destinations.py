import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.account.destinations import safe_next


@pytest.mark.parametrize("path", ["/", "/lesson", "/lesson?seat=pc-01#full", "/a/b//c"])
def test_paths_of_our_own_are_kept(path: str) -> None:
    assert safe_next(path) == path


@given(st.text(max_size=60))
def test_whatever_is_kept_is_a_path_here(target: str) -> None:
    kept = safe_next(target)
    assert kept is None or (kept.startswith("/") and not kept.startswith(("//", "/\\")))
