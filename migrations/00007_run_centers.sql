-- +goose Up

-- Where a run left the buying centers that had been in MQA.
CREATE TABLE run_center_states (
    run_id     TEXT NOT NULL,
    account_id TEXT NOT NULL,
    center     TEXT NOT NULL,
    mqa        SMALLINT NOT NULL,
    mqa_since  BIGINT NOT NULL,
    mqa_out    BIGINT NOT NULL,
    PRIMARY KEY (run_id, account_id, center)
);

-- +goose Down
DROP TABLE run_center_states;
