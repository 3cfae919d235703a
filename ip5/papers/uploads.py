"""The only way a file enters a request: to a view that takes files, from somebody signed in, up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler

from ip5.papers.kinds import MAX_SIZE

View = TypeVar("View", bound=Callable[..., Any])

# The boundaries and the other fields of the form.
MAX_BODY = MAX_SIZE + 256 * 1024
# Up to here a body that is too large is read and thrown away, so that the browser shows the sentence; of a
# larger one nothing more is read and the connection ends.
DRAINED = 4 * MAX_SIZE


def takes_files(view: View) -> View:
    """Mark a view whose form has a file; every other view gets none, whatever is sent."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def is_taking_files(view: Any) -> bool:
    """Whether a view is marked: a function by ``takes_files``, an API's route by ``@action(takes_files=True)``."""
    of_route = getattr(view, "initkwargs", {})
    return bool(getattr(view, "takes_files", False) or of_route.get("takes_files", False))


def is_too_large(request: Any) -> bool:
    """Whether a file of this request was thrown away because it was too large."""
    return bool(getattr(request, "upload_was_too_large", False))


class PaperUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to the disk piece by piece; throws away what is too large or not asked for."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Note the length that was announced; what is announced too large is never written."""
        self.announced, self.written = content_length, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless the view takes none or the body is too large."""
        if self.request is None or not self._is_asked_for():
            raise SkipFile
        if self.announced > MAX_BODY:
            self._is_too_large()
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; stop at the limit, whatever length was announced."""
        self.written += len(raw_data)
        if self.written > MAX_SIZE:
            self.upload_interrupted()
            self._is_too_large()
        super().receive_data_chunk(raw_data, start)

    def _is_asked_for(self) -> bool:
        match = getattr(self.request, "resolver_match", None)
        if match is None or not is_taking_files(match.func):
            return False
        return bool(self.request.user.is_authenticated)

    def _is_too_large(self) -> None:
        self.request.upload_was_too_large = True  # type: ignore[union-attr]
        if self.announced > DRAINED:
            raise StopUpload(connection_reset=True)
        raise SkipFile
