-- Yearly rounds of proposed targets (lập chỉ tiêu năm): the bounds each commune got when the round was opened, what it
-- proposed, what the two reviewers said, and what was decided.  proposal_version and round_decision are only ever
-- added to.  Figures that are not there are -1.
CREATE TABLE target_round (
    province    TEXT   NOT NULL,
    id          TEXT   NOT NULL,            -- 33-2027-1
    year        BIGINT NOT NULL,
    state       TEXT   NOT NULL,            -- open, decided
    opened_at   TEXT   NOT NULL,
    opened_by   TEXT   NOT NULL,
    deadline    TEXT   NOT NULL,            -- the last day for proposals
    low_bp      BIGINT NOT NULL,            -- bounds in hundredths of a percent of the path's figure
    high_bp     BIGINT NOT NULL,
    base_period TEXT   NOT NULL,            -- month of the current figures
    document    TEXT   NOT NULL,            -- of the last decision, '' none
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);

CREATE TABLE proposal (
    province    TEXT   NOT NULL,
    round       TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    low         BIGINT NOT NULL,
    high        BIGINT NOT NULL,
    path        BIGINT NOT NULL,
    path_voluntary BIGINT NOT NULL,
    current_total BIGINT NOT NULL,
    current_voluntary BIGINT NOT NULL,
    state       TEXT   NOT NULL,            -- waiting, proposed, returned, agreed
    total       BIGINT NOT NULL,
    voluntary   BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    who         TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    insurance   BIGINT NOT NULL,            -- 1 agrees, 0 sent back, -1 has not said
    insurance_reason TEXT NOT NULL,
    insurance_who TEXT NOT NULL,
    insurance_at TEXT  NOT NULL,
    home        BIGINT NOT NULL,
    home_reason TEXT   NOT NULL,
    home_who    TEXT   NOT NULL,
    home_at     TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, round, unit)
);

CREATE TABLE proposal_version (
    province    TEXT   NOT NULL,
    round       TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    action      TEXT   NOT NULL,            -- proposed, agreed, returned
    side        TEXT   NOT NULL,            -- of a review: insurance, home-affairs
    total       BIGINT NOT NULL,
    voluntary   BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    who         TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, round, unit, version)
);

CREATE TABLE round_decision (
    province    TEXT   NOT NULL,
    round       TEXT   NOT NULL,
    document    TEXT   NOT NULL,
    by_path     BIGINT NOT NULL,            -- communes without an agreed proposal: they got the path's figure
    who         TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, round, document)
);
