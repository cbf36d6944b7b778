-- +goose Up

-- tagged: who did it is known from a mark in a link. bot is 0, or 1 and the
-- number of what gave the robot away.
ALTER TABLE activities ADD COLUMN tagged SMALLINT NOT NULL DEFAULT 0;

-- Families of accounts are read from the top down.
CREATE INDEX accounts_by_parent ON accounts (parent_id);

-- +goose Down
DROP INDEX accounts_by_parent;
ALTER TABLE activities DROP COLUMN tagged;
