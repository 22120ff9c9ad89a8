-- A province's list of one rule, page by page, without passing over all other leads.
CREATE INDEX reconcile_lead_rule ON reconcile_lead (province, rule, cleared_run, id);
