#!/usr/bin/env bash
# When a page is interactive on a slow line and a slow processor:  bench/web/run.sh [BAOPHU [FOLDER [RUNS]]]
# BAOPHU: a release build with the web application.  Traces for Chromium's performance panel go into FOLDER.
set -eu
cd "$(dirname "$0")/../.."
exec node bench/web/interactive.mjs "${1:-build/baophu}" "${2:-out/web}" "${3:-5}"
