-- Which leads are off their list stood in an index over what a lead says of itself, so that a server wrote a lead that
-- left into all of its indexes anew.  Now they stand in a table of their own, and a server keeps room in its pages for
-- what changes there.
CREATE TABLE reconcile_lead_off (
    province    TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    lead        BIGINT NOT NULL,
    PRIMARY KEY (province, rule, lead)
) WITHOUT ROWID;
INSERT INTO reconcile_lead_off (province, rule, lead)
SELECT province, rule, id
FROM reconcile_lead
WHERE cleared_run > 0
ORDER BY province, rule, id;
DROP INDEX reconcile_lead_cleared;
-- postgres:
ALTER TABLE reconcile_lead SET (fillfactor = 80);
