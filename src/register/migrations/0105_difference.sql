-- A list that is mostly as the one before it is kept as what it has of that one's blocks (base, runs) and rows of its own,
-- which stand in register_block; and what each row of a file looked like, by which the next file knows its rows again
-- (difference.h, lines.h).
CREATE TABLE register_difference (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    block BIGINT NOT NULL,
    base TEXT NOT NULL,
    base_block BIGINT NOT NULL,
    runs BYTEA NOT NULL,
    PRIMARY KEY (province, delivery, block)
);
CREATE TABLE register_line (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    block BIGINT NOT NULL,
    lines BYTEA NOT NULL,
    PRIMARY KEY (province, delivery, block)
);
-- postgres:
ALTER TABLE register_line ALTER COLUMN lines SET STORAGE EXTERNAL;
-- both:
