-- What was found, as it was found: a row never changes. accounts of a finding
-- stand beside it, because one event moves many.

-- +goose Up
CREATE TABLE findings (
    key        TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    day        BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    direction  TEXT NOT NULL,
    minutes    BIGINT NOT NULL,
    normal     BIGINT NOT NULL,
    people     BIGINT NOT NULL,
    sentence   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    late       BIGINT NOT NULL,
    learned    BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    config     TEXT NOT NULL
);
CREATE INDEX findings_by_day ON findings (day);

CREATE TABLE finding_accounts (
    account_id TEXT NOT NULL,
    key        TEXT NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX finding_accounts_by_key ON finding_accounts (key);
INSERT INTO counters (name, value) VALUES ('found', 0);

-- +goose Down
DELETE FROM counters WHERE name = 'found';
DROP TABLE finding_accounts;
DROP TABLE findings;
