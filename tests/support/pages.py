# SPDX-License-Identifier: Apache-2.0
"""A well-behaved loopback site of pages of our own making: an index, lists, articles in UTF-8 and GB18030."""
import collections
import http.server
import threading

INDUSTRIES = ["集成电路", "生物医药", "人工智能", "新能源汽车"]
DISTRICTS = ["浦东新区", "徐汇区", "闵行区", "嘉定区", "松江区"]


def article(n, charset="utf-8", extra=""):
    """Article `n`; no two have the same figures."""
    industry, district, year = INDUSTRIES[n % 4], DISTRICTS[n // 4 % 5], 2019 + n % 6
    title = f"{district}{industry}产业第{n}期简报"
    text = (f"<p>{year}年,{district}{industry}产业规模达到{1000 + n}.{n % 10}亿元,同比增长{1 + n % 20}.{n % 7}%。</p>\n"
            f"<p>全区已集聚{industry}企业{200 + n}家,到{year + 4}年,产业规模力争突破{3000 + n}亿元。</p>\n{extra}")
    return (f"<!DOCTYPE html>\n<html><head><meta charset=\"{charset}\"><title>{title}</title>"
            f"<meta name=\"PubDate\" content=\"{year}-10-{1 + n % 28:02d}\"></head>\n"
            f"<body><h1>{title}</h1><div class=\"content\">\n{text}</div></body></html>\n").encode(charset)


def page(title, body):
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 64

    def handle_error(self, request, address):
        pass  # a crawler that was killed leaves its connections


class Served:
    """Answers while the block runs; `self.server` is made by who inherits."""

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Site(Served):
    """`bodies` maps paths to (bytes, content type); `hits` counts the requests."""

    def __init__(self, articles=20, size=0):
        self.bodies, self.hits, self.lock = {}, collections.Counter(), threading.Lock()
        # Comments are no content; they make pages as large as real ones.
        extra = "<!-- " + "x" * size + " -->" if size else ""
        for n in range(articles):
            charset = "gb18030" if n % 4 == 3 else "utf-8"
            self.bodies[f"/a/{n}.html"] = (article(n, charset, extra), "text/html")
        lists = range((articles + 39) // 40)
        for k in lists:
            links = "".join(f'<li><a href="/a/{n}.html">第{n}期</a></li>' for n in range(k * 40, min(articles, k * 40 + 40)))
            self.bodies[f"/list/{k}.html"] = (page("要闻", f"<ul>{links}</ul>"), "text/html")
        self.bodies["/"] = (page("首页", "".join(f'<a href="/list/{k}.html">{k}</a> ' for k in lists)), "text/html")
        self.server = Server(("127.0.0.1", 0), self.handler())
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def handler(site):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

            def log_message(self, *args):
                pass

            def do_GET(self):
                with site.lock:
                    site.hits[self.path] += 1
                body, kind = site.bodies.get(self.path, (b"", None))
                self.send_response(200 if kind else 404)
                if kind:
                    self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
