-- What became of leads is written by the hundred thousand at the end of each run: kept once, in the order of runs.  A
-- lead's own events are found by the runs there were.
-- sqlite:
CREATE TABLE reconcile_event_by_run (
    province    TEXT   NOT NULL,
    run         BIGINT NOT NULL,
    lead        BIGINT NOT NULL,
    change      TEXT   NOT NULL,            -- cleared, changed, returned
    why         TEXT   NOT NULL,            -- "compulsory=0>1 base=->5000"
    PRIMARY KEY (province, run, lead)
) WITHOUT ROWID;
INSERT INTO reconcile_event_by_run (province, run, lead, change, why)
SELECT province, run, lead, change, why
FROM reconcile_event
ORDER BY province, run, lead;
DROP TABLE reconcile_event;
ALTER TABLE reconcile_event_by_run RENAME TO reconcile_event;
-- postgres:
DROP INDEX reconcile_event_lead;
-- both:
