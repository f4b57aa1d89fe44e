-- Tables of the engine itself, which no model file describes. docs/audit.md says what stands in the
-- history.

CREATE TABLE "change" (
  "seq" INTEGER PRIMARY KEY,
  "at_ms" INTEGER NOT NULL,
  "who" TEXT NOT NULL,
  "post" TEXT NOT NULL,
  "origin" TEXT NOT NULL,
  "request" TEXT NOT NULL,
  "record_type" TEXT NOT NULL,
  "record_id" INTEGER NOT NULL,
  "record_version" INTEGER NOT NULL,
  "action" TEXT NOT NULL,
  "field" TEXT NOT NULL,
  "commitment" BLOB NOT NULL,
  "reason_commitment" BLOB,
  "algorithm" TEXT NOT NULL,
  "previous" BLOB NOT NULL,
  "hash" BLOB NOT NULL
) STRICT;
CREATE INDEX "ix_change_record" ON "change" ("record_id");

CREATE TABLE "change_value" (
  "seq" INTEGER PRIMARY KEY REFERENCES "change" ("seq"),
  "salt" BLOB NOT NULL,
  "before" TEXT,
  "after" TEXT,
  "reason_salt" BLOB,
  "reason" TEXT
) STRICT;

-- What a migration gave to every record of a type: left here by its script, which cannot hash, until the
-- program that opens the workspace enters it in the history.
CREATE TABLE "migrated" (
  "number" INTEGER PRIMARY KEY,
  "record_type" TEXT NOT NULL,
  "field" TEXT NOT NULL,
  "value" TEXT NOT NULL
) STRICT;

-- The door: what proves that someone is who they say. No verb lists it, no history keeps it. Of
-- claims, sessions and tokens only the SHA-256 is there. Account 0: there is none yet.
CREATE TABLE "door_secret" (
  "account" INTEGER PRIMARY KEY,
  "password" TEXT,
  "password_ms" INTEGER NOT NULL,
  "failures" INTEGER NOT NULL,
  "locked_ms" INTEGER NOT NULL,
  "authenticator" BLOB,
  "confirmed" INTEGER NOT NULL,
  "last_step" INTEGER NOT NULL
) STRICT;

CREATE TABLE "door_password" (
  "account" INTEGER NOT NULL,
  "at_ms" INTEGER NOT NULL,
  "password" TEXT NOT NULL,
  PRIMARY KEY ("account", "at_ms")
) STRICT;

CREATE TABLE "door_claim" (
  "hash" BLOB PRIMARY KEY,
  "account" INTEGER NOT NULL,
  "ends_ms" INTEGER NOT NULL
) STRICT;

CREATE TABLE "door_session" (
  "id" INTEGER PRIMARY KEY,
  "account" INTEGER NOT NULL,
  "hash" BLOB NOT NULL,
  "old_hash" BLOB,
  "begun_ms" INTEGER NOT NULL,
  "renewed_ms" INTEGER NOT NULL,
  "used_ms" INTEGER NOT NULL,
  "ends_ms" INTEGER NOT NULL,
  "post" INTEGER NOT NULL,
  "origin" TEXT NOT NULL,
  "device" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_door_session_hash" ON "door_session" ("hash");
CREATE INDEX "ix_door_session_old_hash" ON "door_session" ("old_hash");
CREATE INDEX "ix_door_session_account" ON "door_session" ("account");

CREATE TABLE "door_token" (
  "id" INTEGER PRIMARY KEY,
  "account" INTEGER NOT NULL,
  "hash" BLOB NOT NULL,
  "name" TEXT NOT NULL,
  "scope" TEXT NOT NULL,
  "made_ms" INTEGER NOT NULL,
  "ends_ms" INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_door_token_hash" ON "door_token" ("hash");
CREATE INDEX "ix_door_token_account" ON "door_token" ("account");

-- Answers to requests that came under a key, so that a request sent again is done once.
CREATE TABLE "request_answer" (
  "account" INTEGER NOT NULL,
  "request_key" TEXT NOT NULL,
  "fingerprint" BLOB NOT NULL,
  "ends_ms" INTEGER NOT NULL,
  "answer" TEXT NOT NULL,
  PRIMARY KEY ("account", "request_key")
) STRICT;
CREATE INDEX "ix_request_answer_ends" ON "request_answer" ("ends_ms");

-- Long work and the clock.
CREATE TABLE "job_queue" (
  "id" INTEGER PRIMARY KEY,
  "kind" TEXT NOT NULL,
  "job_key" TEXT NOT NULL,
  "arguments" TEXT NOT NULL,
  "who" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "made_ms" INTEGER NOT NULL,
  "due_ms" INTEGER NOT NULL,
  "begun_ms" INTEGER NOT NULL,
  "ended_ms" INTEGER NOT NULL,
  "beat_ms" INTEGER NOT NULL,
  "done" INTEGER NOT NULL,
  "total" INTEGER NOT NULL,
  "attempts" INTEGER NOT NULL,
  "cancel_asked" INTEGER NOT NULL,
  "outcome" TEXT NOT NULL,
  "result" TEXT NOT NULL
) STRICT;
CREATE INDEX "ix_job_queue_state_due" ON "job_queue" ("state", "due_ms");

-- By which mark of schema and model the derived tables (units beside records, the index of words) were
-- last filled.
CREATE TABLE "derived" (
  "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
  "mark" INTEGER NOT NULL
) STRICT;

-- Files that records hold or held: the value of a field, or beside the record ("field" is empty). The
-- bytes stand in the folder beside the workspace, by their SHA-256.
CREATE TABLE "attachment" (
  "id" INTEGER PRIMARY KEY,
  "record_type" TEXT NOT NULL,
  "record_id" INTEGER NOT NULL,
  "field" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "media" TEXT NOT NULL,
  "bytes" INTEGER NOT NULL,
  "who" TEXT NOT NULL,
  "at_ms" INTEGER NOT NULL,
  "ended_ms" INTEGER NOT NULL,
  "erased_ms" INTEGER NOT NULL
) STRICT;
CREATE INDEX "ix_attachment_record" ON "attachment" ("record_id", "id");
CREATE INDEX "ix_attachment_hash" ON "attachment" ("hash", "id");

-- The last number that each rule gave in a year.
CREATE TABLE "number_counter" (
  "rule" TEXT NOT NULL,
  "year" INTEGER NOT NULL,
  "last" INTEGER NOT NULL,
  PRIMARY KEY ("rule", "year")
) STRICT;
