"""The owner's hand on time, for rounds of versions: as the proposals' tests have it."""

from tests.proposals.conftest import ended

__all__ = ["ended"]
