-- Letters to employers.  A letter is what it said on its day: its numbers and whom it named stand with it, by our own
-- numbers of persons; names are read when somebody who may see them asks for the page.
CREATE TABLE outreach_letter (
    province TEXT NOT NULL,
    id       BIGINT NOT NULL,
    employer BIGINT NOT NULL,
    number   TEXT NOT NULL,                 -- as its agency writes it
    agency   TEXT NOT NULL,
    day      TEXT NOT NULL,
    due      TEXT NOT NULL,
    contact  TEXT NOT NULL,                 -- whom to call
    rules    TEXT NOT NULL,                 -- codes, with blanks between
    month    TEXT NOT NULL,                 -- of the figures
    taxed    BIGINT NOT NULL,               -- -1 not known
    insured  BIGINT NOT NULL,
    tax_year BIGINT NOT NULL,               -- 0 not known
    people   TEXT NOT NULL,                 -- "12:11:5 …": person, months with wages, of them not insured; -1 not known
    by_login TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX outreach_letter_employer ON outreach_letter (province, employer, id);
