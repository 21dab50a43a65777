from controller.domain.lesson_templates import Steps, read, written
from controller.domain.orders import OrderKind
from workstation_agent.protocol.acts import OpenUrl, ShowMessage
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites

ALL = Steps(
    lock="Look up",
    blank=True,
    mute=True,
    storage=True,
    sites=Sites(ListMode.ONLY, ("bbc.co.uk",)),
    apps=Apps(ListMode.NOT, ("minetest",)),
    links=("https://www.bbc.co.uk/bitesize",),
    message="Starter: ten minutes",
)


def test_a_template_is_read_as_it_was_written() -> None:
    assert read(written(ALL)) == ALL
    assert read(written(Steps())) == Steps()


def test_what_limits_comes_before_what_opens_something() -> None:
    assert [kind for kind, _, _ in ALL.holds()] == [
        OrderKind.STORAGE,
        OrderKind.SITES,
        OrderKind.APPS,
        OrderKind.MUTE,
        OrderKind.BLANK,
        OrderKind.LOCK,
    ]
    assert list(ALL.acts()) == [
        OpenUrl("https://www.bbc.co.uk/bitesize"),
        ShowMessage("Starter: ten minutes"),
    ]


def test_a_lock_without_words_is_still_a_lock() -> None:
    assert not Steps(lock="").nothing
    assert [kind for kind, _, _ in Steps(lock="").holds()] == [OrderKind.LOCK]
    assert Steps().nothing
