#!/bin/sh
# What a container runs: 'jupyter' is JupyterLab for the network card that the container has, anything else is run as it stands.
set -eu
if [ "${1:-}" = jupyter ] && [ $# -eq 1 ]; then
    exec jupyter lab --ip=0.0.0.0 --port=8888 --no-browser --notebook-dir=/kit/notebooks
fi
exec "$@"
