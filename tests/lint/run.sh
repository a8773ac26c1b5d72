#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every check that reads the sources instead of running them. One line a check: "ok   name" or
# "FAIL name" behind what it found. Exit 1 where one failed.
#   tests/lint/run.sh [NAME...]     (names: files of this folder without .sh)
set -u
cd "$(dirname "$0")/../.." || exit 1

names=("$@")
[ ${#names[@]} -gt 0 ] || names=(edges text format cppcheck tidy)
status=0
for name in "${names[@]}"; do
	began=$SECONDS
	if found=$("tests/lint/$name.sh" 2>&1); then
		[ -z "$found" ] || printf '%s\n' "$found"
		printf 'ok   %s (%d s)\n' "$name" $((SECONDS - began))
	else
		printf '%s\n' "$found"
		printf 'FAIL %s (%d s)\n' "$name" $((SECONDS - began))
		status=1
	fi
done
exit $status
