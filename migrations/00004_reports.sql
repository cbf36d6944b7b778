-- +goose Up

-- What each account was assigned to, from the moment it was seen on. Rows are
-- only ever added; what was there before this table counts as of ever.
CREATE TABLE assignments (
    account_id TEXT NOT NULL,
    at         BIGINT NOT NULL,
    owner      TEXT NOT NULL,
    territory  TEXT NOT NULL,
    tier       TEXT NOT NULL,
    industry   TEXT NOT NULL,
    country    TEXT NOT NULL,
    employees  BIGINT NOT NULL,
    PRIMARY KEY (account_id, at)
);
INSERT INTO assignments (account_id, at, owner, territory, tier, industry, country, employees)
    SELECT id, 0, owner, territory, tier, industry, country, employees FROM accounts;

-- Reports as they were published, with the config they were computed with.
CREATE TABLE reports (
    id        TEXT PRIMARY KEY,
    frozen_at BIGINT NOT NULL,
    query     TEXT NOT NULL,
    config    TEXT NOT NULL,
    report    TEXT NOT NULL
);

-- +goose Down
DROP TABLE reports;
DROP TABLE assignments;
