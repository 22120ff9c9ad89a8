-- Of each employer the months in which its numbers changed: what a later run overwrites would else be lost.
CREATE TABLE reconcile_headcount (
    province  TEXT NOT NULL,
    employer  BIGINT NOT NULL,
    month     BIGINT NOT NULL,              -- year * 12 + month - 1; it holds until the next
    taxed     BIGINT NOT NULL,              -- -1 not known
    insured   BIGINT NOT NULL,
    uninsured BIGINT NOT NULL,
    PRIMARY KEY (province, employer, month)
);
