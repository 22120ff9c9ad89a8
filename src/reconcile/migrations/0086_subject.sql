-- What is known of persons and employers, in packed chunks by number.  Sharded by province.
-- employer: 0 persons, 1 employers; part: facts, golden, links, keys (src/reconcile/gather_pack.c).
CREATE TABLE reconcile_part (
    province TEXT NOT NULL,
    employer BIGINT NOT NULL,
    part TEXT NOT NULL,
    chunk BIGINT NOT NULL,
    digest BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (province, employer, part, chunk)
);

-- The run that wrote them last, and the month of its facts (2026-10).
CREATE TABLE reconcile_gathered (
    province TEXT NOT NULL,
    run BIGINT NOT NULL,
    month TEXT NOT NULL,
    persons BIGINT NOT NULL,
    employers BIGINT NOT NULL,
    PRIMARY KEY (province)
);
