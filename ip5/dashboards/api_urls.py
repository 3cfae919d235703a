"""Routes of the API: every noun's viewset, and the schema that describes them."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from ip5.api.schema import SchemaView
from ip5.ballots.api import RoundViewSet
from ip5.offices.api import OfficeViewSet
from proposals.api import IdeaViewSet, ProposalViewSet

app_name = "api"

router = SimpleRouter()
router.register("offices", OfficeViewSet, "offices")
router.register("proposals", ProposalViewSet, "proposals")
router.register("ideas", IdeaViewSet, "ideas")
router.register("rounds", RoundViewSet, "rounds")

urlpatterns = [*router.urls, path("schema/", SchemaView.as_view(), name="schema")]
