"""The API of a proposal's documents: list, add, add a version, take away, download; files come as a form."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body, Problem, word
from ip5.api.viewsets import AsItIs, one
from ip5.kernel.errors import Invalid, require
from ip5.kernel.visibility import Visibility
from ip5.papers.inspection import TOO_LARGE, Checked, checked
from ip5.papers.kinds import KINDS
from ip5.papers.uploads import is_too_large
from ip5.papers.views import attachment
from proposals import actions, rules
from proposals.api.base import ProposalBase
from proposals.forms.papers import PaperForm
from proposals.models import Proposal, ProposalPaper, ProposalPaperVersion

PAPER = OpenApiParameter("paper", OpenApiTypes.UUID, OpenApiParameter.PATH)
NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH)
UPLOAD_REFUSALS = {**DEED_REFUSALS, 413: Problem, 415: Problem}
TAKES_FILES: dict[str, Any] = {"parser_classes": [MultiPartParser], "takes_files": True}


class VersionBody(Body):
    """A file; what it is, is found by its content and must be what its name says."""

    # An empty one is refused with the other sentences about files.
    file = serializers.FileField(allow_empty_file=True)


class PaperBody(VersionBody):
    """A document with its first version."""

    title = serializers.CharField(max_length=200)
    visibility = serializers.ChoiceField(
        choices=PaperForm.base_fields["visibility"].choices,  # type: ignore[attr-defined]
        default=Visibility.MEMBERS_OBSERVERS.value,
    )


class VersionRow(serializers.Serializer[ProposalPaperVersion]):
    """A version: a file as it was uploaded, never changed."""

    number = serializers.IntegerField(read_only=True)
    file_name = serializers.CharField(read_only=True)
    kind = word(KINDS, source="kind_code")
    size = serializers.IntegerField(read_only=True, help_text="In bytes.")
    sha256 = serializers.CharField(read_only=True)
    office = serializers.CharField(source="by.office.code", read_only=True)
    at = serializers.DateTimeField(read_only=True)


class PaperRow(serializers.Serializer[ProposalPaper]):
    """A document with all its versions, the newest first."""

    uuid = serializers.UUIDField(read_only=True)
    title = serializers.CharField(read_only=True)
    visibility = word(Visibility.values)
    versions = VersionRow(source="seen_versions", many=True, read_only=True)


class PaperDeeds(ProposalBase):
    """Documents under a proposal's address."""

    @extend_schema(responses={200: PaperRow(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], pagination_class=None, **TAKES_FILES)
    def papers(self, request: Request, uuid: str) -> Response:
        """List the documents the hat may see."""
        # No rule is asked here: less than a deed reads is read.
        proposal = one(Proposal.objects.visible_to(self.hat), uuid)
        return Response(self._rows(paper__proposal=proposal))

    @extend_schema(request={"multipart/form-data": PaperBody}, responses={201: PaperRow, **UPLOAD_REFUSALS})
    @papers.mapping.post
    def add_paper(self, request: Request, uuid: str) -> Response:
        """Add a document with its first version."""
        proposal = self._found_for("add_paper", uuid)
        version = actions.add_paper(proposal, by=self.hat, **self._upload(PaperBody))
        return self._added(version)

    @extend_schema(parameters=[PAPER], responses={200: PaperRow, **REFUSALS})
    @action(detail=True, methods=["get"], url_path="papers/(?P<paper>[^/.]+)")
    def paper(self, request: Request, uuid: str, paper: str) -> Response:
        """Show a document."""
        return Response(self._rows(paper=self._paper(uuid, paper))[0])

    @extend_schema(parameters=[PAPER], responses={204: None, **DEED_REFUSALS})
    @paper.mapping.delete
    def remove_paper(self, request: Request, uuid: str, paper: str) -> Response:
        """Take a document away from a draft."""
        found = self._paper(uuid, paper)
        require(rules.RULES["remove_paper"](self.hat, found.proposal))
        actions.remove_paper(found, by=self.hat)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request={"multipart/form-data": VersionBody},
        parameters=[PAPER],
        responses={201: PaperRow, **UPLOAD_REFUSALS},
    )
    @action(detail=True, methods=["post"], url_path="papers/(?P<paper>[^/.]+)/versions", **TAKES_FILES)
    def add_paper_version(self, request: Request, uuid: str, paper: str) -> Response:
        """Add the next version of a document; the former ones are kept."""
        found = self._paper(uuid, paper)
        require(rules.RULES["add_paper_version"](self.hat, found.proposal))
        return self._added(actions.add_paper_version(found, by=self.hat, **self._upload(VersionBody)))

    @extend_schema(
        parameters=[PAPER, NUMBER],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **REFUSALS},
    )
    @action(
        detail=True,
        methods=["get"],
        url_path="papers/(?P<paper>[^/.]+)/versions/(?P<number>[0-9]+)",
        content_negotiation_class=AsItIs,
    )
    def paper_version(self, request: Request, uuid: str, paper: str, number: str) -> HttpResponseBase:
        """Hand out a version as an attachment of the type it was found to be."""
        rows = ProposalPaperVersion.objects.visible_to(self.hat).filter(paper=self._paper(uuid, paper))
        # A version has at most three figures: a longer number is none of it.
        version = rows.filter(number=int(number)).first() if len(number) < 4 else None
        if version is None:
            raise NotFound
        return attachment(version)

    def _paper(self, uuid: str, paper: str) -> ProposalPaper:
        """Return the paper of this proposal, or 404."""
        proposal = one(Proposal.objects.visible_to(self.hat), uuid)
        papers = ProposalPaper.objects.visible_to(self.hat).filter(proposal=proposal)
        found: ProposalPaper = one(papers.select_related("proposal__lead_office"), paper)
        return found

    def _upload(self, kind: type[VersionBody]) -> dict[str, Any]:
        """Return the checked body, its file looked at; a file that is not taken is refused with the reason."""
        given = self.request.data
        if is_too_large(self.request._request):
            raise FileTooLarge
        form = kind(data=given)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        upload: Checked = checked(values.pop("file"))
        return values | {"upload": upload}

    def _added(self, version: ProposalPaperVersion) -> Response:
        return Response(self._rows(paper=version.paper)[0], status=status.HTTP_201_CREATED)

    def _rows(self, **chosen: Any) -> list[Any]:
        """Return the chosen papers as plain data, in one query."""
        versions = ProposalPaperVersion.objects.visible_to(self.hat).filter(**chosen).by_paper()
        papers = []
        for paper, found in groupby(versions, key=lambda version: version.paper):
            paper.seen_versions = list(found)  # type: ignore[attr-defined]
            papers.append(paper)
        return list(PaperRow(papers, many=True).data)


class FileTooLarge(Invalid):
    """The file was thrown away while it was read: it is larger than a document may be."""

    status = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__({"file": [str(TOO_LARGE)]})
