import pytest

from controller.domain import lists
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("bbc.co.uk", "bbc.co.uk"),
        ("  BBC.co.uk  ", "bbc.co.uk"),
        ("https://www.bbc.co.uk/", "www.bbc.co.uk"),
        ("http://bbc.co.uk/bitesize/?page=2#top", "bbc.co.uk/bitesize"),
        ("example.org/Path/To", "example.org/Path/To"),
        ("intranet", "intranet"),
        ("10.0.0.7", "10.0.0.7"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("example.org.", "example.org"),
    ],
)
def test_a_site_is_read_as_people_write_it(written: str, pattern: str) -> None:
    assert lists.sites("only", [written]) == Sites(ListMode.ONLY, (pattern,))


@pytest.mark.parametrize(
    "written",
    [
        "b b c",
        "*",
        "*.bbc.co.uk",
        "bbc.co.uk:8080",
        "user@bbc.co.uk",
        "https://",
        "javascript:alert(1)",
        "..",
        "a..b",
        "-a.b",
        "<script>",
        "x" * 300,
        "\u202ebbc.co.uk",
        "bbc.co.uk/" + "x" * 200,
    ],
)
def test_what_is_no_site_is_named_in_one_sentence(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no site: write it like bbc\.co\.uk") as error:
        lists.sites("not", ["example.org", written])
    assert len(str(error.value)) < 120


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("minetest", "minetest"),
        (" C:\\Games\\Doom.exe ", "Doom.exe"),
        ("/usr/games/gnome-mines", "gnome-mines"),
    ],
)
def test_a_program_is_read_by_its_file(written: str, name: str) -> None:
    assert lists.apps("not", [written, written]) == Apps(ListMode.NOT, (name,))


@pytest.mark.parametrize("written", ["<b>", "../..", "/", "a\x00b", "x" * 65, "-rf"])
def test_what_is_no_program_is_named(written: str) -> None:
    with pytest.raises(ValueError, match="is no program"):
        lists.apps("only", [written])


def test_an_empty_list_is_no_site_at_all_or_nothing_to_ask_for() -> None:
    assert lists.sites("only", ["", " "]) == Sites(ListMode.ONLY, ())
    with pytest.raises(ValueError, match="at least one site"):
        lists.sites("not", [])
    for mode in ("only", "not"):
        with pytest.raises(ValueError, match="at least one program"):
            lists.apps(mode, [])


def test_a_list_has_an_end() -> None:
    with pytest.raises(ValueError, match="At most 200 sites"):
        lists.sites("only", [f"site-{number}.example" for number in range(201)])
    assert len(lists.sites("only", ["bbc.co.uk"] * 500).patterns) == 1
