"""A store of objects that speaks as S3 does, as far as a writer of whole objects needs it; its objects are files.

Usage: object_store.py FOLDER CHANGES   prints its port; in the file CHANGES each request that changes something is a
line, METHOD KEY TYPE, before it is answered."""
import os
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder, changes = sys.argv[1:3]


class Store(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def path_of(self):
        return os.path.join(folder, urllib.parse.unquote(urllib.parse.urlparse(self.path).path).lstrip("/"))

    def answer(self, status, body=b"", kind="application/xml"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def note(self):
        with open(changes, "a", encoding="utf-8") as file:
            print(self.command, urllib.parse.unquote(self.path), self.headers.get("Content-Type", ""), file=file)

    def do_PUT(self):
        bytes_, path = self.body(), self.path_of()
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=visitor/"):
            return self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(bytes_)
        self.note()
        self.answer(200)

    def do_GET(self):
        path = self.path_of()
        if not os.path.isfile(path):
            return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        with open(path, "rb") as file:
            whole = file.read()
        kind = "application/octet-stream"
        if (wanted := self.headers.get("Range", "")).startswith("bytes="):
            first, last = wanted[6:].split("-")
            part = whole[int(first):int(last) + 1 if last else None]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(whole)}")
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            return self.wfile.write(part)
        self.answer(200, whole, kind)

    do_HEAD = do_GET

    def do_DELETE(self):
        if os.path.isfile(self.path_of()):
            os.remove(self.path_of())
        self.note()
        self.answer(204)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
print(server.server_address[1], flush=True)
server.serve_forever()
