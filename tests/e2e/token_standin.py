"""An OAuth2 token endpoint on loopback (RFC 6749), which can refuse, limit or dawdle.

    with TokenStandin(refresh="r0", rotate=True) as t:
        t.script(429, {"error": "slow_down"}, {"Retry-After": "7"})
        … t.url, t.requests, t.access, t.refresh

A refresh token that was rotated away is void: whoever lost its successor gets
invalid_grant, as with the real ones.
"""

import http.server
import json
import ssl
import threading
import time
import urllib.parse


class TokenStandin:
    def __init__(self, refresh="r0", client_id="desk-client", client_secret=None, rotate=True, expires_in=3600,
                 tls=None, port=0):
        self.refresh = refresh
        self.client_id = client_id
        self.client_secret = client_secret
        self.rotate = rotate
        self.expires_in = expires_in
        self.delay = 0
        self.access = None
        self.issued = 0
        self.requests = []
        self._scripts = []
        self._lock = threading.Lock()
        standin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                standin._serve(self, self.rfile.read(size).decode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/token"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def script(self, status, body, headers=None, times=1):
        """The next answers, whatever is asked. body: an object or raw text."""
        self._scripts.extend([(status, body, headers or {})] * times)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _serve(self, handler, text):
        form = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
        with self._lock:
            self.requests.append(form)
            status, body, headers = self._scripts.pop(0) if self._scripts else self._grant(form)
        time.sleep(self.delay)
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers, "Content-Length": str(len(data))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    def _grant(self, form):
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return 401, {"error": "invalid_client"}, {}
        kind = form.get("grant_type")
        if kind == "refresh_token" and form.get("refresh_token") != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "token revoked"}, {}
        if kind not in ("refresh_token", "client_credentials"):
            return 400, {"error": "unsupported_grant_type"}, {}
        self.issued += 1
        self.access = f"access-{self.issued}"
        answer = {"token_type": "Bearer", "access_token": self.access, "expires_in": self.expires_in}
        if kind == "refresh_token" and self.rotate:
            self.refresh = f"refresh-{self.issued}"
            answer["refresh_token"] = self.refresh
        return 200, answer, {}
