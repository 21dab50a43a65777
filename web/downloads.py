"""Files that a page gives away."""

from flask import Response


def download(content: bytes, kind: str, name: str) -> Response:
    """`name` is ours, and never what somebody typed. Nobody keeps a copy on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)
