-- What agents' phones need: who the agents are besides their area, the phones themselves, the campaign of a task.
ALTER TABLE outreach_agent ADD COLUMN collector TEXT NOT NULL DEFAULT '';   -- code of the organisation; '' none
ALTER TABLE outreach_agent ADD COLUMN trained_on TEXT NOT NULL DEFAULT '';  -- day; '' not
ALTER TABLE outreach_agent ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE outreach_agent ADD COLUMN version BIGINT NOT NULL DEFAULT 1;    -- grows with every change

ALTER TABLE outreach_task ADD COLUMN campaign TEXT NOT NULL DEFAULT '';     -- code; '' none
ALTER TABLE outreach_event ADD COLUMN campaign TEXT NOT NULL DEFAULT '';    -- of ASSIGNED
ALTER TABLE outreach_event ADD COLUMN basis TEXT NOT NULL DEFAULT '';       -- on what a contact's data rest
CREATE INDEX outreach_task_unit ON outreach_task (province, unit);

-- A phone belongs to one account: who signs in there with another has a device of his own.
CREATE TABLE outreach_device (
    province   TEXT NOT NULL,
    account    TEXT NOT NULL,
    id         TEXT NOT NULL,               -- made by the phone
    name       TEXT NOT NULL,
    first_seen TEXT NOT NULL,               -- stamps
    last_seen  TEXT NOT NULL,
    held       BIGINT NOT NULL,             -- tasks it holds since then
    covers     TEXT NOT NULL,               -- what its account could see then (cover.h)
    wipe_asked TEXT NOT NULL,               -- '' no
    wiped_at   TEXT NOT NULL,               -- when it was told; '' not yet
    PRIMARY KEY (province, account, id)
);
CREATE INDEX outreach_device_id ON outreach_device (province, id);
