#!/bin/sh
# Builds the plugin, holds it against what plugins promise, and compares what it makes of its fixture with what is expected.
# GARNER says which garner (default: the installed one; in garner's own tree, the built one).
set -eu
cd "$(dirname "$0")"
if [ -e ../../include/garner/plugin.h ]; then
    make -s -C ../.. all build/tests/server/serve
    so=../../build/plugins/@NAME@/@NAME@.so
    server=../../build/tests/server/serve
    garner=${GARNER:-../../build/garner}
else
    make -s @NAME@.so
    so=$PWD/@NAME@.so
    server=$(pkg-config --variable=testserver garner)
    garner=${GARNER:-$(pkg-config --variable=program garner)}
    export GARNER_PLUGIN_PATH=$PWD
fi
export GARNER_NOW=2026-11-22T12:00:00Z # the fixture's today
scratch=$(mktemp -d)
"$server" --again --log "$scratch/log" --ports "$scratch/ports" fixtures/api.http &
pid=$!
trap 'kill $pid 2> /dev/null || true; rm -rf "$scratch" fixtures/check.db.state' EXIT
until [ -e "$scratch/ports" ]; do
    kill -0 $pid
    sleep 0.05
done
BASE=http://127.0.0.1:$(head -1 "$scratch/ports")
export BASE
"$garner" test -c fixtures/check.yaml -n 1000 check | sed "s|$BASE|BASE|" | diff fixtures/expected - || {
    grep -A 5 UNEXPECTED "$scratch/log" || true
    exit 1
}
"$garner" plugins check -c fixtures/check.yaml "$so" && echo "the records are as expected"
