#!/bin/sh
# Compares the documents with the program: the diagram of README.md with `madoguchi states`, the
# commands of madoguchi.1 with `madoguchi --help`, the settings and defaults of
# madoguchi.conf.5 with conf/madoguchi.conf, make's targets with those that README.md names.
# Needs the built programs (BUILD, else build). Says every difference; 1 when there is one.
set -eu
cd "$(dirname "$0")/../.."
program=${BUILD:-build}/madoguchi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# Both files, one item a line: what is only in the first, what only in the second.
compare() {
	LC_ALL=C sort -u "$work/$1" > "$work/1"
	LC_ALL=C sort -u "$work/$2" > "$work/2"
	[ -s "$work/1" ] || { echo "check-docs: nothing found for $1" >&2; bad=1; }
	LC_ALL=C comm -23 "$work/1" "$work/2" | sed "s|^|$3: |" > "$work/out"
	LC_ALL=C comm -13 "$work/1" "$work/2" | sed "s|^|$4: |" >> "$work/out"
	if [ -s "$work/out" ]; then
		cat "$work/out" >&2
		bad=1
	fi
}

# --- the diagram ---

"$program" states > "$work/states"
sed -n '/^<!-- states -->$/,/^<!-- \/states -->$/p' README.md | grep -v '^<!--\|^```' > "$work/diagram" || true
if ! diff -u "$work/diagram" "$work/states" >&2; then
	echo "README.md: the diagram is not what \`madoguchi states\` prints" >&2
	bad=1
fi

# --- commands ---

"$program" --help | sed -n 's/^  \([a-z][a-z-]*\)  *.*/\1/p' > "$work/commands"
sed -n 's/^\.It Ic \([a-z-]*\).*/\1/p; s/^\.Ic \([a-z-]*\)$/\1/p' man/madoguchi.1 > "$work/pages"
compare commands pages "not in man/madoguchi.1, command" "in man/madoguchi.1, but no command"

# --- settings ---

# conf/madoguchi.conf as group.name=value, samples in comments included. A comment line counts
# when it looks like a setting, inside the group that is open.
awk '
	{ line = $0; sub(/^#?[ \t]*/, "", line) }
	/^[a-z_]+ *[:=] *[({]/ { group = $1; next }
	/^[)}];/ { group = ""; next }
	group == "" { next }
	$0 !~ /^#/ || group == "oauth" {
		if (match(line, /^[a-z_]+ = .*;/)) {
			text = substr(line, 1, RLENGTH)
			name = text; sub(/ = .*/, "", name)
			value = text; sub(/^[a-z_]+ = /, "", value); sub(/;.*/, "", value)
			print group "." name "=" value
		}
	}' conf/madoguchi.conf > "$work/conf"
sed 's/=.*//' "$work/conf" > "$work/settings"
sed -n 's/^\.It Va //p' man/madoguchi.conf.5 > "$work/described"
compare settings described "not in man/madoguchi.conf.5, setting" "in man/madoguchi.conf.5, but not in conf/madoguchi.conf"

# Defaults; those for which the configuration shows an example have none in the page, except
# the ones named here.
awk '
	/^\.It Va / { name = $3; getline; if (match($0, /default .*\.$/)) {
		value = substr($0, RSTART + 8); sub(/\.$/, "", value); print name "=" value } }
	' man/madoguchi.conf.5 | grep -v '^oauth\.' > "$work/defaults"
sed 's/^\([^=]*=-\{0,1\}[0-9]*\)\.0$/\1/' "$work/conf" > "$work/values"
cut -d= -f1 "$work/defaults" | while read -r name; do
	grep "^$name=" "$work/values" || true
done > "$work/shown"
compare defaults shown "man/madoguchi.conf.5 gives another default" "conf/madoguchi.conf shows"

# --- targets ---

sed -n 's/^\([a-z][a-z0-9-]*\):.*## .*/\1/p' Makefile > "$work/targets"
sed -n 's/^| `make \([a-z0-9-]*\)`.*/\1/p' README.md > "$work/told"
compare targets told "not in README.md, target" "in README.md, but no target"

# --- form ---

if command -v mandoc >/dev/null; then
	mandoc -Tlint -Wwarning man/madoguchi.1 man/madoguchi.conf.5 man/madoguchid.8 >&2 || bad=1
fi
exit $bad
