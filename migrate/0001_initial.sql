-- The first schema: history, and the records of model/ as they began.

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

CREATE TABLE "entity" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "code" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "kind" TEXT NOT NULL,
  "parent" INTEGER REFERENCES "entity" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_entity_code" ON "entity" ("code");
CREATE INDEX "ix_entity_parent" ON "entity" ("parent");

CREATE TABLE "entity_name" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "entity" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "name" TEXT NOT NULL,
  "form" TEXT NOT NULL,
  "valid_from" INTEGER,
  "valid_to" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_entity_name_entity_name" ON "entity_name" ("entity", "name");

CREATE TABLE "indicator" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "code" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "unit" TEXT NOT NULL,
  "decimals" INTEGER NOT NULL,
  "polarity" TEXT NOT NULL,
  "range_low" INTEGER,
  "range_low_scale" INTEGER,
  "range_high" INTEGER,
  "range_high_scale" INTEGER,
  "kind" TEXT NOT NULL,
  "basis" TEXT NOT NULL,
  "area" TEXT NOT NULL,
  "owner" INTEGER REFERENCES "organisation" ("id"),
  "scope" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_indicator_code" ON "indicator" ("code");
CREATE INDEX "ix_indicator_owner" ON "indicator" ("owner");

CREATE TABLE "indicator_name" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "indicator" INTEGER NOT NULL REFERENCES "indicator" ("id"),
  "name" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_indicator_name_name" ON "indicator_name" ("name");
CREATE INDEX "ix_indicator_name_indicator" ON "indicator_name" ("indicator");

CREATE TABLE "indicator_part" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "indicator" INTEGER NOT NULL REFERENCES "indicator" ("id"),
  "role" TEXT NOT NULL,
  "part" INTEGER NOT NULL REFERENCES "indicator" ("id"),
  "factor" INTEGER,
  "factor_scale" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_indicator_part_indicator_role_part" ON "indicator_part" ("indicator", "role", "part");
CREATE INDEX "ix_indicator_part_part" ON "indicator_part" ("part");

CREATE TABLE "series_break" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "entity" INTEGER REFERENCES "entity" ("id"),
  "indicator" INTEGER NOT NULL REFERENCES "indicator" ("id"),
  "period" INTEGER NOT NULL,
  "reason" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_series_break_entity_indicator_period" ON "series_break" (COALESCE("entity", -9007199254740992), "indicator", "period");
CREATE INDEX "ix_series_break_entity" ON "series_break" ("entity");
CREATE INDEX "ix_series_break_indicator" ON "series_break" ("indicator");

CREATE TABLE "document" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "publisher" TEXT,
  "edition" INTEGER,
  "released" INTEGER,
  "released_by" TEXT,
  "link" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_document_name" ON "document" ("name");

CREATE TABLE "batch" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "file_name" TEXT NOT NULL,
  "file_digest" TEXT NOT NULL,
  "sheets" TEXT,
  "mapping" TEXT,
  "state" TEXT NOT NULL,
  "facts" INTEGER,
  "digest" TEXT
) STRICT;
CREATE INDEX "ix_batch_file_digest" ON "batch" ("file_digest");
CREATE INDEX "ix_batch_state" ON "batch" ("state");

CREATE TABLE "mapping" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "body" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_mapping_name" ON "mapping" ("name");

CREATE TABLE "observation" (
  "indicator" INTEGER NOT NULL,
  "period" INTEGER NOT NULL,
  "entity" INTEGER NOT NULL,
  "batch" INTEGER NOT NULL,
  "cell" INTEGER NOT NULL,
  "value" INTEGER,
  "scale" INTEGER NOT NULL,
  "bound" INTEGER NOT NULL,
  "status" INTEGER NOT NULL,
  "known_from" INTEGER NOT NULL,
  "document" INTEGER,
  PRIMARY KEY ("period", "indicator", "entity", "batch", "cell")
) STRICT, WITHOUT ROWID;

CREATE TABLE "benchmark" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "subject" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "reference" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "role" TEXT NOT NULL,
  "verb" TEXT NOT NULL,
  "area" TEXT,
  "reason" TEXT NOT NULL,
  "valid_from" INTEGER,
  "valid_to" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_benchmark_subject_reference_role_area" ON "benchmark" ("subject", "reference", "role", COALESCE("area", ''));
CREATE INDEX "ix_benchmark_reference" ON "benchmark" ("reference");

CREATE TABLE "peer_group" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "reason" TEXT NOT NULL,
  "valid_from" INTEGER,
  "valid_to" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_peer_group_zh" ON "peer_group" ("zh");
CREATE TABLE "peer_group_members" (
  "owner" INTEGER NOT NULL REFERENCES "peer_group" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entity" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_peer_group_members" ON "peer_group_members" ("target");

CREATE TABLE "tier" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT NOT NULL,
  "scope" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "kind" TEXT NOT NULL,
  "value" INTEGER NOT NULL,
  "value_scale" INTEGER NOT NULL,
  "valid_from" INTEGER,
  "valid_to" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_tier_scope_zh" ON "tier" ("scope", "zh");

CREATE TABLE "visit" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "name_en" TEXT,
  "first_day" INTEGER NOT NULL,
  "last_day" INTEGER NOT NULL,
  "account" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_visit_name" ON "visit" ("name");

CREATE TABLE "lesson" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "visit" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "place" INTEGER REFERENCES "entity" ("id"),
  "lens" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "area" TEXT,
  "anchor" TEXT,
  "position" INTEGER,
  "why_not" TEXT,
  "rollout" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_lesson_visit_anchor_position" ON "lesson" ("visit", COALESCE("anchor", ''), COALESCE("position", -9007199254740992));
CREATE INDEX "ix_lesson_place" ON "lesson" ("place");
CREATE INDEX "ix_lesson_state" ON "lesson" ("state");

CREATE TABLE "commitment" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "visit" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "area" TEXT,
  "owner" INTEGER REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "quantity" TEXT,
  "anchor" TEXT,
  "position" INTEGER,
  "proof" TEXT,
  "relapse" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_commitment_visit_anchor_position" ON "commitment" ("visit", COALESCE("anchor", ''), COALESCE("position", -9007199254740992));
CREATE INDEX "ix_commitment_owner" ON "commitment" ("owner");
CREATE INDEX "ix_commitment_state" ON "commitment" ("state");

CREATE TABLE "gap" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "subject" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "reference" INTEGER REFERENCES "entity" ("id"),
  "indicator" INTEGER REFERENCES "indicator" ("id"),
  "period" INTEGER,
  "as_of" INTEGER,
  "own" INTEGER,
  "own_scale" INTEGER,
  "other" INTEGER,
  "other_scale" INTEGER,
  "fingerprint" TEXT,
  "cause" TEXT,
  "outcome" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_gap_subject_reference_indicator_period" ON "gap" ("subject", COALESCE("reference", -9007199254740992), COALESCE("indicator", -9007199254740992), COALESCE("period", -9007199254740992));
CREATE INDEX "ix_gap_reference" ON "gap" ("reference");
CREATE INDEX "ix_gap_indicator" ON "gap" ("indicator");
CREATE INDEX "ix_gap_state" ON "gap" ("state");
CREATE TABLE "gap_lessons" (
  "owner" INTEGER NOT NULL REFERENCES "gap" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_gap_lessons" ON "gap_lessons" ("target");

CREATE TABLE "target" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "gap" INTEGER NOT NULL REFERENCES "gap" ("id"),
  "verb" TEXT NOT NULL,
  "base_year" INTEGER NOT NULL,
  "due_year" INTEGER NOT NULL,
  "floor" INTEGER NOT NULL,
  "floor_scale" INTEGER NOT NULL,
  "goal" INTEGER NOT NULL,
  "goal_scale" INTEGER NOT NULL,
  "stretch" INTEGER NOT NULL,
  "stretch_scale" INTEGER NOT NULL,
  "cases" INTEGER,
  "achieved" INTEGER,
  "fingerprint" TEXT,
  "adjustment" TEXT,
  "result" INTEGER,
  "result_scale" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_target_gap_due_year" ON "target" ("gap", "due_year");
CREATE INDEX "ix_target_state" ON "target" ("state");

CREATE TABLE "target_year" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "target" ("id"),
  "year" INTEGER NOT NULL,
  "floor" INTEGER NOT NULL,
  "floor_scale" INTEGER NOT NULL,
  "goal" INTEGER NOT NULL,
  "goal_scale" INTEGER NOT NULL,
  "stretch" INTEGER NOT NULL,
  "stretch_scale" INTEGER NOT NULL,
  "leader" INTEGER,
  "leader_scale" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_target_year_target_year" ON "target_year" ("target", "year");

CREATE TABLE "task" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "target" INTEGER REFERENCES "target" ("id"),
  "commitment" INTEGER REFERENCES "commitment" ("id"),
  "lead" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "due" INTEGER NOT NULL,
  "progress" TEXT,
  "evidence" TEXT,
  "shortfall" TEXT,
  "objection" TEXT,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_task_target" ON "task" ("target");
CREATE INDEX "ix_task_commitment" ON "task" ("commitment");
CREATE INDEX "ix_task_lead" ON "task" ("lead");
CREATE INDEX "ix_task_state" ON "task" ("state");

CREATE TABLE "unit_group" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "place" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_unit_group_zh" ON "unit_group" ("zh");
CREATE INDEX "ix_unit_group_place" ON "unit_group" ("place");

CREATE TABLE "organisation" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "short" TEXT,
  "kind" TEXT,
  "parent" INTEGER REFERENCES "organisation" ("id"),
  "unit_group" INTEGER REFERENCES "unit_group" ("id"),
  "place" INTEGER,
  "entity" INTEGER REFERENCES "entity" ("id"),
  "ended" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_organisation_zh" ON "organisation" ("zh");
CREATE INDEX "ix_organisation_kind" ON "organisation" ("kind");
CREATE INDEX "ix_organisation_parent" ON "organisation" ("parent");
CREATE INDEX "ix_organisation_unit_group" ON "organisation" ("unit_group");
CREATE INDEX "ix_organisation_place" ON "organisation" ("place");
CREATE INDEX "ix_organisation_entity" ON "organisation" ("entity");
CREATE INDEX "ix_organisation_ended" ON "organisation" ("ended");

CREATE TABLE "post" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "duty" TEXT,
  "ended" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_post_zh" ON "post" ("zh");
CREATE INDEX "ix_post_organisation" ON "post" ("organisation");
CREATE INDEX "ix_post_duty" ON "post" ("duty");

CREATE TABLE "person" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "phone" TEXT,
  "note" TEXT
) STRICT;

CREATE TABLE "holding" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "person" INTEGER NOT NULL REFERENCES "person" ("id"),
  "post" INTEGER NOT NULL REFERENCES "post" ("id"),
  "first_day" INTEGER NOT NULL,
  "last_day" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_holding_person_post_first_day" ON "holding" ("person", "post", "first_day");
CREATE INDEX "ix_holding_post" ON "holding" ("post");
CREATE INDEX "ix_holding_first_day" ON "holding" ("first_day");

CREATE TABLE "account" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "login" TEXT NOT NULL,
  "person" INTEGER REFERENCES "person" ("id"),
  "organisation" INTEGER REFERENCES "organisation" ("id"),
  "why" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_account_login" ON "account" ("login");
CREATE INDEX "ix_account_person" ON "account" ("person");
CREATE INDEX "ix_account_organisation" ON "account" ("organisation");
CREATE INDEX "ix_account_state" ON "account" ("state");

CREATE TABLE "role_grant" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id"),
  "role" TEXT NOT NULL,
  "organisation" INTEGER REFERENCES "organisation" ("id"),
  "first_day" INTEGER NOT NULL,
  "last_day" INTEGER,
  "reason" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_role_grant_account_role_organisation_first_day" ON "role_grant" ("account", "role", COALESCE("organisation", -9007199254740992), "first_day");
CREATE INDEX "ix_role_grant_role" ON "role_grant" ("role");
CREATE INDEX "ix_role_grant_first_day" ON "role_grant" ("first_day");
CREATE INDEX "ix_role_grant_organisation_first_day" ON "role_grant" ("organisation", "first_day");

CREATE TABLE "rule_set" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "edition" TEXT NOT NULL,
  "effective" INTEGER NOT NULL,
  "ended" INTEGER,
  "body" TEXT NOT NULL,
  "grounds" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_rule_set_name_edition" ON "rule_set" ("name", "edition");
CREATE INDEX "ix_rule_set_effective" ON "rule_set" ("effective");
CREATE INDEX "ix_rule_set_state_effective" ON "rule_set" ("state", "effective");
