-- Where an identity's activities are is known without an index over all of them: at
-- its own account, at the accounts listed here, or on none. What arrives then falls on
-- the pages of its account alone.

-- +goose Up
CREATE TABLE whereabouts (
    identity_id BIGINT NOT NULL,
    account_id  TEXT NOT NULL,
    PRIMARY KEY (identity_id, account_id)
);
INSERT INTO whereabouts (identity_id, account_id)
    SELECT DISTINCT a.identity_id, a.account_id FROM activities a JOIN identities i ON i.id = a.identity_id
    WHERE a.account_id <> i.account_id;
DROP INDEX activities_by_identity;
DROP INDEX activities_by_account;
CREATE INDEX activities_by_account ON activities (account_id, seq, identity_id);
CREATE INDEX strays_by_identity ON activities (account_id, identity_id) WHERE account_id = '';

-- +goose Down
DROP INDEX strays_by_identity;
DROP INDEX activities_by_account;
CREATE INDEX activities_by_account ON activities (account_id, seq);
CREATE INDEX activities_by_identity ON activities (identity_id);
DROP TABLE whereabouts;
