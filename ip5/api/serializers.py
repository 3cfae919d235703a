"""What every API's answers and bodies share: verdicts, refusals, words of a fixed set, strict bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ip5.kernel.verdict import Verdict


class Ability(serializers.Serializer[Verdict]):
    """Whether the caller's hat may do a deed now, and if not, why."""

    allowed = serializers.BooleanField()
    reason = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """Why nothing was done."""

    detail = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Field to sentences; __all__ is the body as a whole.",
    )


class Body(serializers.Serializer[Any]):
    """The body of a deed; a field it does not know is refused, so that no slip passes unseen."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked values; refuse unknown fields beside the framework's own refusals."""
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                sentence = [_("There is no such field.")]
                raise serializers.ValidationError({name[:60]: sentence for name in unknown[:20]})
        return super().to_internal_value(data)


def word(values: Iterable[str], **options: Any) -> serializers.CharField:
    """Return a field that answers with one of ``values``; the schema lists them in place."""

    # In ``allOf`` the list stays with its field: "state" means other words for each noun.
    @extend_schema_field({"allOf": [{"type": "string", "enum": [str(each) for each in values]}]})
    class Word(serializers.CharField):
        """One of a fixed set of words."""

    return Word(read_only=True, **options)


def abilities_field() -> serializers.DictField:
    """Return the field of an answer that maps each deed to its verdict."""
    return serializers.DictField(child=Ability(), read_only=True)


def plain(verdicts: Mapping[str, Verdict]) -> dict[str, dict[str, Any]]:
    """Return verdicts as plain data: the same sentences as beside the buttons of the page."""
    return {name: {"allowed": each.allowed, "reason": str(each.reason)} for name, each in verdicts.items()}


class Reading(serializers.Serializer[Any]):
    """A noun in full on which nothing is done over the API: it lists no deed."""

    abilities = serializers.SerializerMethodField()

    @extend_schema_field(abilities_field())
    def get_abilities(self, found: Any) -> Any:
        """Return no verdict."""
        return plain({})


LIST_REFUSALS = {401: Problem, 403: Problem, 422: Problem}
REFUSALS = {401: Problem, 403: Problem, 404: Problem}
DEED_REFUSALS = {**REFUSALS, 409: Problem, 422: Problem}
