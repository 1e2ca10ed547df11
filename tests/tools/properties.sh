#!/bin/sh
# The property tests in full, on all processors: 100,000 lists × cases, and 20,000 worlds
# of visits. A failure names its seed; build/unit/test_properties SEED, or
# build/unit/test_visit_worlds SEED, plays that one alone.
# Usage: properties.sh BUILD [FIRST SEED]
set -eu
build=$1 first=${2:-1} worlds=12800 least=100000 visits=20000
workers=$(nproc)
share=$(((worlds + workers - 1) / workers)) visit_share=$(((visits + workers - 1) / workers))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pids='' bad=0 i=0
while [ $i -lt "$workers" ]; do
	{
		ok=0
		"$build/unit/test_properties" $((first + i * share)) $share || ok=1
		"$build/unit/test_visit_worlds" $((first + i * visit_share)) $visit_share || ok=1
		exit $ok
	} >"$work/$i" 2>&1 &
	pids="$pids $!" i=$((i + 1))
done
for pid in $pids; do
	wait "$pid" || bad=1
done
grep -hE 'lists ×|worlds of visits|seed|ERROR' "$work"/* || true
pairs=$(sed -n 's/^.* lists, \([0-9]*\) lists × cases.*/\1/p' "$work"/* | awk '{n += $1} END {print n + 0}')
echo "$pairs lists × cases in all"
[ $bad = 0 ] && [ "$pairs" -ge $least ]
