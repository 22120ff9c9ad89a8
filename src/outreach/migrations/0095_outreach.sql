-- Leads at work.  What happens to a task is an event, only added to; the task row says what its events say.  Events of a
-- province have one sequence, kept in its head, whose row who writes holds until the end of the transaction.
CREATE TABLE outreach_head (
    province TEXT NOT NULL,
    sequence BIGINT NOT NULL,               -- of the last event
    PRIMARY KEY (province)
);

CREATE TABLE outreach_agent (
    province TEXT NOT NULL,
    account  TEXT NOT NULL,
    most     BIGINT NOT NULL,               -- open tasks
    active   BIGINT NOT NULL,
    PRIMARY KEY (province, account)
);

CREATE TABLE outreach_area (
    province TEXT NOT NULL,
    account  TEXT NOT NULL,
    unit     TEXT NOT NULL,
    village  TEXT NOT NULL,                 -- '' the whole commune
    PRIMARY KEY (province, account, unit, village)
);

CREATE TABLE outreach_task (
    province       TEXT NOT NULL,
    lead           BIGINT NOT NULL,
    rule           TEXT NOT NULL,
    employer       BIGINT NOT NULL,
    subject        BIGINT NOT NULL,
    unit           TEXT NOT NULL,
    village        TEXT NOT NULL,
    agent          TEXT NOT NULL,           -- account
    state          TEXT NOT NULL,
    assigned_day   TEXT NOT NULL,
    first_day      TEXT NOT NULL,           -- '' no contact yet
    last_day       TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    reason         TEXT NOT NULL,
    next_step      TEXT NOT NULL,
    next_day       TEXT NOT NULL,
    contacts       BIGINT NOT NULL,
    registered_day TEXT NOT NULL,
    confirmed_run  BIGINT NOT NULL,         -- 0 no
    quiet_until    TEXT NOT NULL,           -- '' no
    version        BIGINT NOT NULL,         -- sequence of its last event
    PRIMARY KEY (province, lead)
);
CREATE INDEX outreach_task_agent ON outreach_task (province, agent, version);
CREATE INDEX outreach_task_subject ON outreach_task (province, employer, subject);

CREATE TABLE outreach_event (
    province  TEXT NOT NULL,
    sequence  BIGINT NOT NULL,
    lead      BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    account   TEXT NOT NULL,                -- '' a run
    event_key TEXT NOT NULL,                -- of the device; '#' and the sequence where there is none
    agent     TEXT NOT NULL,
    former    TEXT NOT NULL,
    day       TEXT NOT NULL,
    at        TEXT NOT NULL,
    channel   TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    next_step TEXT NOT NULL,
    note      TEXT NOT NULL,
    next_day  TEXT NOT NULL,
    quiet     TEXT NOT NULL,
    run       BIGINT NOT NULL,
    conflict  BIGINT NOT NULL,
    PRIMARY KEY (province, sequence)
);
CREATE UNIQUE INDEX outreach_event_by_key ON outreach_event (province, account, event_key);
CREATE INDEX outreach_event_lead ON outreach_event (province, lead, sequence);
CREATE INDEX outreach_event_former ON outreach_event (province, former, sequence);
CREATE INDEX outreach_event_run ON outreach_event (province, run);

-- Who said no to what is voluntary, whatever list they come on next.
CREATE TABLE outreach_quiet (
    province TEXT NOT NULL,
    employer BIGINT NOT NULL,
    subject  BIGINT NOT NULL,
    until    TEXT NOT NULL,
    PRIMARY KEY (province, employer, subject)
);
