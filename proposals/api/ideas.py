"""Ideas: list, put forward, grow, close; the same rules as on the pages."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body, abilities_field, plain, word
from ip5.api.viewsets import HatViewSet, one
from ip5.kernel.errors import require
from proposals import actions
from proposals.api.bodies import ReasonBody
from proposals.models import Idea
from proposals.rules import ideas as rules


class IdeaBody(Body):
    """One paragraph and its title."""

    title = serializers.CharField()
    text = serializers.CharField()


class IdeaRow(serializers.Serializer[Idea]):
    """An idea; a list shows it whole."""

    uuid = serializers.UUIDField(read_only=True)
    title = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    office = serializers.CharField(source="office.code", read_only=True)
    state = word(Idea.State.values)
    close_reason = serializers.CharField(read_only=True)
    put_forward_at = serializers.DateTimeField(read_only=True)


class IdeaDetail(IdeaRow):
    """An idea with what the caller may do."""

    abilities = abilities_field()


class DraftBegun(serializers.Serializer[None]):
    """The draft that was begun."""

    uuid = serializers.UUIDField(read_only=True)


class IdeaViewSet(HatViewSet):
    """Ideas, the newest first."""

    lookup_field = "uuid"
    queryset = Idea.objects.none()
    serializer_class = IdeaRow

    @extend_schema(responses={200: IdeaRow(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        """List the ideas the hat may see."""
        start = self.offset()
        rows = Idea.objects.visible_to(self.hat).select_related("office").order_by("-put_forward_at", "-pk")
        return self.page(list(rows[start : start + SIZE + 1]), IdeaRow)

    @extend_schema(responses={200: IdeaDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show an idea."""
        return Response(self._shown(self._found(uuid)))

    @extend_schema(request=IdeaBody, responses={201: IdeaDetail, **DEED_REFUSALS})
    def create(self, request: Request) -> Response:
        """Put an idea forward for the hat's office."""
        require(rules.may_put_forward(self.hat))
        idea = actions.put_forward(by=self.hat, **self.body(IdeaBody))
        return Response(self._shown(idea), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: DraftBegun, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def grow(self, request: Request, uuid: str) -> Response:
        """Begin a draft of the own office from the idea."""
        draft = actions.grow(self._found(uuid), by=self.hat)
        return Response({"uuid": str(draft.uuid)}, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReasonBody, responses={200: IdeaDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uuid: str) -> Response:
        """Close the idea with a reason."""
        idea = self._found(uuid)
        require(rules.may_close_idea(self.hat, idea))
        actions.close_idea(idea, by=self.hat, **self.body(ReasonBody))
        return Response(self._shown(self._found(uuid)))

    def _found(self, uuid: str) -> Idea:
        return one(Idea.objects.visible_to(self.hat).select_related("office"), uuid)

    def _shown(self, idea: Idea) -> dict[str, object]:
        verdicts = {"grow": rules.may_grow(self.hat, idea), "close": rules.may_close_idea(self.hat, idea)}
        return {**IdeaRow(idea).data, "abilities": plain(verdicts)}
