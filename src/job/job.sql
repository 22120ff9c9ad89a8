-- name: job_add
-- The same key of the same account is the same job.
INSERT INTO job (id, kind, account, login, province, ask_key, ask, result, file, state, step_vi, step_en, done, total,
                 problem_vi, problem_en, place_file, place_sheet, place_row, place_column, place_field, created_at,
                 started_at, ended_at, version, worker, beat, cancel)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, 'waiting', '', '', 0, 0, '', '', '', '', 0, 0, '', $9, '', '', 1, '', 0, 0)
ON CONFLICT DO NOTHING;

-- name: job_get
SELECT id, kind, account, login, province, ask_key, ask, result, file, state, step_vi, step_en, done, total,
       problem_vi, problem_en, place_file, place_sheet, place_row, place_column, place_field, created_at, started_at,
       ended_at, version
FROM job
WHERE id = $1;

-- name: job_by_key
SELECT id, kind, account, login, province, ask_key, ask, result, file, state, step_vi, step_en, done, total,
       problem_vi, problem_en, place_file, place_sheet, place_row, place_column, place_field, created_at, started_at,
       ended_at, version
FROM job
WHERE account = $1 AND ask_key = $2 AND ask_key <> '';

-- name: job_list
SELECT id, kind, account, login, province, ask_key, ask, result, file, state, step_vi, step_en, done, total,
       problem_vi, problem_en, place_file, place_sheet, place_row, place_column, place_field, created_at, started_at,
       ended_at, version
FROM job
WHERE (created_at, id) < ($1, $2)
ORDER BY created_at DESC, id DESC LIMIT $3;

-- name: job_list_of
SELECT id, kind, account, login, province, ask_key, ask, result, file, state, step_vi, step_en, done, total,
       problem_vi, problem_en, place_file, place_sheet, place_row, place_column, place_field, created_at, started_at,
       ended_at, version
FROM job
WHERE account = $4 AND (created_at, id) < ($1, $2)
ORDER BY created_at DESC, id DESC LIMIT $3;

-- name: job_cancel_waiting
UPDATE job SET state = 'cancelled', ended_at = $2, version = version + 1 WHERE id = $1 AND state = 'waiting';

-- name: job_cancel_running
UPDATE job SET cancel = 1, version = version + 1 WHERE id = $1 AND state = 'running';

-- name: job_repeat
UPDATE job SET state = 'waiting', result = '', step_vi = '', step_en = '', done = 0, total = 0, problem_vi = '',
               problem_en = '', place_file = '', place_sheet = '', place_row = 0, place_column = 0, place_field = '',
               started_at = '', ended_at = '', worker = '', cancel = 0, version = version + 1
WHERE id = $1 AND state IN ('failed', 'cancelled', 'interrupted');

-- name: job_waiting
SELECT id, kind FROM job WHERE state = 'waiting' ORDER BY created_at, id LIMIT 50;

-- name: job_claim
-- Of several who try, one changes the row.
UPDATE job SET state = 'running', worker = $2, beat = $3, started_at = $4, version = version + 1
WHERE id = $1 AND state = 'waiting';

-- name: job_fence
-- Whose run this is no longer, or who was asked to stop, changes nothing here and may not commit.
UPDATE job SET beat = $3 WHERE id = $1 AND worker = $2 AND state = 'running' AND cancel = 0;

-- name: job_beat
UPDATE job SET beat = $3 WHERE id = $1 AND worker = $2 AND state = 'running';

-- name: job_step
UPDATE job SET step_vi = $3, step_en = $4, done = $5, total = $6, beat = $7, version = version + 1
WHERE id = $1 AND worker = $2 AND state = 'running';

-- name: job_was_asked_to_stop
SELECT cancel FROM job WHERE id = $1 AND worker = $2;

-- name: job_asked_to_stop
SELECT id FROM job WHERE state = 'running' AND cancel = 1;

-- name: job_end
UPDATE job SET state = $3, result = $4, problem_vi = $5, problem_en = $6, place_file = $7, place_sheet = $8,
               place_row = $9, place_column = $10, place_field = $11, ended_at = $12, step_vi = $13, step_en = $14,
               done = $15, total = $16, worker = '', version = version + 1
WHERE id = $1 AND worker = $2 AND state = 'running';

-- name: job_silent
SELECT id FROM job WHERE state = 'running' AND beat < $1;

-- name: job_interrupt
UPDATE job SET state = 'interrupted', ended_at = $3, worker = '', version = version + 1
WHERE id = $1 AND state = 'running' AND beat < $2;

-- name: job_interrupt_all
UPDATE job SET state = 'interrupted', ended_at = $1, worker = '', version = version + 1
WHERE state IN ('waiting', 'running');

-- name: job_old
SELECT id FROM job WHERE state NOT IN ('waiting', 'running') AND ended_at < $1 LIMIT 1000;

-- name: job_forget
DELETE FROM job WHERE id = $1 AND state NOT IN ('waiting', 'running');
