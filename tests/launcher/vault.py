"""A managed identity's endpoint and a Key Vault, both on loopback.

The vault is reached as jobs reach it, by its name and TLS: the proxy that HTTPS_PROXY names answers
in its place, with a certificate of its own that SSL_CERT_FILE makes known.
"""

import http.server
import json
import os
import pathlib
import ssl
import subprocess
import threading
import urllib.parse

IDENTITY_SECRET = "fake-\"identity\\secret"
TOKEN = "fake.token-of-the-vault"
NAMES = ("demo.vault.azure.net", "demo.vault.azure.cn", "elsewhere.example")


def command_lines():
    """Of every process that can be seen: its folder and its arguments."""
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield os.readlink(entry / "cwd"), (entry / "cmdline").read_bytes()
            except OSError:
                pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = None  # of the vault, behind CONNECT

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_CONNECT(self):  # pylint: disable=invalid-name
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        try:
            self.connection = self.server.vault.tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_GET(self):  # pylint: disable=invalid-name
        self.server.vault.serve(self)
        self.close_connection = True


class Vault:
    """Both services. `secrets`: values by host and path. `plan`: what happens instead, by "identity"
    and "vault", a list of answers (status, body, headers) or "hang", used up in order."""

    def __init__(self, folder, secrets, plan=None):
        self.secrets = secrets
        self.plan = {key: list(value) for key, value in (plan or {}).items()}
        self.requests = []  # ("identity" or "vault", host, path, query)
        self.seen = []  # command lines, while something was asked
        self.lock = threading.Lock()
        self.stop = threading.Event()
        certificate = pathlib.Path(folder) / "certificate.pem"
        if not certificate.exists():
            make_certificate(certificate)
        self.certificate = certificate
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.vault = self
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def variables(self):
        port = self.server.server_address[1]
        return {"MSI_ENDPOINT": f"http://127.0.0.1:{port}/identity/token",
                "MSI_SECRET": IDENTITY_SECRET,
                "https_proxy": f"http://127.0.0.1:{port}",
                "http_proxy": "http://127.0.0.1:1",  # the identity's endpoint needs none
                "SSL_CERT_FILE": str(self.certificate)}

    def serve(self, handler):
        url = urllib.parse.urlsplit(handler.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        kind = "vault" if handler.host else "identity"
        with self.lock:
            self.requests.append((kind, handler.host, url.path, query))
            self.seen.extend(command_lines())
            planned = self.plan[kind].pop(0) if self.plan.get(kind) else None
        if planned == "hang":
            self.stop.wait(60)
        elif planned:
            handler.answer(*planned)
        elif kind == "identity":
            self.identity(handler, query)
        elif (handler.headers["Authorization"] == f"Bearer {TOKEN}" and query == {"api-version": "7.4"}
              and handler.host + url.path in self.secrets):
            handler.answer(200, self.secrets[handler.host + url.path])
        else:
            handler.answer(404, {"error": {"code": "SecretNotFound", "message": TOKEN}})

    @staticmethod
    def identity(handler, query):
        if (handler.headers["secret"] == IDENTITY_SECRET and query.get("api-version") == "2017-09-01"
                and query.get("resource", "").startswith("https://vault.")):
            handler.answer(200, {"access_token": TOKEN, "expires_on": "1", "token_type": "Bearer"})
        else:
            handler.answer(401, {"error": TOKEN})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()


def make_certificate(path):
    names = ",".join(f"DNS:{name}" for name in NAMES)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=fake vault", "-addext", f"subjectAltName={names}", "-keyout", f"{path}.key", "-out",
         f"{path}.crt"], check=True, capture_output=True, timeout=60)
    path.write_bytes(pathlib.Path(f"{path}.crt").read_bytes() +
                     pathlib.Path(f"{path}.key").read_bytes())
