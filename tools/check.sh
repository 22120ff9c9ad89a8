#!/usr/bin/env bash
# House rules that a tool can check; prints what breaks one and fails.
#   floors      a module includes only lower floors, and neighbours by their header
#   alone       each header compiles by itself
#   bans        no malloc, clock, random or SQL text where it does not belong
#   text        no tabs, trailing blanks, missing final newline
set -u
cd "$(dirname "$0")/.." || exit 1
faults=0
fault() { printf '%s\n' "$*"; faults=$((faults + 1)); }

# The may-use table of HACKING.md: module, then the modules that it may include.
may_use() {
    case $1 in
    base) echo "base" ;;
    vn) echo "base vn" ;;
    table) echo "base vn table" ;;
    store) echo "base vn store" ;;
    audit) echo "base table store audit" ;;
    backup) echo "base store backup" ;;
    account) echo "base vn table store audit account" ;;
    job) echo "base table store audit account job" ;;
    person) echo "base store audit account person" ;;
    law) echo "base vn table law" ;;
    unit) echo "base vn table store unit" ;;
    linkage) echo "base vn table unit linkage" ;;
    register) echo "base vn table store linkage register" ;;
    cube) echo "base vn table store unit cube" ;;
    reconcile) echo "base vn table store law unit linkage register cube person reconcile" ;;
    outreach) echo "base vn table store account law unit linkage register cube person reconcile outreach" ;;
    door) echo "base vn table store unit linkage register cube plan door" ;;
    plan | progress) echo "base vn table store law unit cube $1" ;;
    generate) echo "base vn table store law unit linkage cube generate" ;;
    http) echo "base vn table store audit account job person law unit linkage register cube plan door progress reconcile outreach http" ;;
    cli) echo "base vn table store audit backup account job person law unit linkage register cube plan door progress reconcile outreach generate http cli" ;;
    *) echo "" ;;
    esac
}
for file in src/*/*.[ch]; do
    module=$(basename "$(dirname "$file")")
    allowed=" $(may_use "$module") "
    while read -r included; do
        other=${included%%/*}
        case "$allowed" in
        *" $other "*) ;;
        *) fault "$file: $module may not include $included" ;;
        esac
        case "$included" in
        */*internal.h) [ "$other" = "$module" ] || fault "$file: $included belongs to $other alone" ;;
        esac
    done < <(sed -n 's/^#include "\([a-z]*\/[a-z_]*\.h\)".*/\1/p' "$file")
done

for header in src/*/*.h; do
    "${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -Isrc -fsyntax-only -Wall -Wextra -x c "$header" 2>/tmp/header.$$ ||
        fault "$header does not compile alone: $(head -n 1 /tmp/header.$$)"
done
rm -f /tmp/header.$$

ban() { # what, pattern, files that may
    local hit
    hit=$(grep -nE "$2" src/*/*.c | grep -vE "^($3)" | head -n 5)
    [ -z "$hit" ] || fault "$1:
$hit"
}
ban "memory outside an arena" '\b(malloc|calloc|realloc|strdup|alloca)\(' 'src/base/'
ban "a clock that cannot be set" '\b(time|gettimeofday|clock_gettime|localtime|gmtime)\(' 'src/base/clock.c'
ban "a random source without a seed" '\b(rand|random|srand|drand48)\(' 'src/base/rng.c'
ban "SQL outside a .sql file" '"(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP) ' 'src/store/'
ban "a static variable that changes" '^static (int|bool|char|Str|[A-Z][A-Za-z]+ \*?[a-z_]+ =)[^(]*;' 'src/base/'

# What reaches a page says nothing of the command line: its words stand in COMMAND (base/err.h).  What only
# commands and the start of the server say is left out.
typed=$(perl -0777 -ne 's{/\*.*?\*/}{}gs; s{\bCOMMAND(_OF)?\((?:[^()"]|\([^()]*\)|"(?:[^"\\]|\\.)*")*\)}{}gs;
    while (/"((?:[^"\\]|\\.)*)"/g) { my $s = $1; print "$ARGV: $s\n" if $s =~ /(^|[\s(“])--[a-z]|\bbaophu (?!session|csrf|recovery|invitation|key)[a-z]/ }' \
    src/{base,vn,table,store,audit,backup,account,job,person,law,unit,register,cube,plan,door,progress,reconcile,outreach,http}/*.c |
    grep -vE '^src/http/(listen|tls)\.c|^src/plan/allocate_run\.c:  \(--last-year' | head -n 5)
[ -z "$typed" ] || fault "words of the command line that may reach a page:
$typed"

# Whatever is noted in the trail has a name in words; the others are names of the log.
nameless=$(grep -ohE '"(account|allocate|fact|import|invitation|job|lead|password|person|reconcile|register|review|round|rule|session|sign-in|target|totp|unit|document|work)\.[a-z-]+"' \
    src/{http,cli,job,person,register,reconcile,account,plan,progress,cube,unit,outreach}/*.c | sort -u |
    grep -vE '"(job\.(end-again|failed|keep|look)|account\.key)"' | while read -r action; do
        grep -qF "{$action," src/audit/action.c || echo "$action"
    done)
[ -z "$nameless" ] || fault "actions without words in src/audit/action.c: $nameless"

while read -r file; do
    case "$file" in *.xlsx | *.xls | *.docx | *.doc | *.png | *.zip | *.gz | tests/fuzz/corpus/* | tests/*/*.csv | tests/*/*.tsv | tests/*/*.txt) continue ;; esac
    [ -f "$file" ] || continue
    grep -nP '\t' "$file" /dev/null | grep -vE '\.(txt|csv|tsv|md):' | head -n 1 | while read -r line; do echo "tab: $line"; done
    grep -nE ' +$' "$file" /dev/null | head -n 1
    [ -z "$(tail -c 1 "$file")" ] || echo "no newline at the end: $file"
done < <(git ls-files src tests tools docs data bench run test README.md HACKING.md) >/tmp/text.$$
[ -s /tmp/text.$$ ] && fault "$(cat /tmp/text.$$)"
rm -f /tmp/text.$$

if command -v clang-format >/dev/null; then
    unformatted=$(clang-format --dry-run src/*/*.[ch] 2>&1 | grep -oE '^src/[^:]+' | sort -u | head -n 10)
    [ -z "$unformatted" ] || fault "not as clang-format writes it:
$unformatted"
fi
tools/catalogue.py --check || fault "a text is there in one language only"
[ "$faults" = 0 ] || { echo "$faults faults"; exit 1; }
echo "house rules kept"
