#!/usr/bin/env bash
# The journeys of those who use the application, in Chromium against `baophu serve`:
#   tests/e2e/run.sh [BAOPHU [JUNIT [JOURNEY …]]]
# BAOPHU must have been built with the web application.  A failed step leaves screens/fault-<journey>.png.
set -eu
cd "$(dirname "$0")/../.."
baophu=${1:-build/baophu} junit=${2:-/dev/null}
[ $# -gt 2 ] && shift 2 || shift $#
[ -d web/node_modules/playwright-core ] || { echo "web/node_modules is missing: build with -Dweb=enabled" >&2; exit 1; }
exec timeout --kill-after=10 900 node tests/e2e/run.mjs "$baophu" "$junit" "$@"
