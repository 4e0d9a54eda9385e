"""Data: the names under which the system itself acts. Nobody can sign in as them."""

from django.db import migrations

NAMES = {"clock@system.invalid": "The clock", "import@system.invalid": "The import of registers"}


def add(apps, schema_editor):
    user = apps.get_model("accounts", "User")
    for email, name in NAMES.items():
        user.objects.using(schema_editor.connection.alias).get_or_create(
            email=email,
            defaults={"full_name": name, "is_system": True, "is_active": True, "password": "!"},
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
