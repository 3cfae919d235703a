"""Routes of the site without sign-in."""

from django.urls import path, register_converter

from ip5.public.addresses import EditionConverter
from ip5.public.views import comparing, files, meetings, roadmap, verify

register_converter(EditionConverter, "edition")

app_name = "public"
urlpatterns = [
    path("public/", roadmap.home, name="home"),
    path("public/roadmap/", roadmap.version_list, name="versions"),
    path("public/roadmap/<edition:edition>/", roadmap.version, name="version"),
    path("public/roadmap/<edition:edition>/areas/<slug:code>/", roadmap.area, name="area"),
    path("public/roadmap/<edition:edition>/projects/<uuid:uuid>/", roadmap.project, name="project"),
    path("public/roadmap/<edition:edition>/<str:name>", files.file, name="file"),
    path("public/compare/", comparing.compare, name="compare"),
    path("public/compare/<edition:old>/<edition:new>/", comparing.comparison, name="comparison"),
    path("public/scoping/<uuid:uuid>/", roadmap.scoping, name="scoping"),
    path("public/meetings/", meetings.meeting_list, name="meetings"),
    path("public/meetings/<int:number>/", meetings.meeting, name="meeting"),
    path("public/roadmap.json", files.current_data, name="data"),
    path("public/roadmap.schema.json", files.schema, name="schema"),
    path("public/feed.atom", files.atom, name="feed"),
    path("verify/", verify.verify, name="verify"),
    path("verify/verify.py", verify.verifier, name="verifier"),
    path("verify/verify-format.md", verify.verify_format, name="verify_format"),
]
