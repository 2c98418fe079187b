#!/bin/sh
# Busbar with its own Node.js, wherever the package was unpacked.
here=$(dirname "$(readlink -f "$0")")
exec "$here/../lib/busbar/bin/node" "$here/../lib/busbar/dist/src/main.js" "$@"
