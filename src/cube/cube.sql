-- Keys travel as JSON, so that a thousand of them are looked up in one question.

-- name: province_lock
-- Writers of one province take turns, as SQLite's writers do anyway: a version number is
-- read before it is written.
-- sqlite:
SELECT 1 WHERE $1 IS NOT NULL;
-- postgres:
SELECT 1 FROM (SELECT pg_advisory_xact_lock(1113673833, hashtext(CAST($1 AS TEXT)))) AS locked;

-- name: fact_existing
-- sqlite:
SELECT k.key, f.value, f.state, f.version, f.source
FROM json_each($2) AS k CROSS JOIN fact AS f
WHERE f.province = $1 AND f.indicator = k.value ->> 0 AND f.base = k.value ->> 1 AND f.kind = k.value ->> 2
  AND f.period = k.value ->> 3 AND f.unit = k.value ->> 4 AND f.breakdown = k.value ->> 5;
-- postgres:
-- LIMIT keeps the planner from reading the whole province for a thousand keys.
SELECT k.n - 1, f.value, f.state, f.version, f.source
FROM json_array_elements(CAST($2 AS json)) WITH ORDINALITY AS k (value, n)
CROSS JOIN LATERAL (
    SELECT fact.value, fact.state, fact.version, fact.source FROM fact
    WHERE fact.province = $1 AND fact.indicator = k.value ->> 0 AND fact.base = k.value ->> 1
      AND fact.kind = k.value ->> 2 AND fact.period = k.value ->> 3 AND fact.unit = k.value ->> 4
      AND fact.breakdown = k.value ->> 5
    LIMIT 1) AS f;

-- name: fact_add
INSERT INTO fact (province, indicator, base, kind, period, unit, breakdown, value, state, source, as_of, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: fact_replace
UPDATE fact SET value = $8, state = $9, source = $10, as_of = $11, version = $12
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period = $5 AND unit = $6 AND breakdown = $7;

-- name: fact_version_add
INSERT INTO fact_version (province, indicator, base, kind, period, unit, breakdown, value, state, source, as_of,
                          version, who, reason, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: fact_one
SELECT value, state, source, as_of, version FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period = $5 AND unit = $6 AND breakdown = $7;

-- name: fact_versions
SELECT version, value, state, source, who, reason, at FROM fact_version
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period = $5 AND unit = $6 AND breakdown = $7
ORDER BY version;

-- name: fact_run
-- In the order of the key: nothing is sorted.
SELECT unit, period, value, state FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
ORDER BY period, unit;

-- name: fact_run_of_units
-- The unit $7 and its villages, which end before $8: by the key that begins with the unit, which SQLite would not
-- choose; apart, so that the unit's own are found by all of the key.
-- sqlite:
SELECT unit, period, value, state FROM fact INDEXED BY fact_of_unit
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit = $7
UNION ALL
SELECT unit, period, value, state FROM fact INDEXED BY fact_of_unit
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit > $7 AND unit < $8
ORDER BY unit, period;
-- postgres:
SELECT unit, period, value, state FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit = $7
UNION ALL
SELECT unit, period, value, state FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit > $7 AND unit < $8
ORDER BY unit, period;

-- name: fact_told
-- The key backwards: nothing is sorted.
SELECT source, as_of, period, unit FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
ORDER BY period DESC, unit DESC;

-- name: fact_told_of_units
-- sqlite:
SELECT source, as_of, period, unit FROM fact INDEXED BY fact_of_unit
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit = $7
UNION ALL
SELECT source, as_of, period, unit FROM fact INDEXED BY fact_of_unit
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit > $7 AND unit < $8
ORDER BY period DESC, unit DESC;
-- postgres:
SELECT source, as_of, period, unit FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit = $7
UNION ALL
SELECT source, as_of, period, unit FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND period BETWEEN $5 AND $6 AND breakdown = ''
  AND unit > $7 AND unit < $8
ORDER BY period DESC, unit DESC;

-- name: fact_last
SELECT max(period) FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = $4 AND breakdown = '' AND period <= $5;

-- name: fact_choose
SELECT unit, indicator, period, breakdown, base, value, state, source, as_of, version FROM fact
WHERE province = $1 AND ($2 = '' OR indicator = $2) AND ($3 = '' OR unit = $3) AND ($4 = '' OR period = $4)
  AND ($5 = '' OR base = $5)
  AND (indicator, base, kind, period, unit, breakdown) > ($7, $8, $9, $10, $11, $12)
ORDER BY indicator, base, kind, period, unit, breakdown LIMIT $6;

-- name: fact_choose_of_unit
SELECT unit, indicator, period, breakdown, base, value, state, source, as_of, version FROM fact
WHERE province = $1 AND ($2 = '' OR indicator = $2) AND unit = $3 AND ($4 = '' OR period = $4)
  AND ($5 = '' OR base = $5)
  AND (indicator, base, kind, period, unit, breakdown) > ($7, $8, $9, $10, $11, $12)
ORDER BY indicator, base, kind, period, unit, breakdown LIMIT $6;

-- name: indicator_all
SELECT code, name_vi, name_en, definition_vi, definition_en, unit, rate, numerator, denominator, part_of, better
FROM indicator ORDER BY position, code;

-- name: indicator_write
INSERT INTO indicator (code, name_vi, name_en, definition_vi, definition_en, unit, rate, numerator, denominator,
                       part_of, better, position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (code) DO UPDATE SET name_vi = $2, name_en = $3, definition_vi = $4, definition_en = $5, unit = $6,
    rate = $7, numerator = $8, denominator = $9, part_of = $10, better = $11, position = $12
WHERE indicator.name_vi <> $2 OR indicator.name_en <> $3 OR indicator.definition_vi <> $4
   OR indicator.definition_en <> $5 OR indicator.unit <> $6 OR indicator.rate <> $7 OR indicator.numerator <> $8
   OR indicator.denominator <> $9 OR indicator.part_of <> $10 OR indicator.better <> $11 OR indicator.position <> $12;

-- name: document_write
INSERT INTO document (province, id, number, issuer, title, date, supersedes, imported_at, sequence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
        (SELECT coalesce(max(sequence), 0) + 1 FROM document WHERE province = $1))
ON CONFLICT (province, id) DO UPDATE SET number = $3, issuer = $4, title = $5, date = $6, supersedes = $7;

-- name: document_one
SELECT number, issuer, title, date, supersedes FROM document WHERE province = $1 AND id = $2;

-- name: document_all
SELECT d.province, d.id, d.number, d.issuer, d.title, d.date, d.supersedes, d.imported_at,
       coalesce((SELECT min(l.id) FROM document AS l WHERE l.province = d.province AND l.supersedes = d.id), '')
FROM document AS d
WHERE $1 = '' OR d.province = $1
ORDER BY d.province, d.sequence, d.id;

-- name: document_years
-- $2: unit by unit, for who sees some of them only.
SELECT document, year, CASE WHEN $2 = 0 THEN '' ELSE unit END AS of_unit, count(*)
FROM target WHERE $1 = '' OR province = $1
GROUP BY province, document, year, of_unit ORDER BY province, document, year, of_unit;

-- name: document_units
SELECT DISTINCT unit FROM target WHERE province = $1 AND document = $2 ORDER BY unit;

-- name: document_file_write
INSERT INTO document_file (province, digest, document) VALUES ($1, $2, $3)
ON CONFLICT (province, digest) DO UPDATE SET document = $3;

-- name: document_file_one
SELECT document FROM document_file WHERE province = $1 AND digest = $2;

-- name: target_one
SELECT value, at_least, clause, version FROM target
WHERE province = $1 AND indicator = $2 AND year = $3 AND base = $4 AND unit = $5 AND document = $6;

-- name: target_write
INSERT INTO target (province, indicator, year, base, unit, document, value, at_least, clause, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (province, indicator, year, base, unit, document)
DO UPDATE SET value = $7, at_least = $8, clause = $9, version = $10;

-- name: target_version_add
INSERT INTO target_version (province, indicator, year, base, unit, document, value, at_least, clause, version, who,
                            reason, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: target_in_force
-- Of the documents that no other supersedes and that say something of the figure, the one of the
-- latest date; of equal dates the one taken in last.  A document without a date counts as dated
-- like the latest one that was there before it, so that it comes after that one.
SELECT unit, indicator, year, base, value, at_least, document, clause
FROM (SELECT dated.*, row_number() OVER (PARTITION BY indicator, year, base, unit
                                         ORDER BY standing DESC, sequence DESC, document DESC) AS place
      FROM (SELECT t.unit, t.indicator, t.year, t.base, t.value, t.at_least, t.document, t.clause, d.sequence,
                   CASE WHEN d.date <> '' THEN d.date
                        ELSE max(d.date) OVER (PARTITION BY t.indicator, t.year, t.base, t.unit
                                               ORDER BY d.sequence, d.id) END AS standing
            FROM target AS t JOIN document AS d ON d.province = t.province AND d.id = t.document
            WHERE t.province = $1 AND ($2 = '' OR t.indicator = $2) AND ($3 = 0 OR t.year = $3)
              AND NOT EXISTS (SELECT 1 FROM document AS later
                              WHERE later.province = t.province AND later.supersedes = t.document)) AS dated) AS ranked
WHERE place = 1
ORDER BY indicator, year, base, unit;

-- name: target_of_document
SELECT unit, indicator, year, base, value, at_least, document, clause FROM target
WHERE province = $1 AND document = $2
ORDER BY indicator, year, base, unit;

-- name: import_one
SELECT done_at, file_name FROM import_log WHERE province = $1 AND kind = $2 AND digest = $3;

-- name: import_write
INSERT INTO import_log (province, kind, digest, file_name, rows_read, rows_changed, done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (province, kind, digest) DO NOTHING;
