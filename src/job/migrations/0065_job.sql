-- Long work that goes on when the page is closed.  Whoever runs one writes its token and beats; a row whose beat is old
-- is interrupted, and what its worker still does is refused when it commits.
CREATE TABLE job (
    id          TEXT   NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    account     TEXT   NOT NULL,            -- '' the program itself
    login       TEXT   NOT NULL,
    province    TEXT   NOT NULL,
    ask_key     TEXT   NOT NULL,            -- '' none
    ask         TEXT   NOT NULL,            -- JSON
    result      TEXT   NOT NULL,            -- JSON or ''
    file        TEXT   NOT NULL,            -- name in the folder of the job, '' none
    state       TEXT   NOT NULL,
    step_vi     TEXT   NOT NULL,
    step_en     TEXT   NOT NULL,
    done        BIGINT NOT NULL,
    total       BIGINT NOT NULL,
    problem_vi  TEXT   NOT NULL,
    problem_en  TEXT   NOT NULL,
    place_file  TEXT   NOT NULL,
    place_sheet TEXT   NOT NULL,
    place_row   BIGINT NOT NULL,
    place_column BIGINT NOT NULL,
    place_field TEXT   NOT NULL,
    created_at  TEXT   NOT NULL,
    started_at  TEXT   NOT NULL,
    ended_at    TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    worker      TEXT   NOT NULL,            -- token of this run, '' none
    beat        BIGINT NOT NULL,            -- milliseconds since 1970, by the system's clock
    cancel      BIGINT NOT NULL             -- 1: asked to stop
);
CREATE UNIQUE INDEX job_by_key ON job (account, ask_key) WHERE ask_key <> '';
CREATE INDEX job_by_account ON job (account, created_at, id);
CREATE INDEX job_by_time ON job (created_at, id);
CREATE INDEX job_by_state ON job (state, created_at, id);
