#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a reader of the sources would object to: banned functions, allocation outside its place,
# missing licence lines, paths of somebody's machine, bare to-dos, files that grew too long.
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
fault() {
	[ -z "$1" ] && return 0
	printf '%s\n  ^ %s\n' "$1" "$2"
	status=1
}
mapfile -t code < <(find common proto services tests deploy -name '*.[ch]' | sort)
mapfile -t all < <(find . -path ./build -prune -o -path './build-*' -prune -o -path ./data -prune \
	-o -path ./.git -prune -o -type f -print | sed 's,^\./,,' | sort)

# FILE:LINE:text of the code without its comments and strings.
bare() {
	for f in "$@"; do
		gcc -fpreprocessed -dD -E -w -x c "$f" 2>/dev/null | awk -v f="$f" '
			/^# [0-9]+ "/ { line = $2 - 1; next }
			{ line++; gsub(/"([^"\\]|\\.)*"/, "\"\""); print f ":" line ":" $0 }'
	done
}
plain=$(bare "${code[@]}")
word='(^|[^A-Za-z0-9_.>])'
fault "$(grep -E "$word(strcpy|strcat|sprintf|vsprintf|atoi|atol|strtok|gets|alloca|rand|srand|sleep|usleep)[[:space:]]*\(" <<<"$plain")" \
	'banned: see the house rules for what to use instead'
fault "$(grep -E "$word(malloc|realloc|reallocarray)[[:space:]]*\(" <<<"$plain" |
	grep -vE '^common/(buf|arena)\.c:')" 'calloc, zb_buf, zb_vec_grow or zb_arena'
fault "$(grep -E '^[^:]*:[0-9]*:typedef (struct|union|enum)' <<<"$plain")" 'no typedefs of structs'

for f in "${all[@]}"; do
	case $f in
	*.c | *.h | *.proto | *.py | *.sh | *CMakeLists.txt | *.cmake | tests/run | .ci/run | deploy/setup | deploy/quickstart)
		head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f"
		;;
	esac
done >/tmp/zb-lint.$$
fault "$(cat /tmp/zb-lint.$$)" 'no SPDX line'
rm -f /tmp/zb-lint.$$

binary='\.(png|gz|mdb|zst|der|pdf)$'
mapfile -t texts < <(printf '%s\n' "${all[@]}" | grep -vE "$binary" | grep -vE '^tests/fuzz/[a-z_0-9]+\.(in|repro)/')
fault "$(grep -nHIE '/(work|farm|root|home)/[a-z]|\.library' "${texts[@]}" | grep -vE '^tests/lint/text\.sh:')" \
	'a path of one machine'
fault "$(grep -nHIE 'TODO[^(]|TODO$|FIXME|\bXXX\b' "${code[@]}")" 'TODO(#issue) or nothing'

for f in "${code[@]}"; do
	n=$(wc -l <"$f")
	[ "$n" -le 700 ] || fault "$f: $n lines" 'split by noun'
	[ "$n" -le 500 ] || [ "$n" -gt 700 ] || echo "note: $f has $n lines; 500 is the aim"
done
exit $status
