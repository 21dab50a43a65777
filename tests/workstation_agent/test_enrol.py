import asyncio

import pytest
from aiohttp import web

from tests.workstation_agent.fake_controller import FakeController
from workstation_agent.enrol import EnrolError, enrol, identify
from workstation_agent.protocol import enrolment
from workstation_agent.store import Store, StoreError


def with_controller(test):
    """Runs an async test against a FakeController that is stopped afterwards."""

    async def run():
        controller = FakeController()
        await controller.start()
        try:
            await test(controller)
        finally:
            await controller.stop()

    asyncio.run(run())


def test_a_code_is_spent_once_and_the_key_is_kept(tmp_path):
    async def story(controller):
        controller.codes["KMT-492"] = "PC-14"
        store = Store(tmp_path)
        first = await identify(store, controller.url + "/", " kmt-492 ", "lab1-pc14")
        assert (first.workstation, first.name) == ("ws-pc-14", "PC-14")
        assert await identify(store, controller.url, None, "lab1-pc14") == first
        assert len(controller.enrolments) == 1
        assert controller.enrolments[0].hostname == "lab1-pc14"

    with_controller(story)


@pytest.mark.parametrize(
    "refusal",
    [
        enrolment.CODE_UNKNOWN,
        enrolment.CODE_EXPIRED,
        enrolment.CODE_USED,
        enrolment.NAME_TAKEN,
        enrolment.TOO_MANY_TRIES,
    ],
)
def test_a_refusal_reaches_the_person_as_the_controller_said_it(tmp_path, refusal):
    async def story(controller):
        controller.codes["ABC-123"] = refusal
        with pytest.raises(EnrolError) as caught:
            await identify(Store(tmp_path), controller.url, "ABC-123", "pc")
        assert caught.value.code == refusal
        assert caught.value.sentence == "No luck with code ABC-123. Ask at the admin desk."
        assert not caught.value.retry
        assert Store(tmp_path).identity() is None

    with_controller(story)


def test_no_key_and_no_code_says_what_to_do(tmp_path):
    with pytest.raises(EnrolError, match="start the agent with a code"):
        asyncio.run(identify(Store(tmp_path), "http://127.0.0.1:9", None, "pc"))


def test_nobody_there_is_worth_trying_again(unused_url):
    with pytest.raises(EnrolError, match="did not answer") as caught:
        asyncio.run(enrol(unused_url, "ABC-123", "pc"))
    assert caught.value.retry


@pytest.mark.parametrize("url", ["not an address", "http://", "ftp://127.0.0.1", "http://127.0.0.1:99999"])
def test_a_wrong_address_is_one_sentence(url):
    with pytest.raises(EnrolError, match="check the address"):
        asyncio.run(enrol(url, "ABC-123", "pc"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html>Welcome to the school</html>"),
        (200, '{"workstation": "../../etc", "name": "x", "key": "k"}'),
        (404, "not found"),
        (403, '["no"]'),
        (302, ""),
        (200, "9" * 100_000),
        (200, "[" * 16_000),
    ],
)
def test_what_is_no_controller_is_said_to_be_none(status, body):
    async def story():
        async def answer(request):
            return web.Response(status=status, text=body)

        app = web.Application()
        app.router.add_post("/agent/enrol", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            with pytest.raises(EnrolError, match="no Schoolbell controller"):
                await enrol(f"http://127.0.0.1:{runner.addresses[0][1]}", "ABC-123", "pc")
        finally:
            await runner.cleanup()

    asyncio.run(story())


def test_a_code_is_not_spent_on_a_key_that_could_not_be_kept(tmp_path):
    async def story(controller):
        controller.codes["KMT-492"] = "PC-14"
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(StoreError):
            await identify(Store(tmp_path / "file" / "agent"), controller.url, "KMT-492", "pc")
        assert controller.enrolments == []

    with_controller(story)
