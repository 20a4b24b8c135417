"""``typing_hold`` gives all items in one row, as arrays.

A row for each item, with the columns of papers empty beside it, took both sides longer to pass on than to find.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("assessments.migrations.0013_hold_papers_by_their_key").HOLD.replace(
    "CREATE OR REPLACE FUNCTION", "CREATE FUNCTION"
)
DROP = "DROP FUNCTION typing_hold(int, int, bigint, bigint, bigint[], int)"

# OFFSET 0 keeps the student's part from being joined in any other order.
HOLD = """
CREATE FUNCTION typing_hold(
    _turns int, _district int, _cfa bigint, _version bigint, _students bigint[], _attempt int
) RETURNS TABLE (
    begun bigint, ended bigint,
    item_ids bigint[], positions int[], labels text[], maxima int[], keys text[], options text[],
    student_id bigint, attempt int, version_id bigint, section_id bigint, teacher_id bigint, status text,
    cells smallint[], answers text[], scored_on date, row_version int, local_id text, family_name text, given_name text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock_shared(_turns, (_cfa % 2147483647)::int);
    SELECT counted.begun, counted.ended INTO begun, ended
    FROM assessments_assessment one CROSS JOIN (
        SELECT count(*) AS begun, count(resolved_at) AS ended FROM assessments_entryconflict
        WHERE district_id = _district AND assessment_id = _cfa
    ) counted
    WHERE one.district_id = _district AND one.id = _cfa AND one.current_version_id = _version
      AND one.locked_at IS NOT NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT array_agg(item.id), array_agg(item.position::int), array_agg(item.label::text), array_agg(item.max_cell),
        array_agg(item.key::text), array_agg(item.options::text)
    INTO item_ids, positions, labels, maxima, keys, options
    FROM (
        SELECT * FROM assessments_item item
        WHERE item.district_id = _district AND item.version_id = _version ORDER BY item.position
    ) item;
    RETURN NEXT;
    RETURN QUERY
    SELECT NULL::bigint, NULL::bigint, NULL::bigint[], NULL::int[], NULL::text[], NULL::int[], NULL::text[],
        NULL::text[],
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
    dependencies = [("assessments", "0014_runs_published_to_leaders")]

    operations = [
        migrations.RunSQL(DROP, BEFORE),
        migrations.RunSQL(HOLD, DROP),
    ]
