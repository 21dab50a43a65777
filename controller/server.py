"""Serves the controller with gunicorn: one gevent worker, since a room's pictures are relayed in one process.

Call `gevent.monkey.patch_all()` before this module is imported.
"""

import gc
import logging
import resource
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # ships no types

from controller.bootstrap import build, web_app
from controller.config import Settings
from controller.errors import SchoolbellError
from controller.ports import bind_address

MOST_CONNECTIONS = 6000
"""Gunicorn's own thousand would leave no page room beside a school's PCs."""
MANY_OBJECTS = 20_000
"""Made since the last look for those that only hold each other. An order for a room makes as many."""
CANNOT_BE_LOADED = 4  # gunicorn's code for it: no second worker is tried

log = logging.getLogger(__name__)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        options = {
            "bind": bind_address(settings.host, settings.port),
            "worker_class": "gevent",
            "workers": 1,
            "worker_connections": MOST_CONNECTIONS,
            "graceful_timeout": 3,
            "loglevel": settings.log_level.lower(),
            "proc_name": "schoolbell",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        _allow_connections()
        _log_to_stderr(self._settings.log_level)
        try:
            services = build(self._settings)
            app, _ = web_app(services)
            services.start()
        except SchoolbellError as error:
            log.error("%s", error.sentence)
            raise SystemExit(CANNOT_BE_LOADED) from error
        _spare_the_collector()
        return app


def _allow_connections() -> None:
    """Each takes an open file, and a service is given 1,024 of them unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * MOST_CONNECTIONS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _spare_the_collector() -> None:
    """What is loaded by now stays: looking through it again and again is a tenth of what an order takes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS, 20, 20)


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # that the tables are as they were is no news
