#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A loopback web site that behaves well under /a/ and badly elsewhere; each bad behaviour has a path.

site.py [PORT]: answers on all loopback addresses, prints its port, counts requests. GET /hits?/path tells how often /path was asked for.
Raw answers are written byte by byte as listed, so that each is exactly what its name says.
"""
import collections
import gzip
import socket
import sys
import threading
import time

HITS, TIMES, LOCK = collections.Counter(), collections.defaultdict(list), threading.Lock()
PAGES = 300


def page(title, links=(), extra="", text="产值100亿元,同比增长5%。"):
    anchors = "".join(f'<a href="{link}">{link}</a>\n' for link in links)
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{extra}</head><body><h1>{title}</h1>\n'
            f'<p>{title}{text}</p>\n{anchors}</body></html>').encode()


def answer(body=b"", status="200 OK", kind="text/html; charset=utf-8", fields=(), length=True):
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"] + list(fields)
    if length:
        head.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def moved(to, status="302 Found"):
    return answer(b"", status, fields=[f"Location: {to}"])


def chunked(*chunks):
    return (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks))


def drip(sock, count, pause):
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(count):
        sock.sendall(b"x")
        time.sleep(pause)


def endless(sock):
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        sock.sendall(b"<p>x</p>" * 4096)


def endless_head(sock):
    sock.sendall(b"HTTP/1.1 200 OK\r\n")
    for n in range(10 ** 9):
        sock.sendall(b"X-Field-%d: %s\r\n" % (n, b"y" * 200))


FIXED = {
    "/gone": answer(b"gone", "410 Gone"),
    "/forbidden": answer(b"no", "403 Forbidden"),
    "/login": answer(b"who?", "401 Unauthorized"),
    "/challenge412": answer(b"<script>document.cookie='x'</script>", "412 Precondition Failed"),
    "/challenge521": answer(b"<script>document.cookie='x'</script>", "521 Web Server Is Down"),
    "/error500": answer(b"oops", "500 Internal Server Error"),
    "/error502": answer(b"oops", "502 Bad Gateway"),
    "/always503": answer(b"", "503 Service Unavailable", fields=["Retry-After: 1"]),
    "/always429": answer(b"", "429 Too Many Requests"),
    "/empty204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/partial206": answer(b"half", "206 Partial Content", fields=["Content-Range: bytes 0-3/8"]),
    "/unasked304": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "/redirect1": moved("/a/1.html"),
    "/redirect301": moved("/a/2.html", "301 Moved Permanently"),
    "/redirect308": moved("/a/3.html", "308 Permanent Redirect"),
    "/redirect-chain": moved("/redirect-chain2"),
    "/redirect-chain2": moved("/a/4.html"),
    "/redirect-self": moved("/redirect-self"),
    "/redirect-loop": moved("/redirect-loop2"),
    "/redirect-loop2": moved("/redirect-loop"),
    "/redirect-bare": answer(b"", "302 Found"),
    "/redirect-ftp": moved("ftp://127.0.0.1/x"),
    "/redirect-file": moved("file:///etc/passwd"),
    "/redirect-script": moved("javascript:alert(1)"),
    "/redirect-bad": moved("http://[::1/"),
    "/redirect-private": moved("/private/2.html"),
    "/redirect-gone": moved("/missing2"),
    "/short": answer(b"", fields=["Content-Length: 1000"], length=False) + b"only this",
    "/garbage": b"\x00\x01\x02 this is not HTTP at all\r\n\r\n",
    "/http09": b"<html>no head at all</html>",
    "/no-answer": b"",
    "/bad-gzip": answer(b"this is not gzip", fields=["Content-Encoding: gzip"]),
    "/cut-gzip": answer(gzip.compress(b"x" * 100000)[:60], fields=["Content-Encoding: gzip"]),
    "/bomb": answer(gzip.compress(b"<p>x</p>" * (4 << 20)), fields=["Content-Encoding: gzip"]),
    "/good-gzip": answer(gzip.compress(page("压缩")), fields=["Content-Encoding: gzip"]),
    "/bad-chunk": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
    "/cut-chunk": chunked(b"<p>half of it</p>"),
    "/good-chunk": chunked(page("分块"), b""),
    "/long-head": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 90000 + b"\r\nContent-Length: 0\r\n\r\n",
    "/many-fields": b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(600)) + b"Content-Length: 0\r\n\r\n",
    "/lies-length": answer(b"", fields=["Content-Length: 99999999999"], length=False) + b"x",
    "/continue": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + answer(page("提示")),
    "/robots.txt": answer(b"User-agent: *\nDisallow: /private/\nSitemap: /maps/news.xml\n", kind="text/plain"),
    "/maps/news.xml": answer(b"<urlset><url><loc>/a/1.html</loc></url></urlset>", kind="application/xml"),
    "/private/1.html": answer(page("内部")),
    "/private/2.html": answer(page("内部")),
    "/one": answer(page("一", ["/one#a", "/one#b", "/one"])),
    "/big": answer(b"<p>x</p>" * (1 << 18)),
    "/bad-status": b"HTTP/1.1 9x9 What\r\nContent-Length: 0\r\n\r\n",
    "/status600": answer(b"", "600 Unheard Of"),
}


def list_of(path):
    if path == "/":
        return ["/list/%d.html" % n for n in range(0, PAGES, 30)]
    number = int(path[len("/list/"):-len(".html")])
    return ["/a/%d.html" % n for n in range(number, min(PAGES, number + 30))]


def first_time(path):
    with LOCK:
        return HITS[path] == 1


def respond(sock, path, fields):
    if path.startswith("/hits?"):
        with LOCK:
            sock.sendall(answer(str(HITS[path[6:]]).encode(), kind="text/plain"))
    elif path == "/times":
        with LOCK:
            gaps = [b - a for times in TIMES.values() for a, b in zip(times, times[1:])]
        sock.sendall(answer(b"%d %d" % (len(gaps), int(1000 * min(gaps, default=0))), kind="text/plain"))
    elif path == "/" or path.startswith("/list/"):
        sock.sendall(answer(page("要闻" + path, list_of(path))))
    elif path.startswith("/a/"):
        sock.sendall(answer(page("通报" + path, ["/", "/list/0.html"])))
    elif path.startswith("/flaky/") and first_time(path):
        sock.sendall(answer(b"", "503 Service Unavailable", fields=["Retry-After: 1"]))
    elif path.startswith("/flaky/"):
        sock.sendall(answer(page("不稳" + path)))
    elif path.startswith("/etag/"):
        same = fields.get("if-none-match") == '"v1"'
        sock.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n' if same else answer(page("版本"), fields=['ETag: "v1"']))
    elif path.startswith("/large/"):
        sock.sendall(answer(page("大", text="x" * 200000)))
    elif path.startswith("/hops/"):
        left = int(path[6:])
        sock.sendall(moved("/hops/%d" % (left - 1)) if left > 0 else answer(page("到了")))
    elif path.startswith("/calendar/"):
        number = int(path[10:])
        sock.sendall(answer(page("日历%d" % number, ["/calendar/%d" % (number + 1)])))
    elif path == "/drip":
        drip(sock, 100, 0.3)
    elif path == "/hang":
        time.sleep(30)
    elif path == "/slow":
        time.sleep(1)
        sock.sendall(answer(page("慢")))
    elif path == "/endless":
        endless(sock)
    elif path == "/endless-head":
        endless_head(sock)
    elif path in FIXED:
        sock.sendall(FIXED[path])
        return path not in ("/short", "/garbage", "/http09", "/no-answer", "/cut-chunk", "/lies-length", "/cut-gzip", "/bad-chunk")
    else:
        sock.sendall(answer(b"not here", "404 Not Found"))
    return path not in ("/drip", "/hang", "/endless", "/endless-head")


def serve(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        stream = sock.makefile("rb")
        while True:
            line = stream.readline(65536)
            if not line.strip():
                return
            fields = {}
            while (field := stream.readline(65536)).strip():
                name, _, value = field.decode("latin-1").partition(":")
                fields[name.strip().lower()] = value.strip()
            path = line.split()[1].decode("latin-1")
            with LOCK:
                HITS[path] += 1
                if not path.startswith(("/hits", "/times")):
                    TIMES[fields.get("host", "")].append(time.monotonic())
            if not respond(sock, path, fields):
                return
    except (OSError, ValueError):
        pass
    finally:
        sock.close()


def main():
    # Every 127.x.y.z is this site under another name; nobody else is answered.
    server = socket.create_server(("", int(sys.argv[1]) if len(sys.argv) > 1 else 0), backlog=512)
    print(server.getsockname()[1], flush=True)
    while True:
        sock, peer = server.accept()
        if not peer[0].startswith("127."):
            sock.close()
            continue
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    main()
