-- name: movement_put
-- sqlite:
INSERT INTO reconcile_movement (province, run, office, scheme, kind, persons)
VALUES ($1, $2, $3, $4, $5, $6);
-- postgres:
COPY reconcile_movement (province, run, office, scheme, kind, persons) FROM STDIN (FORMAT binary);

-- name: mover_put
-- sqlite:
INSERT INTO reconcile_mover (province, run, number, office, scheme, kind, person, doubt_vi, doubt_en)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- postgres:
COPY reconcile_mover (province, run, number, office, scheme, kind, person, doubt_vi, doubt_en) FROM STDIN (FORMAT binary);

-- name: movement_of_run
SELECT office, scheme, kind, persons
FROM reconcile_movement
WHERE province = $1 AND run = $2
ORDER BY office, scheme, kind;

-- name: mover_page
SELECT number, office, scheme, kind, person, doubt_vi, doubt_en
FROM reconcile_mover
WHERE province = $1 AND run = $2 AND number > $3 AND ($4 = '' OR office = $4) AND ($5 = '' OR scheme = $5)
    AND ($6 = '' OR kind = $6) AND ($7 = 0 OR doubt_vi <> '' OR kind IN ('more', 'less') OR person = 0)
ORDER BY number
LIMIT $8;

-- name: coverage_put
-- sqlite:
INSERT INTO reconcile_coverage (province, run, base, unit, measure, persons)
VALUES ($1, $2, $3, $4, $5, $6);
-- postgres:
COPY reconcile_coverage (province, run, base, unit, measure, persons) FROM STDIN (FORMAT binary);

-- name: coverage_of_run
SELECT unit, measure, persons
FROM reconcile_coverage
WHERE province = $1 AND run = $2 AND base = $3
ORDER BY unit, measure;

-- name: bridge_put
-- sqlite:
INSERT INTO reconcile_bridge (province, run, residence, collecting, scheme, persons)
VALUES ($1, $2, $3, $4, $5, $6);
-- postgres:
COPY reconcile_bridge (province, run, residence, collecting, scheme, persons) FROM STDIN (FORMAT binary);

-- name: bridge_of_run
SELECT residence, collecting, scheme, persons
FROM reconcile_bridge
WHERE province = $1 AND run = $2
ORDER BY residence, collecting, scheme;
