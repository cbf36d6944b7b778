-- Plays that were begun, and what became of their steps.

-- +goose Up
CREATE TABLE plays (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    begun_at   BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    outcome    TEXT NOT NULL
);
CREATE INDEX plays_by_account ON plays (account_id, ended_at);

CREATE TABLE play_steps (
    play_id TEXT NOT NULL,
    n       BIGINT NOT NULL,
    do_what TEXT NOT NULL,
    through TEXT NOT NULL,
    mail    TEXT NOT NULL,
    due     BIGINT NOT NULL,
    state   TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (play_id, n)
);
INSERT INTO counters (name, value) VALUES ('play', 0);

-- +goose Down
DELETE FROM counters WHERE name = 'play';
DROP TABLE play_steps;
DROP TABLE plays;
