-- What was done, by whom: each entry holds the digest of the one before.  Only ever added to;
-- the database itself refuses a change or removal by a slip of the program.  Who works on the
-- file behind its back can take that away, and then the digests show it.
CREATE TABLE audit_entry (
    sequence    BIGINT NOT NULL PRIMARY KEY,    -- 1, 2, 3 … without a gap
    at          TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    login       TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    province    TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    request     TEXT   NOT NULL,
    was         TEXT   NOT NULL,            -- JSON or ''
    became      TEXT   NOT NULL,            -- JSON or ''
    purpose     TEXT   NOT NULL,
    previous    TEXT   NOT NULL,            -- hash of the entry before; zeros for the first
    hash        TEXT   NOT NULL
);
CREATE INDEX audit_by_account ON audit_entry (account, sequence);
CREATE INDEX audit_by_action ON audit_entry (action, sequence);
CREATE INDEX audit_by_unit ON audit_entry (unit, sequence);

-- The end of the chain; locked by who appends.
CREATE TABLE audit_head (
    id          BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence    BIGINT NOT NULL,
    hash        TEXT   NOT NULL
);
INSERT INTO audit_head (id, sequence, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- sqlite:
CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
CREATE TRIGGER audit_no_removal BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
-- postgres:
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is only added to' USING ERRCODE = '23000'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
