"""How people were searched, and what tells that a record changed; `reporting.cube` says why."""

from importlib import import_module

from django.db import migrations, models

# Nobody writes an encounter meanwhile, or what they add would be counted by the trigger of before.
LOCK = "LOCK TABLE public.records_encounter IN SHARE ROW EXCLUSIVE MODE"
INSTALL = """
CREATE OR REPLACE FUNCTION public.reporting_follow_register() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $follow$
BEGIN
IF TG_OP = 'INSERT' THEN
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    (status = 'accepted') AS accepted,
    sum(1 * 1) AS encounters,
    sum(1 * officer_reports) AS officer_reports,
    sum(1 * is_late::int) AS late,
    sum(1 * no_de_escalation::int) AS no_de_escalation,
    sum(1 * continued_unjustified::int) AS continued_unjustified,
    sum(1 * ('arrested' = ANY(outcomes))::int) AS arrested,
    sum(1 * ('no_further_action' = ANY(outcomes))::int) AS no_further_action,
    sum(1 * (injured = 'yes')::int) AS injured,
    sum(1 * coalesce(age_years < 18, false)::int) AS children,
    sum(1 * coalesce(minutes_in_handcuffs, 0)) AS minutes,
    sum(1 * (search_power IN ('pace_s1', 'mda_s23', 'cjpoa_s60', 'tact_s43', 'tact_s43a', 'tact_s43c', 'tact_s47a'))::int) AS named_power,
    sum(1 * (search_power = 'other')::int) AS other_power,
    sum(1 * uuid_hash(id)::bigint * version) AS fingerprint
FROM added
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_de_escalation = cell.no_de_escalation + excluded.no_de_escalation,
    continued_unjustified = cell.continued_unjustified + excluded.continued_unjustified,
    arrested = cell.arrested + excluded.arrested,
    no_further_action = cell.no_further_action + excluded.no_further_action,
    injured = cell.injured + excluded.injured,
    children = cell.children + excluded.children,
    minutes = cell.minutes + excluded.minutes,
    named_power = cell.named_power + excluded.named_power,
    other_power = cell.other_power + excluded.other_power,
    fingerprint = cell.fingerprint + excluded.fingerprint;
INSERT INTO public.reporting_people_cube AS cell (
    month, area_id, ethnicity_perceived, self_defined_group, age_group, gender,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant
)
SELECT
    month, area_id, ethnicity_perceived, self_defined_group, age_group, gender,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    CASE ethnicity_self_defined WHEN 'w1' THEN 'white' WHEN 'w2' THEN 'white' WHEN 'w3' THEN 'white' WHEN 'w9' THEN 'white' WHEN 'm1' THEN 'mixed' WHEN 'm2' THEN 'mixed' WHEN 'm3' THEN 'mixed' WHEN 'm9' THEN 'mixed' WHEN 'a1' THEN 'asian' WHEN 'a2' THEN 'asian' WHEN 'a3' THEN 'asian' WHEN 'a4' THEN 'asian' WHEN 'a9' THEN 'asian' WHEN 'b1' THEN 'black' WHEN 'b2' THEN 'black' WHEN 'b9' THEN 'black' WHEN 'o2' THEN 'other' WHEN 'o9' THEN 'other' WHEN 'ns' THEN 'not_reported' WHEN 'not_asked' THEN 'not_reported' END AS self_defined_group,
    CASE WHEN age_years <= 10 THEN 'under_11' WHEN age_years <= 15 THEN '11_15' WHEN age_years <= 17 THEN '16_17' WHEN age_years <= 25 THEN '18_25' WHEN age_years <= 34 THEN '26_34' WHEN age_years <= 49 THEN '35_49' WHEN age_years <= 64 THEN '50_64' WHEN age_years <= 120 THEN '65_plus' ELSE 'not_reported' END AS age_group,
    gender AS gender,
    sum(1 * 1) AS encounters,
    sum(1 * officer_reports) AS officer_reports,
    sum(1 * is_late::int) AS late,
    sum(1 * no_de_escalation::int) AS no_de_escalation,
    sum(1 * continued_unjustified::int) AS continued_unjustified,
    sum(1 * ('arrested' = ANY(outcomes))::int) AS arrested,
    sum(1 * ('no_further_action' = ANY(outcomes))::int) AS no_further_action,
    sum(1 * (injured = 'yes')::int) AS injured,
    sum(1 * coalesce(age_years < 18, false)::int) AS children,
    sum(1 * coalesce(minutes_in_handcuffs, 0)) AS minutes,
    sum(1 * (before_arrest = 'yes')::int) AS before_arrest,
    sum(1 * (compliance = 'compliant')::int) AS compliant
FROM added
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, self_defined_group, age_group, gender
ON CONFLICT (month, area_id, ethnicity_perceived, self_defined_group, age_group, gender) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_de_escalation = cell.no_de_escalation + excluded.no_de_escalation,
    continued_unjustified = cell.continued_unjustified + excluded.continued_unjustified,
    arrested = cell.arrested + excluded.arrested,
    no_further_action = cell.no_further_action + excluded.no_further_action,
    injured = cell.injured + excluded.injured,
    children = cell.children + excluded.children,
    minutes = cell.minutes + excluded.minutes,
    before_arrest = cell.before_arrest + excluded.before_arrest,
    compliant = cell.compliant + excluded.compliant;
INSERT INTO public.reporting_filing_cube AS cell (
    month, area_id, accepted, within_hours,
    encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video
)
SELECT
    month, area_id, accepted, within_hours,
    encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    (status = 'accepted') AS accepted,
    CASE WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 24 THEN greatest(ceil(extract(epoch FROM submitted_at - occurred_at) / 3600), 1)::int WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 48 THEN 48 WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 72 THEN 72 WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 168 THEN 168 ELSE 32767 END AS within_hours,
    sum(1 * 1) AS encounters,
    sum(1 * officer_reports) AS officer_reports,
    sum(1 * is_late::int) AS late,
    sum(1 * (ethnicity_perceived = 'not_reported')::int) AS no_ethnicity_perceived,
    sum(1 * (ethnicity_self_defined = 'ns')::int) AS no_self_defined_not_stated,
    sum(1 * (ethnicity_self_defined = 'not_asked')::int) AS no_self_defined_not_asked,
    sum(1 * (age_basis = 'not_known')::int) AS no_age,
    sum(1 * (gender = 'not_reported')::int) AS no_gender,
    sum(1 * (injured = 'unknown')::int) AS no_injured,
    sum(1 * (video_recording = 'unknown')::int) AS no_video
FROM added
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4
) AS change
WHERE (encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, accepted, within_hours
ON CONFLICT (month, area_id, accepted, within_hours) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_ethnicity_perceived = cell.no_ethnicity_perceived + excluded.no_ethnicity_perceived,
    no_self_defined_not_stated = cell.no_self_defined_not_stated + excluded.no_self_defined_not_stated,
    no_self_defined_not_asked = cell.no_self_defined_not_asked + excluded.no_self_defined_not_asked,
    no_age = cell.no_age + excluded.no_age,
    no_gender = cell.no_gender + excluded.no_gender,
    no_injured = cell.no_injured + excluded.no_injured,
    no_video = cell.no_video + excluded.no_video;
ELSIF TG_OP = 'DELETE' THEN
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    (status = 'accepted') AS accepted,
    sum(-1 * 1) AS encounters,
    sum(-1 * officer_reports) AS officer_reports,
    sum(-1 * is_late::int) AS late,
    sum(-1 * no_de_escalation::int) AS no_de_escalation,
    sum(-1 * continued_unjustified::int) AS continued_unjustified,
    sum(-1 * ('arrested' = ANY(outcomes))::int) AS arrested,
    sum(-1 * ('no_further_action' = ANY(outcomes))::int) AS no_further_action,
    sum(-1 * (injured = 'yes')::int) AS injured,
    sum(-1 * coalesce(age_years < 18, false)::int) AS children,
    sum(-1 * coalesce(minutes_in_handcuffs, 0)) AS minutes,
    sum(-1 * (search_power IN ('pace_s1', 'mda_s23', 'cjpoa_s60', 'tact_s43', 'tact_s43a', 'tact_s43c', 'tact_s47a'))::int) AS named_power,
    sum(-1 * (search_power = 'other')::int) AS other_power,
    sum(-1 * uuid_hash(id)::bigint * version) AS fingerprint
FROM removed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_de_escalation = cell.no_de_escalation + excluded.no_de_escalation,
    continued_unjustified = cell.continued_unjustified + excluded.continued_unjustified,
    arrested = cell.arrested + excluded.arrested,
    no_further_action = cell.no_further_action + excluded.no_further_action,
    injured = cell.injured + excluded.injured,
    children = cell.children + excluded.children,
    minutes = cell.minutes + excluded.minutes,
    named_power = cell.named_power + excluded.named_power,
    other_power = cell.other_power + excluded.other_power,
    fingerprint = cell.fingerprint + excluded.fingerprint;
INSERT INTO public.reporting_people_cube AS cell (
    month, area_id, ethnicity_perceived, self_defined_group, age_group, gender,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant
)
SELECT
    month, area_id, ethnicity_perceived, self_defined_group, age_group, gender,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    CASE ethnicity_self_defined WHEN 'w1' THEN 'white' WHEN 'w2' THEN 'white' WHEN 'w3' THEN 'white' WHEN 'w9' THEN 'white' WHEN 'm1' THEN 'mixed' WHEN 'm2' THEN 'mixed' WHEN 'm3' THEN 'mixed' WHEN 'm9' THEN 'mixed' WHEN 'a1' THEN 'asian' WHEN 'a2' THEN 'asian' WHEN 'a3' THEN 'asian' WHEN 'a4' THEN 'asian' WHEN 'a9' THEN 'asian' WHEN 'b1' THEN 'black' WHEN 'b2' THEN 'black' WHEN 'b9' THEN 'black' WHEN 'o2' THEN 'other' WHEN 'o9' THEN 'other' WHEN 'ns' THEN 'not_reported' WHEN 'not_asked' THEN 'not_reported' END AS self_defined_group,
    CASE WHEN age_years <= 10 THEN 'under_11' WHEN age_years <= 15 THEN '11_15' WHEN age_years <= 17 THEN '16_17' WHEN age_years <= 25 THEN '18_25' WHEN age_years <= 34 THEN '26_34' WHEN age_years <= 49 THEN '35_49' WHEN age_years <= 64 THEN '50_64' WHEN age_years <= 120 THEN '65_plus' ELSE 'not_reported' END AS age_group,
    gender AS gender,
    sum(-1 * 1) AS encounters,
    sum(-1 * officer_reports) AS officer_reports,
    sum(-1 * is_late::int) AS late,
    sum(-1 * no_de_escalation::int) AS no_de_escalation,
    sum(-1 * continued_unjustified::int) AS continued_unjustified,
    sum(-1 * ('arrested' = ANY(outcomes))::int) AS arrested,
    sum(-1 * ('no_further_action' = ANY(outcomes))::int) AS no_further_action,
    sum(-1 * (injured = 'yes')::int) AS injured,
    sum(-1 * coalesce(age_years < 18, false)::int) AS children,
    sum(-1 * coalesce(minutes_in_handcuffs, 0)) AS minutes,
    sum(-1 * (before_arrest = 'yes')::int) AS before_arrest,
    sum(-1 * (compliance = 'compliant')::int) AS compliant
FROM removed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, self_defined_group, age_group, gender
ON CONFLICT (month, area_id, ethnicity_perceived, self_defined_group, age_group, gender) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_de_escalation = cell.no_de_escalation + excluded.no_de_escalation,
    continued_unjustified = cell.continued_unjustified + excluded.continued_unjustified,
    arrested = cell.arrested + excluded.arrested,
    no_further_action = cell.no_further_action + excluded.no_further_action,
    injured = cell.injured + excluded.injured,
    children = cell.children + excluded.children,
    minutes = cell.minutes + excluded.minutes,
    before_arrest = cell.before_arrest + excluded.before_arrest,
    compliant = cell.compliant + excluded.compliant;
INSERT INTO public.reporting_filing_cube AS cell (
    month, area_id, accepted, within_hours,
    encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video
)
SELECT
    month, area_id, accepted, within_hours,
    encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    (status = 'accepted') AS accepted,
    CASE WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 24 THEN greatest(ceil(extract(epoch FROM submitted_at - occurred_at) / 3600), 1)::int WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 48 THEN 48 WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 72 THEN 72 WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 168 THEN 168 ELSE 32767 END AS within_hours,
    sum(-1 * 1) AS encounters,
    sum(-1 * officer_reports) AS officer_reports,
    sum(-1 * is_late::int) AS late,
    sum(-1 * (ethnicity_perceived = 'not_reported')::int) AS no_ethnicity_perceived,
    sum(-1 * (ethnicity_self_defined = 'ns')::int) AS no_self_defined_not_stated,
    sum(-1 * (ethnicity_self_defined = 'not_asked')::int) AS no_self_defined_not_asked,
    sum(-1 * (age_basis = 'not_known')::int) AS no_age,
    sum(-1 * (gender = 'not_reported')::int) AS no_gender,
    sum(-1 * (injured = 'unknown')::int) AS no_injured,
    sum(-1 * (video_recording = 'unknown')::int) AS no_video
FROM removed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4
) AS change
WHERE (encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, accepted, within_hours
ON CONFLICT (month, area_id, accepted, within_hours) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_ethnicity_perceived = cell.no_ethnicity_perceived + excluded.no_ethnicity_perceived,
    no_self_defined_not_stated = cell.no_self_defined_not_stated + excluded.no_self_defined_not_stated,
    no_self_defined_not_asked = cell.no_self_defined_not_asked + excluded.no_self_defined_not_asked,
    no_age = cell.no_age + excluded.no_age,
    no_gender = cell.no_gender + excluded.no_gender,
    no_injured = cell.no_injured + excluded.no_injured,
    no_video = cell.no_video + excluded.no_video;
ELSE
INSERT INTO public.reporting_cube AS cell (
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint
)
SELECT
    month, area_id, ethnicity_perceived, compliance, before_arrest, accepted,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    (status = 'accepted') AS accepted,
    sum(sign * 1) AS encounters,
    sum(sign * officer_reports) AS officer_reports,
    sum(sign * is_late::int) AS late,
    sum(sign * no_de_escalation::int) AS no_de_escalation,
    sum(sign * continued_unjustified::int) AS continued_unjustified,
    sum(sign * ('arrested' = ANY(outcomes))::int) AS arrested,
    sum(sign * ('no_further_action' = ANY(outcomes))::int) AS no_further_action,
    sum(sign * (injured = 'yes')::int) AS injured,
    sum(sign * coalesce(age_years < 18, false)::int) AS children,
    sum(sign * coalesce(minutes_in_handcuffs, 0)) AS minutes,
    sum(sign * (search_power IN ('pace_s1', 'mda_s23', 'cjpoa_s60', 'tact_s43', 'tact_s43a', 'tact_s43c', 'tact_s47a'))::int) AS named_power,
    sum(sign * (search_power = 'other')::int) AS other_power,
    sum(sign * uuid_hash(id)::bigint * version) AS fingerprint
FROM (
    SELECT 1 AS sign, added.* FROM added
    UNION ALL SELECT -1 AS sign, removed.* FROM removed
) AS changed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, named_power, other_power, fingerprint) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, compliance, before_arrest, accepted
ON CONFLICT (month, area_id, ethnicity_perceived, compliance, before_arrest, accepted) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_de_escalation = cell.no_de_escalation + excluded.no_de_escalation,
    continued_unjustified = cell.continued_unjustified + excluded.continued_unjustified,
    arrested = cell.arrested + excluded.arrested,
    no_further_action = cell.no_further_action + excluded.no_further_action,
    injured = cell.injured + excluded.injured,
    children = cell.children + excluded.children,
    minutes = cell.minutes + excluded.minutes,
    named_power = cell.named_power + excluded.named_power,
    other_power = cell.other_power + excluded.other_power,
    fingerprint = cell.fingerprint + excluded.fingerprint;
INSERT INTO public.reporting_people_cube AS cell (
    month, area_id, ethnicity_perceived, self_defined_group, age_group, gender,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant
)
SELECT
    month, area_id, ethnicity_perceived, self_defined_group, age_group, gender,
    encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    CASE ethnicity_self_defined WHEN 'w1' THEN 'white' WHEN 'w2' THEN 'white' WHEN 'w3' THEN 'white' WHEN 'w9' THEN 'white' WHEN 'm1' THEN 'mixed' WHEN 'm2' THEN 'mixed' WHEN 'm3' THEN 'mixed' WHEN 'm9' THEN 'mixed' WHEN 'a1' THEN 'asian' WHEN 'a2' THEN 'asian' WHEN 'a3' THEN 'asian' WHEN 'a4' THEN 'asian' WHEN 'a9' THEN 'asian' WHEN 'b1' THEN 'black' WHEN 'b2' THEN 'black' WHEN 'b9' THEN 'black' WHEN 'o2' THEN 'other' WHEN 'o9' THEN 'other' WHEN 'ns' THEN 'not_reported' WHEN 'not_asked' THEN 'not_reported' END AS self_defined_group,
    CASE WHEN age_years <= 10 THEN 'under_11' WHEN age_years <= 15 THEN '11_15' WHEN age_years <= 17 THEN '16_17' WHEN age_years <= 25 THEN '18_25' WHEN age_years <= 34 THEN '26_34' WHEN age_years <= 49 THEN '35_49' WHEN age_years <= 64 THEN '50_64' WHEN age_years <= 120 THEN '65_plus' ELSE 'not_reported' END AS age_group,
    gender AS gender,
    sum(sign * 1) AS encounters,
    sum(sign * officer_reports) AS officer_reports,
    sum(sign * is_late::int) AS late,
    sum(sign * no_de_escalation::int) AS no_de_escalation,
    sum(sign * continued_unjustified::int) AS continued_unjustified,
    sum(sign * ('arrested' = ANY(outcomes))::int) AS arrested,
    sum(sign * ('no_further_action' = ANY(outcomes))::int) AS no_further_action,
    sum(sign * (injured = 'yes')::int) AS injured,
    sum(sign * coalesce(age_years < 18, false)::int) AS children,
    sum(sign * coalesce(minutes_in_handcuffs, 0)) AS minutes,
    sum(sign * (before_arrest = 'yes')::int) AS before_arrest,
    sum(sign * (compliance = 'compliant')::int) AS compliant
FROM (
    SELECT 1 AS sign, added.* FROM added
    UNION ALL SELECT -1 AS sign, removed.* FROM removed
) AS changed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS change
WHERE (encounters, officer_reports, late, no_de_escalation, continued_unjustified, arrested, no_further_action, injured, children, minutes, before_arrest, compliant) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, ethnicity_perceived, self_defined_group, age_group, gender
ON CONFLICT (month, area_id, ethnicity_perceived, self_defined_group, age_group, gender) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_de_escalation = cell.no_de_escalation + excluded.no_de_escalation,
    continued_unjustified = cell.continued_unjustified + excluded.continued_unjustified,
    arrested = cell.arrested + excluded.arrested,
    no_further_action = cell.no_further_action + excluded.no_further_action,
    injured = cell.injured + excluded.injured,
    children = cell.children + excluded.children,
    minutes = cell.minutes + excluded.minutes,
    before_arrest = cell.before_arrest + excluded.before_arrest,
    compliant = cell.compliant + excluded.compliant;
INSERT INTO public.reporting_filing_cube AS cell (
    month, area_id, accepted, within_hours,
    encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video
)
SELECT
    month, area_id, accepted, within_hours,
    encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    (status = 'accepted') AS accepted,
    CASE WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 24 THEN greatest(ceil(extract(epoch FROM submitted_at - occurred_at) / 3600), 1)::int WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 48 THEN 48 WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 72 THEN 72 WHEN extract(epoch FROM submitted_at - occurred_at) / 3600 <= 168 THEN 168 ELSE 32767 END AS within_hours,
    sum(sign * 1) AS encounters,
    sum(sign * officer_reports) AS officer_reports,
    sum(sign * is_late::int) AS late,
    sum(sign * (ethnicity_perceived = 'not_reported')::int) AS no_ethnicity_perceived,
    sum(sign * (ethnicity_self_defined = 'ns')::int) AS no_self_defined_not_stated,
    sum(sign * (ethnicity_self_defined = 'not_asked')::int) AS no_self_defined_not_asked,
    sum(sign * (age_basis = 'not_known')::int) AS no_age,
    sum(sign * (gender = 'not_reported')::int) AS no_gender,
    sum(sign * (injured = 'unknown')::int) AS no_injured,
    sum(sign * (video_recording = 'unknown')::int) AS no_video
FROM (
    SELECT 1 AS sign, added.* FROM added
    UNION ALL SELECT -1 AS sign, removed.* FROM removed
) AS changed
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4
) AS change
WHERE (encounters, officer_reports, late, no_ethnicity_perceived, no_self_defined_not_stated, no_self_defined_not_asked, no_age, no_gender, no_injured, no_video) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY month, area_id, accepted, within_hours
ON CONFLICT (month, area_id, accepted, within_hours) DO UPDATE SET
    encounters = cell.encounters + excluded.encounters,
    officer_reports = cell.officer_reports + excluded.officer_reports,
    late = cell.late + excluded.late,
    no_ethnicity_perceived = cell.no_ethnicity_perceived + excluded.no_ethnicity_perceived,
    no_self_defined_not_stated = cell.no_self_defined_not_stated + excluded.no_self_defined_not_stated,
    no_self_defined_not_asked = cell.no_self_defined_not_asked + excluded.no_self_defined_not_asked,
    no_age = cell.no_age + excluded.no_age,
    no_gender = cell.no_gender + excluded.no_gender,
    no_injured = cell.no_injured + excluded.no_injured,
    no_video = cell.no_video + excluded.no_video;
END IF;
RETURN NULL;
END
$follow$;

CREATE OR REPLACE TRIGGER reporting_cube_insert AFTER INSERT ON public.records_encounter
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE OR REPLACE TRIGGER reporting_cube_delete AFTER DELETE ON public.records_encounter
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE OR REPLACE TRIGGER reporting_cube_update AFTER UPDATE ON public.records_encounter
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
"""
BEFORE = import_module("reporting.migrations.0005_filing_cube").INSTALL
COUNT_WHAT_IS_THERE = """
UPDATE public.reporting_cube AS cell SET
    named_power = counted.named_power,
    other_power = counted.other_power,
    fingerprint = counted.fingerprint
FROM (
SELECT
    date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date AS month,
    area_id AS area_id,
    ethnicity_perceived AS ethnicity_perceived,
    compliance AS compliance,
    before_arrest AS before_arrest,
    (status = 'accepted') AS accepted,
    sum((search_power IN ('pace_s1', 'mda_s23', 'cjpoa_s60', 'tact_s43', 'tact_s43a', 'tact_s43c', 'tact_s47a'))::int) AS named_power,
    sum((search_power = 'other')::int) AS other_power,
    sum(uuid_hash(id)::bigint * version) AS fingerprint
FROM public.records_encounter
WHERE status IN ('submitted', 'returned', 'accepted', 'escalated', 'upheld')
GROUP BY 1, 2, 3, 4, 5, 6
) AS counted
WHERE cell.month = counted.month AND cell.area_id = counted.area_id AND cell.ethnicity_perceived = counted.ethnicity_perceived AND cell.compliance = counted.compliance AND cell.before_arrest = counted.before_arrest AND cell.accepted = counted.accepted
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0010_released_pictures"),
    ]

    operations = [
        migrations.RunSQL(LOCK, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="cubecell",
            name="named_power",
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cubecell",
            name="other_power",
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cubecell",
            name="fingerprint",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(INSTALL, BEFORE),
        migrations.RunSQL(COUNT_WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
