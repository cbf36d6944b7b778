-- What was judged of one account, and what Slack's word was for what it will never
-- take.

-- +goose Up
CREATE INDEX decisions_by_account ON decisions (account_id, seq);
ALTER TABLE outbox ADD COLUMN cause TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE outbox DROP COLUMN cause;
DROP INDEX decisions_by_account;
