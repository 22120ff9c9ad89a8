-- Reading.  An account comes as one row a grant, so that it is one statement; the columns are those of take_row.
-- name: account_by_login
SELECT a.id, a.login, a.name, a.agency, a.email, a.active, a.password, a.totp, a.totp_pending, a.totp_counter,
       a.created_at, a.last_sign_in, a.version,
       (SELECT count(*) FROM account_subject l WHERE l.account = a.id), g.role, g.province, g.unit
FROM account a LEFT JOIN account_grant g ON g.account = a.id
WHERE a.login = $1 ORDER BY g.role, g.province, g.unit

-- name: account_by_id
SELECT a.id, a.login, a.name, a.agency, a.email, a.active, a.password, a.totp, a.totp_pending, a.totp_counter,
       a.created_at, a.last_sign_in, a.version,
       (SELECT count(*) FROM account_subject l WHERE l.account = a.id), g.role, g.province, g.unit
FROM account a LEFT JOIN account_grant g ON g.account = a.id
WHERE a.id = $1 ORDER BY g.role, g.province, g.unit

-- name: account_by_subject
SELECT a.id, a.login, a.name, a.agency, a.email, a.active, a.password, a.totp, a.totp_pending, a.totp_counter,
       a.created_at, a.last_sign_in, a.version,
       (SELECT count(*) FROM account_subject l WHERE l.account = a.id), g.role, g.province, g.unit
FROM account_subject s JOIN account a ON a.id = s.account LEFT JOIN account_grant g ON g.account = a.id
WHERE s.issuer = $1 AND s.subject = $2 ORDER BY g.role, g.province, g.unit

-- name: account_page
SELECT a.id, a.login, a.name, a.agency, a.email, a.active, a.password, a.totp, a.totp_pending, a.totp_counter,
       a.created_at, a.last_sign_in, a.version,
       (SELECT count(*) FROM account_subject l WHERE l.account = a.id), g.role, g.province, g.unit
FROM account a LEFT JOIN account_grant g ON g.account = a.id
WHERE a.login > $1 AND a.folded LIKE $2 ORDER BY a.login, g.role, g.province, g.unit

-- name: account_of_session
SELECT a.id, a.login, a.name, a.agency, a.email, a.active, a.password, a.totp, a.totp_pending, a.totp_counter,
       a.created_at, a.last_sign_in, a.version,
       (SELECT count(*) FROM account_subject l WHERE l.account = a.id), g.role, g.province, g.unit,
       s.id, s.single, s.created_at, s.used_at
FROM account_session s JOIN account a ON a.id = s.account LEFT JOIN account_grant g ON g.account = a.id
WHERE s.digest = $1 ORDER BY g.role, g.province, g.unit

-- name: account_count
SELECT count(*) FROM account

-- Who could still manage accounts: those that can sign in, but one.
-- name: account_manager_grants
SELECT g.role, g.province FROM account a JOIN account_grant g ON g.account = a.id
WHERE a.active = 1 AND a.password <> '' AND a.id <> $1 AND g.province = ''

-- Two who take away each other's right at the same time: the second one waits and then sees the first.
-- name: account_managers_lock
UPDATE account SET active = active WHERE id IN (SELECT account FROM account_grant WHERE province = '')

-- name: account_unlinked_by_email
SELECT a.id FROM account a
WHERE a.email = $1 AND a.active = 1
  AND NOT EXISTS (SELECT 1 FROM account_subject s WHERE s.account = a.id AND s.issuer = $2)

-- Writing.
-- name: account_insert
INSERT INTO account (id, login, name, agency, email, folded, active, password, totp, totp_pending, totp_counter,
                     created_at, last_sign_in, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', 0, $9, 0, 1)
ON CONFLICT (login) DO NOTHING

-- name: account_update
UPDATE account SET name = $3, agency = $4, email = $5, folded = $6, active = $7, version = version + 1
WHERE id = $1 AND version = $2

-- name: account_set_password
UPDATE account SET password = $2, version = version + 1 WHERE id = $1

-- name: account_signed_in
UPDATE account SET last_sign_in = $2 WHERE id = $1

-- name: account_grant_drop
DELETE FROM account_grant WHERE account = $1

-- name: account_grant_put
INSERT INTO account_grant (account, role, province, unit) VALUES ($1, $2, $3, $4)
ON CONFLICT (account, role, province, unit) DO NOTHING

-- name: account_subject_put
INSERT INTO account_subject (issuer, subject, account, linked_at) VALUES ($1, $2, $3, $4)

-- Where the e-mail stayed, the same person would be linked again at the next sign-in.
-- name: account_subject_drop
DELETE FROM account_subject WHERE account = $1

-- name: account_email_drop
UPDATE account SET email = '', version = version + 1 WHERE id = $1

-- Invitations.
-- name: invitation_put
INSERT INTO account_invitation (digest, account, created_at) VALUES ($1, $2, $3)

-- name: invitation_get
SELECT account, created_at FROM account_invitation WHERE digest = $1

-- name: invitation_take
DELETE FROM account_invitation WHERE digest = $1

-- name: invitation_drop
DELETE FROM account_invitation WHERE account = $1 OR created_at < $2

-- Sessions.
-- name: session_put
INSERT INTO account_session (digest, id, account, single, created_at, used_at, address, agent)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7)

-- name: session_drop_single
DELETE FROM account_session WHERE account = $1 AND single = 1

-- name: session_use
UPDATE account_session SET used_at = $2 WHERE digest = $1 AND used_at < $2

-- name: session_all
SELECT s.id, s.account, a.login, s.address, s.agent, s.created_at, s.used_at, g.province, g.unit
FROM account_session s JOIN account a ON a.id = s.account LEFT JOIN account_grant g ON g.account = a.id
WHERE a.active = 1 ORDER BY s.used_at DESC, s.id

-- name: session_of_account
SELECT s.id, s.account, a.login, s.address, s.agent, s.created_at, s.used_at, '' AS province, '' AS unit
FROM account_session s JOIN account a ON a.id = s.account
WHERE s.account = $1 ORDER BY s.used_at DESC, s.id

-- name: session_account
SELECT account FROM account_session WHERE id = $1

-- name: session_drop
DELETE FROM account_session WHERE id = $1

-- name: session_drop_others
DELETE FROM account_session WHERE account = $1 AND id <> $2

-- name: session_drop_old
DELETE FROM account_session WHERE used_at < $1 OR created_at < $2

-- Second factor.
-- name: totp_pend
UPDATE account SET totp_pending = $2 WHERE id = $1

-- name: totp_set
UPDATE account SET totp = $2, totp_pending = '', totp_counter = $3, version = version + 1 WHERE id = $1

-- A code counts once, also when two ask at the same time.
-- name: totp_use
UPDATE account SET totp_counter = $2 WHERE id = $1 AND totp_counter < $2

-- name: recovery_put
INSERT INTO account_recovery (account, digest) VALUES ($1, $2)

-- name: recovery_take
DELETE FROM account_recovery WHERE account = $1 AND digest = $2

-- name: recovery_drop
DELETE FROM account_recovery WHERE account = $1

-- name: key_proof
SELECT proof FROM account_key WHERE number = 1

-- name: key_prove
INSERT INTO account_key (number, proof) VALUES (1, $1) ON CONFLICT (number) DO NOTHING

-- Guessing.
-- name: throttle_get
SELECT failures, failed_at FROM account_throttle WHERE key = $1

-- name: throttle_put
INSERT INTO account_throttle (key, failures, failed_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, failed_at = excluded.failed_at

-- name: throttle_less
UPDATE account_throttle
SET failures = failures - 1, failed_at = CASE WHEN failures = $2 THEN CAST($3 AS BIGINT) ELSE failed_at END
WHERE key = $1 AND failures > 0

-- name: throttle_drop
DELETE FROM account_throttle WHERE key = $1

-- name: throttle_drop_old
DELETE FROM account_throttle WHERE failed_at < $1

-- name: address_known
SELECT seen_at FROM account_address WHERE account = $1 AND address = $2

-- name: address_put
INSERT INTO account_address (account, address, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (account, address) DO UPDATE SET seen_at = excluded.seen_at

-- name: address_drop_old
DELETE FROM account_address WHERE seen_at < $1
