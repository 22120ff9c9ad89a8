-- Everything counted: what is counted (indicator), how many (fact), how many there should
-- be (target), on what paper (document).  Each figure keeps its versions for good; the
-- ledgers fact_version and target_version are only ever added to.
CREATE TABLE indicator (
    code        TEXT   NOT NULL PRIMARY KEY,
    position    BIGINT NOT NULL,            -- order of showing
    name_vi     TEXT   NOT NULL,
    name_en     TEXT   NOT NULL,
    definition_vi TEXT NOT NULL,
    definition_en TEXT NOT NULL,
    unit        TEXT   NOT NULL,            -- person, dong, percent
    rate        BIGINT NOT NULL,            -- 1: worked out from the next two, never stored
    numerator   TEXT   NOT NULL,
    denominator TEXT   NOT NULL,
    part_of     TEXT   NOT NULL,
    better      BIGINT NOT NULL             -- 1 higher, -1 lower, 0 neither
);

-- The key begins with the distribution key and goes on as results are read: one indicator
-- over a run of periods for all units.
CREATE TABLE fact (
    province    TEXT   NOT NULL,
    indicator   TEXT   NOT NULL,
    base        TEXT   NOT NULL,            -- collecting, residence
    kind        TEXT   NOT NULL,            -- year, half, quarter, month
    period      TEXT   NOT NULL,            -- 2026, 2026-H1, 2026-Q3, 2026-10
    unit        TEXT   NOT NULL,
    breakdown   TEXT   NOT NULL,            -- '' = all
    value       BIGINT NOT NULL,
    state       TEXT   NOT NULL,            -- reported, approved, locked, simulated
    source      TEXT   NOT NULL,
    as_of       TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, indicator, base, kind, period, unit, breakdown)
) WITHOUT ROWID;

CREATE TABLE fact_version (
    province    TEXT   NOT NULL,
    indicator   TEXT   NOT NULL,
    base        TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    period      TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    breakdown   TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    value       BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    as_of       TEXT   NOT NULL,
    who         TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, indicator, base, kind, period, unit, breakdown, version)
) WITHOUT ROWID;

CREATE TABLE document (
    province    TEXT   NOT NULL,            -- '' = of the whole country
    id          TEXT   NOT NULL,            -- province, ':' and number or digest
    number      TEXT   NOT NULL,
    issuer      TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    date        TEXT   NOT NULL,
    supersedes  TEXT   NOT NULL,            -- id or ''
    PRIMARY KEY (province, id)
);

CREATE TABLE target (
    province    TEXT   NOT NULL,
    indicator   TEXT   NOT NULL,
    year        BIGINT NOT NULL,
    base        TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    document    TEXT   NOT NULL,
    value       BIGINT NOT NULL,
    at_least    BIGINT NOT NULL,            -- 1: a floor, 0: exact
    clause      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, indicator, year, base, unit, document)
) WITHOUT ROWID;

CREATE TABLE target_version (
    province    TEXT   NOT NULL,
    indicator   TEXT   NOT NULL,
    year        BIGINT NOT NULL,
    base        TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    document    TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    value       BIGINT NOT NULL,
    at_least    BIGINT NOT NULL,
    clause      TEXT   NOT NULL,
    who         TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, indicator, year, base, unit, document, version)
) WITHOUT ROWID;
