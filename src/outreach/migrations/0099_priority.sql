-- What recorded outcomes made of the order of leads when a run ended: the model of each rule that has enough of them, its
-- coefficients, how it foretold those held out, and the open leads of rules that it ranks.
CREATE TABLE outreach_model (
    province    TEXT NOT NULL,
    rule        TEXT NOT NULL,
    run         BIGINT NOT NULL,
    used        BIGINT NOT NULL,            -- 1: it ranks, 0: the stated formula does
    outcomes    BIGINT NOT NULL,
    registered  BIGINT NOT NULL,
    loss_model  DOUBLE PRECISION NOT NULL,
    loss_stated DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (province, rule)
);

CREATE TABLE outreach_coefficient (
    province TEXT NOT NULL,
    rule     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    name     TEXT NOT NULL,
    value    DOUBLE PRECISION NOT NULL,     -- log odds
    error    DOUBLE PRECISION NOT NULL,
    cases    BIGINT NOT NULL,
    PRIMARY KEY (province, rule, place)
);

CREATE TABLE outreach_tenth (
    province TEXT NOT NULL,
    rule     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    least    DOUBLE PRECISION NOT NULL,
    most     DOUBLE PRECISION NOT NULL,
    expected DOUBLE PRECISION NOT NULL,
    observed DOUBLE PRECISION NOT NULL,
    cases    BIGINT NOT NULL,
    PRIMARY KEY (province, rule, place)
);

CREATE TABLE outreach_ranked (
    province TEXT NOT NULL,
    rule     TEXT NOT NULL,
    unit     TEXT NOT NULL,                 -- commune of today; '' elsewhere
    leads    BYTEA NOT NULL,                -- words of eight bytes: what is expected, how many, their numbers; the best first
    PRIMARY KEY (province, rule, unit)
);
