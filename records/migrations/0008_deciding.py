import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0007_queue"),
    ]

    operations = [
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DipSample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("register_as_at", models.DateTimeField()),
                ("size", models.PositiveSmallIntegerField()),
                ("seed", models.PositiveIntegerField()),
                ("population", models.PositiveIntegerField()),
                ("frame_digest", models.CharField(max_length=64)),
                ("strata", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="DipSampleItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stratum", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.TextField(max_length=5000)),
            ],
        ),
        migrations.CreateModel(
            name="ReviewQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40)),
                ("text", models.TextField(max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="SecondOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("question", models.TextField(max_length=5000)),
            ],
        ),
        migrations.CreateModel(
            name="SecondReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("accept", "Accept"),
                            ("return", "Return with a question"),
                            ("escalate", "Escalate to professional standards"),
                            ("uphold", "Uphold the concern"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "lawful_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "necessity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "proportionality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "de_escalation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "video_viewed",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No")],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "video_not_viewed_reason",
                    models.CharField(blank=True, default="", max_length=200),
                ),
                ("comment", models.TextField(blank=True, default="", max_length=10000)),
            ],
        ),
        migrations.CreateModel(
            name="UseAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lawful_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "necessity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "proportionality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "de_escalation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "continued_use",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Yes, shown"),
                            ("not_met", "No, not shown"),
                            ("unclear", "Unclear"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(
                condition=models.Q(("step", "accept")), fields=["at"], name="status_change_accepted"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "return"), _negated=True),
                    models.Q(("return_reasons", []), _negated=True),
                    _connector="OR",
                ),
                name="review_return_has_reasons",
                violation_error_message="Say what the record is returned for.",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acknowledgements",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acknowledgements",
                to="records.review",
            ),
        ),
        migrations.AddField(
            model_name="dipsample",
            name="drawn_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dipsampleitem",
            name="encounter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dip_sample_items",
                to="records.encounter",
            ),
        ),
        migrations.AddField(
            model_name="dipsampleitem",
            name="first_review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.review"
            ),
        ),
        migrations.AddField(
            model_name="dipsampleitem",
            name="reviewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dip_sample_items",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dipsampleitem",
            name="sample",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="records.dipsample",
            ),
        ),
        migrations.AddField(
            model_name="reviewquestion",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="field_questions",
                to="records.review",
            ),
        ),
        migrations.AddField(
            model_name="reviewquestion",
            name="use",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.handcuffuse",
            ),
        ),
        migrations.AddField(
            model_name="secondopinion",
            name="asked",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opinions_asked",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="secondopinion",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="secondopinion",
            name="encounter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_opinions",
                to="records.encounter",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opinion",
                to="records.secondopinion",
            ),
        ),
        migrations.AddField(
            model_name="secondreview",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_review",
                to="records.dipsampleitem",
            ),
        ),
        migrations.AddField(
            model_name="useassessment",
            name="review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="use_assessments",
                to="records.review",
            ),
        ),
        migrations.AddField(
            model_name="useassessment",
            name="second_review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="use_assessments",
                to="records.secondreview",
            ),
        ),
        migrations.AddField(
            model_name="useassessment",
            name="use",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="records.handcuffuse",
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(
                fields=("officer", "review"), name="acknowledgement_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acknowledgement",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="53d724171d151fa9bec0f3ea335c62ea970ba51a",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_027af",
                    table="records_acknowledgement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="dipsample",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="dip_sample_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="dipsample",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 1), ("size__lte", models.F("population"))),
                name="dip_sample_draws_some",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dipsample",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="0e08e6d34452f8a128fb8505cc2291ea32621a0c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_5e184",
                    table="records_dipsample",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="dipsampleitem",
            constraint=models.UniqueConstraint(
                fields=("sample", "encounter"), name="dip_sample_item_once_in_sample"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dipsampleitem",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="dae290f987a09ea2f7eed0f0c792b6c82773b14b",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_b6231",
                    table="records_dipsampleitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("field", ""), _negated=True), models.Q(("text", ""), _negated=True)
                ),
                name="review_question_about_something",
                violation_error_message="Say what the question is and what it is about.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewquestion",
            constraint=models.UniqueConstraint(
                fields=("review", "use", "field"),
                name="review_question_once_a_field",
                nulls_distinct=False,
                violation_error_message="Ask once about each answer.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="d9fe6c3a42ec95c91abe967fda6ec946bbdeff66",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_bf575",
                    table="records_reviewquestion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="secondopinion",
            index=models.Index(fields=["encounter", "asked_at"], name="opinion_encounter"),
        ),
        migrations.AddConstraint(
            model_name="secondopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True),
                name="second_opinion_asks_something",
                violation_error_message="Ask your question.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked", models.F("asked_by")), _negated=True),
                name="second_opinion_of_somebody_else",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="secondopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="531358f00e958428560d4c0082c188a99dbf5c0c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_7df5e",
                    table="records_secondopinion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="opinion_says_something",
                violation_error_message="Give your opinion.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opinion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="1088583c5f12240b26a15444c14eb3393ce6d9cc",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_706ff",
                    table="records_opinion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("lawful_basis__in", ["", "met", "not_met", "unclear"])),
                name="second_review_lawful_basis_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("necessity__in", ["", "met", "not_met", "unclear"])),
                name="second_review_necessity_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("proportionality__in", ["", "met", "not_met", "unclear"])),
                name="second_review_proportionality_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("de_escalation__in", ["", "met", "not_met", "unclear"])),
                name="second_review_de_escalation_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("video_viewed__in", ["", "yes", "no"])),
                name="second_review_video_viewed_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["accept", "return", "escalate"])),
                name="second_review_decision_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lawful_basis", ""), _negated=True),
                    models.Q(("necessity", ""), _negated=True),
                    models.Q(("proportionality", ""), _negated=True),
                    models.Q(("de_escalation", ""), _negated=True),
                    models.Q(("video_viewed", ""), _negated=True),
                ),
                name="second_review_complete",
                violation_error_message="Answer every part of the assessment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("video_viewed", "no")),
                        models.Q(("video_not_viewed_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("video_viewed", "no"), _negated=True),
                        ("video_not_viewed_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="second_review_video_not_viewed_has_reason",
                violation_error_message="Say why the video was not viewed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "accept"), _negated=True),
                    models.Q(
                        ("lawful_basis", "not_met"),
                        ("necessity", "not_met"),
                        ("proportionality", "not_met"),
                        _connector="OR",
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="second_review_accepts_only_what_is_shown",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="secondreview",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="c4af8186e86e33c38430eacaa2c161bf1cef92a1",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_3c164",
                    table="records_secondreview",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("lawful_basis__in", ["", "met", "not_met", "unclear"])),
                name="use_assessment_lawful_basis_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("necessity__in", ["", "met", "not_met", "unclear"])),
                name="use_assessment_necessity_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("proportionality__in", ["", "met", "not_met", "unclear"])),
                name="use_assessment_proportionality_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("de_escalation__in", ["", "met", "not_met", "unclear"])),
                name="use_assessment_de_escalation_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("continued_use__in", ["", "met", "not_met", "unclear"])),
                name="use_assessment_continued_use_known",
                violation_error_message="That answer is not in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lawful_basis", ""), _negated=True),
                    models.Q(("necessity", ""), _negated=True),
                    models.Q(("proportionality", ""), _negated=True),
                    models.Q(("de_escalation", ""), _negated=True),
                ),
                name="use_assessment_complete",
                violation_error_message="Answer every part of the assessment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("review__isnull", False), ("second_review__isnull", True)),
                    models.Q(("review__isnull", True), ("second_review__isnull", False)),
                    _connector="OR",
                ),
                name="use_assessment_of_one_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.UniqueConstraint(
                fields=("review", "use"), name="use_assessment_once_in_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="useassessment",
            constraint=models.UniqueConstraint(
                fields=("second_review", "use"), name="use_assessment_once_in_second_review"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="useassessment",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
                    hash="632fd6fa1bf8ccea01a1fc13437b9d3aa824fb78",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_append_only_29aea",
                    table="records_useassessment",
                    when="BEFORE",
                ),
            ),
        ),
    ]
