#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A loopback site of 20,000 pages (nginx), crawled by the fetcher, wget2 and scrapy, those that
# are installed (Debian: nginx-light wget2 python3-scrapy). Pages, seconds, pages/s, most memory.
#   tests/bench/crawlers.sh [PAGES]
set -eu
cd "$(dirname "$0")/../.."
pages=${1:-20000}
work=$(mktemp -d)
port=18099
nginx=
trap '[ -z "$nginx" ] || kill "$nginx"; wait; rm -rf "$work"' EXIT

python3 - "$work/site" "$pages" <<'PY'
import pathlib, random, sys
root, pages = pathlib.Path(sys.argv[1]), int(sys.argv[2])
(root / "a").mkdir(parents=True)
rng = random.Random(1)
words = "产业规模达到亿元同比增长集成电路生物医药人工智能新能源汽车高端装备全区企业"
for n in range(pages):
    kids = [k for k in range(10 * n + 1, 10 * n + 11) if k < pages]
    links = "".join(f'<a href="/a/{k}.html">第{k}期</a>\n' for k in kids + [rng.randrange(pages) for _ in range(10)])
    text = "".join(f"<p>{''.join(rng.choices(words, k=300))}</p>\n" for _ in range(20))
    html = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{n}</title></head><body>{links}{text}</body></html>'
    (root / "a" / f"{n}.html").write_text(html)
(root / "index.html").write_text('<a href="/a/0.html">start</a>')
(root / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
PY
cat >"$work/nginx.conf" <<CONF
daemon off; pid $work/nginx.pid; error_log stderr warn; worker_processes 1;
events { worker_connections 1024; }
http { access_log off; client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
types { text/html html; text/plain txt; } keepalive_requests 1000000;
server { listen 127.0.0.1:$port; root $work/site; } }
CONF
chmod 755 "$work"
nginx -c "$work/nginx.conf" -p "$work" &
nginx=$!
for _ in $(seq 50); do curl -so /dev/null "http://127.0.0.1:$port/" && break; sleep 0.1; done

# name, then the command: its time and memory by GNU time.
measure() {
	local name=$1 got
	shift
	/usr/bin/time -o "$work/time" -f "%e %M" "$@" >"$work/out" 2>&1 || true
	got=$(find "$work/got" -name '*.html' 2>/dev/null | wc -l)
	[ -s "$work/count" ] && got=$(cat "$work/count")
	awk -v name="$name" -v got="$got" '{ printf "%-10s %8d pages  %7.2f s  %8.0f pages/s  %7.1f MiB\n", name, got, $1, got / $1, $2 / 1024 }' "$work/time"
	rm -rf "$work/got" "$work/count"
}

build/tests/bench_fetch "http://127.0.0.1:$port"
if command -v wget2 >/dev/null; then
	measure wget2 wget2 -q -r -l 50 --max-threads=16 -P "$work/got" "http://127.0.0.1:$port/"
fi
if command -v scrapy >/dev/null; then
	cat >"$work/spider.py" <<PY
import scrapy
class Site(scrapy.Spider):
    name, start_urls, n = "site", ["http://127.0.0.1:$port/"], 0
    custom_settings = {"ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "LOG_LEVEL": "ERROR", "JOBDIR": "$work/job"}
    def parse(self, response):
        Site.n += 1
        yield from response.follow_all(css="a::attr(href)", callback=self.parse)
    def closed(self, reason):
        open("$work/count", "w").write(str(Site.n))
PY
	measure scrapy scrapy runspider "$work/spider.py"
fi
