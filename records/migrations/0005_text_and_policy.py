import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_quick"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TextSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=40)),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="records.handcuffuse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TextSimilarity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=40)),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "other_use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.handcuffuse",
                    ),
                ),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="similarities",
                        to="records.handcuffuse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(max_length=1000)),
                ("record_within_hours", models.PositiveSmallIntegerField()),
                ("account_within_hours", models.PositiveSmallIntegerField()),
                ("review_within_hours", models.PositiveSmallIntegerField()),
                ("continued_use_minutes", models.PositiveSmallIntegerField()),
                ("duplicate_within_minutes", models.PositiveSmallIntegerField()),
                ("writing_prompts", models.BooleanField(default=True)),
                ("sentences", models.JSONField(blank=True, default=dict)),
                ("retired_choices", models.JSONField(blank=True, default=dict)),
                (
                    "retired_questions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="policy_has_reason",
                        violation_error_message="Say why the rules change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("record_within_hours__gte", 1), ("record_within_hours__lte", 1440)
                        ),
                        name="policy_record_within_hours_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("account_within_hours__gte", 1), ("account_within_hours__lte", 1440)
                        ),
                        name="policy_account_within_hours_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("review_within_hours__gte", 1), ("review_within_hours__lte", 1440)
                        ),
                        name="policy_review_within_hours_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("continued_use_minutes__gte", 1), ("continued_use_minutes__lte", 1440)
                        ),
                        name="policy_continued_use_minutes_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duplicate_within_minutes__gte", 1),
                            ("duplicate_within_minutes__lte", 1440),
                        ),
                        name="policy_duplicate_within_minutes_possible",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policy",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="c345d786b808d9e6cb0819484ba77888ac0fac56",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_d2998",
                    table="records_policy",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="textsignature",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["bands"], name="text_signature_bands"
            ),
        ),
        migrations.AddConstraint(
            model_name="textsignature",
            constraint=models.UniqueConstraint(
                fields=("use", "question"), name="text_signature_one_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="textsimilarity",
            constraint=models.UniqueConstraint(
                fields=("use", "other_use", "question"), name="text_similarity_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="textsimilarity",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__lte", 100)), name="text_similarity_percent_possible"
            ),
        ),
        migrations.AddConstraint(
            model_name="textsimilarity",
            constraint=models.CheckConstraint(
                condition=models.Q(("use", models.F("other_use")), _negated=True),
                name="text_similarity_of_two",
            ),
        ),
    ]
