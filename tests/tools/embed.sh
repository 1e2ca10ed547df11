#!/bin/sh
# Turns text on standard input into a C string constant named $1.
printf 'static const char %s[] =\n' "$1"
sed 's/\\/\\\\/g; s/"/\\"/g; s/^/    "/; s/$/\\n"/'
printf '    ;\n'
