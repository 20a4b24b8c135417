"""Functions for what is asked with each typed score: PostgreSQL keeps their plans, and planning took longer than doing.

They run with the rights of whoever calls them, so the fence between districts holds inside as it does outside.
"""

from django.db import migrations

# The rule of ``access.enterable_sections`` for one CFA.
ACCESS = """
CREATE FUNCTION typing_access(
    _district int, _staff bigint, _today date, _facilitator text, _schools bigint[], _is_teacher boolean, _cfa bigint
) RETURNS TABLE (cfa assessments_assessment, enterable_ids bigint[])
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH taught AS (
        SELECT section_id FROM schools_sectionstaff
        WHERE district_id = _district AND staff_id = _staff
          AND starts_on <= _today AND (ends_on IS NULL OR ends_on > _today)
    ), facilitated AS (
        SELECT term.team_id FROM teams_roleterm term
        JOIN teams_teammember member
          ON member.district_id = term.district_id AND member.team_id = term.team_id
          AND member.staff_id = term.staff_id
        JOIN teams_team team ON team.district_id = term.district_id AND team.id = term.team_id
        WHERE term.district_id = _district AND term.staff_id = _staff AND term.role = _facilitator
          AND term.starts_on <= _today AND (term.ends_on IS NULL OR term.ends_on > _today)
          AND member.starts_on <= _today AND (member.ends_on IS NULL OR member.ends_on > _today)
          AND (team.school_id = ANY(_schools) OR (_is_teacher AND team.school_id IS NULL))
    )
    SELECT one, ARRAY(
        SELECT place.section_id FROM assessments_assessmentsection place
        WHERE place.district_id = one.district_id AND place.assessment_id = one.id
          AND (one.team_id IN (SELECT team_id FROM facilitated) OR place.section_id IN (SELECT section_id FROM taught))
    )
    FROM assessments_assessment one
    WHERE one.district_id = _district AND one.id = _cfa AND one.locked_at IS NOT NULL;
END $$
"""

# Rows of items, then rows of papers; none when the items are others. The turn is taken before anything is read, and
# each statement of a function sees what was committed before it, so whoever waited for a correction reads its key.
HOLD = """
CREATE FUNCTION typing_hold(
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
        result.student_id, result.attempt::int, result.version_id, result.section_id, result.teacher_id,
        result.status::text, result.cells, result.answers::text[], result.scored_on, result.row_version,
        student.local_id::text, student.family_name::text, student.given_name::text
    FROM assessments_result result
    JOIN schools_student student ON student.district_id = result.district_id AND student.id = result.student_id
    WHERE result.district_id = _district AND result.assessment_id = _cfa AND result.student_id = ANY(_students)
      AND result.attempt = _attempt
    ORDER BY result.student_id FOR UPDATE OF result;
END $$
"""

# The rules of ``bulk`` and ``saving`` for one paper: a version of its own after anything that was ever there, the
# section and teacher of its date, and the lead of several teachers. No row when somebody was faster. The CFA is counted
# after the paper is written, as there.
SAVE = """
CREATE FUNCTION typing_save(
    _district int, _cfa bigint, _student bigint, _attempt int, _based_on int, _version bigint, _section bigint,
    _day date, _status text, _cells smallint[], _answers text[], _scored_on date, _section_before bigint,
    _status_before text, _cells_before smallint[], _answers_before text[], _kind text, _made_by bigint,
    _now timestamptz, _cells_changed int
) RETURNS TABLE (change_id bigint, counted bigint)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    _counted bigint;
    _change bigint;
BEGIN
    IF _based_on = 0 THEN
        INSERT INTO assessments_result (
            district_id, assessment_id, student_id, attempt, version_id, section_id, teacher_id, status, cells, answers,
            scored_on, row_version, updated_at
        )
        SELECT one.district_id, one.id, _student, _attempt, _version, _section, (
                SELECT staff_id FROM schools_sectionstaff
                WHERE district_id = _district AND section_id = _section
                  AND starts_on <= _day AND (ends_on IS NULL OR ends_on > _day)
                ORDER BY is_lead DESC, starts_on, id LIMIT 1
            ), _status, _cells, _answers, _scored_on, one.data_version + 1, _now
        FROM assessments_assessment one WHERE one.district_id = _district AND one.id = _cfa
        ON CONFLICT DO NOTHING;
    ELSE
        UPDATE assessments_result SET
            version_id = _version, status = _status, cells = _cells, answers = _answers, scored_on = _scored_on,
            row_version = row_version + 1, updated_at = _now
        WHERE district_id = _district AND assessment_id = _cfa AND student_id = _student AND attempt = _attempt
          AND row_version = _based_on;
    END IF;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE assessments_assessment SET data_version = data_version + 1 WHERE district_id = _district AND id = _cfa
    RETURNING data_version INTO _counted;
    INSERT INTO assessments_change (
        district_id, assessment_id, version_id, data_version, kind, made_by_id, made_at, papers, cells
    ) VALUES (_district, _cfa, _version, _counted, _kind, _made_by, _now, 1, _cells_changed)
    RETURNING id INTO _change;
    INSERT INTO assessments_resultchange (
        district_id, change_id, student_id, attempt, section_before_id, status_before, cells_before, answers_before,
        status_after, cells_after, answers_after
    ) VALUES (
        _district, _change, _student, _attempt, _section_before, _status_before, _cells_before, _answers_before,
        _status, _cells, _answers
    );
    RETURN QUERY SELECT _change, _counted;
END $$
"""

# Whether a run waits, held so that no worker claims it before the save is committed, and whether one began since.
QUEUED = """
CREATE FUNCTION typing_queued(_district int, _cfa bigint, _since timestamptz)
RETURNS TABLE (is_waiting boolean, began_lately boolean)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM id FROM assessments_reportrun
    WHERE district_id = _district AND assessment_id = _cfa AND state = 'queued' FOR UPDATE;
    RETURN QUERY SELECT FOUND, EXISTS (
        SELECT 1 FROM assessments_reportrun
        WHERE district_id = _district AND assessment_id = _cfa AND claimed_at > _since
    );
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_students_of_a_run"),
        ("schools", "0003_invitation_mail_failed_at"),
        ("teams", "0002_fences"),
    ]

    operations = [
        migrations.RunSQL(ACCESS, "DROP FUNCTION typing_access"),
        migrations.RunSQL(HOLD, "DROP FUNCTION typing_hold"),
        migrations.RunSQL(SAVE, "DROP FUNCTION typing_save"),
        migrations.RunSQL(QUEUED, "DROP FUNCTION typing_queued"),
    ]
