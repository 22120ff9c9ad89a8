-- name: delivery_put
INSERT INTO register_delivery (province, id, unit, source, as_of, received_at, received_by, file_name, row_count,
    rejected, changed, state, why_vi, why_en, decided_by, decided_at, quality, agency)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', $15, $16);

-- name: delivery_one
SELECT id, unit, source, as_of, received_at, received_by, file_name, row_count, rejected, changed, state, why_vi,
    why_en, decided_by, decided_at, quality, agency
FROM register_delivery
WHERE province = $1 AND id = $2;

-- name: delivery_all
SELECT id, unit, source, as_of, received_at, received_by, file_name, row_count, rejected, changed, state, why_vi,
    why_en, decided_by, decided_at, '', agency
FROM register_delivery
WHERE province = $1 AND ($2 = '' OR source = $2)
ORDER BY received_at DESC, id;

-- name: delivery_newest
-- The one that is current on a day: of those that were or are, the latest; of two of one day the one that was released
-- last.
SELECT id, unit, source, as_of, received_at, received_by, file_name, row_count, rejected, changed, state, why_vi,
    why_en, decided_by, decided_at, quality, agency
FROM register_delivery
WHERE province = $1 AND source = $2 AND unit = $3 AND agency = $5 AND state IN ('current', 'replaced') AND as_of <= $4
ORDER BY as_of DESC, CASE state WHEN 'current' THEN 0 ELSE 1 END, received_at DESC
LIMIT 1;

-- name: delivery_units
SELECT DISTINCT unit, agency
FROM register_delivery
WHERE province = $1 AND source = $2 AND state IN ('current', 'replaced')
ORDER BY unit, agency;

-- name: delivery_replace
UPDATE register_delivery
SET state = 'replaced'
WHERE province = $1 AND source = $2 AND unit = $3 AND agency = $5 AND state = 'current' AND as_of <= $4;

-- name: delivery_decide
UPDATE register_delivery
SET state = $3, decided_by = $4, decided_at = $5, why_vi = $6, why_en = $7
WHERE province = $1 AND id = $2 AND state = 'held';

-- name: block_put
INSERT INTO register_block (province, delivery, block, first_row, row_count, body, digests)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: block_clear
-- Never those of a delivery that stands.
DELETE FROM register_block
WHERE province = $1 AND delivery = $2
  AND NOT EXISTS (SELECT 1 FROM register_delivery AS d WHERE d.province = $1 AND d.id = $2);

-- name: block_rows
SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT)
FROM register_block
WHERE province = $1 AND delivery = $2;

-- name: block_count
SELECT count(*)
FROM register_block
WHERE province = $1 AND delivery = $2;

-- name: block_one
SELECT b.first_row, b.row_count, b.body, b.digests, coalesce(d.base, ''), coalesce(d.base_block, 0), d.runs,
    coalesce(o.row_count, 0), o.body, o.digests
FROM register_block AS b
LEFT JOIN register_difference AS d ON d.province = b.province AND d.delivery = b.delivery AND d.block = b.block
LEFT JOIN register_block AS o ON o.province = d.province AND o.delivery = d.base AND o.block = d.base_block
WHERE b.province = $1 AND b.delivery = $2 AND b.block = $3;

-- name: block_cells
SELECT b.first_row, b.row_count, b.body, '', coalesce(d.base, ''), coalesce(d.base_block, 0), d.runs,
    coalesce(o.row_count, 0), o.body, ''
FROM register_block AS b
LEFT JOIN register_difference AS d ON d.province = b.province AND d.delivery = b.delivery AND d.block = b.block
LEFT JOIN register_block AS o ON o.province = d.province AND o.delivery = d.base AND o.block = d.base_block
WHERE b.province = $1 AND b.delivery = $2 AND b.block = $3;

-- name: block_keys
SELECT b.first_row, b.row_count, '', b.digests, coalesce(d.base, ''), coalesce(d.base_block, 0), d.runs,
    coalesce(o.row_count, 0), '', o.digests
FROM register_block AS b
LEFT JOIN register_difference AS d ON d.province = b.province AND d.delivery = b.delivery AND d.block = b.block
LEFT JOIN register_block AS o ON o.province = d.province AND o.delivery = d.base AND o.block = d.base_block
WHERE b.province = $1 AND b.delivery = $2 AND b.block = $3;

-- name: block_lines
SELECT l.lines, o.lines
FROM register_line AS l
LEFT JOIN register_difference AS d ON d.province = l.province AND d.delivery = l.delivery AND d.block = l.block
LEFT JOIN register_line AS o ON o.province = d.province AND o.delivery = d.base AND o.block = d.base_block
WHERE l.province = $1 AND l.delivery = $2 AND l.block = $3;

-- name: block_of_row
SELECT block, first_row
FROM register_block
WHERE province = $1 AND delivery = $2 AND first_row <= $3 AND first_row + row_count > $3;

-- name: difference_put
INSERT INTO register_difference (province, delivery, block, base, base_block, runs)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: difference_clear
DELETE FROM register_difference
WHERE province = $1 AND delivery = $2
  AND NOT EXISTS (SELECT 1 FROM register_delivery AS d WHERE d.province = $1 AND d.id = $2);

-- name: line_put
INSERT INTO register_line (province, delivery, block, lines)
VALUES ($1, $2, $3, $4);

-- name: line_clear
DELETE FROM register_line
WHERE province = $1 AND delivery = $2
  AND NOT EXISTS (SELECT 1 FROM register_delivery AS d WHERE d.province = $1 AND d.id = $2);

-- name: pairing_all
SELECT heading, column_code, decided_by
FROM register_mapping
WHERE province = $1 AND source = $2
ORDER BY heading;

-- name: pairing_put
INSERT INTO register_mapping (province, source, heading, column_code, decided_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (province, source, heading) DO UPDATE
SET column_code = excluded.column_code, decided_by = excluded.decided_by;

-- name: pairing_forget
DELETE FROM register_mapping
WHERE province = $1 AND source = $2 AND heading = $3;

-- name: reject_put
INSERT INTO register_reject (province, delivery, body)
VALUES ($1, $2, $3);

-- name: reject_clear
-- Of all deliveries of a source and unit by one agency.
DELETE FROM register_reject
WHERE province = $1 AND delivery IN (SELECT id
                                     FROM register_delivery
                                     WHERE province = $1 AND source = $2 AND unit = $3 AND agency = $4);

-- name: reject_one
SELECT body
FROM register_reject
WHERE province = $1 AND delivery = $2;
