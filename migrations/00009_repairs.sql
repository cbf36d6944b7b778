-- +goose Up

-- What people said about where somebody belongs; the newest word about a key
-- counts. The key of a person is an id (made from the address, or of a source),
-- that of a domain the domain. No account is never matched to any.
CREATE TABLE repairs (
    scope      TEXT NOT NULL,
    key        TEXT NOT NULL,
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);

-- +goose Down
DROP TABLE repairs;
