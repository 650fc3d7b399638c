"""Enough of a Redis to test with: SET with NX and EX, GET, over a real socket."""

from __future__ import annotations

import socketserver
import threading


class SmallRedis:
    def __init__(self) -> None:
        self.kept: dict[bytes, tuple[bytes, int]] = {}
        redis = self

        class Line(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while head := self.rfile.readline():
                    parts = []
                    for _ in range(int(head[1:])):
                        length = int(self.rfile.readline()[1:])
                        parts.append(self.rfile.read(length + 2)[:-2])
                    self.wfile.write(redis.answer(parts))

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"redis://127.0.0.1:{self._server.server_address[1]}/0"

    def answer(self, parts: list[bytes]) -> bytes:
        command = parts[0].upper()
        if command == b"HELLO":
            return b"%1\r\n$5\r\nproto\r\n:3\r\n"
        if command == b"SET":
            key, value, *options = parts[1:]
            if b"NX" in options and key in self.kept:
                return b"_\r\n"
            self.kept[key] = (value, int(options[options.index(b"EX") + 1]))
            return b"+OK\r\n"
        if command == b"GET":
            found = self.kept.get(parts[1])
            return b"_\r\n" if found is None else b"$%d\r\n%s\r\n" % (len(found[0]), found[0])
        return b"+OK\r\n"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
