-- What agencies delivered.  Sharded by province; rows are kept in columns, a block at a time.
CREATE TABLE register_delivery (
    province TEXT NOT NULL,
    id TEXT NOT NULL,
    unit TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    received_at TEXT NOT NULL,
    received_by TEXT NOT NULL,
    file_name TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    state TEXT NOT NULL,
    why_vi TEXT NOT NULL,
    why_en TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    quality TEXT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX register_delivery_source ON register_delivery (province, source, unit, as_of);

CREATE TABLE register_block (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    block BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    body BYTEA NOT NULL,
    digests BYTEA NOT NULL,
    PRIMARY KEY (province, delivery, block)
);

CREATE TABLE register_mapping (
    province TEXT NOT NULL,
    source TEXT NOT NULL,
    heading TEXT NOT NULL,
    column_code TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY (province, source, heading)
);
