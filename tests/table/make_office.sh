#!/bin/sh
# Makes the office files of the tests with LibreOffice, so that what is read was not
# written by ourselves:  make_office.sh FOLDER
# The small ones in tests/table/office/ were made by this script.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
in=$(cd "$(dirname "$0")/office" && pwd)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
to() {
    format=$1
    shift
    soffice "-env:UserInstallation=file://$profile" --headless --norestore --convert-to "$format" --outdir "$out" "$@" \
        >/dev/null 2>&1
}
to xlsx --infilter="HTML (StarCalc)" "$in/appendix.html"
to xls --infilter="HTML (StarCalc)" "$in/appendix.html"
sed 's/ sdval="[^"]*" sdnum="[^"]*"//g' "$in/appendix.html" >"$profile/appendix.html" # Writer would set the numbers anew
to docx:"MS Word 2007 XML" --infilter="HTML (StarWriter)" "$profile/appendix.html" "$in/nested.html"
to xlsx "$in/kinds.fods" "$in/since-1904.fods"
to xls "$in/kinds.fods" "$in/since-1904.fods"
