-- A run touched nearly every page of two indexes of leads, because whether a lead is open stood in both.  Now one says
-- where leads are, whether open or not, one which have left, and two small tables what is answered without either: which
-- numbers a run gave to the leads of a rule, and how many are open.
CREATE TABLE reconcile_range (
    province    TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    run         BIGINT NOT NULL,
    first_lead  BIGINT NOT NULL,
    last_lead   BIGINT NOT NULL,
    PRIMARY KEY (province, rule, run)
);
INSERT INTO reconcile_range (province, rule, run, first_lead, last_lead)
SELECT province, rule, first_run, min(id), max(id)
FROM reconcile_lead
GROUP BY province, rule, first_run;

CREATE TABLE reconcile_tally (              -- of the newest run
    province    TEXT   NOT NULL,
    unit        TEXT   NOT NULL,            -- '' not known
    rule        TEXT   NOT NULL,
    leads       BIGINT NOT NULL,            -- open ones
    PRIMARY KEY (province, unit, rule)
);
INSERT INTO reconcile_tally (province, unit, rule, leads)
SELECT province, unit, rule, count(*)
FROM reconcile_lead
WHERE cleared_run = 0
GROUP BY province, unit, rule;

DROP INDEX reconcile_lead_rule;
DROP INDEX reconcile_lead_unit;
CREATE INDEX reconcile_lead_unit ON reconcile_lead (province, unit, rule, id);
CREATE INDEX reconcile_lead_cleared ON reconcile_lead (province, rule, id, cleared_run) WHERE cleared_run > 0;
