-- The state of a delivery is what it has of a base, in runs, and rows of its own: most of a month is as the month before.
CREATE TABLE reconcile_identity_state (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    source TEXT NOT NULL,
    base TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    runs BYTEA, -- NULL: the rows of the base as they stand
    PRIMARY KEY (province, delivery)
);
CREATE TABLE reconcile_identity_own (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    block BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (province, delivery, block)
);
INSERT INTO reconcile_identity_state (province, delivery, source, base, row_count, runs)
SELECT province, delivery, source, delivery, CAST(sum(row_count) AS BIGINT), NULL
FROM reconcile_identity_block
GROUP BY province, delivery, source;
ALTER TABLE reconcile_identity_block RENAME COLUMN delivery TO base;
-- postgres:
ALTER TABLE reconcile_identity_state ALTER COLUMN runs SET STORAGE EXTERNAL;
ALTER TABLE reconcile_identity_own ALTER COLUMN body SET STORAGE EXTERNAL;
-- both:
