"""Serves the controller with gunicorn: one gevent worker, since a room's pictures are relayed in one process.

Call `gevent.monkey.patch_all()` before this module is imported.
"""

import logging
from typing import Any

from gunicorn.app.base import BaseApplication

from controller.bootstrap import build, web_app
from controller.config import Settings
from controller.errors import SchoolbellError
from controller.ports import bind_address

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
            "graceful_timeout": 3,
            "loglevel": settings.log_level.lower(),
            "proc_name": "schoolbell",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        try:
            services = build(self._settings)
            app, _ = web_app(services)
            services.start()
        except SchoolbellError as error:
            log.error("%s", error.sentence)
            raise SystemExit(
                4
            ) from error  # gunicorn's code for «the app cannot be loaded»: it does not try again
        return app
