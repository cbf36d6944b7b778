-- An activity is told from those that are there by a fingerprint of its source and id.
-- An index over source and id themselves would have each that arrives write a page of
-- its own; fingerprints are added later, many at once and in their order. Those of all
-- activities up to the counter are here; the rest is read from the activities.

-- +goose Up
CREATE TABLE fingerprints (
    fingerprint BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    PRIMARY KEY (fingerprint, seq)
);
INSERT INTO counters (name, value) VALUES ('fingerprinted', 0);

CREATE TABLE logged (
    seq         BIGINT PRIMARY KEY,
    source      TEXT NOT NULL,
    id          TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    type        TEXT NOT NULL,
    minutes     BIGINT NOT NULL,
    direction   TEXT NOT NULL,
    url         TEXT NOT NULL,
    asset       TEXT NOT NULL,
    campaign    TEXT NOT NULL,
    status      TEXT NOT NULL,
    bot         SMALLINT NOT NULL,
    live        SMALLINT NOT NULL,
    identity_id BIGINT NOT NULL,
    account_id  TEXT NOT NULL,
    contact_id  TEXT NOT NULL,
    props       TEXT NOT NULL,
    tagged      SMALLINT NOT NULL
);
INSERT INTO logged (seq, source, id, occurred_at, recorded_at, type, minutes, direction, url, asset, campaign, status, bot, live, identity_id, account_id, contact_id, props, tagged)
    SELECT seq, source, id, occurred_at, recorded_at, type, minutes, direction, url, asset, campaign, status, bot, live, identity_id, account_id, contact_id, props, tagged
    FROM activities ORDER BY seq;
DROP TABLE activities;
ALTER TABLE logged RENAME TO activities;
CREATE INDEX activities_by_account ON activities (account_id, seq, identity_id);
CREATE INDEX strays_by_identity ON activities (account_id, identity_id) WHERE account_id = '';

-- +goose Down
CREATE UNIQUE INDEX activities_by_id ON activities (source, id);
DELETE FROM counters WHERE name = 'fingerprinted';
DROP TABLE fingerprints;
