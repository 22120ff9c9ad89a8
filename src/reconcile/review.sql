-- name: review_one
SELECT id, key_a, key_b, source_a, source_b, delivery_a, delivery_b, row_a, row_b, person_a, person_b, unit_a, unit_b,
    weight, reason, pattern, needed, state, label, yes_count, no_count, unsure_count, first_run, last_run
FROM reconcile_pair
WHERE province = $1 AND id = $2;

-- name: review_page
SELECT id, key_a, key_b, source_a, source_b, delivery_a, delivery_b, row_a, row_b, person_a, person_b, unit_a, unit_b,
    weight, reason, pattern, needed, state, label, yes_count, no_count, unsure_count, first_run, last_run
FROM reconcile_pair AS p
WHERE province = $1 AND id > $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR reason = $4)
  AND ($5 = '' OR unit_a = $5 OR unit_b = $5)
  AND ($6 = '' OR NOT EXISTS (SELECT 1 FROM reconcile_label AS l
                              WHERE l.province = $1 AND l.pair = p.id AND l.answered_by = $6))
ORDER BY id
LIMIT $7;

-- name: review_waiting
-- Begun ones first, then the likeliest.
SELECT id, key_a, key_b, source_a, source_b, delivery_a, delivery_b, row_a, row_b, person_a, person_b, unit_a, unit_b,
    weight, reason, pattern, needed, state, label, yes_count, no_count, unsure_count, first_run, last_run
FROM reconcile_pair AS p
WHERE province = $1 AND state IN ('open', 'half')
  AND NOT EXISTS (SELECT 1 FROM reconcile_label AS l
                  WHERE l.province = $1 AND l.pair = p.id AND l.answered_by = $2)
ORDER BY CASE WHEN state = 'half' THEN 0 ELSE 1 END, weight DESC, id
LIMIT $3 OFFSET $4;

-- name: review_label_put
INSERT INTO reconcile_label (province, pair, answered_by, answer, answered_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (province, pair, answered_by) DO NOTHING;

-- name: review_count_answer
UPDATE reconcile_pair
SET yes_count = yes_count + $3, no_count = no_count + $4, unsure_count = unsure_count + $5,
    state = CASE WHEN yes_count + $3 >= needed OR no_count + $4 >= needed THEN 'done' ELSE 'half' END,
    label = CASE WHEN yes_count + $3 >= needed THEN 'yes' WHEN no_count + $4 >= needed THEN 'no' ELSE '' END
WHERE province = $1 AND id = $2 AND state IN ('open', 'half');

-- name: review_states
SELECT state, label, unit_a, unit_b, count(*)
FROM reconcile_pair
WHERE province = $1
GROUP BY state, label, unit_a, unit_b
ORDER BY state, label, unit_a, unit_b;

-- name: review_answers
SELECT p.unit_a, p.unit_b, CASE WHEN l.answered_by = $2 THEN 1 ELSE 0 END, l.answer, count(*)
FROM reconcile_label AS l
JOIN reconcile_pair AS p ON p.province = l.province AND p.id = l.pair
WHERE l.province = $1
GROUP BY p.unit_a, p.unit_b, CASE WHEN l.answered_by = $2 THEN 1 ELSE 0 END, l.answer
ORDER BY 1, 2, 3, 4;

-- name: review_labels
SELECT weight, label, unit_a, unit_b
FROM reconcile_pair
WHERE province = $1 AND label <> ''
ORDER BY id;

-- name: review_model
SELECT model
FROM reconcile_identity
WHERE province = $1;
