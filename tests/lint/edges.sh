#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Who may include what: tests -> services/* -> proto -> common, no service another's headers
# (but the command line), the extractor's halves neither each other nor a socket; and each
# third-party library in the one place that wraps it.
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0

# no REGEX WHY FILE...: an include line that matches is a fault.
no() {
	local regex=$1 why=$2
	shift 2
	[ $# -gt 0 ] || return 0
	local found
	found=$(grep -nHE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($regex)" "$@")
	[ -n "$found" ] || return 0
	printf '%s\n%s\n' "$found" "  ^ $why"
	status=1
}
sources() {
	find "$@" -name '*.[ch]' 2>/dev/null | sort
}

mapfile -t common < <(sources common)
mapfile -t proto < <(sources proto)
no '(proto|services|tests)/' 'common knows no other room' "${common[@]}"
no '(services|tests)/' 'proto may include common only' "${proto[@]}"
for service in fetcher extractor store; do
	mapfile -t own < <(sources services/$service)
	for other in fetcher extractor store zhibiao; do
		[ $other = $service ] ||
			no "(services/|\.\./)$other/" "$service includes no other service" "${own[@]}"
	done
	no 'tests/' 'a service knows no tests' "${own[@]}"
done
mapfile -t cli < <(sources services/zhibiao)
no 'tests/' 'a service knows no tests' "${cli[@]}"
mapfile -t page < <(sources services/extractor/page)
mapfile -t indicator < <(sources services/extractor/indicator)
no '.*indicator/' 'the page half knows nothing of indicators' "${page[@]}"
no '.*page/' 'the indicator half knows nothing of pages' "${indicator[@]}"
no '(common/(bus|loop|daemon|kv)\.h|sys/socket\.h)' 'bytes in, structs out: no sockets here' \
	"${page[@]}" "${indicator[@]}"
mapfile -t own < <(sources common proto services tests)
no '[^>"]*\.c[>"]' 'a .c file is not included' "${own[@]}"

# library header, where it may be named (benches and tests may meet a library bare)
while read -r header place; do
	mapfile -t elsewhere < <(sources common proto services tests |
		grep -vE "^($place)" | grep -vE "^tests/(bench|unit)/")
	no "$header" "only in $place" "${elsewhere[@]}"
done <<'TABLE'
curl/ services/fetcher/http(_answer|_priv)?\.[ch]
libxml/ services/extractor/page/[a-z_]*\.c
lmdb\.h common/kv_(priv|txn)\.[ch]
zmq common/(loop|bus|bus_frame)\.[ch]
(yaml|cyaml/.*)\.h common/conf\.c
zstd\.h common/zip\.c
sodium common/(hash|curve)\.c
openssl common/hash\.c
unicode/ services/fetcher/host\.c
openssl/ common/hash\.c
zlib\.h services/extractor/page/[a-z_]*\.c|services/fetcher/(archive|coding)\.c
brotli/ services/fetcher/coding\.c
libpsl\.h services/fetcher/site\.c
uchardet services/extractor/page/[a-z_]*\.c
microhttpd services/[a-z]*/http_?[a-z]*\.c
sqlite3\.h services/zhibiao/[a-z_]*\.c
systemd/ common/daemon\.c
TABLE
exit $status
