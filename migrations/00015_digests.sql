-- Digests that somebody wants every week, and sources that are silent.

-- +goose Up
CREATE TABLE digests (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    scope      TEXT NOT NULL,
    channel    TEXT NOT NULL,
    weekday    BIGINT NOT NULL,
    minute     BIGINT NOT NULL,
    zone       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The day of the last one that was written, or had nothing to say.
    written    BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('digest', 0);

CREATE TABLE silences (
    source  TEXT PRIMARY KEY,
    since   BIGINT NOT NULL,
    noticed BIGINT NOT NULL,
    usual   BIGINT NOT NULL
);

-- +goose Down
DROP TABLE silences;
DELETE FROM counters WHERE name = 'digest';
DROP TABLE digests;
