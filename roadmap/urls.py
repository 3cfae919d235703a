"""Routes of the roadmap."""

from django.urls import path

from roadmap.views import compare, deeds, dossier, lists, pages, plans, projects, scoping, versions
from roadmap.views.offers import DEEDS
from roadmap.views.projects import SIMPLE

app_name = "roadmap"
urlpatterns = [
    path("", lists.roadmap, name="list"),
    path("projects/<uuid:uuid>/", pages.project, name="project"),
    path("versions/", versions.version_list, name="versions"),
    path("versions/begin/", plans.start, name="begin"),
    path("versions/<uuid:uuid>/", versions.detail, name="version"),
    path("versions/<uuid:uuid>/snapshot/", versions.snapshot, name="snapshot"),
    *(
        path(f"versions/<uuid:uuid>/{name.replace('_', '-')}/", deeds.do, {"name": name}, name=name)
        for name in DEEDS
    ),
    path("versions/<uuid:uuid>/dossier/", dossier.make_dossier, name="make_dossier"),
    path("dossiers/<uuid:uuid>/", dossier.dossier, name="dossier"),
    path("dossiers/<uuid:uuid>/<str:kind>/", dossier.dossier_file, name="dossier_file"),
    path("compare/", compare.compare, name="compare"),
    path("as-of/", compare.as_of, name="as_of"),
    path("scoping/enter/", scoping.enter, name="enter_scoping"),
    path("scoping/<uuid:uuid>/", scoping.scoping, name="scoping"),
    path("scoping/<uuid:uuid>/confirm/", scoping.confirm, name="confirm_scoping"),
    path("scoping/<uuid:uuid>/take-back/", scoping.take_back, name="take_back_scoping"),
    path("plan/", plans.workbench, name="workbench"),
    path("plan/texts/", plans.texts, name="texts"),
    path("plan/goals/add/", plans.goal_add, name="goal_add"),
    path("plan/goals/<uuid:uuid>/edit/", plans.goal_edit, name="goal_edit"),
    path("plan/goals/<uuid:uuid>/drop/", plans.goal_drop, name="goal_drop"),
    path("plan/projects/add/", plans.project_add, name="project_add"),
    path("projects/<uuid:uuid>/plan/", projects.plan, name="project_plan"),
    path("projects/<uuid:uuid>/offices/", projects.offices, name="project_offices"),
    path("projects/<uuid:uuid>/place/", projects.place, name="project_place"),
    path("projects/<uuid:uuid>/refer/", projects.refer, name="project_refer"),
    path("projects/<uuid:uuid>/report/", projects.report, name="project_report"),
    path("projects/<uuid:uuid>/note/", projects.note, name="project_note"),
    *(
        path(
            f"projects/<uuid:uuid>/{name.replace('_', '-')}/",
            projects.simple,
            {"name": name},
            name=f"project_{name}",
        )
        for name in SIMPLE
    ),
]
