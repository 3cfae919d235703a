"""Routes of the API: every noun's viewset, and the schema that describes them."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from ip5.api.schema import SchemaView
from ip5.ballots.api import RoundViewSet
from ip5.offices.api import OfficeViewSet
from meetings.api import ActionItemViewSet, DecisionViewSet, MeetingViewSet
from proposals.api import IdeaViewSet, ProposalViewSet
from roadmap.api import AreaViewSet, GoalViewSet, ProjectViewSet, VersionViewSet

app_name = "api"

router = SimpleRouter()
router.register("offices", OfficeViewSet, "offices")
router.register("proposals", ProposalViewSet, "proposals")
router.register("ideas", IdeaViewSet, "ideas")
router.register("rounds", RoundViewSet, "rounds")
router.register("versions", VersionViewSet, "versions")
router.register("areas", AreaViewSet, "areas")
router.register("goals", GoalViewSet, "goals")
router.register("projects", ProjectViewSet, "projects")
router.register("meetings", MeetingViewSet, "meetings")
router.register("decisions", DecisionViewSet, "decisions")
router.register("action-items", ActionItemViewSet, "action-items")

urlpatterns = [*router.urls, path("schema/", SchemaView.as_view(), name="schema")]
