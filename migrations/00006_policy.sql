-- +goose Up

-- tagged: who did it is known from a mark in a link. bot is 0, or 1 and the
-- number of what gave the robot away.
ALTER TABLE activities ADD COLUMN tagged SMALLINT NOT NULL DEFAULT 0;

-- What has happened to buying centers; a fact may be about one.
CREATE TABLE center_states (
    account_id TEXT NOT NULL,
    center     TEXT NOT NULL,
    mqa        SMALLINT NOT NULL,
    mqa_since  BIGINT NOT NULL,
    mqa_out    BIGINT NOT NULL,
    PRIMARY KEY (account_id, center)
);
ALTER TABLE facts ADD COLUMN center TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN center TEXT NOT NULL DEFAULT '';

-- Families of accounts are read from the top down.
CREATE INDEX accounts_by_parent ON accounts (parent_id);

-- +goose Down
DROP INDEX accounts_by_parent;
ALTER TABLE decisions DROP COLUMN center;
ALTER TABLE facts DROP COLUMN center;
DROP TABLE center_states;
ALTER TABLE activities DROP COLUMN tagged;
