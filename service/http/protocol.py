"""HTTP/1.1 as it comes over a connection, and the answer to what is none."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .middleware.safe_headers import SAFE_HEADERS
from .problems import ProblemResponse

_HEADERS = {**SAFE_HEADERS, "Cache-Control": "no-store", "Connection": "close"}


class Protocol(HttpToolsProtocol):
    """uvicorn's, but for what is no HTTP/1.1, or is about to be none.

    What has no meaning, or two, comes to no application, so that no middleware could word the
    answer: it is a problem here, not plain text. After an offer to upgrade the connection is
    closed, for httptools takes the body of such a request for whatever comes after it.
    """

    def on_headers_complete(self) -> None:
        """Called by name, of httptools."""
        super().on_headers_complete()
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def send_400_response(self, msg: str) -> None:
        """Called by name, of uvicorn's own."""
        problem = ProblemResponse(400, "The request is not HTTP/1.1.", headers=_HEADERS)
        lines = b"".join(b"%b: %b\r\n" % header for header in problem.raw_headers)
        head = b"HTTP/1.1 400 Bad Request\r\n%b\r\n" % lines
        self.transport.write(head + bytes(problem.body))
        self.transport.close()
