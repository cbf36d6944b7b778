-- +goose Up

-- What lists of accounts are made of, beside what scores hold already. Rows of
-- before are filled in by the next night.
ALTER TABLE scores ADD COLUMN normal_7d BIGINT NOT NULL DEFAULT 0;
ALTER TABLE scores ADD COLUMN direction TEXT NOT NULL DEFAULT '';
ALTER TABLE scores ADD COLUMN move TEXT NOT NULL DEFAULT '';

-- Accounts that people follow without owning them.
CREATE TABLE watches (
    user_id    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX watches_by_account ON watches (account_id);

-- Accounts that are quiet up to and including a day; the newest word counts.
CREATE TABLE mutes (
    account_id TEXT PRIMARY KEY,
    until      BIGINT NOT NULL,
    user_id    TEXT NOT NULL,
    at         BIGINT NOT NULL
);

-- How people want to be reached. Minutes are of the day in their zone; an empty
-- zone is what Slack says.
CREATE TABLE preferences (
    user_id    TEXT PRIMARY KEY,
    zone       TEXT NOT NULL,
    quiet_from BIGINT NOT NULL,
    quiet_to   BIGINT NOT NULL,
    briefs     SMALLINT NOT NULL
);

-- What people thought of alerts, the first word of each.
CREATE TABLE opinions (
    message_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    useful     SMALLINT NOT NULL,
    reason     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (message_id, user_id)
);

-- Alerts that somebody has put off.
CREATE TABLE snoozes (
    message_id TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    until      BIGINT NOT NULL,
    at         BIGINT NOT NULL
);

-- Who asked for what and whether they got it.
CREATE TABLE audit (
    seq        BIGINT PRIMARY KEY,
    at         BIGINT NOT NULL,
    user_id    TEXT NOT NULL,
    what       TEXT NOT NULL,
    account_id TEXT NOT NULL,
    outcome    TEXT NOT NULL
);

-- What Slack sent and may send again, by its own id.
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('audit', 0);

-- +goose Down
DELETE FROM counters WHERE name = 'audit';
DROP TABLE events;
DROP TABLE audit;
DROP TABLE snoozes;
DROP TABLE opinions;
DROP TABLE preferences;
DROP TABLE mutes;
DROP INDEX watches_by_account;
DROP TABLE watches;
ALTER TABLE scores DROP COLUMN move;
ALTER TABLE scores DROP COLUMN direction;
ALTER TABLE scores DROP COLUMN normal_7d;
