from controller.services.stations.inbox import Inbox, Post


def post(words: str) -> Post:
    return Post(words, b"", False)


def words(posts: list[Post]) -> list[str]:
    return [one.topic for one in posts]


def filled(*names: str, inbox: Inbox | None = None) -> Inbox:
    """`a1` is the first message of the sender `a`."""
    inbox = Inbox() if inbox is None else inbox
    for name in names:
        inbox.put(name[0], post(name))
    return inbox


def test_an_empty_one_gives_nothing() -> None:
    assert not Inbox()
    assert Inbox().take(10) == []
    assert filled("a1")


def test_one_senders_messages_keep_their_order() -> None:
    assert words(filled("a1", "a2", "a3").take(10)) == ["a1", "a2", "a3"]


def test_several_senders_take_turns() -> None:
    inbox = filled("a1", "a2", "a3", "b1", "c1", "c2")
    assert words(inbox.take(10)) == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_no_more_are_taken_than_asked_for_and_the_next_sender_comes_first() -> None:
    inbox = filled("a1", "a2", "b1", "b2")
    assert words(inbox.take(3)) == ["a1", "b1", "a2"]
    assert words(inbox.take(3)) == ["b2"]


def test_a_flood_fills_its_own_share_only_and_is_counted() -> None:
    inbox = filled("a1", "a2", "a3", "b1", inbox=Inbox(share=2))
    assert words(inbox.take(10)) == ["a1", "b1", "a2"]
    assert inbox.forgotten() == {"a": 1}
    assert inbox.forgotten() == {}


def test_more_senders_than_there_can_be_stations_find_no_room() -> None:
    inbox = filled("a1", "b1", "c1", "a2", inbox=Inbox(senders=2))
    assert words(inbox.take(10)) == ["a1", "b1", "a2"]
    assert inbox.forgotten() == {"others": 1}


def test_there_is_room_again_when_something_was_taken() -> None:
    inbox = filled("a1", "b1", inbox=Inbox(share=1, senders=1))
    inbox.take(1)
    assert words(filled("b2", inbox=inbox).take(10)) == ["b2"]
