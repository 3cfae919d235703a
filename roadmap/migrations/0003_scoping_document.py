"""The scoping document of 2020 as a fact: date, meeting and areas are public; the text is in our own words."""

import datetime as dt

from django.db import migrations

TEXT = """
The offices met in Berlin in January 2020 to coordinate how they respond to new emerging technologies and artificial
intelligence. This document names the areas in which they see room for joint work:

- **A. AI-supported office operations**: how new technology helps classify, search, translate and manage applications.
- **B. New technologies**: what other emerging technologies may offer to patent offices.
- **C. Guidance on examination practices**: how inventions in these fields are examined, so that users know what to expect.
- **D. Strategic considerations**: trends, statistics and terms that concern all five.

Within these areas the task force weighs ideas and project proposals into short-, medium- and long-term goals.
"""
SOURCES = [
    "https://www.epo.org/en/news-events/news/coordinating-our-response-ai-and-emerging-technologies-five-largest-ip-offices",
    "https://www.meti.go.jp/english/press/2020/0722_002.html",
    "https://www.epo.org/news-events/news/2020/20200724.html",
]


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    documents = apps.get_model("roadmap", "ScopingDocument").objects.using(alias)
    document, _made = documents.get_or_create(
        symbol="NETAI/SD/1",
        defaults={
            "title": "Scoping document of the NET/AI task force",
            "text": TEXT.strip(),
            "endorsed_on": dt.date(2020, 7, 21),
            "endorsed_at_meeting": "13th meeting of the Heads of Office",
            "sources": SOURCES,
        },
    )
    document.areas.set(apps.get_model("proposals", "Area").objects.using(alias).all())


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0002_walls"), ("proposals", "0003_areas")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
