-- +goose Up

-- Activities that lay in the future when they were recorded: meetings that are
-- scheduled. Whose they are stands with the activity.
CREATE TABLE ahead (
    at  BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (at, seq)
);
INSERT INTO ahead (at, seq) SELECT occurred_at, seq FROM activities WHERE occurred_at > recorded_at;

-- +goose Down
DROP TABLE ahead;
