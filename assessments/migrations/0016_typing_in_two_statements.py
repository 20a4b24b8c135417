"""What a typed score asks for is two calls, with all that is between kept as plans.

The statements around ``typing_access``, ``typing_hold``, ``typing_save`` and ``typing_queued`` were planned anew with each
score: 0.25 ms, nearly as long as they ran.
"""

from django.db import migrations

BATCH = """
CREATE FUNCTION typing_batch(
    _district int, _staff bigint, _today date, _facilitator text, _schools bigint[], _is_teacher boolean, _cfa bigint,
    _turns int, _students bigint[], _attempt int
) RETURNS TABLE (
    cfa assessments_assessment, enterable_ids bigint[], is_over boolean,
    begun bigint, ended bigint,
    item_ids bigint[], positions int[], labels text[], maxima int[], keys text[], options text[],
    student_id bigint, attempt int, version_id bigint, section_id bigint, teacher_id bigint, status text,
    cells smallint[], answers text[], scored_on date, row_version int, local_id text, family_name text, given_name text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT found.cfa, found.enterable_ids, (
        SELECT year.ends_on <= _today FROM teams_team team
        JOIN schools_schoolyear year ON year.district_id = team.district_id AND year.id = team.school_year_id
        WHERE team.district_id = _district AND team.id = (found.cfa).team_id
    ), held.*
    FROM typing_access(_district, _staff, _today, _facilitator, _schools, _is_teacher, _cfa) found
    LEFT JOIN LATERAL typing_hold(
        _turns, _district, CASE WHEN cardinality(found.enterable_ids) > 0 THEN (found.cfa).id END,
        (found.cfa).current_version_id, _students, _attempt
    ) held ON TRUE;
END $$
"""

SAVED = """
CREATE FUNCTION typing_saved(
    _district int, _cfa bigint, _student bigint, _attempt int, _based_on int, _version bigint, _section bigint,
    _day date, _status text, _cells smallint[], _answers text[], _scored_on date, _section_before bigint,
    _status_before text, _cells_before smallint[], _answers_before text[], _kind text, _made_by bigint,
    _now timestamptz, _cells_changed int, _long_ago timestamptz
) RETURNS TABLE (change_id bigint, counted bigint, is_waiting boolean, began_lately boolean)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    SELECT saved.change_id, saved.counted INTO change_id, counted FROM typing_save(
        _district, _cfa, _student, _attempt, _based_on, _version, _section, _day, _status, _cells, _answers,
        _scored_on, _section_before, _status_before, _cells_before, _answers_before, _kind, _made_by, _now,
        _cells_changed
    ) saved;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- After the paper: the order of locks.
    SELECT run.is_waiting, run.began_lately INTO is_waiting, began_lately
    FROM typing_queued(_district, _cfa, _long_ago) run;
    RETURN NEXT;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_hold_items_as_one_row"), ("teams", "0002_fences")]

    operations = [
        migrations.RunSQL(BATCH, "DROP FUNCTION typing_batch"),
        migrations.RunSQL(SAVED, "DROP FUNCTION typing_saved"),
    ]
