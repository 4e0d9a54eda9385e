"""A server of the tests' own: on loopback, on a port of its own, in a thread of this process."""

import socketserver
import threading


class Serving:
    """What a stub that serves has in common: it runs from `_serve` until the block is left."""

    _server: socketserver.TCPServer

    def _serve(self, server: socketserver.TCPServer) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_address[1]
