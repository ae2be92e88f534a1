-- Runs on H2 (PostgreSQL mode) and PostgreSQL alike. Times are microseconds since 1970, UTC.

-- Documents as stored: immutable, counted per kind and name.
CREATE TABLE revision (
    kind        VARCHAR(16)   NOT NULL,
    name        VARCHAR(200)  NOT NULL,
    number      BIGINT        NOT NULL,
    digest      BYTEA         NOT NULL,
    canonical   BYTEA         NOT NULL,
    written     BYTEA         NOT NULL,
    author      VARCHAR(400)  NOT NULL,
    message     VARCHAR(4000) NOT NULL,
    time_micros BIGINT        NOT NULL,
    PRIMARY KEY (kind, name, number),
    CONSTRAINT revision_content_once UNIQUE (kind, name, digest)
);
CREATE INDEX revision_by_digest ON revision (digest);
CREATE INDEX revision_by_time ON revision (time_micros);

-- What a fleet ran and runs; the history. The highest generation is current. Taking a generation is the compare-and-set.
CREATE TABLE activation (
    fleet       VARCHAR(200)  NOT NULL,
    resource    VARCHAR(16)   NOT NULL,
    generation  BIGINT        NOT NULL,
    digest      BYTEA         NOT NULL,
    content     BYTEA         NOT NULL,
    author      VARCHAR(400)  NOT NULL,
    message     VARCHAR(4000) NOT NULL,
    time_micros BIGINT        NOT NULL,
    PRIMARY KEY (fleet, resource, generation)
);
CREATE INDEX activation_by_digest ON activation (digest);
