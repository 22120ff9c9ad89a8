-- Who has one commune of a province, and whoever opens the page of one, reads a few hundred figures of it: without this
-- they would be picked out of all the province's.
CREATE INDEX fact_of_unit ON fact (province, unit, indicator, base, kind, period);
