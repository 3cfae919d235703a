"""A version leaves as an attachment of the type it was found to be; an upload becomes a deed or a sentence."""

import pytest
from django import forms
from django.http import Http404
from django.test import RequestFactory

from ip5.kernel.errors import Invalid
from ip5.papers.inspection import TOO_LARGE, checked
from ip5.papers.views import attachment, is_done, status_of
from proposals import actions
from tests import stages
from tests.papers.makers import upload


class FileForm(forms.Form):
    title = forms.CharField()
    file = forms.FileField()


def sent(content=b"Words", name="notes.txt", *, is_too_large=False):
    request = RequestFactory().post("/")
    request.upload_was_too_large = is_too_large
    return request, FileForm({"title": "Annex"}, {"file": upload(name, content)})


@pytest.mark.django_db
def test_a_version_is_never_shown_inside_the_site(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = stages.draft(cast)
    version = actions.add_paper(
        draft, by=cast.delegate_ep, title="A", upload=checked(upload("ü.txt", b"Words"))
    )
    answer = attachment(version)
    assert b"".join(answer.streaming_content) == b"Words"
    assert {name: answer[name] for name in ("Content-Length", "X-Content-Type-Options")} == {
        "Content-Length": "5",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%BC.txt"
    answer.file_to_stream.close()
    version.file.storage.delete(version.file.name)
    with pytest.raises(Http404):
        attachment(type(version).objects.get(pk=version.pk))


def test_the_deed_takes_the_checked_file():
    request, form = sent()
    taken = []
    assert is_done(request, form, taken.append)
    assert [(each["title"], each["upload"].kind.code, sorted(each)) for each in taken] == [
        ("Annex", "txt", ["title", "upload"])
    ]
    assert status_of(request, form) == 422


@pytest.mark.parametrize(
    ("name", "content", "is_too_large", "status"),
    [("notes.txt", b"Words", True, 413), ("notes.exe", b"MZ", False, 422)],
)
def test_what_cannot_be_taken_is_a_sentence_beside_the_file(name, content, is_too_large, status):
    request, form = sent(content, name, is_too_large=is_too_large)
    assert not is_done(request, form, pytest.fail)
    assert list(form.errors) == ["file"]
    assert (form.errors["file"] == [TOO_LARGE]) == is_too_large
    assert status_of(request, form) == status


def test_a_refusal_of_the_deed_stands_at_its_field_or_above_all():
    def refuse(values):
        raise Invalid({"title": ["A title."], "visibility": ["No class."]})

    request, form = sent()
    assert not is_done(request, form, refuse)
    assert form.errors == {"title": ["A title."], "__all__": ["No class."]}
