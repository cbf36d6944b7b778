-- +goose Up

-- 1: somebody is not on this account, and the other rules say where they are.
ALTER TABLE repairs ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE repairs DROP COLUMN apart;
