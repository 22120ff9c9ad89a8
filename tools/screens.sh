#!/usr/bin/env bash
# Screenshots of every page of the web application, against the real service with the demonstration province:
#   tools/screens.sh [NAME …]       → screens/NAME-{may-tinh,dien-thoai,nen-toi,dien-thoai-toi,in-a4}.png
# Fails where a page breaks, is wider than its window or has a serious fault of accessibility (axe-core).
# Needs a build (build/baophu) and chromium.
set -eu
cd "$(dirname "$0")/.."
ninja -C build >/dev/null
exec node tests/e2e/screens.mjs "$@"
