#!/bin/sh
# The references that are not Debian packages, into the benchmark's own folder.
set -eu
work=${WORK:-${BUILD:-build}/bench}
mkdir -p "$work"
command -v npm > /dev/null || {
    echo "npm is missing; goals against DuckDB are skipped" >&2
    exit 0
}
npm install --prefix "$work" --no-audit --no-fund @duckdb/node-api cron-parser
