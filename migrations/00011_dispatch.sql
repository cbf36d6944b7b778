-- Messages wait in the outbox until a dispatch has found that it is their turn:
-- then they are pending, or named in a line, or withheld.

-- +goose Up
ALTER TABLE outbox ADD COLUMN center TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN value BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN threshold BIGINT NOT NULL DEFAULT 0;
-- When a message that is held may be told; when it was released, or listed.
ALTER TABLE outbox ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
-- The message that named it; empty while none has.
ALTER TABLE outbox ADD COLUMN line TEXT NOT NULL DEFAULT '';
UPDATE outbox SET due = decided_at, told_at = decided_at;
-- They hold what is asked for: a row's payload lies before most of its columns, and
-- is not read to tell whether a message waits.
CREATE INDEX outbox_told ON outbox (told_at, status, kind, channel);
CREATE INDEX outbox_due ON outbox (status, due);
CREATE INDEX outbox_line ON outbox (status, line);
CREATE INDEX outbox_by_account ON outbox (account_id, told_at);
INSERT INTO counters (name, value) VALUES ('dispatch', 0);

-- An account may be quiet about one kind of news alone; an empty kind is all.
CREATE TABLE mutes_of_kinds (
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    until      BIGINT NOT NULL,
    user_id    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind)
);
INSERT INTO mutes_of_kinds (account_id, kind, until, user_id, at) SELECT account_id, '', until, user_id, at FROM mutes;
DROP TABLE mutes;
ALTER TABLE mutes_of_kinds RENAME TO mutes;

-- +goose Down
CREATE TABLE mutes_of_all (
    account_id TEXT PRIMARY KEY,
    until      BIGINT NOT NULL,
    user_id    TEXT NOT NULL,
    at         BIGINT NOT NULL
);
INSERT INTO mutes_of_all (account_id, until, user_id, at) SELECT account_id, until, user_id, at FROM mutes WHERE kind = '';
DROP TABLE mutes;
ALTER TABLE mutes_of_all RENAME TO mutes;
DELETE FROM counters WHERE name = 'dispatch';
DROP INDEX outbox_by_account;
DROP INDEX outbox_line;
DROP INDEX outbox_due;
DROP INDEX outbox_told;
ALTER TABLE outbox DROP COLUMN line;
ALTER TABLE outbox DROP COLUMN told_at;
ALTER TABLE outbox DROP COLUMN due;
ALTER TABLE outbox DROP COLUMN threshold;
ALTER TABLE outbox DROP COLUMN value;
ALTER TABLE outbox DROP COLUMN center;
