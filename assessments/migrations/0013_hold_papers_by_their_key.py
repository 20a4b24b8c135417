"""``typing_hold`` finds the papers first and each one's student by key.

Its plan is made once, often while the tables are nearly empty or not yet analyzed. As a join of equals it could then begin
with all students of the district and look for each one's paper, and it stayed that way.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("assessments.migrations.0008_typed_scores_in_few_statements").HOLD.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)

# OFFSET 0 keeps the student's part from being joined in any other order.
HOLD = """
CREATE OR REPLACE FUNCTION typing_hold(
    _turns int, _district int, _cfa bigint, _version bigint, _students bigint[], _attempt int
) RETURNS TABLE (
    begun bigint, ended bigint,
    item_id bigint, "position" int, label text, max_cell int, key text, options text,
    student_id bigint, attempt int, version_id bigint, section_id bigint, teacher_id bigint, status text,
    cells smallint[], answers text[], scored_on date, row_version int, local_id text, family_name text, given_name text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock_shared(_turns, (_cfa % 2147483647)::int);
    RETURN QUERY
    SELECT counted.begun, counted.ended, item.id, item.position::int, item.label::text, item.max_cell, item.key::text,
        item.options::text, NULL::bigint, NULL::int, NULL::bigint, NULL::bigint, NULL::bigint, NULL::text,
        NULL::smallint[], NULL::text[], NULL::date, NULL::int, NULL::text, NULL::text, NULL::text
    FROM assessments_assessment one CROSS JOIN (
        SELECT count(*) AS begun, count(resolved_at) AS ended FROM assessments_entryconflict
        WHERE district_id = _district AND assessment_id = _cfa
    ) counted
    LEFT JOIN assessments_item item ON item.district_id = one.district_id AND item.version_id = one.current_version_id
    WHERE one.district_id = _district AND one.id = _cfa AND one.current_version_id = _version
      AND one.locked_at IS NOT NULL
    ORDER BY item.position;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT NULL::bigint, NULL::bigint, NULL::bigint, NULL::int, NULL::text, NULL::int, NULL::text, NULL::text,
        paper.student_id, paper.attempt::int, paper.version_id, paper.section_id, paper.teacher_id,
        paper.status::text, paper.cells, paper.answers::text[], paper.scored_on, paper.row_version,
        student.local_id::text, student.family_name::text, student.given_name::text
    FROM (
        SELECT * FROM assessments_result result
        WHERE result.district_id = _district AND result.assessment_id = _cfa AND result.student_id = ANY(_students)
          AND result.attempt = _attempt
        ORDER BY result.student_id FOR UPDATE
    ) paper CROSS JOIN LATERAL (
        SELECT local_id, family_name, given_name FROM schools_student
        WHERE district_id = paper.district_id AND id = paper.student_id OFFSET 0
    ) student;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_runs_asked_for_gently")]

    operations = [migrations.RunSQL(HOLD, BEFORE)]
