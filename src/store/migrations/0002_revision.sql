-- A number that grows with every commit that changes what answers are made of, so that an answer made once can be
-- given again while it stands still.  Sessions, jobs and the audit trail leave it alone.
CREATE TABLE store_revision (
    id       BIGINT NOT NULL PRIMARY KEY, -- 1
    revision BIGINT NOT NULL
);
INSERT INTO store_revision (id, revision) VALUES (1, 1);
