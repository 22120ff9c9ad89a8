-- name: lead_rules
SELECT code, switched_on, switched_by, switched_at
FROM reconcile_rule
WHERE province = $1
ORDER BY code;

-- name: lead_rule_switch
INSERT INTO reconcile_rule (province, code, switched_on, switched_by, switched_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (province, code) DO UPDATE
SET switched_on = excluded.switched_on, switched_by = excluded.switched_by, switched_at = excluded.switched_at;

-- name: lead_run_last
SELECT id, as_of
FROM reconcile_run
WHERE province = $1
ORDER BY id DESC
LIMIT 1;

-- name: lead_run_put
INSERT INTO reconcile_run (province, id, as_of, started_at, started_by, report)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: lead_runs
SELECT id, as_of, started_at, started_by, report
FROM reconcile_run
WHERE province = $1 AND ($2 = 0 OR id = $2)
ORDER BY id DESC
LIMIT $3;

-- name: lead_shapes
SELECT id, names
FROM reconcile_shape
WHERE province = $1
ORDER BY id;

-- name: lead_shape_put
INSERT INTO reconcile_shape (province, id, names)
VALUES ($1, $2, $3);

-- name: lead_rule_next
-- The rule behind another one that has leads; where a subject is an employer apart.  Asked for in two, so that nothing
-- of the rule before is passed over.
SELECT rule, employer
FROM (SELECT n.rule, n.employer
      FROM (SELECT rule, employer
            FROM reconcile_lead
            WHERE province = $1 AND rule = $2 AND employer > $3
            ORDER BY employer
            LIMIT 1) AS n
      UNION ALL
      SELECT m.rule, m.employer
      FROM (SELECT rule, employer
            FROM reconcile_lead
            WHERE province = $1 AND rule > $2
            ORDER BY rule, employer
            LIMIT 1) AS m) AS next
ORDER BY rule, employer
LIMIT 1;

-- name: lead_kept
-- Of one rule some behind a subject, as a run meets them.
SELECT subject, id, unit, village, kind, facts, cleared_run
FROM reconcile_lead
WHERE province = $1 AND rule = $2 AND employer = $3 AND subject > $4
ORDER BY subject
LIMIT $5;

-- name: lead_move
UPDATE reconcile_lead
SET subject = $3
WHERE province = $1 AND id = $2;

-- name: lead_put
-- sqlite:
INSERT INTO reconcile_lead (province, rule, employer, subject, id, unit, village, kind, facts, first_run, since_run,
    cleared_run)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
-- postgres:
COPY reconcile_lead (province, rule, employer, subject, id, unit, village, kind, facts, first_run, since_run,
    cleared_run) FROM STDIN (FORMAT binary);

-- name: lead_set
UPDATE reconcile_lead
SET village = $5, kind = $6, facts = $7, unit = $8, since_run = $9, cleared_run = 0
WHERE province = $1 AND rule = $2 AND employer = $3 AND subject = $4;

-- name: lead_change
-- Most changes: no index speaks of what is set, neither here nor where a lead is cleared.
UPDATE reconcile_lead
SET village = $5, kind = $6, facts = $7
WHERE province = $1 AND rule = $2 AND employer = $3 AND subject = $4;

-- name: lead_place
UPDATE reconcile_lead
SET village = $5, kind = $6, facts = $7, unit = $8
WHERE province = $1 AND rule = $2 AND employer = $3 AND subject = $4;

-- name: lead_clear
UPDATE reconcile_lead
SET cleared_run = $5
WHERE province = $1 AND rule = $2 AND employer = $3 AND subject = $4;

-- name: lead_off_put
-- sqlite:
INSERT INTO reconcile_lead_off (province, rule, lead)
VALUES ($1, $2, $3);
-- postgres:
COPY reconcile_lead_off (province, rule, lead) FROM STDIN (FORMAT binary);

-- name: lead_off_drop
DELETE FROM reconcile_lead_off
WHERE province = $1 AND rule = $2 AND lead = $3;

-- name: lead_filled
-- A server plans by what it knows of a table: of one that was just filled it has to be told.
-- sqlite:
SELECT 1;
-- postgres:
ANALYZE reconcile_lead;

-- name: lead_event_put
-- sqlite:
INSERT INTO reconcile_event (province, run, lead, change, why)
VALUES ($1, $2, $3, $4, $5);
-- postgres:
COPY reconcile_event (province, run, lead, change, why) FROM STDIN (FORMAT binary);

-- name: lead_one
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND id = $2;

-- name: lead_open_of_unit
-- Left to itself SQLite goes through all leads of the province, to have those of a commune in order.
-- sqlite:
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead INDEXED BY reconcile_lead_unit
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3) AND cleared_run = 0 AND id > $4
  AND ($5 = 0 OR since_run = $5) AND ($6 < 0 OR employer = $6) AND ($7 = 0 OR subject = $7)
ORDER BY id
LIMIT $8;
-- postgres:
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3) AND cleared_run = 0 AND id > $4
  AND ($5 = 0 OR since_run = $5) AND ($6 < 0 OR employer = $6) AND ($7 = 0 OR subject = $7)
ORDER BY id
LIMIT $8;

-- name: lead_cleared_of_unit
-- sqlite:
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead INDEXED BY reconcile_lead_unit
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3) AND cleared_run > 0 AND id > $4
  AND ($5 = 0 OR cleared_run = $5) AND ($6 < 0 OR employer = $6) AND ($7 = 0 OR subject = $7)
ORDER BY id
LIMIT $8;
-- postgres:
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3) AND cleared_run > 0 AND id > $4
  AND ($5 = 0 OR cleared_run = $5) AND ($6 < 0 OR employer = $6) AND ($7 = 0 OR subject = $7)
ORDER BY id
LIMIT $8;

-- name: lead_of_province
-- By id, so that a page ends where it is full.
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND id > $2 AND (cleared_run > 0) = ($3 > 0) AND ($4 < 0 OR employer = $4)
ORDER BY id
LIMIT $5;

-- name: lead_ranges
-- Which numbers leads have that runs put on the list of a rule, or on all.
SELECT run, min(first_lead), max(last_lead)
FROM reconcile_range
WHERE province = $1 AND ($2 = '' OR rule = $2) AND last_lead > $3
GROUP BY run
ORDER BY run;

-- name: lead_range_put
-- sqlite:
INSERT INTO reconcile_range (province, rule, run, first_lead, last_lead)
VALUES ($1, $2, $3, $4, $5);
-- postgres:
COPY reconcile_range (province, rule, run, first_lead, last_lead) FROM STDIN (FORMAT binary);

-- name: lead_open_between
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND id > $2 AND id <= $3 AND ($4 = '' OR rule = $4) AND cleared_run = 0
  AND ($5 = 0 OR since_run = $5) AND ($6 < 0 OR employer = $6)
ORDER BY id
LIMIT $7;

-- name: lead_off_between
SELECT lead
FROM reconcile_lead_off
WHERE province = $1 AND rule = $2 AND lead > $3 AND lead <= $4
ORDER BY lead
LIMIT $5;

-- name: lead_returned_between
SELECT l.rule, l.employer, l.subject, l.id, l.unit, l.village, l.kind, l.facts, l.first_run, l.since_run, l.cleared_run
FROM reconcile_event AS e
CROSS JOIN reconcile_lead AS l
WHERE e.province = $1 AND e.run = $2 AND e.lead > $3 AND e.lead <= $4 AND e.change = 'returned' AND l.province = $1
  AND l.id = e.lead AND l.since_run = $2 AND l.cleared_run = 0 AND ($5 = '' OR l.rule = $5) AND ($6 < 0 OR l.employer = $6)
ORDER BY e.lead
LIMIT $7;

-- name: lead_cleared_between
SELECT l.rule, l.employer, l.subject, l.id, l.unit, l.village, l.kind, l.facts, l.first_run, l.since_run, l.cleared_run
FROM reconcile_event AS e
CROSS JOIN reconcile_lead AS l
WHERE e.province = $1 AND e.run = $2 AND e.lead > $3 AND e.lead <= $4 AND e.change = 'cleared' AND l.province = $1
  AND l.id = e.lead AND l.cleared_run = $2 AND ($5 = '' OR l.rule = $5) AND ($6 < 0 OR l.employer = $6)
ORDER BY e.lead
LIMIT $7;

-- name: lead_cleared_of_rule
SELECT l.rule, l.employer, l.subject, l.id, l.unit, l.village, l.kind, l.facts, l.first_run, l.since_run, l.cleared_run
FROM reconcile_lead_off AS o
CROSS JOIN reconcile_lead AS l
WHERE o.province = $1 AND o.rule = $2 AND o.lead > $3 AND l.province = $1 AND l.id = o.lead
  AND ($4 < 0 OR l.employer = $4)
ORDER BY o.lead
LIMIT $5;

-- name: lead_of_subject
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND rule = $2 AND employer = $3 AND subject = $4;

-- name: lead_units
SELECT DISTINCT unit
FROM reconcile_lead
WHERE province = $1
ORDER BY unit;

-- name: lead_tally_drop
DELETE FROM reconcile_tally
WHERE province = $1;

-- name: lead_tally_put
-- sqlite:
INSERT INTO reconcile_tally (province, unit, rule, leads)
VALUES ($1, $2, $3, $4);
-- postgres:
COPY reconcile_tally (province, unit, rule, leads) FROM STDIN (FORMAT binary);

-- name: lead_tally
SELECT unit, rule, '', leads
FROM reconcile_tally
WHERE province = $1 AND ($2 = '' OR rule = $2)
ORDER BY unit, rule;

-- name: lead_tally_of_unit
SELECT unit, rule, '', leads
FROM reconcile_tally
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3)
ORDER BY unit, rule;

-- name: lead_tally_kind
SELECT unit, rule, kind, count(*)
FROM reconcile_lead
WHERE province = $1 AND rule = $2 AND cleared_run = 0
GROUP BY unit, rule, kind
ORDER BY unit, rule, kind;

-- name: lead_tally_kind_of_unit
-- sqlite:
SELECT unit, rule, kind, count(*)
FROM reconcile_lead INDEXED BY reconcile_lead_unit
WHERE province = $1 AND unit = $2 AND rule = $3 AND cleared_run = 0
GROUP BY unit, rule, kind
ORDER BY unit, rule, kind;
-- postgres:
SELECT unit, rule, kind, count(*)
FROM reconcile_lead
WHERE province = $1 AND unit = $2 AND rule = $3 AND cleared_run = 0
GROUP BY unit, rule, kind
ORDER BY unit, rule, kind;

-- name: lead_tally_village
SELECT unit, rule, village, count(*)
FROM reconcile_lead
WHERE province = $1 AND ($2 = '' OR rule = $2) AND cleared_run = 0
GROUP BY unit, rule, village
ORDER BY unit, rule, village;

-- name: lead_tally_village_of_unit
-- sqlite:
SELECT unit, rule, village, count(*)
FROM reconcile_lead INDEXED BY reconcile_lead_unit
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3) AND cleared_run = 0
GROUP BY unit, rule, village
ORDER BY unit, rule, village;
-- postgres:
SELECT unit, rule, village, count(*)
FROM reconcile_lead
WHERE province = $1 AND unit = $2 AND ($3 = '' OR rule = $3) AND cleared_run = 0
GROUP BY unit, rule, village
ORDER BY unit, rule, village;

-- name: lead_events
-- Looked for run by run: there is one a month, and events stand in their order.
-- sqlite:
SELECT e.run, e.change, e.why
FROM reconcile_run AS r
CROSS JOIN reconcile_event AS e
WHERE r.province = $1 AND e.province = $1 AND e.run = r.id AND e.lead = $2
ORDER BY r.id;
-- postgres:
SELECT run, change, why
FROM reconcile_event
WHERE province = $1 AND run = ANY (ARRAY(SELECT id FROM reconcile_run WHERE province = $1)) AND lead = $2
ORDER BY run;

-- name: lead_events_between
SELECT l.rule, l.employer, l.subject, l.id, l.unit, l.village, l.kind, l.facts, l.first_run, l.since_run,
    l.cleared_run, e.run, e.change, e.why
FROM reconcile_event AS e
JOIN reconcile_lead AS l ON l.province = e.province AND l.id = e.lead
WHERE e.province = $1 AND e.run > $2 AND e.run <= $3 AND ($4 = '' OR l.rule = $4) AND ($5 = '*' OR l.unit = $5)
ORDER BY l.rule, l.id, e.run;

-- name: lead_new_between
SELECT rule, employer, subject, id, unit, village, kind, facts, first_run, since_run, cleared_run
FROM reconcile_lead
WHERE province = $1 AND id > $2 AND id <= $3 AND ($4 = '' OR rule = $4) AND ($5 = '*' OR unit = $5)
ORDER BY rule, id;

-- name: lead_outcome_put
INSERT INTO reconcile_outcome (province, lead, number, outcome, note, recorded_by, recorded_at)
SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), coalesce(max(number), 0) + 1, CAST($3 AS TEXT), CAST($4 AS TEXT),
    CAST($5 AS TEXT), CAST($6 AS TEXT)
FROM reconcile_outcome
WHERE province = $1 AND lead = $2;

-- name: lead_outcomes
SELECT outcome, recorded_by, recorded_at, note
FROM reconcile_outcome
WHERE province = $1 AND lead = $2
ORDER BY number DESC;

-- name: lead_precision
SELECT l.rule, o.outcome, count(*)
FROM reconcile_outcome AS o
JOIN reconcile_lead AS l ON l.province = o.province AND l.id = o.lead
WHERE o.province = $1
  AND o.number = (SELECT max(p.number) FROM reconcile_outcome AS p WHERE p.province = o.province AND p.lead = o.lead)
GROUP BY l.rule, o.outcome
ORDER BY l.rule, o.outcome;
