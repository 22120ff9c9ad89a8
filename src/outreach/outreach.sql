-- name: outreach_head_take
-- Whoever writes next waits here.
INSERT INTO outreach_head (province, sequence)
VALUES ($1, 0)
ON CONFLICT (province) DO UPDATE SET sequence = outreach_head.sequence;

-- name: outreach_head_read
SELECT sequence
FROM outreach_head
WHERE province = $1;

-- name: outreach_head_set
UPDATE outreach_head
SET sequence = $2
WHERE province = $1;

-- name: outreach_task_put
INSERT INTO outreach_task (province, lead, rule, employer, subject, unit, village, agent, state, assigned_day, first_day,
    last_day, outcome, reason, next_step, next_day, contacts, registered_day, confirmed_run, quiet_until, version, campaign)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
ON CONFLICT (province, lead) DO UPDATE
SET subject = excluded.subject, unit = excluded.unit, village = excluded.village, agent = excluded.agent,
    state = excluded.state, assigned_day = excluded.assigned_day, first_day = excluded.first_day,
    last_day = excluded.last_day, outcome = excluded.outcome, reason = excluded.reason,
    next_step = excluded.next_step, next_day = excluded.next_day, contacts = excluded.contacts,
    registered_day = excluded.registered_day, confirmed_run = excluded.confirmed_run,
    quiet_until = excluded.quiet_until, version = excluded.version, campaign = excluded.campaign;

-- name: outreach_event_put
INSERT INTO outreach_event (province, sequence, lead, kind, account, event_key, agent, former, day, at, channel, outcome,
    reason, next_step, note, next_day, quiet, run, conflict, campaign, basis)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21);

-- name: outreach_task_one
SELECT lead, rule, employer, subject, unit, village, agent, state, assigned_day, first_day, last_day, outcome, reason,
    next_step, next_day, contacts, registered_day, confirmed_run, quiet_until, version, campaign
FROM outreach_task
WHERE province = $1 AND lead = $2;

-- name: outreach_task_all
SELECT lead, rule, employer, subject, unit, village, agent, state, assigned_day, first_day, last_day, outcome, reason,
    next_step, next_day, contacts, registered_day, confirmed_run, quiet_until, version, campaign
FROM outreach_task
WHERE province = $1
ORDER BY lead;

-- name: outreach_task_of_unit
-- +lead: else SQLite goes through all tasks of the province to have them in order.
SELECT lead, rule, employer, subject, unit, village, agent, state, assigned_day, first_day, last_day, outcome, reason,
    next_step, next_day, contacts, registered_day, confirmed_run, quiet_until, version, campaign
FROM outreach_task
WHERE province = $1 AND unit = $2
ORDER BY +lead;

-- name: outreach_task_of_agent
SELECT lead, rule, employer, subject, unit, village, agent, state, assigned_day, first_day, last_day, outcome, reason,
    next_step, next_day, contacts, registered_day, confirmed_run, quiet_until, version, campaign
FROM outreach_task
WHERE province = $1 AND agent = $2 AND version > $3
ORDER BY version;

-- name: outreach_task_of_subject
SELECT lead, rule, employer, subject, unit, village, agent, state, assigned_day, first_day, last_day, outcome, reason,
    next_step, next_day, contacts, registered_day, confirmed_run, quiet_until, version, campaign
FROM outreach_task
WHERE province = $1 AND employer = $2 AND subject = $3
ORDER BY +lead;

-- name: outreach_gone
SELECT DISTINCT e.lead
FROM outreach_event AS e
JOIN outreach_task AS t ON t.province = e.province AND t.lead = e.lead
WHERE e.province = $1 AND e.former = $2 AND e.sequence > $3 AND t.agent <> $2
ORDER BY e.lead;

-- name: outreach_event_of_key
SELECT lead, sequence, conflict
FROM outreach_event
WHERE province = $1 AND account = $2 AND event_key = $3;

-- name: outreach_events
SELECT sequence, lead, kind, account, event_key, agent, former, day, at, channel, outcome, reason, next_step, note,
    next_day, quiet, run, conflict, campaign, basis
FROM outreach_event
WHERE province = $1 AND lead = $2
ORDER BY sequence;

-- name: outreach_events_of_others
SELECT sequence, lead, kind, account, event_key, agent, former, day, at, channel, outcome, reason, next_step, note,
    next_day, quiet, run, conflict, campaign, basis
FROM outreach_event
WHERE province = $1 AND lead = $2 AND sequence > $3 AND account <> $4 AND kind = 'contact'
ORDER BY sequence;

-- name: outreach_taken_from
-- When somebody's task was last given to another, after he had seen it.
SELECT day
FROM outreach_event
WHERE province = $1 AND lead = $2 AND former = $3 AND sequence > $4
ORDER BY sequence DESC
LIMIT 1;

-- name: outreach_run_counts
SELECT kind, count(*)
FROM outreach_event
WHERE province = $1 AND run = $2
GROUP BY kind
ORDER BY kind;

-- name: outreach_quiet_put
INSERT INTO outreach_quiet (province, employer, subject, until)
VALUES ($1, $2, $3, $4)
ON CONFLICT (province, employer, subject) DO UPDATE SET until = excluded.until;

-- name: outreach_task_move
UPDATE outreach_task
SET subject = $3
WHERE province = $1 AND lead = $2;

-- name: outreach_quiet_move
INSERT INTO outreach_quiet (province, employer, subject, until)
SELECT province, employer, $4, until
FROM outreach_quiet
WHERE province = $1 AND employer = $2 AND subject = $3
ON CONFLICT (province, employer, subject) DO UPDATE
SET until = CASE WHEN excluded.until > outreach_quiet.until THEN excluded.until ELSE outreach_quiet.until END;

-- name: outreach_consent_move
-- Of two that say different things the refusal holds.
INSERT INTO outreach_consent (province, employer, subject, channel, allowed, basis, until, by_login, at)
SELECT province, employer, $4, channel, allowed, basis, until, by_login, at
FROM outreach_consent
WHERE province = $1 AND employer = $2 AND subject = $3
ON CONFLICT (province, employer, subject, channel) DO UPDATE
SET allowed = excluded.allowed, basis = excluded.basis, until = excluded.until, by_login = excluded.by_login,
    at = excluded.at
WHERE excluded.allowed = 0;

-- name: outreach_quiet_all
SELECT employer, subject, until
FROM outreach_quiet
WHERE province = $1 AND until >= $2
ORDER BY employer, subject;

-- name: outreach_agent_put
INSERT INTO outreach_agent (province, account, most, active, collector, trained_on, phone, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
ON CONFLICT (province, account) DO UPDATE
SET most = excluded.most, active = excluded.active, collector = excluded.collector, trained_on = excluded.trained_on,
    phone = excluded.phone, version = outreach_agent.version + 1;

-- name: outreach_area_drop
DELETE FROM outreach_area
WHERE province = $1 AND account = $2;

-- name: outreach_area_put
INSERT INTO outreach_area (province, account, unit, village)
VALUES ($1, $2, $3, $4)
ON CONFLICT (province, account, unit, village) DO NOTHING;

-- name: outreach_agents
-- An agent comes as one row an area.
SELECT a.account, a.most, a.active, coalesce(r.unit, ''), coalesce(r.village, ''), a.collector, a.trained_on, a.phone,
    a.version
FROM outreach_agent AS a
LEFT JOIN outreach_area AS r ON r.province = a.province AND r.account = a.account
WHERE a.province = $1
ORDER BY a.account, 4, 5;

-- name: outreach_agent_one
SELECT a.account, a.most, a.active, coalesce(r.unit, ''), coalesce(r.village, ''), a.collector, a.trained_on, a.phone,
    a.version
FROM outreach_agent AS a
LEFT JOIN outreach_area AS r ON r.province = a.province AND r.account = a.account
WHERE a.province = $1 AND a.account = $2
ORDER BY a.account, 4, 5;

-- name: outreach_loads
-- Open tasks, and those that are registered and wait for a delivery.
SELECT agent, CASE state WHEN 'registered' THEN 1 ELSE 0 END, count(*)
FROM outreach_task
WHERE province = $1 AND state IN ('assigned', 'contacted', 'returned', 'registered')
GROUP BY 1, 2
ORDER BY 1;

-- name: outreach_load_of
-- What somebody's phone holds: open tasks and registered ones.
SELECT count(*)
FROM outreach_task
WHERE province = $1 AND agent = $2 AND state IN ('assigned', 'contacted', 'returned', 'registered');

-- name: outreach_places_of
-- Each as often as there are tasks in it: asked for DISTINCT or in order, SQLite goes through all tasks of the province.
SELECT unit, village
FROM outreach_task
WHERE province = $1 AND agent = $2;

-- name: outreach_last_contacts
SELECT sequence, lead, kind, account, event_key, agent, former, day, at, channel, outcome, reason, next_step, note,
    next_day, quiet, run, conflict, campaign, basis
FROM outreach_event
WHERE province = $1 AND lead = $2 AND kind = 'contact'
ORDER BY day DESC, sequence DESC
LIMIT $3;

-- name: outreach_device_put
INSERT INTO outreach_device (province, account, id, name, first_seen, last_seen, held, covers, wipe_asked, wiped_at)
VALUES ($1, $2, $3, $4, $5, $5, 0, '', '', '')
ON CONFLICT (province, account, id) DO UPDATE SET name = excluded.name;

-- name: outreach_device_one
SELECT account, id, name, first_seen, last_seen, held, covers, wipe_asked, wiped_at
FROM outreach_device
WHERE province = $1 AND account = $2 AND id = $3;

-- name: outreach_devices
SELECT account, id, name, first_seen, last_seen, held, covers, wipe_asked, wiped_at
FROM outreach_device
WHERE province = $1
ORDER BY account, first_seen, id;

-- name: outreach_devices_of
SELECT account, id, name, first_seen, last_seen, held, covers, wipe_asked, wiped_at
FROM outreach_device
WHERE province = $1 AND account = $2
ORDER BY account, first_seen, id;

-- name: outreach_device_seen
UPDATE outreach_device
SET last_seen = $4, held = $5, covers = $6
WHERE province = $1 AND account = $2 AND id = $3;

-- name: outreach_device_wipe
UPDATE outreach_device
SET wipe_asked = $4
WHERE province = $1 AND account = $2 AND id = $3 AND wipe_asked = '';

-- name: outreach_device_wiped
UPDATE outreach_device
SET wiped_at = $4, held = 0
WHERE province = $1 AND account = $2 AND id = $3 AND wiped_at = '';

-- name: outreach_devices_last
SELECT account, max(last_seen)
FROM outreach_device
WHERE province = $1
GROUP BY account
ORDER BY account;

-- name: outreach_taken
-- Open leads that somebody has, or had and that are not to be given again: who refused may be once he was left in peace
-- long enough.  CROSS: else SQLite may go through all leads of the province to meet some tasks.
SELECT l.id, l.rule, l.employer, l.unit
FROM outreach_task AS t
CROSS JOIN reconcile_lead AS l
WHERE t.province = $1 AND l.province = $1 AND l.id = t.lead AND l.cleared_run = 0 AND (t.state <> 'closed' OR t.outcome <> 'refused' OR t.quiet_until >= $2)
ORDER BY l.id;

-- name: outreach_left_in_peace
-- Open leads of a rule whose joining is free, of those who refused it at another.  CROSS, as above.
SELECT l.id, l.rule, l.employer, l.unit
FROM outreach_quiet AS q
CROSS JOIN reconcile_lead AS l
WHERE q.province = $1 AND q.until >= $3 AND l.province = $1 AND l.rule = $2 AND l.employer = q.employer
  AND l.subject = q.subject AND l.cleared_run = 0;

-- name: outreach_model_drop
DELETE FROM outreach_model
WHERE province = $1;

-- name: outreach_coefficient_drop
DELETE FROM outreach_coefficient
WHERE province = $1;

-- name: outreach_tenth_drop
DELETE FROM outreach_tenth
WHERE province = $1;

-- name: outreach_ranked_drop
DELETE FROM outreach_ranked
WHERE province = $1;

-- name: outreach_model_put
INSERT INTO outreach_model (province, rule, run, used, outcomes, registered, loss_model, loss_stated)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: outreach_coefficient_put
INSERT INTO outreach_coefficient (province, rule, place, name, value, error, cases)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: outreach_tenth_put
INSERT INTO outreach_tenth (province, rule, place, least, most, expected, observed, cases)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: outreach_ranked_put
INSERT INTO outreach_ranked (province, rule, unit, leads)
VALUES ($1, $2, $3, $4);

-- name: outreach_models
SELECT rule, run, used, outcomes, registered, loss_model, loss_stated
FROM outreach_model
WHERE province = $1
ORDER BY rule;

-- name: outreach_coefficients
SELECT rule, name, value, error, cases
FROM outreach_coefficient
WHERE province = $1
ORDER BY rule, place;

-- name: outreach_tenths
SELECT rule, least, most, expected, observed, cases
FROM outreach_tenth
WHERE province = $1
ORDER BY rule, place;

-- name: outreach_ranked_all
SELECT unit, leads
FROM outreach_ranked
WHERE province = $1 AND rule = $2
ORDER BY unit;

-- name: outreach_ranked_of_unit
SELECT unit, leads
FROM outreach_ranked
WHERE province = $1 AND rule = $2 AND unit = $3;

-- name: outreach_payer_drop
DELETE FROM outreach_payer
WHERE province = $1;

-- name: outreach_payer_put
INSERT INTO outreach_payer (province, unit, run, payers)
VALUES ($1, $2, $3, $4);

-- name: outreach_payer_run
SELECT run
FROM outreach_payer
WHERE province = $1 AND unit = '';

-- name: outreach_payers
SELECT unit, payers
FROM outreach_payer
WHERE province = $1
ORDER BY unit;

-- name: outreach_payers_of_unit
SELECT unit, payers
FROM outreach_payer
WHERE province = $1 AND unit = $2;
