"""The handler takes files for views that ask for them, from people signed in, up to the limit."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadhandler import SkipFile, StopUpload

from ip5.papers import uploads
from ip5.papers.uploads import PaperUploadHandler, is_too_large, takes_files


def handler(*, length: int = 10, takes: bool = True, signed_in: bool = True) -> PaperUploadHandler:
    """Return a handler at the beginning of a request of this length."""

    def view() -> None:
        """Nothing."""

    match = SimpleNamespace(func=takes_files(view) if takes else view)
    request = SimpleNamespace(resolver_match=match, user=SimpleNamespace(is_authenticated=signed_in))
    made = PaperUploadHandler(request)
    made.handle_raw_input(None, {}, length, b"")
    return made


def begin(made: PaperUploadHandler) -> None:
    """Begin a file."""
    made.new_file("file", "a.txt", "text/plain", 0)


@pytest.mark.parametrize("facts", [{"takes": False}, {"signed_in": False}])
def test_nobody_else_leaves_a_file(facts: dict[str, bool]):
    made = handler(**facts)
    with pytest.raises(SkipFile):
        begin(made)
    assert not is_too_large(made.request)


def test_what_is_announced_too_large_is_never_written():
    made = handler(length=uploads.MAX_BODY + 1)
    with pytest.raises(SkipFile):
        begin(made)
    assert is_too_large(made.request)


def test_of_what_is_far_too_large_nothing_more_is_read():
    with pytest.raises(StopUpload) as stop:
        begin(handler(length=uploads.DRAINED + 1))
    assert stop.value.connection_reset


def test_a_length_that_lies_ends_at_the_limit():
    made = handler(length=10)
    begin(made)
    made.receive_data_chunk(b"a" * uploads.MAX_SIZE, 0)
    with pytest.raises(SkipFile):
        made.receive_data_chunk(b"a", uploads.MAX_SIZE)
    assert is_too_large(made.request)


def test_a_file_of_the_limit_is_taken():
    made = handler(length=uploads.MAX_SIZE)
    begin(made)
    made.receive_data_chunk(b"a" * uploads.MAX_SIZE, 0)
    assert made.file_complete(uploads.MAX_SIZE).size == uploads.MAX_SIZE
