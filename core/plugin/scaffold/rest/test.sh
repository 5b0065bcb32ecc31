#!/bin/sh
# Compares what the preset makes of its fixture with what is expected, and tries it as `garner plugins check` tries plugins.
# GARNER says which garner (default: the installed one).
set -eu
cd "$(dirname "$0")"
garner=${GARNER:-$(pkg-config --variable=program garner)}
server=$(pkg-config --variable=testserver garner)
export GARNER_PLUGIN_PATH=$PWD
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
"$garner" plugins check -c fixtures/check.yaml "$(pkg-config --variable=plugindir garner)/rest/rest.so" &&
    echo "the records are as expected"
