#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# .clang-format holds; --fix makes it so.
set -u
cd "$(dirname "$0")/../.." || exit 1
mode=(--dry-run -Werror)
[ "${1:-}" != --fix ] || mode=(-i)
found=$(find common proto services tests -name '*.[ch]' -print0 |
	xargs -0 -P "$(nproc)" -n 8 clang-format "${mode[@]}" 2>&1) && exit 0
grep -E 'error:' <<<"$found" | cut -d: -f1 | sort | uniq -c | sed 's/$/ places to format/'
echo "  ^ tests/lint/format.sh --fix"
exit 1
