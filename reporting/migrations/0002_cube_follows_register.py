"""The triggers that keep the cube; `reporting.cube` makes this text and says why."""

from django.db import migrations

INSTALL = """
CREATE OR REPLACE FUNCTION public.reporting_follow_register() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $follow$
BEGIN
IF TG_OP = 'INSERT' THEN
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    status = 'accepted' AS accepted,
    sum(1 * 1) AS encounters,
    sum(1 * officer_reports) AS officer_reports,
    sum(1 * is_late::int) AS late
FROM added
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late) IS DISTINCT FROM (0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late;
ELSIF TG_OP = 'DELETE' THEN
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    status = 'accepted' AS accepted,
    sum(-1 * 1) AS encounters,
    sum(-1 * officer_reports) AS officer_reports,
    sum(-1 * is_late::int) AS late
FROM removed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late) IS DISTINCT FROM (0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late;
ELSE
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    status = 'accepted' AS accepted,
    sum(sign * 1) AS encounters,
    sum(sign * officer_reports) AS officer_reports,
    sum(sign * is_late::int) AS late
FROM (
    SELECT 1 AS sign, added.* FROM added
    UNION ALL SELECT -1 AS sign, removed.* FROM removed
) AS changed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late) IS DISTINCT FROM (0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late;
END IF;
RETURN NULL;
END
$follow$;

CREATE TRIGGER reporting_cube_insert AFTER INSERT ON public.records_encounter
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE TRIGGER reporting_cube_delete AFTER DELETE ON public.records_encounter
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE TRIGGER reporting_cube_update AFTER UPDATE ON public.records_encounter
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
"""

COUNT_WHAT_IS_THERE = """
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    status = 'accepted' AS accepted,
    sum(1 * 1) AS encounters,
    sum(1 * officer_reports) AS officer_reports,
    sum(1 * is_late::int) AS late
FROM public.records_encounter
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late) IS DISTINCT FROM (0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late;
"""

REMOVE = """
DROP TRIGGER reporting_cube_insert ON public.records_encounter;
DROP TRIGGER reporting_cube_delete ON public.records_encounter;
DROP TRIGGER reporting_cube_update ON public.records_encounter;
DROP FUNCTION public.reporting_follow_register();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("records", "0002_reference")]

    operations = [
        migrations.RunSQL(INSTALL, REMOVE),
        migrations.RunSQL(COUNT_WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
