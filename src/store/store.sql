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
