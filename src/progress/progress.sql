-- name: progress_provinces
SELECT DISTINCT province FROM fact ORDER BY province;

-- name: progress_targets
-- The targets in force as they were on the day $4, by the rule of target_in_force in src/cube, of the
-- documents of that time.  A document without a date counts as always there.
SELECT unit, year, value, at_least, document
FROM (SELECT dated.*, row_number() OVER (PARTITION BY year, unit
                                         ORDER BY standing DESC, sequence DESC, document DESC) AS place
      FROM (SELECT t.unit, t.year, t.value, t.at_least, t.document, d.sequence,
                   CASE WHEN d.date <> '' THEN d.date
                        ELSE max(d.date) OVER (PARTITION BY t.year, t.unit ORDER BY d.sequence, d.id) END AS standing
            FROM target AS t JOIN document AS d ON d.province = t.province AND d.id = t.document
            WHERE t.province = $1 AND t.indicator = $2 AND t.base = $3 AND (d.date = '' OR d.date <= $4)
              AND NOT EXISTS (SELECT 1 FROM document AS later
                              WHERE later.province = t.province AND later.supersedes = t.document
                                AND (later.date = '' OR later.date <= $4))) AS dated) AS ranked
WHERE place = 1
ORDER BY year, unit;

-- name: progress_unit_months
-- One unit's months of one indicator.
-- sqlite:
SELECT period, value, state FROM fact INDEXED BY fact_of_unit
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = 'month' AND period BETWEEN $4 AND $5 AND unit = $6
  AND breakdown = ''
ORDER BY period;
-- postgres:
SELECT period, value, state FROM fact
WHERE province = $1 AND indicator = $2 AND base = $3 AND kind = 'month' AND period BETWEEN $4 AND $5 AND unit = $6
  AND breakdown = ''
ORDER BY period;

-- name: progress_month_states
-- What each unit has of each month: the state of what was entered that is the least far, how much was entered, and
-- whether the total is there if only simulated.
SELECT unit, period,
       coalesce(min(CASE state WHEN 'reported' THEN 1 WHEN 'approved' THEN 2 WHEN 'locked' THEN 3 END), 0),
       sum(CASE WHEN state = 'simulated' THEN 0 ELSE 1 END),
       max(CASE WHEN indicator = 'participants_total' THEN 1 ELSE 0 END)
FROM fact
WHERE province = $1 AND indicator IN (SELECT code FROM indicator WHERE rate = 0) AND base = $2 AND kind = 'month'
  AND period BETWEEN $3 AND $4 AND breakdown = ''
GROUP BY unit, period
ORDER BY unit, period;
