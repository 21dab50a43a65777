#!/bin/sh
# Rewrites requirements/*.lock from pyproject.toml. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url "$@"
}
compile --extra build --extra test pyproject.toml -o requirements/test.lock
compile --extra build --extra demo -c requirements/test.lock pyproject.toml -o requirements/demo.lock
# What a lab PC installs, served to it by the controller.
compile --extra agent -c requirements/test.lock pyproject.toml -o workstation_agent/install/requirements.txt
