-- What every question reads is found in few steps: a card is stored packed, and
-- beside an account's findings stands their day. The cards of before are written
-- again when everybody is scored, which finds out nothing new.

-- +goose Up
DELETE FROM scores;
ALTER TABLE scores DROP COLUMN card;
ALTER TABLE scores ADD COLUMN card BYTEA NOT NULL DEFAULT '';
-- What the people on it are called; empty once any of them has changed.
ALTER TABLE scores ADD COLUMN names BYTEA NOT NULL DEFAULT '';
INSERT INTO marks (account_id, version, live, imported, import_id)
    SELECT id, (SELECT value FROM counters WHERE name = 'mark'), 0, 0, '' FROM accounts WHERE 1 = 1
    ON CONFLICT (account_id) DO NOTHING;
ALTER TABLE finding_accounts ADD COLUMN day BIGINT NOT NULL DEFAULT 0;
UPDATE finding_accounts SET day = (SELECT f.day FROM findings f WHERE f.key = finding_accounts.key);
CREATE INDEX finding_accounts_by_day ON finding_accounts (account_id, day);

-- +goose Down
DROP INDEX finding_accounts_by_day;
ALTER TABLE finding_accounts DROP COLUMN day;
DELETE FROM scores;
ALTER TABLE scores DROP COLUMN names;
ALTER TABLE scores DROP COLUMN card;
ALTER TABLE scores ADD COLUMN card TEXT NOT NULL DEFAULT '';
INSERT INTO marks (account_id, version, live, imported, import_id)
    SELECT id, (SELECT value FROM counters WHERE name = 'mark'), 0, 0, '' FROM accounts WHERE 1 = 1
    ON CONFLICT (account_id) DO NOTHING;
