"""The plan's working rows, the versions that freeze it, and how the projects stand."""

from roadmap.models.dossier import Dossier
from roadmap.models.files import PublishedFile
from roadmap.models.plans import (
    Dependency,
    Goal,
    Milestone,
    Project,
    ProjectOffice,
    ProjectSource,
    ReservationRelease,
)
from roadmap.models.progress import ProgressReport
from roadmap.models.scoping import ScopingDocument
from roadmap.models.versions import DeputyAnswer, Holding, Version, VersionRound

__all__ = [
    "Dependency",
    "DeputyAnswer",
    "Dossier",
    "Goal",
    "Holding",
    "Milestone",
    "ProgressReport",
    "Project",
    "ProjectOffice",
    "ProjectSource",
    "PublishedFile",
    "ReservationRelease",
    "ScopingDocument",
    "Version",
    "VersionRound",
]
