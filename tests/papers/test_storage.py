"""Files lie under names of our own; a store elsewhere is a setting."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler

from ip5.env import Environment
from ip5.papers import storage

S3 = "s3://key:se%2Fcret@store.example:9000/papers?region=eu-1"


def test_a_name_says_nothing_and_comes_once():
    names = {storage.new_name(None, "secret.pdf") for _ in range(50)}
    assert len(names) == 50
    assert not [name for name in names if "secret" in name or "pdf" in name]


def test_a_file_has_no_address():
    with pytest.raises(ValueError, match="no address"):
        storages["default"].url("papers/ab/abcd")


def test_files_lie_in_var_unless_a_store_is_named():
    assert Environment({}).papers_storage == {"BACKEND": "ip5.papers.storage.LocalFiles"}
    made = StorageHandler({"default": Environment({"PAPERS_STORAGE": S3}).papers_storage})["default"]
    assert (made.endpoint_url, made.bucket_name) == ("https://store.example:9000", "papers")
    assert (made.access_key, made.secret_key, made.region_name) == ("key", "se/cret", "eu-1")
    assert (made.default_acl, made.file_overwrite, made.querystring_auth) == ("private", False, True)


@pytest.mark.parametrize("text", ["s3://host", "https://host/bucket", "bucket"])
def test_a_store_that_is_no_address_is_refused(text: str):
    with pytest.raises(ImproperlyConfigured, match="PAPERS_STORAGE must look like"):
        _ = Environment({"PAPERS_STORAGE": text}).papers_storage
