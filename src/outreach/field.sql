-- name: field_collector_put
INSERT INTO outreach_collector (province, code, name, kind, unit, contact, active, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
ON CONFLICT (province, code) DO NOTHING;

-- name: field_collector_change
UPDATE outreach_collector
SET name = $3, kind = $4, unit = $5, contact = $6, active = $7, version = version + 1
WHERE province = $1 AND code = $2 AND version = $8;

-- name: field_collectors
SELECT code, name, kind, unit, contact, active, version
FROM outreach_collector
WHERE province = $1
ORDER BY code;

-- name: field_campaign_put
INSERT INTO outreach_campaign (province, code, name, from_day, to_day, target, unit, note, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
ON CONFLICT (province, code) DO NOTHING;

-- name: field_campaign_change
UPDATE outreach_campaign
SET name = $3, from_day = $4, to_day = $5, target = $6, unit = $7, note = $8, version = version + 1
WHERE province = $1 AND code = $2 AND version = $9;

-- name: field_campaigns
SELECT code, name, from_day, to_day, target, unit, note, version
FROM outreach_campaign
WHERE province = $1
ORDER BY from_day DESC, code;

-- name: field_consent_put
INSERT INTO outreach_consent (province, employer, subject, channel, allowed, basis, until, by_login, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (province, employer, subject, channel) DO UPDATE
SET allowed = excluded.allowed, basis = excluded.basis, until = excluded.until, by_login = excluded.by_login,
    at = excluded.at;

-- name: field_consents
SELECT employer, subject, channel, allowed, basis, until, by_login, at
FROM outreach_consent
WHERE province = $1 AND employer = $2 AND subject = $3
ORDER BY channel;

-- name: field_consents_of_agent
-- CROSS: from the tasks to what was said, in this order; a province has more of it than an agent has tasks.
SELECT DISTINCT c.employer, c.subject, c.channel, c.allowed, c.basis, c.until, c.by_login, c.at
FROM outreach_task AS t
CROSS JOIN outreach_consent AS c
WHERE t.province = $1 AND t.agent = $2 AND c.province = t.province AND c.employer = t.employer AND c.subject = t.subject
ORDER BY c.employer, c.subject, c.channel;

-- name: field_target_put
INSERT INTO outreach_target (province, account, year, target)
VALUES ($1, $2, $3, $4)
ON CONFLICT (province, account, year) DO UPDATE SET target = excluded.target;

-- name: field_targets
SELECT account, target
FROM outreach_target
WHERE province = $1 AND year = $2
ORDER BY account;

-- name: field_has_task
SELECT lead
FROM outreach_task
WHERE province = $1 AND employer = $2 AND subject = $3 AND agent = $4
LIMIT 1;

-- name: field_letter_last
SELECT coalesce(max(id), 0)
FROM outreach_letter
WHERE province = $1;

-- name: field_letter_same
SELECT id
FROM outreach_letter
WHERE province = $1 AND agency = $2 AND number = $3 AND substr(day, 1, 4) = $4
LIMIT 1;

-- name: field_letter_put
INSERT INTO outreach_letter (province, id, employer, number, agency, day, due, contact, rules, month, taxed, insured,
    tax_year, people, by_login, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: field_letters
SELECT id, employer, number, agency, day, due, contact, rules, month, taxed, insured, tax_year, people, by_login, at
FROM outreach_letter
WHERE province = $1 AND employer = $2 AND ($3 = 0 OR id = $3)
ORDER BY id DESC;
