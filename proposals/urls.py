"""Routes of proposals: pages, drafts, one address for each deed."""

from django.urls import path

from proposals.views import (
    comments,
    deeds,
    drafts,
    files,
    ideas,
    lists,
    pages,
    papers,
    review,
    revising,
    revisions,
    rounds,
    sharing,
)

app_name = "proposals"
urlpatterns = [
    path("", lists.proposal_list, name="list"),
    path("new/", drafts.create, name="create"),
    path("<uuid:uuid>/", pages.detail, name="detail"),
    path("ideas/", ideas.idea_list, name="ideas"),
    path("ideas/new/", ideas.put_forward, name="idea_new"),
    path("ideas/<uuid:uuid>/", ideas.idea, name="idea"),
    path("ideas/<uuid:uuid>/grow/", ideas.grow, name="idea_grow"),
    path("ideas/<uuid:uuid>/close/", ideas.close, name="idea_close"),
    path("<uuid:uuid>/edit/", drafts.edit, name="edit"),
    path("<uuid:uuid>/sharing/", sharing.sharing, name="sharing"),
    path("<uuid:uuid>/notes/", sharing.note, name="note"),
    path("<uuid:uuid>/autosave/", drafts.autosave, name="autosave"),
    path("<uuid:uuid>/history/", pages.history, name="history"),
    path("preview/", revising.preview, name="preview"),
    path("<uuid:uuid>/revisions/", revisions.revisions, name="revisions"),
    path("<uuid:uuid>/read/", revisions.mark_read, name="mark_read"),
    path("<uuid:uuid>/revision/", revising.edit, name="revision"),
    path("<uuid:uuid>/revision/autosave/", revising.autosave, name="revision_autosave"),
    path("<uuid:uuid>/revise/", revising.revise, name="revise"),
    path("<uuid:uuid>/export/<slug:kind>/", files.export, name="export"),
    path("<uuid:uuid>/ballot/<int:number>/", rounds.ballot, name="ballot"),
    path("<uuid:uuid>/ballot/<int:number>/ad-referendum/", rounds.confirm, name="confirm"),
    path("<uuid:uuid>/break-silence/", rounds.break_silence, name="break_silence"),
    path("<uuid:uuid>/papers/add/", papers.add, name="paper_add"),
    path("<uuid:uuid>/papers/<uuid:paper>/version/", papers.add_version, name="paper_version"),
    path("<uuid:uuid>/papers/<uuid:paper>/remove/", papers.remove, name="paper_remove"),
    path("<uuid:uuid>/papers/<uuid:paper>/<int:number>/", papers.download, name="paper"),
    path("<uuid:uuid>/review/", review.review, name="review"),
    path("<uuid:uuid>/review/prepare/", comments.prepare_review, name="prepare_review"),
    path("<uuid:uuid>/review/file/", comments.file_review, name="file_review"),
    path("<uuid:uuid>/comment/", comments.comment, name="comment"),
    path("<uuid:uuid>/comments/<uuid:comment>/reply/", comments.reply, name="reply"),
    path("<uuid:uuid>/comments/<uuid:comment>/answer/", comments.dispose, name="dispose"),
    path("<uuid:uuid>/responses/", review.response_table, name="responses"),
    path("<uuid:uuid>/responses.csv", review.response_file, {"format": "csv"}, name="responses_csv"),
    path("<uuid:uuid>/responses.xlsx", review.response_file, {"format": "xlsx"}, name="responses_xlsx"),
    *(
        path(f"<uuid:uuid>/{name.replace('_', '-')}/", deeds.do, {"name": name}, name=name)
        for name in deeds.DEEDS
        if name != "revise"
    ),
]
