-- Runs of reconciliation and what they put on lists.  A lead is found by its rule and subject, which is also the order
-- in which a run writes and reads them; people find it by commune.  What became of it later is an event; how it began
-- stands in its own row.
CREATE TABLE reconcile_run (
    province    TEXT   NOT NULL,
    id          BIGINT NOT NULL,
    as_of       TEXT   NOT NULL,            -- month
    started_at  TEXT   NOT NULL,
    started_by  TEXT   NOT NULL,
    report      TEXT   NOT NULL,            -- JSON
    PRIMARY KEY (province, id)
);

CREATE TABLE reconcile_lead (
    province    TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    employer    BIGINT NOT NULL,            -- 1: the subject is an employer
    subject     BIGINT NOT NULL,
    id          BIGINT NOT NULL,            -- grows with the runs
    unit        TEXT   NOT NULL,            -- '' not known
    village     TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    facts       TEXT   NOT NULL,            -- "3:12,8450,": a shape and its values, none for what is missing
    first_run   BIGINT NOT NULL,
    since_run   BIGINT NOT NULL,
    cleared_run BIGINT NOT NULL,            -- 0: open
    PRIMARY KEY (province, rule, employer, subject)
) WITHOUT ROWID;
CREATE UNIQUE INDEX reconcile_lead_id ON reconcile_lead (province, id);
CREATE INDEX reconcile_lead_unit ON reconcile_lead (province, unit, rule, cleared_run, id);

-- Which facts the values of leads are; there are about as many as rules.
CREATE TABLE reconcile_shape (
    province    TEXT   NOT NULL,
    id          BIGINT NOT NULL,
    names       TEXT   NOT NULL,            -- "tax_months tax_wage"
    PRIMARY KEY (province, id)
);

CREATE TABLE reconcile_event (
    province    TEXT   NOT NULL,
    run         BIGINT NOT NULL,
    lead        BIGINT NOT NULL,
    change      TEXT   NOT NULL,            -- cleared, changed, returned
    why         TEXT   NOT NULL,            -- "compulsory=0>1 base=->5000"
    PRIMARY KEY (province, run, lead)
);
CREATE INDEX reconcile_event_lead ON reconcile_event (province, lead, run);

CREATE TABLE reconcile_rule (
    province    TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    switched_on BIGINT NOT NULL,
    switched_by TEXT   NOT NULL,
    switched_at TEXT   NOT NULL,
    PRIMARY KEY (province, code)
);

CREATE TABLE reconcile_outcome (
    province    TEXT   NOT NULL,
    lead        BIGINT NOT NULL,
    number      BIGINT NOT NULL,            -- of the lead, from 1; the highest counts
    outcome     TEXT   NOT NULL,            -- right, wrong, unclear
    note        TEXT   NOT NULL,
    recorded_by TEXT   NOT NULL,
    recorded_at TEXT   NOT NULL,
    PRIMARY KEY (province, lead, number)
);
