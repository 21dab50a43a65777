"""The app as gunicorn serves it, with one namespace that sends back what it is sent."""

from flask import Flask

from tests.web.conftest import make_site


def make() -> Flask:
    site = make_site(async_mode="gevent")
    site.socketio.server.on("echo", lambda sid, data: data, namespace="/echo")
    site.socketio.server.on("connect", lambda sid, environ: None, namespace="/echo")
    return site.app
