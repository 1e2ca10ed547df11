"""An OpenAI-compatible server on loopback, which can be wrong, slow, broken or hostile.

    with OpinionStandin() as s:
        s.say("request", "a")          # its answer from now on
        s.behave(some_function)        # or: function(handler) writes the whole reply
        … s.url, s.requests            # (path, headers, body as text), one for each request
"""

import http.server
import json
import ssl
import threading


class OpinionStandin:
    def __init__(self, tls=None):
        self.requests = []
        self._lock = threading.Lock()
        self.say("request", "a")
        standin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                with standin._lock:
                    standin.requests.append((self.path, dict(self.headers), body))
                try:
                    standin._behaviour(self)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def behave(self, function):
        self._behaviour = function

    def say(self, kind, category, urgent=False):
        self.content(json.dumps({"kind": kind, "category": category, "urgent": urgent}))

    def content(self, text):
        """The model says text, whatever it is."""
        self.behave(lambda h: reply(h, 200, completion(text)))

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def completion(text):
    return json.dumps({"object": "chat.completion", "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}]})


def reply(handler, status, body, headers=None):
    data = body if isinstance(body, bytes) else body.encode()
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", **(headers or {}),
                        "Content-Length": str(len(data))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)
