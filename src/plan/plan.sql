-- name: round_add
INSERT INTO target_round (province, id, year, state, opened_at, opened_by, deadline, low_bp, high_bp, base_period, document,
                   version)
VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, '', 1);

-- name: round_lock
-- Those who change one round take turns.
-- sqlite:
SELECT version FROM target_round WHERE province = $1 AND id = $2;
-- postgres:
SELECT version FROM target_round WHERE province = $1 AND id = $2 FOR UPDATE;

-- name: round_one
SELECT r.year, r.state, r.opened_at, r.opened_by, r.deadline, r.low_bp, r.high_bp, r.base_period, r.document,
       r.version, r.id
FROM target_round AS r WHERE r.province = $1 AND r.id = $2;

-- name: round_all
SELECT r.year, r.state, r.opened_at, r.opened_by, r.deadline, r.low_bp, r.high_bp, r.base_period, r.document,
       r.version, r.id
FROM target_round AS r WHERE r.province = $1 ORDER BY r.year DESC, r.opened_at DESC, r.id DESC;

-- name: round_close
UPDATE target_round SET state = 'decided', document = $3, version = version + 1 WHERE province = $1 AND id = $2;

-- name: round_decision_add
INSERT INTO round_decision (province, round, document, by_path, who, at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: round_decisions
SELECT document, by_path, who, at FROM round_decision WHERE province = $1 AND round = $2 ORDER BY at, document;

-- name: proposal_add
INSERT INTO proposal (province, round, unit, low, high, path, path_voluntary, current_total, current_voluntary, state, total,
                      voluntary, reason, who, at, insurance, insurance_reason, insurance_who, insurance_at, home,
                      home_reason, home_who, home_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', -1, -1, '', '', '', -1, '', '', '', -1, '', '', '', 0);

-- name: proposal_all
SELECT unit, low, high, path, path_voluntary, current_total, current_voluntary, state, total, voluntary, reason, who, at,
       insurance, insurance_reason, insurance_who, insurance_at, home, home_reason, home_who, home_at, version
FROM proposal WHERE province = $1 AND round = $2 AND ($3 = '' OR unit = $3) ORDER BY unit;

-- name: proposal_write
UPDATE proposal SET state = $4, total = $5, voluntary = $6, reason = $7, who = $8, at = $9, insurance = $10,
    insurance_reason = $11, insurance_who = $12, insurance_at = $13, home = $14, home_reason = $15, home_who = $16,
    home_at = $17, version = version + 1
WHERE province = $1 AND round = $2 AND unit = $3;

-- name: proposal_version_add
INSERT INTO proposal_version (province, round, unit, version, action, side, total, voluntary, reason, who, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: proposal_versions
SELECT version, action, side, total, voluntary, reason, who, at
FROM proposal_version WHERE province = $1 AND round = $2 AND unit = $3 ORDER BY version;

-- name: variant_add
INSERT INTO variant (province, id, name, parent, first_year, years, ask, digest, state, reason, document, who,
                     changed_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', '', '', $9, $10, 1);

-- name: variant_lock
-- sqlite:
SELECT version FROM variant WHERE province = $1 AND id = $2;
-- postgres:
SELECT version FROM variant WHERE province = $1 AND id = $2 FOR UPDATE;

-- name: variant_one
SELECT id, name, parent, first_year, years, ask, digest, state, reason, document, who, changed_at, version
FROM variant WHERE province = $1 AND id = $2;

-- name: variant_all
SELECT id, name, parent, first_year, years, ask, digest, state, reason, document, who, changed_at, version
FROM variant WHERE province = $1 ORDER BY changed_at DESC, id;

-- name: variant_write
UPDATE variant SET name = $3, parent = $4, first_year = $5, years = $6, ask = $7, digest = $8, state = $9, reason = $10,
    document = $11, who = $12, changed_at = $13, version = version + 1
WHERE province = $1 AND id = $2;

-- name: variant_delete
DELETE FROM variant WHERE province = $1 AND id = $2;

-- name: variant_version_add
INSERT INTO variant_version (province, id, version, name, ask, digest, state, reason, document, who, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: variant_versions
SELECT version, name, digest, state, reason, document, who, at
FROM variant_version WHERE province = $1 AND id = $2 ORDER BY version;
