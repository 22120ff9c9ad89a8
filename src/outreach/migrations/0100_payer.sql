-- Who pays voluntarily or did until lately, as of a run, by commune: what lists of renewals are made of.
CREATE TABLE outreach_payer (
    province TEXT NOT NULL,
    unit     TEXT NOT NULL,                 -- commune of today; '' elsewhere: there always, if empty
    run      BIGINT NOT NULL,
    payers   BYTEA NOT NULL,                -- payer.c
    PRIMARY KEY (province, unit)
);
