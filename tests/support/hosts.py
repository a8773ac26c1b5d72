# SPDX-License-Identifier: Apache-2.0
"""A loopback host that answers by rules and remembers when it was asked for what, and how."""
import collections
import http.server
import socket
import threading
import time

from pages import Served, Server


class Wide(Server):
    """On every address of the machine, of both kinds."""
    address_family = socket.AF_INET6


class Host(Served):
    """Answers by `rules`: path to a function of (how often it was asked for, request) that gives status, fields, body. `anywhere`:
    on all addresses of the machine."""

    def __init__(self, rules, context=None, anywhere=False):
        self.rules, self.times, self.requests, self.lock = rules, collections.defaultdict(list), [], threading.Lock()
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

            def do_GET(self):
                with host.lock:
                    host.times[self.path].append(time.monotonic())
                    host.requests.append((self.path, dict(self.headers)))
                    n = len(host.times[self.path])
                status, fields, body = host.rules.get(self.path, lambda n, r: (404, {}, b""))(n, self)
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **fields}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = Wide(("::", 0), Handler) if anywhere else Server(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.base = f"{'https' if context else 'http'}://127.0.0.1:{self.server.server_address[1]}"

    def gaps(self):
        """Between one request and the next, seconds; robots.txt counts as well."""
        times = sorted(t for one in self.times.values() for t in one)
        return [b - a for a, b in zip(times, times[1:])]
