from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0008_deciding")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="area",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
