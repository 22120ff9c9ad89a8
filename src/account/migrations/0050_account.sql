-- Accounts, what they may do and where, and how they sign in.  Times are seconds since 1970, 0 = never.  Secrets are
-- kept as digests, as Argon2id hashes, or sealed with the key file; a copy of this database opens no session.
CREATE TABLE account (
    id           TEXT   NOT NULL,            -- 16 random bytes in hexadecimal
    login        TEXT   NOT NULL,            -- lower case
    name         TEXT   NOT NULL,
    agency       TEXT   NOT NULL,
    email        TEXT   NOT NULL,            -- lower case, '' none
    folded       TEXT   NOT NULL,            -- login, name, agency without marks: for searching
    active       BIGINT NOT NULL,
    password     TEXT   NOT NULL,            -- Argon2id; '' none was set yet
    totp         TEXT   NOT NULL,            -- sealed; '' none
    totp_pending TEXT   NOT NULL,            -- sealed; until a code was right
    totp_counter BIGINT NOT NULL,            -- of the last code that was taken
    created_at   BIGINT NOT NULL,
    last_sign_in BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX account_by_login ON account (login);
CREATE INDEX account_by_email ON account (email);

CREATE TABLE account_grant (
    account      TEXT   NOT NULL,
    role         TEXT   NOT NULL,            -- of data/account/role.csv
    province     TEXT   NOT NULL,            -- '' the whole country
    unit         TEXT   NOT NULL,            -- '' the whole province
    PRIMARY KEY (account, role, province, unit)
);

CREATE TABLE account_session (
    digest       TEXT   NOT NULL,            -- of the token in the cookie
    id           TEXT   NOT NULL,            -- shown to people
    account      TEXT   NOT NULL,
    single       BIGINT NOT NULL,            -- 1: by single sign-on
    created_at   BIGINT NOT NULL,
    used_at      BIGINT NOT NULL,            -- brought up to date once a minute
    address      TEXT   NOT NULL,
    agent        TEXT   NOT NULL,
    PRIMARY KEY (digest)
);
CREATE UNIQUE INDEX account_session_by_id ON account_session (id);
CREATE INDEX account_session_by_account ON account_session (account);

CREATE TABLE account_invitation (
    digest       TEXT   NOT NULL,
    account      TEXT   NOT NULL,            -- '' for the first administrator
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (digest)
);

CREATE TABLE account_recovery (
    account      TEXT   NOT NULL,
    digest       TEXT   NOT NULL,            -- keyed; a code that was used is gone
    PRIMARY KEY (account, digest)
);

-- Failures by account, address, or the two together; the key is a digest, since what is typed
-- as a login may be a password.
CREATE TABLE account_throttle (
    key          TEXT   NOT NULL,
    failures     BIGINT NOT NULL,
    failed_at    BIGINT NOT NULL,
    PRIMARY KEY (key)
);

-- Where an account has signed in from.
CREATE TABLE account_address (
    account      TEXT   NOT NULL,
    address      TEXT   NOT NULL,            -- a digest
    seen_at      BIGINT NOT NULL,
    PRIMARY KEY (account, address)
);

-- The person of a single sign-on that an account belongs to.
CREATE TABLE account_subject (
    issuer       TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    account      TEXT   NOT NULL,
    linked_at    BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX account_subject_by_account ON account_subject (account);

-- A value sealed with the key file: tells a wrong or lost key before anything is written with it.
CREATE TABLE account_key (
    number       BIGINT NOT NULL,
    proof        TEXT   NOT NULL,
    PRIMARY KEY (number)
);
