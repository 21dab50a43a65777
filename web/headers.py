"""The security headers of every answer."""

from flask import Flask, Response, request

from web.settings import WebSettings

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(self), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}


def content_security_policy(settings: WebSettings) -> str:
    sockets = [origin.replace("http", "ws", 1) for origin in settings.allowed_origins]
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            f"connect-src 'self' {' '.join(sockets)}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def add_headers(app: Flask, settings: WebSettings) -> None:
    headers = FIXED | {"Content-Security-Policy": content_security_policy(settings)}
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response
