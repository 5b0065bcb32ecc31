#!/bin/sh
# What `make demo` does with the built program: pulls the demo company's exports into a fresh store and compares.
set -eu
garner=$1
config=config/garner.yaml
rm -rf config/demo/work
mkdir -p config/demo/work
echo "Pulling the exports of Alma Coffee (an invented company) with $config:"
"$garner" pull -c "$config"
echo
"$garner" report compare -c "$config"
echo
echo "Next: garner report compare -c $config --by channel --clock acquisition; garner campaigns -c $config --unmatched;"
echo "      then your own: see README.md, the five-minute tour."
