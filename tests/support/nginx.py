# SPDX-License-Identifier: Apache-2.0
"""Debian's nginx on loopback with certificates of our own making; each kind of certificate has a port."""
import pathlib
import socket
import subprocess
import tempfile

from daemons import until

NGINX = next((p for p in ("/usr/sbin/nginx", "/usr/bin/nginx") if pathlib.Path(p).exists()), "nginx")
# Days from now, and the names that they are made out to; "" signs itself.
CERTIFICATES = {
    "good": (300, "IP:127.0.0.1", "ca"),
    "expires": (5, "IP:127.0.0.1", "ca"),
    "expired": (-1, "IP:127.0.0.1", "ca"),
    "stranger": (300, "DNS:other.example", "ca"),
    "self": (300, "IP:127.0.0.1", ""),
}
CONFIG = """
daemon off; user root; worker_processes 1; pid {0}/pid; error_log {0}/error.log;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; text/plain txt; }}
  log_format one '$server_port $server_protocol $connection $status $uri';
  access_log {0}/access.log one;
  client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  root {0}/root; index index.html;
  {1}
}}
"""
SERVER = "server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {folder}/{name}.crt; ssl_certificate_key {folder}/key; }}"


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nginx:
    """`pages` maps paths to bytes; `base(kind)` is the address of the server with that certificate."""

    def __init__(self, pages):
        self.pages = pages
        self.ports = {kind: free_port() for kind in CERTIFICATES}

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="zhibiao-nginx-")
        home = pathlib.Path(self.folder.name)
        self.home, self.ca = home, home / "ca.crt"
        for path, body in self.pages.items():
            file = home / "root" / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 300, "-subj", "/CN=authority", "-keyout", home / "ca.key", "-out", self.ca)
        openssl("genrsa", "-out", home / "key", 2048)
        for name, (days, names, signer) in CERTIFICATES.items():
            self.certify(name, days, names, signer)
        servers = "\n  ".join(SERVER.format(port=port, folder=home, name=kind) for kind, port in self.ports.items())
        (home / "conf").write_text(CONFIG.format(home, servers))
        self.process = subprocess.Popen([NGINX, "-p", home, "-e", home / "error.log", "-c", home / "conf"], stderr=subprocess.DEVNULL)
        until(lambda: (home / "pid").exists() and (home / "pid").read_text().strip(), 10, "nginx starts")
        return self

    def certify(self, name, days, names, signer):
        home = self.home
        (home / f"{name}.ext").write_text(f"subjectAltName={names}\n")
        openssl("req", "-new", "-key", home / "key", "-subj", f"/CN={name}", "-out", home / f"{name}.csr")
        by = ["-CA", self.ca, "-CAkey", home / "ca.key", "-CAcreateserial"] if signer else ["-signkey", home / "key"]
        openssl("x509", "-req", "-in", home / f"{name}.csr", *by, "-days", days, "-extfile", home / f"{name}.ext", "-out", home / f"{name}.crt")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()

    def base(self, kind):
        return f"https://127.0.0.1:{self.ports[kind]}"

    def requests(self, kind):
        """(protocol, connection, status, path) of each."""
        lines = [line.split() for line in (self.home / "access.log").read_text().splitlines()]
        return [tuple(line[1:]) for line in lines if line[0] == str(self.ports[kind])]
