-- The three roles and what each may do in the database this runs in. Run as a superuser; running it again is
-- safe and sets the passwords anew. They are read from the settings plc.owner_password, plc.app_password and
-- plc.backup_password, so no password stands in a file or on a command line.
--
--   plc_owner   owns the database and its tables; migrations run as it. Bound by the district policies too.
--   plc_app     web, worker and beat: rows only, under row-level security, no way around it.
--   plc_backup  reads everything, every district, and can write nothing: pg_dump runs as it.

set client_min_messages = warning; -- what is granted already is no news

do $$
declare
    part text;
begin
    foreach part in array array['owner', 'app', 'backup'] loop
        if not exists (select from pg_roles where rolname = 'plc_' || part) then
            execute format('create role %I', 'plc_' || part);
        end if;
        execute format(
            'alter role %I login nosuperuser nocreaterole noreplication password %L',
            'plc_' || part, current_setting(format('plc.%s_password', part))
        );
    end loop;
    -- Only a test cluster lets the owner make databases: the test runner makes one for each of its processes.
    execute 'alter role plc_owner nobypassrls '
        || case when current_setting('plc.owner_creates_databases', true) = 'on' then 'createdb' else 'nocreatedb' end;
    execute format('alter database %I owner to plc_owner', current_database());
end
$$;

alter role plc_app nobypassrls nocreatedb;
-- Set here rather than by the application: a connection pooler between them gives no session to set it in.
alter role plc_app set timezone = 'UTC';
alter role plc_app set statement_timeout = '60s';
alter role plc_app set idle_in_transaction_session_timeout = '60s';
alter role plc_owner set timezone = 'UTC';

alter role plc_backup bypassrls nocreatedb;
alter role plc_backup set default_transaction_read_only = on;
grant pg_read_all_data to plc_backup;

alter schema public owner to plc_owner;
revoke create on schema public from public;
grant usage on schema public to plc_app;

do $$
begin
    execute format('revoke all on database %I from public', current_database());
    -- Temporary tables: COPY is refused under row-level security, so scores are staged in one.
    execute format('grant connect, temporary on database %I to plc_app', current_database());
    execute format('grant connect on database %I to plc_backup', current_database());
end
$$;

-- For every table a later migration makes. No TRUNCATE: it would pass by the policies.
alter default privileges for role plc_owner grant select, insert, update, delete on tables to plc_app;
alter default privileges for role plc_owner grant usage, select on sequences to plc_app;
