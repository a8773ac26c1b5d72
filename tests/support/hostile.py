# SPDX-License-Identifier: Apache-2.0
"""A server that misbehaves in every way we know, each way on a port (so: a host) of its own.

BEHAVIOURS maps a name to the outcome that http://127.0.0.1:PORT/page ends in, and the function
that answers. A function gets the connection and the request, and writes what it likes.
"""
import collections
import gzip
import random
import socket
import socketserver
import threading
import time
import zlib

from pages import article, page

BEHAVIOURS = {}
Request = collections.namedtuple("Request", "path headers port hits")


def behaviour(outcome):
    """Registers a function under its name as ending in `outcome`."""
    def register(function):
        BEHAVIOURS[function.__name__] = (outcome, function)
        return function
    return register


def reply(s, body=b"", status="200 OK", kind="text/html; charset=utf-8", headers=(), length=None):
    """A whole answer; `length` lies about the body's where given."""
    head = [f"HTTP/1.1 {status}", "Connection: close"]
    if kind:
        head.append(f"Content-Type: {kind}")
    head.append(f"Content-Length: {len(body) if length is None else length}")
    s.sendall(("\r\n".join([*head, *headers]) + "\r\n\r\n").encode() + body)


def redirect(s, to, status="302 Found"):
    reply(s, status=status, headers=[f"Location: {to}"])


def chunked(s, chunks, headers=("Content-Type: text/html",)):
    s.sendall(("\r\n".join(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *headers]) + "\r\n\r\n").encode())
    for c in chunks:
        s.sendall(b"%x\r\n" % len(c) + c + b"\r\n")


# Statuses

@behaviour("http_404")
def not_found(s, r):
    reply(s, b"gone", "404 Not Found")


@behaviour("http_410")
def gone(s, r):
    reply(s, b"gone", "410 Gone")


@behaviour("http_403")
def forbidden(s, r):
    reply(s, b"no", "403 Forbidden")


@behaviour("http_401")
def unauthorized(s, r):
    reply(s, b"who", "401 Unauthorized", headers=['WWW-Authenticate: Basic realm="x"'])


@behaviour("http_500")
def always_500(s, r):
    reply(s, b"oops", "500 Internal Server Error")


@behaviour("stored")
def once_503(s, r):
    if r.hits == 1:
        reply(s, status="503 Service Unavailable", headers=["Retry-After: 1"])
    else:
        reply(s, article(100))


@behaviour("http_503")
def always_503(s, r):
    reply(s, status="503 Service Unavailable", headers=["Retry-After: 0"])


@behaviour("http_429")
def always_429(s, r):
    reply(s, status="429 Too Many Requests", headers=["Retry-After: 1"])


@behaviour("http_429")
def nonsense_retry_after(s, r):
    reply(s, status="429 Too Many Requests", headers=["Retry-After: soon"])


@behaviour("challenge_412")
def challenge_412(s, r):
    reply(s, b"<html><script>document.cookie='x=1';location.reload()</script></html>", "412 Precondition Failed")


@behaviour("challenge_412")
def challenge_521(s, r):
    reply(s, b"<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>", "521 Origin Down")


@behaviour("bad_response")
def odd_status(s, r):
    reply(s, b"what", "999 Odd")


@behaviour("no_content")
def no_content_204(s, r):
    s.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


@behaviour("no_content")
def empty_200(s, r):
    reply(s)


@behaviour("bad_response")
def partial_unasked(s, r):
    reply(s, article(101), "206 Partial Content", headers=["Content-Range: bytes 0-99/100000"])


@behaviour("bad_response")
def not_modified_unasked(s, r):
    s.sendall(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")


@behaviour("stored")
def continue_first(s, r):
    s.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n")
    reply(s, article(102))


# Redirects. What /page of the host ends in is what matters; where it led has its own line.

@behaviour("too_many_redirects")
def redirect_self(s, r):
    redirect(s, r.path)


@behaviour("too_many_redirects")
def redirect_loop(s, r):
    redirect(s, "/page" if r.path == "/other" else "/other")


@behaviour("too_many_redirects")
def redirect_for_ever(s, r):
    redirect(s, f"/page?n={r.hits}")


@behaviour("out_of_scope")
def redirect_to_file(s, r):
    redirect(s, "file:///etc/passwd")


@behaviour("stored")  # an address that was asked for may move, as to www.
def redirect_off_site(s, r):
    if r.headers.get("host", "").startswith("localhost"):
        reply(s, article(125))
    else:
        redirect(s, f"http://localhost:{r.port}/page")


@behaviour("http_302")
def redirect_nowhere(s, r):
    s.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@behaviour("bad_url")
def redirect_garbage(s, r):
    redirect(s, "http://[::bad/%zz\x01")


@behaviour("too_many_redirects")
def cookie_wall(s, r):
    if "seen=1" in r.headers.get("cookie", ""):
        reply(s, article(103))
    else:
        reply(s, status="302 Found", headers=["Location: /page", "Set-Cookie: seen=1; Path=/"])


# Bodies that lie about their size

@behaviour("too_large")
def huge_length(s, r):
    reply(s, b"<p>x</p>" * 1000, length=1 << 40)


@behaviour("too_large")
def huge_body(s, r):
    chunked(s, (b"<p>x</p>" * 8192 for _ in range(1000)))


@behaviour("too_large")
def gzip_bomb(s, r):
    reply(s, gzip.compress(bytes(64 << 20)), headers=["Content-Encoding: gzip"])


@behaviour("too_large")
def nested_gzip_bomb(s, r):
    reply(s, gzip.compress(gzip.compress(bytes(64 << 20))), headers=["Content-Encoding: gzip, gzip"])


@behaviour("bad_response")
def bad_gzip(s, r):
    reply(s, b"\x1f\x8b\x08\x00 this is no gzip at all", headers=["Content-Encoding: gzip"])


@behaviour("stored")
def cut_gzip(s, r):
    reply(s, gzip.compress(article(104) * 50)[:-20], headers=["Content-Encoding: gzip"])


@behaviour("stored")
def raw_deflate(s, r):
    z = zlib.compressobj(wbits=-15)
    reply(s, z.compress(article(105)) + z.flush(), headers=["Content-Encoding: deflate"])


@behaviour("bad_response")
def unknown_encoding(s, r):
    reply(s, b"xxxx", headers=["Content-Encoding: x-secret"])


@behaviour("bad_response")
def short_body(s, r):
    reply(s, article(106), length=100000)


@behaviour("stored")
def long_body(s, r):
    body = article(107)
    reply(s, body + b"<p>surplus</p>" * 1000, length=len(body))


@behaviour("bad_response")
def bad_chunks(s, r):
    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>\r\n")


@behaviour("bad_response")
def cut_chunks(s, r):
    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n<p>cut")


@behaviour("bad_response")
def negative_length(s, r):
    reply(s, article(108), length=-5)


@behaviour("bad_response")
def two_lengths(s, r):
    reply(s, article(109), headers=["Content-Length: 3"])


@behaviour("stored")
def no_length(s, r):
    s.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + article(110))


# Time

@behaviour("timeout")
def never_answers(s, r):
    time.sleep(30)


@behaviour("timeout")
def slow_drip(s, r):
    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(300):
        s.sendall(b"x")
        time.sleep(0.1)


@behaviour("timeout")
def slow_head(s, r):
    for c in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300:
        s.sendall(bytes([c]))
        time.sleep(0.1)


# The head

@behaviour("bad_response")
def header_flood(s, r):
    s.sendall(b"HTTP/1.1 200 OK\r\n")
    for n in range(200000):
        s.sendall(b"X-%d: %s\r\n" % (n, b"y" * 200))


@behaviour("bad_response")
def header_long(s, r):
    reply(s, article(111), headers=["X-Long: " + "y" * 2_000_000])


@behaviour("bad_response")
def no_http(s, r):
    s.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" + random.Random(1).randbytes(500))


@behaviour("bad_response")
def closes_at_once(s, r):
    pass


@behaviour("bad_response")
def resets(s, r):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@behaviour("stored")
def control_bytes_in_head(s, r):
    reply(s, article(112), headers=["X-Odd: a\x01b\x1b[31m", "Server: \xe4\xb8"])


# What the body is

@behaviour("unsupported_type")
def image(s, r):
    reply(s, b"\x89PNG\r\n\x1a\n" + bytes(2000), kind="image/png")


@behaviour("unsupported_type")
def endless_video(s, r):
    """Known by its head: not one of a million bytes need come."""
    chunked(s, (bytes(65536) for _ in range(1000)), headers=["Content-Type: video/mp4"])


@behaviour("unsupported_type")
def packed_files(s, r):
    reply(s, b"Rar!\x1a\x07" + bytes(100_000), kind="application/vnd.rar", length=900_000_000)


@behaviour("stored")
def html_called_image(s, r):
    reply(s, article(127), kind="image/jpeg")


@behaviour("unsupported_type")
def image_called_html(s, r):
    reply(s, b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(2).randbytes(5000), kind="text/html")


@behaviour("stored")
def no_type(s, r):
    reply(s, article(113), kind=None)


@behaviour("stored")
def html_called_plain_octets(s, r):
    reply(s, article(114), kind="application/octet-stream")


@behaviour("bad_charset")
def noise(s, r):
    reply(s, random.Random(3).randbytes(60000))


@behaviour("stored")
def wrong_charset(s, r):
    reply(s, article(115).decode().encode("gb18030"), kind="text/html; charset=utf-8")


@behaviour("stored")
def utf16(s, r):
    reply(s, b"\xff\xfe" + article(116).decode().replace('<meta charset="utf-8">', "").encode("utf-16-le"), kind="text/html")


@behaviour("stored")
def double_declaration(s, r):
    reply(s, article(117).replace(b"<title>", b'<meta charset="big5"><title>', 1), kind="text/html; charset=utf-8")


@behaviour("empty_shell")
def script_shell(s, r):
    reply(s, b'<html><head><title>App</title></head><body><div id="app"></div><script src="/a.js"></script><noscript>'
             b"Please enable JavaScript</noscript></body></html>")


@behaviour("login_wall")
def login_page(s, r):
    reply(s, page("用户登录", '<form action="/login" method="post">用户名<input name="user">密码<input type="password" name="p">'
                            '<button>登录</button></form>'))


@behaviour("challenge_412")
def captcha(s, r):
    reply(s, page("安全验证", "<p>为保障访问安全,请完成安全验证后继续。</p><form>请输入验证码<input name=c><button>提交</button></form>"))


@behaviour("challenge_412")
def wall_says_no(s, r):
    reply(s, page("提示", "<h1>抱歉</h1><p>您的访问被拦截,请求编号:7f3a。</p>"))


@behaviour("empty_shell")
def moves_by_script(s, r):
    reply(s, b"<html><head><script>location.href='/other'</script></head><body></body></html>")


@behaviour("soft_404")
def soft_404_with_a_way_home(s, r):
    reply(s, page("信息不存在", "<p>您访问的页面已删除或链接有误,<span>5</span>秒后返回<a href='/'>首页</a>。</p>"))


@behaviour("soft_404")
def soft_404(s, r):
    reply(s, page("页面不存在", "<h1>404</h1><p>抱歉,您访问的页面不存在或已被删除。</p>"))


@behaviour("stored")
def nested_deep(s, r):
    reply(s, "<html><meta charset=utf-8><body>".encode() + b"<div>" * 20000 + "<p>全市产值100亿元,同比增长5%。</p>".encode())


@behaviour("stored")
def one_long_line(s, r):
    reply(s, ("<html><head><meta charset=utf-8><title>长行</title></head><body><p>" + "全市产值1亿元、" * 20000 + "</p></body></html>").encode())


@behaviour("stored")
def cut_markup(s, r):
    reply(s, article(118)[:-30] + b"<table><tr><td><a href='")


@behaviour("stored")
def attribute_bomb(s, r):
    reply(s, article(119).replace(b"<h1>", b"<h1 " + b"a=1 " * 100000 + b">", 1))


@behaviour("stored")
def null_bytes(s, r):
    reply(s, article(120).replace(b"<p>", b"<p>\0\0"))


@behaviour("redirected")
def refresh_loop(s, r):
    reply(s, b'<html><head><meta http-equiv="refresh" content="0;url=/page"></head><body></body></html>')


@behaviour("no_content")
def xml_bomb(s, r):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    reply(s, f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "x">{entities}]><rss><channel><title>&e9;</title></channel></rss>'.encode(),
          kind="application/rss+xml")


@behaviour("stored")
def xml_outside_entity(s, r):
    reply(s, b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title>'
             b"</item></channel></rss>", kind="application/rss+xml")


# robots.txt

@behaviour("robots_denied")
def robots_says_no(s, r):
    reply(s, b"User-agent: *\nDisallow: /\n", kind="text/plain") if r.path == "/robots.txt" else reply(s, article(121))


@behaviour("robots_denied")
def robots_fails(s, r):
    reply(s, b"", "500 Internal Server Error") if r.path == "/robots.txt" else reply(s, article(122))


@behaviour("stored")
def robots_is_html(s, r):
    reply(s, article(123), kind="text/html")


@behaviour("stored")
def robots_is_endless(s, r):
    if r.path != "/robots.txt":
        return reply(s, article(124))
    return chunked(s, (b"Disallow: /x\n" * 4096 for _ in range(2000)))


OWN_ROBOTS = {"robots_says_no", "robots_fails", "robots_is_html", "robots_is_endless"}


def read_request(s):
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 65536:
        got = s.recv(4096)
        if not got:
            return None, {}
        data += got
    lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    headers = dict(l.split(":", 1) for l in lines[1:] if ":" in l)
    return (words[1] if len(words) > 1 else "/"), {k.lower(): v.strip() for k, v in headers.items()}


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 64

    def __init__(self, name):
        self.name, self.hits, self.lock = name, collections.Counter(), threading.Lock()
        super().__init__(("127.0.0.1", 0), None)

    def handle_error(self, request, address):
        pass

    def finish_request(self, request, address):
        request.settimeout(30)
        try:
            path, headers = read_request(request)
            if path is None:
                return
            with self.lock:
                self.hits[path] += 1
                hits = self.hits[path]
            if path == "/robots.txt" and self.name not in OWN_ROBOTS:
                reply(request, b"", "404 Not Found", "text/plain")
            else:
                BEHAVIOURS[self.name][1](request, Request(path, headers, self.server_address[1], hits))
        except OSError:
            pass  # the crawler hung up, which is its right


class Hostile:
    """All behaviours (or those named), each at url(name)."""

    def __init__(self, *names):
        self.servers = {name: Server(name) for name in names or BEHAVIOURS}

    def __enter__(self):
        for server in self.servers.values():
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in self.servers.values():
            server.server_close()

    def url(self, name):
        return f"http://127.0.0.1:{self.servers[name].server_address[1]}/page"
