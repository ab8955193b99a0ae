"""A mail server on loopback that behaves as badly as a test asks."""

import socketserver
import threading
from contextlib import contextmanager

REPLIES = {
    "EHLO": "250 stub",
    "HELO": "250 stub",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 go on",
    "QUIT": "221 bye",
    "RSET": "250 OK",
}


class StubServer(socketserver.ThreadingTCPServer):
    """`replies` maps a command, or "GREETING" and "END" (of the data), to its reply, to "hang" or to "close".

    `received` holds the raw messages that it took on, `connections` counts.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, **replies):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.replies = {"GREETING": "220 stub", "END": "250 taken", **REPLIES, **replies}
        self.received, self.connections = [], 0
        self.over = threading.Event()

    def settings(self, timeout=1):
        """Django's MAILERS for it."""
        host, port = self.server_address
        options = {"host": host, "port": port, "timeout": timeout}
        return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        try:
            self.converse()
        except (Ended, OSError):
            return

    def converse(self):
        self.answer("GREETING")
        while line := self.rfile.readline():
            command = line[:4].decode().upper()
            self.answer(command)
            if command == "DATA" and self.server.replies["DATA"].startswith("354"):
                data = self.data()
                if self.server.replies["END"].startswith("250"):
                    self.server.received.append(data)
                self.answer("END")
            if command == "QUIT":
                return

    def data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
            if self.server.replies["END"] == "close in the middle":
                raise Ended
        return b"".join(lines)

    def answer(self, what):
        reply = self.server.replies.get(what, "500 what?")
        if reply == "hang":
            self.server.over.wait(30)
        if reply in ("hang", "close"):
            raise Ended
        self.wfile.write(f"{reply}\r\n".encode())


class Ended(Exception):
    pass


@contextmanager
def mail_server(**replies):
    """Serve as `replies` say until the block ends."""
    with StubServer(**replies) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
