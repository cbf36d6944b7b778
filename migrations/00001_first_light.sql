-- One text for SQLite and PostgreSQL: TEXT, BIGINT and SMALLINT only, times as
-- milliseconds since 1970 in UTC, days as days since 1970-01-01, minutes as
-- thousandths, and no clock.

-- +goose Up
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('activity', 0), ('identity', 0), ('directory', 0), ('fault', 0), ('mark', 0), ('list', 0), ('unmatched', 0), ('people', 0), ('rematched', 0);

CREATE TABLE accounts (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    domains   TEXT NOT NULL,
    aliases   TEXT NOT NULL,
    tier      TEXT NOT NULL,
    funnel    TEXT NOT NULL,
    industry  TEXT NOT NULL,
    employees BIGINT NOT NULL,
    country   TEXT NOT NULL,
    territory TEXT NOT NULL,
    owner     TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    fit       TEXT NOT NULL,
    crm_url   TEXT NOT NULL,
    relation  TEXT NOT NULL,
    props     TEXT NOT NULL
);

-- Names and addresses of people stand here and in identities, nowhere else.
-- What activities say of a person (seen_...) stands beside what the CRM says,
-- and counts where the CRM is silent.
CREATE TABLE contacts (
    id             TEXT PRIMARY KEY,
    email          TEXT NOT NULL,
    name           TEXT NOT NULL,
    title          TEXT NOT NULL,
    seen_email     TEXT NOT NULL,
    seen_name      TEXT NOT NULL,
    seen_title     TEXT NOT NULL,
    crm_department TEXT NOT NULL,
    crm_level      TEXT NOT NULL,
    company        TEXT NOT NULL,
    country        TEXT NOT NULL,
    seen           SMALLINT NOT NULL,
    seen_at        BIGINT NOT NULL,
    props          TEXT NOT NULL
);
CREATE INDEX contacts_by_email ON contacts (email);

CREATE TABLE links (
    contact_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    from_day   BIGINT NOT NULL,
    to_day     BIGINT NOT NULL,
    PRIMARY KEY (contact_id, account_id, from_day)
);
CREATE INDEX links_by_account ON links (account_id);

CREATE TABLE identities (
    id          BIGINT PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    account_ref TEXT NOT NULL,
    contact_ref TEXT NOT NULL,
    email       TEXT NOT NULL,
    domain      TEXT NOT NULL,
    ip          TEXT NOT NULL,
    contact_id  TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    method      TEXT NOT NULL,
    confidence  BIGINT NOT NULL,
    runner_up   TEXT NOT NULL,
    reason      TEXT NOT NULL
);
CREATE INDEX identities_by_contact ON identities (contact_id);
CREATE INDEX identities_by_email ON identities (email);

CREATE TABLE activities (
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
    UNIQUE (source, id)
);
CREATE INDEX activities_by_account ON activities (account_id, occurred_at);
CREATE INDEX activities_by_identity ON activities (identity_id);

CREATE TABLE opportunities (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    stage      TEXT NOT NULL,
    amount     BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at  BIGINT NOT NULL,
    won        SMALLINT NOT NULL,
    props      TEXT NOT NULL
);
CREATE INDEX opportunities_by_account ON opportunities (account_id);

-- A mark says that an account must be scored again. The empty account stands
-- for what is on no account.
CREATE TABLE marks (
    account_id TEXT PRIMARY KEY,
    version    BIGINT NOT NULL,
    live       SMALLINT NOT NULL,
    imported   SMALLINT NOT NULL,
    import_id  TEXT NOT NULL
);

CREATE TABLE scores (
    account_id     TEXT PRIMARY KEY,
    day            BIGINT NOT NULL,
    grade          BIGINT NOT NULL,
    stage          TEXT NOT NULL,
    mqa            SMALLINT NOT NULL,
    mqa_since      BIGINT NOT NULL,
    minutes_7d     BIGINT NOT NULL,
    minutes_30d    BIGINT NOT NULL,
    minutes_90d    BIGINT NOT NULL,
    minutes_365d   BIGINT NOT NULL,
    heat           BIGINT NOT NULL,
    people_90d     BIGINT NOT NULL,
    threshold      BIGINT NOT NULL,
    config         TEXT NOT NULL,
    version        BIGINT NOT NULL,
    card           TEXT NOT NULL
);

CREATE TABLE states (
    account_id  TEXT PRIMARY KEY,
    version     BIGINT NOT NULL,
    mqa         SMALLINT NOT NULL,
    mqa_since   BIGINT NOT NULL,
    mqa_out     BIGINT NOT NULL,
    stage       TEXT NOT NULL,
    stage_since BIGINT NOT NULL
);

CREATE TABLE facts (
    key        TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    day        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    config     TEXT NOT NULL,
    listed     SMALLINT NOT NULL
);
CREATE INDEX facts_by_account ON facts (account_id, kind);
CREATE INDEX facts_unlisted ON facts (listed);

CREATE TABLE decisions (
    seq        BIGINT PRIMARY KEY,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    sent       SMALLINT NOT NULL,
    reason     TEXT NOT NULL,
    value      BIGINT NOT NULL,
    threshold  BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    config     TEXT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('decision', 0);

CREATE TABLE outbox (
    id          TEXT PRIMARY KEY,
    seq         BIGINT NOT NULL UNIQUE,
    account_id  TEXT NOT NULL,
    kind        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    channel     TEXT NOT NULL,
    payload     TEXT NOT NULL,
    decided_at  BIGINT NOT NULL,
    status      TEXT NOT NULL,
    attempts    BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    token       TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    channel_id  TEXT NOT NULL,
    slack_ts    TEXT NOT NULL,
    error       TEXT NOT NULL,
    settled_at  BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('outbox', 0);
CREATE INDEX outbox_by_status ON outbox (status, channel, seq);

CREATE TABLE claims (
    message_id TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    at         BIGINT NOT NULL
);

CREATE TABLE imports (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    source      TEXT NOT NULL,
    zone        TEXT NOT NULL,
    live        SMALLINT NOT NULL,
    started_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    finished_at BIGINT NOT NULL
);

CREATE TABLE quarantine (
    id        BIGINT PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    import_id TEXT NOT NULL,
    kind      TEXT NOT NULL,
    file      TEXT NOT NULL,
    line      BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    fields    TEXT NOT NULL,
    at        BIGINT NOT NULL
);

CREATE TABLE configs (
    hash       TEXT PRIMARY KEY,
    applied_at BIGINT NOT NULL,
    body       TEXT NOT NULL
);

CREATE TABLE pictures (
    hash    TEXT PRIMARY KEY,
    file_id TEXT NOT NULL,
    at      BIGINT NOT NULL
);

-- +goose Down
DROP TABLE pictures;
DROP TABLE configs;
DROP TABLE quarantine;
DROP TABLE imports;
DROP TABLE claims;
DROP TABLE outbox;
DROP TABLE decisions;
DROP TABLE facts;
DROP TABLE states;
DROP TABLE scores;
DROP TABLE marks;
DROP TABLE opportunities;
DROP TABLE activities;
DROP TABLE identities;
DROP TABLE links;
DROP TABLE contacts;
DROP TABLE accounts;
DROP TABLE counters;
