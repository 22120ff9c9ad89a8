-- name: part_digests
SELECT employer, part, chunk, digest
FROM reconcile_part
WHERE province = $1;

-- name: part_put
INSERT INTO reconcile_part (province, employer, part, chunk, digest, body)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (province, employer, part, chunk) DO UPDATE
SET digest = excluded.digest, body = excluded.body;

-- name: part_one
SELECT body
FROM reconcile_part
WHERE province = $1 AND employer = $2 AND part = $3 AND chunk = $4;

-- name: part_from
-- Some chunks at a time: a server hands a whole answer over at once.
SELECT chunk, body
FROM reconcile_part
WHERE province = $1 AND employer = $2 AND part = $3 AND chunk >= $4 AND chunk < $5
ORDER BY chunk;

-- name: gathered_put
INSERT INTO reconcile_gathered (province, run, month, persons, employers)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (province) DO UPDATE
SET run = excluded.run, month = excluded.month, persons = excluded.persons, employers = excluded.employers;

-- name: gathered_one
SELECT run, month, persons, employers
FROM reconcile_gathered
WHERE province = $1;

-- name: headcount_any
SELECT employer
FROM reconcile_headcount
WHERE province = $1
LIMIT 1;

-- name: headcount_fill
-- sqlite:
INSERT INTO reconcile_headcount (province, employer, month, taxed, insured, uninsured)
VALUES ($1, $2, $3, $4, $5, $6);
-- postgres:
COPY reconcile_headcount (province, employer, month, taxed, insured, uninsured) FROM STDIN (FORMAT binary);

-- name: headcount_put
INSERT INTO reconcile_headcount (province, employer, month, taxed, insured, uninsured)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (province, employer, month) DO UPDATE
SET taxed = excluded.taxed, insured = excluded.insured, uninsured = excluded.uninsured;

-- name: headcount_of
SELECT month, taxed, insured, uninsured
FROM reconcile_headcount
WHERE province = $1 AND employer = $2
ORDER BY month;

-- name: headcount_months
SELECT DISTINCT as_of
FROM reconcile_run
WHERE province = $1
ORDER BY as_of;
