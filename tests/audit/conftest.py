"""A subject with a chain."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest


@dataclass
class Meta:
    label_lower: str = "proposals.proposal"


@dataclass
class Subject:
    """Anything with a uuid and a class; the record knows no more of it."""

    visibility: str = "members"
    uuid: UUID = field(default_factory=uuid4)
    _meta: Meta = field(default_factory=Meta)


@pytest.fixture
def subject():
    return Subject()
