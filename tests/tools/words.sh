#!/bin/sh
# Nothing that is kept may name the machine or place where it happened to be written: such
# a path works nowhere else. Brackets keep the pattern from finding itself.
set -u
words='/[w]ork/|/[f]arm/|registry[.]npmjs|deb[.]debian[.]org'
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
	found=$(git grep -nIE "$words")
else
	found=$(grep -rnIE --exclude-dir=build --exclude-dir='build-*' "$words" .)
fi
if [ -n "$found" ]; then
	printf '%s\n' "$found"
	echo "a path or server of one machine (see tests/tools/words.sh)"
	exit 1
fi
