-- Organisations that collect, campaigns, who may be called or written to, and what each agent is to reach in a year.
CREATE TABLE outreach_collector (
    province TEXT NOT NULL,
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,                 -- public, post, association, other
    unit     TEXT NOT NULL,                 -- commune it serves; '' the whole province
    contact  TEXT NOT NULL,
    active   BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    PRIMARY KEY (province, code)
);

CREATE TABLE outreach_campaign (
    province TEXT NOT NULL,
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    target   BIGINT NOT NULL,               -- persons registered; -1 none
    unit     TEXT NOT NULL,                 -- '' the whole province
    note     TEXT NOT NULL,
    version  BIGINT NOT NULL,
    PRIMARY KEY (province, code)
);

-- What somebody said last of each way to reach him; what he said before stands in the trail.
CREATE TABLE outreach_consent (
    province TEXT NOT NULL,
    employer BIGINT NOT NULL,
    subject  BIGINT NOT NULL,
    channel  TEXT NOT NULL,                 -- call, message, visit
    allowed  BIGINT NOT NULL,
    basis    TEXT NOT NULL,                 -- how it was said, or the law
    until    TEXT NOT NULL,                 -- last day; '' open
    by_login TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (province, employer, subject, channel)
);

CREATE TABLE outreach_target (
    province TEXT NOT NULL,
    account  TEXT NOT NULL,
    year     BIGINT NOT NULL,
    target   BIGINT NOT NULL,
    PRIMARY KEY (province, account, year)
);
