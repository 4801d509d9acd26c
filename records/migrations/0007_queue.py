import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

WORDS = """
        INSERT INTO records_searchtext (use_id, encounter_id, words)
    SELECT id, encounter_id, to_tsvector('english', concat_ws(' ', justification_what_happened,
        justification_necessity, justification_alternatives, justification_continued))
    FROM records_handcuffuse WHERE status = 'submitted'"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0006_after_filing"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, default="", max_length=2000)),
                ("daily_digest", models.BooleanField(default=False)),
                ("digested_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("daily_digest", True)),
                        fields=["digested_on"],
                        name="saved_search_digest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("user"),
                        django.db.models.functions.text.Lower("name"),
                        name="saved_search_name_once_per_person",
                        violation_error_message="You have a saved search of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="saved_search_has_name",
                        violation_error_message="Give the search a name.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("submitted_at__isnull", False)),
                fields=["submitted_at"],
                name="encounter_filed",
            ),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("submitted_at__isnull", False)),
                fields=["team", "submitted_at"],
                name="encounter_filed_by_team",
            ),
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "use",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="records.handcuffuse",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "encounter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_texts",
                        to="records.encounter",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="search_text_words"
                    )
                ],
            },
        ),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="handcuffuse",
            trigger=pgtrigger.compiler.Trigger(
                name="search_text",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"status\" = 'submitted')",
                    func=f"\n{WORDS.strip(chr(10))} AND id = NEW.id\n"
                    "        ON CONFLICT (use_id) DO UPDATE SET words = EXCLUDED.words;\n"
                    "        RETURN NULL;\n    ",
                    hash="f0710fe60bf0e5219963fbd69abaced19591baf5",
                    operation='INSERT OR UPDATE OF "status", "justification_what_happened", '
                    '"justification_necessity", "justification_alternatives", '
                    '"justification_continued"',
                    pgid="pgtrigger_search_text_63758",
                    table="records_handcuffuse",
                    when="AFTER",
                ),
            ),
        ),
    ]
