-- name: identity_one
SELECT persons, employers, model, trained_on, employer_keys
FROM reconcile_identity
WHERE province = $1;

-- name: identity_put
INSERT INTO reconcile_identity (province, persons, employers, model, trained_on, employer_keys, run)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (province) DO UPDATE
SET persons = excluded.persons, employers = excluded.employers, model = excluded.model,
    trained_on = excluded.trained_on, employer_keys = excluded.employer_keys, run = excluded.run;

-- name: identity_deliveries
SELECT s.delivery, s.source, s.base, s.row_count,
    (SELECT CAST(coalesce(sum(b.row_count), 0) AS BIGINT)
     FROM reconcile_identity_block AS b
     WHERE b.province = s.province AND b.base = s.base)
FROM reconcile_identity_state AS s
WHERE s.province = $1
ORDER BY s.delivery;

-- name: identity_state_runs
SELECT runs
FROM reconcile_identity_state
WHERE province = $1 AND delivery = $2;

-- name: identity_state_put
INSERT INTO reconcile_identity_state (province, delivery, source, base, row_count, runs)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (province, delivery) DO UPDATE
SET base = excluded.base, row_count = excluded.row_count, runs = excluded.runs;

-- name: identity_state_clear
DELETE FROM reconcile_identity_state
WHERE province = $1 AND delivery = $2;

-- name: identity_block_one
SELECT row_count, body
FROM reconcile_identity_block
WHERE province = $1 AND base = $2 AND block = $3;

-- name: identity_block_put
INSERT INTO reconcile_identity_block (province, base, source, block, row_count, body)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: identity_block_idle
-- Bases that no delivery has anything of.
SELECT DISTINCT b.base
FROM reconcile_identity_block AS b
WHERE b.province = $1
  AND NOT EXISTS (SELECT 1 FROM reconcile_identity_state AS s WHERE s.province = b.province AND s.base = b.base)
ORDER BY b.base;

-- name: identity_block_clear
DELETE FROM reconcile_identity_block
WHERE province = $1 AND base = $2;

-- name: identity_own_one
SELECT row_count, body
FROM reconcile_identity_own
WHERE province = $1 AND delivery = $2 AND block = $3;

-- name: identity_own_put
INSERT INTO reconcile_identity_own (province, delivery, block, row_count, body)
VALUES ($1, $2, $3, $4, $5);

-- name: identity_own_clear
DELETE FROM reconcile_identity_own
WHERE province = $1 AND delivery = $2;

-- name: identity_log_put
INSERT INTO reconcile_identity_log (province, run, employer, kind, from_id, to_id)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (province, employer, from_id, run, kind, to_id) DO NOTHING;

-- name: identity_log_of
SELECT run, kind, from_id, to_id
FROM reconcile_identity_log
WHERE province = $1 AND employer = $2 AND (from_id = $3 OR to_id = $3)
ORDER BY run, kind, from_id, to_id;

-- name: identity_log_merges
SELECT employer, from_id, to_id
FROM reconcile_identity_log
WHERE province = $1 AND run = $2 AND kind = 'merged'
ORDER BY employer, from_id;

-- name: identity_log_merged
SELECT to_id
FROM reconcile_identity_log
WHERE province = $1 AND employer = $2 AND from_id = $3 AND kind = 'merged'
ORDER BY run DESC
LIMIT 1;

-- name: pair_known
-- Answered ones are labels; the others wait.
SELECT id, key_a, key_b, label, state, delivery_a, row_a, delivery_b, row_b, person_a, person_b
FROM reconcile_pair
WHERE province = $1
ORDER BY id;

-- name: pair_last
SELECT CAST(coalesce(max(id), 0) AS BIGINT)
FROM reconcile_pair
WHERE province = $1;

-- name: pair_new
INSERT INTO reconcile_pair (province, id, key_a, key_b, source_a, source_b, delivery_a, delivery_b, row_a, row_b,
    person_a, person_b, unit_a, unit_b, weight, reason, pattern, needed, state, label, yes_count, no_count,
    unsure_count, first_run, last_run)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'open', '', 0, 0, 0, $19,
    $19);

-- name: pair_move
-- Not one that was answered meanwhile.
UPDATE reconcile_pair
SET delivery_a = $3, row_a = $4, delivery_b = $5, row_b = $6, person_a = $7, person_b = $8, last_run = $10,
    state = CASE WHEN $9 = 1 THEN 'gone' WHEN yes_count + no_count + unsure_count > 0 THEN 'half' ELSE 'open' END
WHERE province = $1 AND id = $2 AND label = '';
