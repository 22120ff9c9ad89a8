-- Who is who: the numbers of persons and employers, kept over the runs.  As large as the population, so packed: a block
-- of a delivery holds for each row a digest of what linking looked at and whose it is.
CREATE TABLE reconcile_identity (
    province TEXT NOT NULL,
    persons BIGINT NOT NULL,
    employers BIGINT NOT NULL,
    model TEXT NOT NULL,
    trained_on BIGINT NOT NULL,
    employer_keys BYTEA NOT NULL,
    run BIGINT NOT NULL,
    PRIMARY KEY (province)
);

CREATE TABLE reconcile_identity_block (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    source TEXT NOT NULL,
    block BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (province, delivery, block)
);

-- Merges and splits; only added to.
CREATE TABLE reconcile_identity_log (
    province TEXT NOT NULL,
    run BIGINT NOT NULL,
    employer BIGINT NOT NULL,
    kind TEXT NOT NULL,
    from_id BIGINT NOT NULL,
    to_id BIGINT NOT NULL,
    PRIMARY KEY (province, employer, from_id, run, kind, to_id)
);
CREATE INDEX reconcile_identity_log_to ON reconcile_identity_log (province, employer, to_id);

-- Pairs of rows that a person is to look at, and what was answered.  A key is the digest of source and key columns, in
-- hexadecimal.
CREATE TABLE reconcile_pair (
    province TEXT NOT NULL,
    id BIGINT NOT NULL,
    key_a TEXT NOT NULL,
    key_b TEXT NOT NULL,
    source_a TEXT NOT NULL,
    source_b TEXT NOT NULL,
    delivery_a TEXT NOT NULL,
    delivery_b TEXT NOT NULL,
    row_a BIGINT NOT NULL,
    row_b BIGINT NOT NULL,
    person_a BIGINT NOT NULL,
    person_b BIGINT NOT NULL,
    unit_a TEXT NOT NULL,
    unit_b TEXT NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    reason TEXT NOT NULL,
    pattern TEXT NOT NULL,
    needed BIGINT NOT NULL,
    state TEXT NOT NULL,
    label TEXT NOT NULL,
    yes_count BIGINT NOT NULL,
    no_count BIGINT NOT NULL,
    unsure_count BIGINT NOT NULL,
    first_run BIGINT NOT NULL,
    last_run BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE UNIQUE INDEX reconcile_pair_keys ON reconcile_pair (province, key_a, key_b);
CREATE INDEX reconcile_pair_state ON reconcile_pair (province, state, id);

CREATE TABLE reconcile_label (
    province TEXT NOT NULL,
    pair BIGINT NOT NULL,
    answered_by TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (province, pair, answered_by)
);
