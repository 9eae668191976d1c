"""A server of the files of FOLDER, as a mirror has them, and of some that behave badly, by the first part of the path:
  /plain/…   no parts        /cut/…   the connection ends after a third of the file, or of what is left
  /silent/…  nothing comes   /once/…  ends in the middle, the first time only
  /page/…    a web page      /long/…  more than was asked for      /changing/…  another file each time
  /to-loopback /to-file /to-lan /to-self /to-ever   redirects
Prints its port. A line a request to FOLDER.log: path, range, status.
Usage: fetch_server.py FOLDER"""

import http.server
import os
import re
import sys
import threading

root = os.path.realpath(sys.argv[1])
log = open(root + ".log", "a", buffering=1)
seen = set()
quiet = threading.Event()
count = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def redirect(self, to):
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        global count
        count += 1
        host, _, rest = self.path[1:].partition("/")  # as a mirror is asked: the machine that was meant comes first
        kind, _, name = rest.partition("/")
        port = self.server.server_address[1]
        targets = {"to-loopback": f"http://127.0.0.1:{port}/secret", "to-file": "file:///etc/passwd", "to-lan": "http://10.1.2.3/x",
                   "to-self": f"http://localhost:{port}/{host}/{name}", "to-metadata": "http://169.254.169.254/latest"}
        if kind in targets:
            log.write(f"{self.path} - 302\n")
            return self.redirect(targets[kind])
        special = kind in ("plain", "cut", "silent", "once", "page", "long", "changing")
        path = os.path.realpath(os.path.join(root, host, name if special else rest))
        if not path.startswith(root + "/") or not os.path.isfile(path):
            log.write(f"{self.path} - 404\n")
            self.send_error(404)
            return
        data = open(path, "rb").read()
        wanted = re.match(r"bytes=(\d+)-(\d*)$", self.headers.get("Range", ""))
        tag = f'"{len(data)}-{count if kind == "changing" else 0}"'
        if self.headers.get("If-Range", tag) != tag:
            wanted = None
        part = wanted and kind != "plain"
        first = int(wanted[1]) if part else 0
        last = min(int(wanted[2]) if part and wanted[2] else len(data) - 1, len(data) - 1)
        if kind == "silent":
            log.write(f"{self.path} - silent\n")
            quiet.wait()
            return
        if part and first >= len(data):
            self.send_error(416)
            return
        log.write(f"{self.path} {first}-{last} {206 if part else 200}\n")
        self.send_response(206 if part else 200)
        body = data[first:last + 1]
        if kind == "long":
            body += b"x" * 100
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "text/html" if kind == "page" else "application/octet-stream")
        if part:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        if kind != "plain":
            self.send_header("ETag", tag)
        self.end_headers()
        cut = kind == "cut" or (kind == "once" and self.path not in seen)
        seen.add(self.path)
        self.wfile.write(body[:max(1, len(body) // 3)] if cut else body)
        if cut:
            self.wfile.flush()
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
