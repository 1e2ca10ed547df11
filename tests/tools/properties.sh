#!/bin/sh
# The property test in full: 100,000 lists × cases, on all processors. A failure names its
# seed; build/unit/test_properties SEED plays that one alone.
# Usage: properties.sh BUILD [FIRST SEED]
set -eu
build=$1 first=${2:-1} worlds=12800 least=100000
workers=$(nproc)
share=$(((worlds + workers - 1) / workers))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pids='' bad=0 i=0
while [ $i -lt "$workers" ]; do
	"$build/unit/test_properties" $((first + i * share)) $share >"$work/$i" 2>&1 &
	pids="$pids $!" i=$((i + 1))
done
for pid in $pids; do
	wait "$pid" || bad=1
done
grep -hE 'lists ×|seed|ERROR' "$work"/* || true
pairs=$(sed -n 's/^.* lists, \([0-9]*\) lists × cases.*/\1/p' "$work"/* | awk '{n += $1} END {print n + 0}')
echo "$pairs lists × cases in all"
[ $bad = 0 ] && [ "$pairs" -ge $least ]
