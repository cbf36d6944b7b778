-- A run is a replay of days, kept beside what really happened: nothing in it is
-- delivered, and nothing else reads it. Dropping it removes all of it.

-- +goose Up
CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    from_day    BIGINT NOT NULL,
    to_day      BIGINT NOT NULL,
    config      TEXT NOT NULL,
    body        TEXT NOT NULL, -- of the config
    begun_at    BIGINT NOT NULL,
    finished_at BIGINT NOT NULL, -- 0: it was not written to its end
    accounts    BIGINT NOT NULL,
    evaluated   BIGINT NOT NULL,
    sent        BIGINT NOT NULL,
    mqas        BIGINT NOT NULL,
    findings    BIGINT NOT NULL
);

-- The scores and states of the last day.
CREATE TABLE run_scores (
    run_id       TEXT NOT NULL,
    account_id   TEXT NOT NULL,
    day          BIGINT NOT NULL,
    grade        BIGINT NOT NULL,
    stage        TEXT NOT NULL,
    mqa          SMALLINT NOT NULL,
    minutes_7d   BIGINT NOT NULL,
    minutes_30d  BIGINT NOT NULL,
    minutes_90d  BIGINT NOT NULL,
    minutes_365d BIGINT NOT NULL,
    heat         BIGINT NOT NULL,
    people_90d   BIGINT NOT NULL,
    threshold    BIGINT NOT NULL,
    mqa_since    BIGINT NOT NULL,
    counting_90d BIGINT NOT NULL,
    engaged_90d  BIGINT NOT NULL,
    needed       BIGINT NOT NULL,
    PRIMARY KEY (run_id, account_id)
);

CREATE TABLE run_states (
    run_id      TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    version     BIGINT NOT NULL,
    mqa         SMALLINT NOT NULL,
    mqa_since   BIGINT NOT NULL,
    mqa_out     BIGINT NOT NULL,
    stage       TEXT NOT NULL,
    stage_since BIGINT NOT NULL,
    PRIMARY KEY (run_id, account_id)
);

-- seq is the order of days; within a day, of accounts.
CREATE TABLE run_facts (
    run_id     TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    key        TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    day        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    center     TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE run_decisions (
    run_id     TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    sent       SMALLINT NOT NULL,
    reason     TEXT NOT NULL,
    value      BIGINT NOT NULL,
    threshold  BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    center     TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE run_alerts (
    run_id     TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    id         TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    channel    TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE run_findings (
    run_id     TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    key        TEXT NOT NULL,
    account_id TEXT NOT NULL,
    day        BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    direction  TEXT NOT NULL,
    minutes    BIGINT NOT NULL,
    normal     BIGINT NOT NULL,
    people     BIGINT NOT NULL,
    sentence   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    accounts   TEXT NOT NULL, -- JSON: what an event moved
    PRIMARY KEY (run_id, seq)
);

-- Every time that another config came into force; configs holds the last time of
-- each.
CREATE TABLE config_changes (
    at   BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (at, hash)
);
INSERT INTO config_changes (at, hash) SELECT applied_at, hash FROM configs;

-- +goose Down
DROP TABLE config_changes;
DROP TABLE run_findings;
DROP TABLE run_alerts;
DROP TABLE run_decisions;
DROP TABLE run_facts;
DROP TABLE run_states;
DROP TABLE run_scores;
DROP TABLE runs;
