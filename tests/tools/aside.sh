#!/bin/sh
# Runs a command and shows what it printed in one piece when it has ended, so that several
# beside each other can be read.
# Usage: aside.sh LOCKFILE COMMAND …
set -u
lock=$1
shift
out=$(mktemp)
trap 'rm -f "$out"' EXIT
"$@" >"$out" 2>&1
code=$?
[ $code = 0 ] || echo "failed ($code): $*" >>"$out"
flock "$lock" cat "$out"
exit $code
