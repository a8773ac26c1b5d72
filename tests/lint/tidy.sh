#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over every source; one that was clean and is unchanged, as are the headers it includes
# and the rules, is not read again (build/dev/tidy/).
#   tests/lint/tidy.sh [FILE...]
set -u
cd "$(dirname "$0")/../.." || exit 1
build=build/dev
mkdir -p $build/tidy
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(find common proto services tests -name '*.c' | sort)

check() {
	local key
	key=$build/tidy/$(gcc -MM -I. -I$build -I/usr/include/libxml2 -D_GNU_SOURCE "$1" | sed 's/^[^:]*://; s/\\$//' |
		xargs cat .clang-tidy | sha256sum | cut -c1-32)
	[ ! -e "$key" ] || return 0
	if clang-tidy --quiet -p $build "$1" 2>"$key.err" >"$key.out"; then
		: >"$key"
	else
		grep -E '(warning|error):' "$key.out" | sed "s,$PWD/,," || cat "$key.out" "$key.err"
		rm -f "$key.out" "$key.err"
		return 1
	fi
	rm -f "$key.out" "$key.err"
}
export -f check
export build
printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 1 bash -c 'check "$1"' _
