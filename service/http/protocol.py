"""HTTP/1.1 as it comes over a connection, and the answer to what is none."""

import logging
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..logs import request_id
from .client_address import client_address
from .middleware.request_log import REQUEST_ID
from .middleware.safe_headers import SAFE_HEADERS
from .problems import ProblemResponse

_HEADERS = {**SAFE_HEADERS, "Cache-Control": "no-store", "Connection": "close"}

log = logging.getLogger(__name__)


class Protocol(HttpToolsProtocol):
    """uvicorn's, but for what is no HTTP/1.1, or is about to be none.

    What has no meaning, or two, comes to no application, so that no middleware could word the
    answer: it is a problem here, not plain text, and its id is in the log. After an offer to
    upgrade the connection is closed, for httptools takes the body of such a request for whatever
    comes after it.
    """

    def on_headers_complete(self) -> None:
        """Called by name, of httptools."""
        super().on_headers_complete()
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def send_400_response(self, msg: str) -> None:
        """Called by name, of uvicorn's own."""
        id_ = uuid4().hex
        client = client_address({"client": self.client})
        within = request_id.set(id_)
        log.warning(
            "no request", extra={"fields": {"status": 400, "client": client and str(client)}}
        )
        request_id.reset(within)
        problem = ProblemResponse(
            400,
            "It is no request of HTTP/1.1 that is understood here.",
            headers={**_HEADERS, REQUEST_ID: id_},
        )
        headers = (*self.server_state.default_headers, *problem.raw_headers)
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        head = b"HTTP/1.1 400 Bad Request\r\n%b\r\n" % lines
        self.transport.write(head + bytes(problem.body))
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Called by name, of uvicorn's own, which would have clients fill the log."""
