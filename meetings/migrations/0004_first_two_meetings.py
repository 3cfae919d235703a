"""The first two meetings as facts: dates, places and outcomes are public; the text is in our own words.

They take the numbers 1 and 2 of the series, so the first meeting announced on this site is ``NETAI/3``. Their
documents had no symbols here, so their summaries have none. The hours of the first are not in the sources.
"""

import datetime as dt

from django.db import migrations, models

BERLIN = [
    "https://www.epo.org/en/news-events/news/coordinating-our-response-ai-and-emerging-technologies-five-largest-ip-offices",
    "https://www.chinaip.net.cn/en/news-show.asp?id=11083",
]
VIRTUAL = [
    "http://www.chinaiptoday.com/post.html?id=1389",
    "https://www.fiveipoffices.org/activities/NET_AI",
]
NOTE = "From public sources; the text is in our own words. Sources do not give the hours: those shown are assumed."
# Each with its entries: heading, kind, text.
MEETINGS = [
    {
        "number": 1,
        "title": "First meeting of the NET/AI task force",
        "mode": "in_person",
        "place": "Berlin",
        "zone": "Europe/Berlin",
        "spans": [("2020-01-15T08:00", "2020-01-15T16:00"), ("2020-01-16T08:00", "2020-01-16T16:00")],
        "sources": BERLIN,
        "entries": [
            (
                "",
                "text",
                "The task force on new emerging technologies and artificial intelligence met for the "
                "first time, in Berlin on 15 and 16 January 2020. The EPO and KIPO organised the meeting.",
            ),
            (
                "Scoping document",
                "conclusion",
                "The task force drew up a scoping document that names candidate "
                "areas of co-operation for the five offices.",
            ),
            ("What followed", "reference", "The Heads of Office endorsed the scope in July 2020."),
        ],
    },
    {
        "number": 2,
        "title": "Second meeting of the NET/AI task force",
        "mode": "virtual",
        "place": "",
        "zone": "UTC",
        "spans": [(f"2021-03-0{day}T12:00", f"2021-03-0{day}T14:30") for day in (3, 4, 5)],
        "sources": VIRTUAL,
        "entries": [
            (
                "",
                "text",
                "The task force met for the second time from 3 to 5 March 2021, by video. The EPO and "
                "KIPO organised the meeting.",
            ),
            (
                "Ideas and proposals",
                "conclusion",
                "The task force weighed the offices' ideas and project "
                "proposals with a view to short-, medium- and long-term goals.",
            ),
            (
                "Roadmap",
                "reference",
                "The goals became the roadmap that the Heads of Office endorsed in June 2021.",
            ),
        ],
    },
]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    model = {
        name: apps.get_model("meetings", name).objects.using(alias)
        for name in ("Meeting", "Session", "SummaryEntry")
    }
    offices = apps.get_model("offices", "Office").objects.using(alias)
    for fact in MEETINGS:
        first, last = at(fact["spans"][0][0]), at(fact["spans"][-1][1])
        meeting = model["Meeting"].create(
            **{name: fact[name] for name in ("number", "title", "mode", "place", "zone", "sources")},
            state="summary_published",
            visibility="members_observers",
            host=offices.get(code="EP"),
            co_host=offices.get(code="KR"),
            planned_at=first,
            closed_at=last,
            origin="record",
            record_note=NOTE,
        )
        for number, (start, end) in enumerate(fact["spans"], 1):
            model["Session"].create(meeting=meeting, number=number, starts_at=at(start), ends_at=at(end))
        for position, (heading, kind, text) in enumerate(fact["entries"], 1):
            model["SummaryEntry"].create(
                meeting=meeting,
                heading=heading,
                position=position,
                kind=kind,
                text=text,
                visibility="members_observers",
                is_public=True,
            )
    apps.get_model("offices", "SymbolSeries").objects.using(alias).update_or_create(
        key="M", defaults={"last": len(MEETINGS)}
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_invited_sessions"), ("offices", "0002_facts")]

    operations = [
        migrations.AddField("meeting", "sources", models.JSONField(blank=True, default=list)),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
