-- A journal is what scoring reads of an account's activities, packed: the same
-- facts as the rows of activities, so that it may be thrown away and written
-- again at any time. BYTEA holds bytes on both databases.

-- +goose Up
CREATE TABLE journals (
    account_id TEXT PRIMARY KEY,
    version    BIGINT NOT NULL, -- of the transaction that wrote it
    through    BIGINT NOT NULL, -- it holds the account's activities up to this seq
    lines      BIGINT NOT NULL,
    known      SMALLINT NOT NULL, -- 0: people must be read again
    head       BYTEA NOT NULL,
    people     BYTEA NOT NULL
);

-- A chapter holds the lines from its start up to the start of the next one.
CREATE TABLE chapters (
    account_id TEXT NOT NULL,
    starts     BIGINT NOT NULL,
    lines      BYTEA NOT NULL,
    PRIMARY KEY (account_id, starts)
);

-- A bookmark is where the walk through a journal can be taken up again, under
-- one config; its shelves hold what people have used of lasting caps.
CREATE TABLE bookmarks (
    account_id TEXT PRIMARY KEY,
    config     TEXT NOT NULL,
    day        BIGINT NOT NULL,
    after      BIGINT NOT NULL, -- the instant at which the next day starts
    starts     BIGINT NOT NULL, -- of the chapter that holds it
    fold       BYTEA NOT NULL
);
CREATE TABLE shelves (
    account_id TEXT NOT NULL,
    shelf      BIGINT NOT NULL,
    used       BYTEA NOT NULL,
    PRIMARY KEY (account_id, shelf)
);

DROP INDEX activities_by_account;
CREATE INDEX activities_by_account ON activities (account_id, seq);

-- +goose Down
DROP INDEX activities_by_account;
CREATE INDEX activities_by_account ON activities (account_id, occurred_at);
DROP TABLE shelves;
DROP TABLE bookmarks;
DROP TABLE chapters;
DROP TABLE journals;
