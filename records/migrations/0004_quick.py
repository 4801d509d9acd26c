from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0003_incidents_and_flags")]

    operations = []
