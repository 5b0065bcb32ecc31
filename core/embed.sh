#!/bin/sh
# Prints C that holds each named file as a string, and the table core/embedded.h declares.
set -eu
echo '#include "core/embedded.h"'
for file; do
    name=$(printf %s "$file" | tr -c 'a-zA-Z0-9' '_')
    printf 'static const unsigned char %s[] = {\n' "$name"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    echo '0};'
done
echo 'const struct embedded embedded_files[] = {'
for file; do
    name=$(printf %s "$file" | tr -c 'a-zA-Z0-9' '_')
    printf '    {"%s", (const char *)%s},\n' "$file" "$name"
done
echo '    {0, 0}};'
