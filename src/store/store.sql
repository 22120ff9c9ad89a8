-- name: schema_exists
-- sqlite:
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';
-- postgres:
SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration';

-- name: schema_lock
-- One program at a time brings a server's schema up to date; SQLite has one writer anyway.
-- sqlite:
SELECT 1;
-- postgres:
SELECT 1 FROM (SELECT pg_advisory_xact_lock(1113673832)) AS locked;

-- name: schema_create
CREATE TABLE IF NOT EXISTS schema_migration (
    number     INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    applied_at TEXT    NOT NULL
);

-- name: schema_applied
SELECT number, name, digest FROM schema_migration ORDER BY number;

-- name: schema_digest
SELECT digest FROM schema_migration WHERE number = $1;

-- name: schema_note
INSERT INTO schema_migration (number, name, digest, applied_at) VALUES ($1, $2, $3, $4);

-- name: revision
SELECT revision FROM store_revision WHERE id = 1;

-- name: revision_grow
UPDATE store_revision SET revision = revision + 1 WHERE id = 1;

-- name: copy_columns
-- sqlite:
SELECT m.name, c.name, c.type, c.pk FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name <> 'schema_migration'
ORDER BY m.name, c.cid;
-- postgres:
SELECT t.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(array_position(CAST(i.indkey AS int2[]), a.attnum) + 1, 0)
FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary
WHERE t.relkind = 'r' AND t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relname <> 'schema_migration'
ORDER BY CAST(t.relname AS TEXT) COLLATE "C", a.attnum;
