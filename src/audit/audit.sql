-- name: audit_lock
-- Writers take turns from here to the end of their transaction; SQLite's do anyway.
-- sqlite:
SELECT sequence, hash FROM audit_head WHERE id = 1;
-- postgres:
SELECT sequence, hash FROM audit_head WHERE id = 1 FOR UPDATE;

-- name: audit_head
SELECT sequence, hash FROM audit_head WHERE id = 1;

-- name: audit_append
INSERT INTO audit_entry (sequence, at, account, login, action, province, unit, subject, request, was, became, purpose,
                         previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: audit_move
UPDATE audit_head SET sequence = $1, hash = $2 WHERE id = 1;

-- name: audit_ends
-- One statement sees one state: the head as it was moved and the last entry there is.
SELECT h.sequence, h.hash, coalesce((SELECT max(sequence) FROM audit_entry), 0)
FROM audit_head AS h WHERE h.id = 1;

-- name: audit_walk
SELECT sequence, at, account, login, action, province, unit, subject, request, was, became, purpose, previous, hash
FROM audit_entry WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3;

-- name: audit_hash
SELECT hash FROM audit_entry WHERE sequence = $1;

-- name: audit_list
SELECT sequence, at, account, login, action, province, unit, subject, request, was, became, purpose, previous, hash
FROM audit_entry
WHERE sequence < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR account = $4) AND ($5 = '' OR action = $5)
  AND ($6 = '' OR unit = $6)
ORDER BY sequence DESC LIMIT $7;

-- name: audit_list_account
SELECT sequence, at, account, login, action, province, unit, subject, request, was, became, purpose, previous, hash
FROM audit_entry
WHERE sequence < $1 AND at >= $2 AND at < $3 AND account = $4 AND ($5 = '' OR action = $5) AND ($6 = '' OR unit = $6)
ORDER BY sequence DESC LIMIT $7;

-- name: audit_list_action
SELECT sequence, at, account, login, action, province, unit, subject, request, was, became, purpose, previous, hash
FROM audit_entry
WHERE sequence < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR account = $4) AND action = $5 AND ($6 = '' OR unit = $6)
ORDER BY sequence DESC LIMIT $7;

-- name: audit_list_unit
SELECT sequence, at, account, login, action, province, unit, subject, request, was, became, purpose, previous, hash
FROM audit_entry
WHERE sequence < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR account = $4) AND ($5 = '' OR action = $5) AND unit = $6
ORDER BY sequence DESC LIMIT $7;
