import django.contrib.postgres.fields
from django.db import migrations, models

COLUMNS = ("personal_safety_trained_on", "legal_trained_on", "de_escalation_trained_on")


class Migration(migrations.Migration):
    """The last day of each training becomes the first of a list; back again, only the last remains."""

    dependencies = [("accounts", "0002_keeping_people")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"""
                    ALTER TABLE accounts_user ALTER COLUMN {column} TYPE date[]
                        USING array_remove(ARRAY[{column}], NULL);
                    ALTER TABLE accounts_user ALTER COLUMN {column} SET NOT NULL
                    """,
                    f"""
                    ALTER TABLE accounts_user ALTER COLUMN {column} DROP NOT NULL;
                    ALTER TABLE accounts_user ALTER COLUMN {column} TYPE date
                        USING {column}[cardinality({column})]
                    """,
                )
                for column in COLUMNS
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="user",
                    name=column,
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None
                    ),
                )
                for column in COLUMNS
            ],
        )
    ]
