-- What becomes of alerts after they were told.

-- +goose Up
-- The message in whose thread it is said, or whose card it edits.
ALTER TABLE outbox ADD COLUMN thread TEXT NOT NULL DEFAULT '';
-- What an alert led to, when nothing more is said of it, and the version of its
-- account's score that was looked at last.
ALTER TABLE outbox ADD COLUMN ending TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN score BIGINT NOT NULL DEFAULT 0;
-- Of what was told before, nothing more is said.
UPDATE outbox SET closed_at = decided_at;
CREATE INDEX outbox_going ON outbox (closed_at, status, kind, account_id, score);
CREATE INDEX outbox_by_thread ON outbox (thread);

-- +goose Down
DROP INDEX outbox_by_thread;
DROP INDEX outbox_going;
ALTER TABLE outbox DROP COLUMN score;
ALTER TABLE outbox DROP COLUMN closed_at;
ALTER TABLE outbox DROP COLUMN ending;
ALTER TABLE outbox DROP COLUMN thread;
