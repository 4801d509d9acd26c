"""The numbers behind references such as HC-26-004217."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE records_reference AS bigint MAXVALUE 999999999",
            "DROP SEQUENCE records_reference",
        )
    ]
