"""The four areas of the scoping document of 2020 (domain.md section 1)."""

from django.db import migrations

AREAS = [
    ("A", "office-operations", "AI-supported office operations"),
    ("B", "new-technologies", "New technologies"),
    ("C", "examination-practice", "Guidance on examination practices"),
    ("D", "strategic", "Strategic considerations"),
]


def load(apps, schema_editor):
    areas = apps.get_model("proposals", "Area").objects.using(schema_editor.connection.alias)
    for code, slug, name in AREAS:
        areas.update_or_create(code=code, defaults={"slug": slug, "name": name})


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_walls")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
