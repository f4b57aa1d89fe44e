-- Tables of the engine itself, which no model file describes. docs/audit.md says what stands in the
-- history.

CREATE TABLE "change" (
  "seq" INTEGER PRIMARY KEY,
  "at_ms" INTEGER NOT NULL,
  "who" TEXT NOT NULL,
  "post" TEXT NOT NULL,
  "origin" TEXT NOT NULL,
  "request" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "record_type" TEXT NOT NULL,
  "record_id" INTEGER NOT NULL,
  "record_version" INTEGER NOT NULL,
  "action" TEXT NOT NULL,
  "field" TEXT NOT NULL,
  "commitment" BLOB NOT NULL,
  "algorithm" TEXT NOT NULL,
  "previous" BLOB NOT NULL,
  "hash" BLOB NOT NULL
) STRICT;
CREATE INDEX "ix_change_record" ON "change" ("record_id");

CREATE TABLE "change_value" (
  "seq" INTEGER PRIMARY KEY REFERENCES "change" ("seq"),
  "salt" BLOB NOT NULL,
  "before" TEXT,
  "after" TEXT
) STRICT;
