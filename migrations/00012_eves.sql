-- An account has two bookmarks: one of a Sunday, and an eve that is good for one
-- day. Each holds what was used of lasting caps itself. Both may be thrown away at
-- any time, as here.

-- +goose Up
DROP TABLE shelves;
DROP TABLE bookmarks;
CREATE TABLE bookmarks (
    account_id TEXT NOT NULL,
    eve        SMALLINT NOT NULL,
    config     TEXT NOT NULL,
    day        BIGINT NOT NULL,
    after      BIGINT NOT NULL, -- the instant at which the next day starts
    until      BIGINT NOT NULL, -- the instant at which it is not good any more
    starts     BIGINT NOT NULL, -- of the chapter that holds it
    fold       BYTEA NOT NULL,
    used       BYTEA NOT NULL,
    PRIMARY KEY (account_id, eve)
);

-- +goose Down
DROP TABLE bookmarks;
CREATE TABLE bookmarks (
    account_id TEXT PRIMARY KEY,
    config     TEXT NOT NULL,
    day        BIGINT NOT NULL,
    after      BIGINT NOT NULL,
    starts     BIGINT NOT NULL,
    fold       BYTEA NOT NULL
);
CREATE TABLE shelves (
    account_id TEXT NOT NULL,
    shelf      BIGINT NOT NULL,
    used       BYTEA NOT NULL,
    PRIMARY KEY (account_id, shelf)
);
