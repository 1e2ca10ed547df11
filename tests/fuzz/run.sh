#!/bin/sh
# Runs fuzzing programs one after the other: run.sh FOLDER PROGRAM… What they learn is kept in
# FOLDER/corpus, inputs that break something go to FOLDER/found. FUZZ_SECONDS is the time of
# each program, FUZZ_ONLY a word of the names of those to run. 1 when something was found.
set -u
folder=$1
shift
bad=0
mkdir -p "$folder/found" "$folder/log"
# One step is one input: a hang is one that takes ten seconds, sanitizers included.
options="-timeout=10 -rss_limit_mb=2048 -max_len=20000 -print_final_stats=1"
export LSAN_OPTIONS="suppressions=$PWD/tests/tools/lsan.txt:print_suppressions=0"
for program in "$@"; do
	name=${program##*/fuzz_}
	case $name in *${FUZZ_ONLY:-}*) ;; *) continue ;; esac
	log=$folder/log/$name
	mkdir -p "$folder/corpus/$name"
	if $program $options -max_total_time="${FUZZ_SECONDS:-20}" \
		-artifact_prefix="$folder/found/$name-" \
		"$folder/corpus/$name" "tests/fuzz/seeds/$name" >"$log" 2>&1; then
		result=ok
	else
		result="FOUND, see $log"
		bad=1
	fi
	inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	printf '  FUZZ  %-14s %9s inputs  %s\n' "$name" "${inputs:-?}" "$result"
done
exit $bad
