-- Variants of an allocation (phương án phân bổ): what was asked, not the table, which is computed again; its digest
-- tells when figures it rests on have changed since.  variant_version is only ever added to.
CREATE TABLE variant (
    province    TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    parent      TEXT   NOT NULL,            -- a commune, or '' the province
    first_year  BIGINT NOT NULL,
    years       BIGINT NOT NULL,
    ask         TEXT   NOT NULL,            -- JSON
    digest      TEXT   NOT NULL,            -- of the table when it was last changed or moved
    state       TEXT   NOT NULL,            -- draft, submitted, approved, returned
    reason      TEXT   NOT NULL,
    document    TEXT   NOT NULL,            -- once approved
    who         TEXT   NOT NULL,
    changed_at  TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);

CREATE TABLE variant_version (
    province    TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    ask         TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    state       TEXT   NOT NULL,            -- also deleted
    reason      TEXT   NOT NULL,
    document    TEXT   NOT NULL,
    who         TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, id, version)
);
