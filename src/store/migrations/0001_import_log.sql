-- Which files were taken in, so that the same file twice changes nothing and says so.
-- A file is known by what it was imported as, its territory and its SHA-256.
CREATE TABLE import_log (
    province    TEXT   NOT NULL,            -- distribution key; '' for reference data
    kind        TEXT   NOT NULL,            -- unit, plan, fact, …
    digest      TEXT   NOT NULL,            -- SHA-256 of the bytes, hexadecimal
    file_name   TEXT   NOT NULL,
    rows_read   BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    done_at     TEXT   NOT NULL,            -- 2026-11-21T08:15:02+07:00
    PRIMARY KEY (province, kind, digest)
);
