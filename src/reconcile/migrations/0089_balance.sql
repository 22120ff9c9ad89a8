-- What a run made of movements and of coverage.  A few thousand rows a run; sharded by province.
CREATE TABLE reconcile_movement (
    province TEXT NOT NULL,
    run BIGINT NOT NULL,
    office TEXT NOT NULL,
    scheme TEXT NOT NULL,
    kind TEXT NOT NULL,
    persons BIGINT NOT NULL,
    PRIMARY KEY (province, run, office, scheme, kind)
);

CREATE TABLE reconcile_mover (
    province TEXT NOT NULL,
    run BIGINT NOT NULL,
    number BIGINT NOT NULL,
    office TEXT NOT NULL,
    scheme TEXT NOT NULL,
    kind TEXT NOT NULL,
    person BIGINT NOT NULL,
    doubt_vi TEXT NOT NULL,
    doubt_en TEXT NOT NULL,
    PRIMARY KEY (province, run, number)
);

CREATE TABLE reconcile_coverage (
    province TEXT NOT NULL,
    run BIGINT NOT NULL,
    base TEXT NOT NULL,
    unit TEXT NOT NULL,
    measure TEXT NOT NULL,
    persons BIGINT NOT NULL,
    PRIMARY KEY (province, run, base, unit, measure)
);

CREATE TABLE reconcile_bridge (
    province TEXT NOT NULL,
    run BIGINT NOT NULL,
    residence TEXT NOT NULL,
    collecting TEXT NOT NULL,
    scheme TEXT NOT NULL,
    persons BIGINT NOT NULL,
    PRIMARY KEY (province, run, residence, collecting, scheme)
);
