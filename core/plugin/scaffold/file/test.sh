#!/bin/sh
# Builds the plugin, holds it against what plugins promise, and compares what it makes of its fixture with what is expected.
# GARNER says which garner (default: the installed one; in garner's own tree, the built one).
set -eu
cd "$(dirname "$0")"
if [ -e ../../include/garner/plugin.h ]; then
    make -s -C ../.. all
    so=../../build/plugins/@NAME@/@NAME@.so
    garner=${GARNER:-../../build/garner}
else
    make -s @NAME@.so
    so=$PWD/@NAME@.so
    garner=${GARNER:-$(pkg-config --variable=program garner)}
    export GARNER_PLUGIN_PATH=$PWD
fi
"$garner" plugins check -c fixtures/check.yaml "$so"
"$garner" test -c fixtures/check.yaml -n 1000 check | diff fixtures/expected - && echo "the records are as expected"
