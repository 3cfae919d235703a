"""The roadmap over the API: versions, areas, goals and projects, as a version has them. Read, never changed."""

from roadmap.api.plans import AreaViewSet, GoalViewSet, ProjectViewSet
from roadmap.api.versions import VersionViewSet

__all__ = ["AreaViewSet", "GoalViewSet", "ProjectViewSet", "VersionViewSet"]
