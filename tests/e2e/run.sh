#!/usr/bin/env bash
# The journeys of those who use the application, in Chromium against `baophu serve`:
#   tests/e2e/run.sh [BAOPHU [JUNIT [JOURNEY …]]]
# BAOPHU must have been built with the web application.  A failed step leaves screens/fault-<journey>.png.
# All of them go in two lanes, as each waits for its pages half of the time; JUNIT is of the first, JUNIT.2 of the second.
set -eu
cd "$(dirname "$0")/../.."
baophu=${1:-build/baophu} junit=${2:-/dev/null}
[ -d web/node_modules/playwright-core ] || { echo "web/node_modules is missing: build with -Dweb=enabled" >&2; exit 1; }
# Those of a lane that need the same service share it, and the later ones change what the earlier ones read.
demo="month entry phone keyboard offline english round admin field review"
others="first_start plan single registers outreach"
play() { # JUNIT JOURNEY …
    timeout --kill-after=10 1800 node tests/e2e/run.mjs "$baophu" "$@"
}
if [ $# -gt 2 ]; then
    shift 2
    play "$junit" "$@"
else
    second=/dev/null
    [ "$junit" = /dev/null ] || second=$junit.2
    # shellcheck disable=SC2086
    play "$second" $others & lane=$!
    failed=0
    # shellcheck disable=SC2086
    play "$junit" $demo || failed=1
    wait "$lane" || failed=1
    exit $failed
fi
