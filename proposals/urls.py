"""Routes of proposals: pages, drafts, one address for each deed."""

from django.urls import path

from proposals.views import deeds, drafts, lists, pages, rounds

app_name = "proposals"
urlpatterns = [
    path("", lists.proposal_list, name="list"),
    path("new/", drafts.create, name="create"),
    path("<uuid:uuid>/", pages.detail, name="detail"),
    path("<uuid:uuid>/edit/", drafts.edit, name="edit"),
    path("<uuid:uuid>/autosave/", drafts.autosave, name="autosave"),
    path("<uuid:uuid>/history/", pages.history, name="history"),
    path("<uuid:uuid>/ballot/<int:number>/", rounds.ballot, name="ballot"),
    *(
        path(f"<uuid:uuid>/{name.replace('_', '-')}/", deeds.do, {"name": name}, name=name)
        for name in deeds.DEEDS
    ),
]
