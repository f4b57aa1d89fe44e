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

CREATE TABLE "signal" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "raised_on" INTEGER NOT NULL,
  "task" INTEGER REFERENCES "task" ("id"),
  "project" INTEGER REFERENCES "project" ("id"),
  "issue" INTEGER REFERENCES "issue" ("id"),
  "complaint" INTEGER REFERENCES "complaint" ("id"),
  "threshold" TEXT NOT NULL,
  "checked_note" TEXT,
  "statement" TEXT,
  "proposal" TEXT,
  "proposal_why" TEXT,
  "proposer" INTEGER REFERENCES "post" ("id"),
  "approver" INTEGER REFERENCES "post" ("id"),
  "organ" INTEGER REFERENCES "organisation" ("id"),
  "organ_document" TEXT,
  "review" TEXT,
  "dismissed_why" TEXT
) STRICT;
CREATE INDEX "ix_signal_kind" ON "signal" ("kind");
CREATE INDEX "ix_signal_kind_raised_on" ON "signal" ("kind", "raised_on");
CREATE INDEX "ix_signal_kind_state" ON "signal" ("kind", "state");
CREATE INDEX "ix_signal_organisation" ON "signal" ("organisation");
CREATE INDEX "ix_signal_organisation_raised_on" ON "signal" ("organisation", "raised_on");
CREATE INDEX "ix_signal_organisation_state" ON "signal" ("organisation", "state");
CREATE INDEX "ix_signal_raised_on" ON "signal" ("raised_on");
CREATE INDEX "ix_signal_task" ON "signal" ("task");
CREATE INDEX "ix_signal_task_raised_on" ON "signal" ("task", "raised_on");
CREATE INDEX "ix_signal_task_state" ON "signal" ("task", "state") WHERE "task" IS NOT NULL;
CREATE INDEX "ix_signal_project" ON "signal" ("project");
CREATE INDEX "ix_signal_project_raised_on" ON "signal" ("project", "raised_on");
CREATE INDEX "ix_signal_project_state" ON "signal" ("project", "state") WHERE "project" IS NOT NULL;
CREATE INDEX "ix_signal_issue" ON "signal" ("issue");
CREATE INDEX "ix_signal_issue_raised_on" ON "signal" ("issue", "raised_on");
CREATE INDEX "ix_signal_issue_state" ON "signal" ("issue", "state") WHERE "issue" IS NOT NULL;
CREATE INDEX "ix_signal_complaint" ON "signal" ("complaint");
CREATE INDEX "ix_signal_complaint_raised_on" ON "signal" ("complaint", "raised_on");
CREATE INDEX "ix_signal_complaint_state" ON "signal" ("complaint", "state") WHERE "complaint" IS NOT NULL;
CREATE INDEX "ix_signal_proposal" ON "signal" ("proposal");
CREATE INDEX "ix_signal_proposal_raised_on" ON "signal" ("proposal", "raised_on");
CREATE INDEX "ix_signal_proposal_state" ON "signal" ("proposal", "state") WHERE "proposal" IS NOT NULL;
CREATE INDEX "ix_signal_proposer" ON "signal" ("proposer");
CREATE INDEX "ix_signal_proposer_raised_on" ON "signal" ("proposer", "raised_on");
CREATE INDEX "ix_signal_proposer_state" ON "signal" ("proposer", "state") WHERE "proposer" IS NOT NULL;
CREATE INDEX "ix_signal_approver" ON "signal" ("approver");
CREATE INDEX "ix_signal_approver_raised_on" ON "signal" ("approver", "raised_on");
CREATE INDEX "ix_signal_approver_state" ON "signal" ("approver", "state") WHERE "approver" IS NOT NULL;
CREATE INDEX "ix_signal_organ" ON "signal" ("organ");
CREATE INDEX "ix_signal_organ_raised_on" ON "signal" ("organ", "raised_on");
CREATE INDEX "ix_signal_organ_state" ON "signal" ("organ", "state") WHERE "organ" IS NOT NULL;
CREATE INDEX "ix_signal_state" ON "signal" ("state", "id", "raised_on");
CREATE INDEX "ix_signal_state_raised_on" ON "signal" ("state", "raised_on");
CREATE TABLE "signal_tolerance" (
  "owner" INTEGER NOT NULL REFERENCES "signal" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_signal_tolerance" ON "signal_tolerance" ("target");
CREATE TABLE "signal__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL,
  "raised_on" INTEGER NOT NULL,
  "task" INTEGER,
  "project" INTEGER,
  "issue" INTEGER,
  "complaint" INTEGER,
  "tolerance" INTEGER,
  "proposal" TEXT,
  "proposer" INTEGER,
  "approver" INTEGER,
  "organ" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_signal__unit_id" ON "signal__unit" ("id");

CREATE TABLE "scheme" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "year" INTEGER NOT NULL,
  "total" INTEGER NOT NULL,
  "total_scale" INTEGER NOT NULL,
  "bonus_cap" INTEGER,
  "bonus_cap_scale" INTEGER,
  "bonus_counts" INTEGER,
  "deduction_cap" INTEGER,
  "deduction_cap_scale" INTEGER,
  "document" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_scheme_zh" ON "scheme" ("zh");
CREATE INDEX "ix_scheme_year" ON "scheme" ("year");
CREATE INDEX "ix_scheme_document" ON "scheme" ("document");
CREATE INDEX "ix_scheme_document_year" ON "scheme" ("document", "year");
CREATE INDEX "ix_scheme_document_state" ON "scheme" ("document", "state") WHERE "document" IS NOT NULL;
CREATE INDEX "ix_scheme_state" ON "scheme" ("state", "id", "year");
CREATE INDEX "ix_scheme_state_year" ON "scheme" ("state", "year");
CREATE TABLE "scheme_subjects" (
  "owner" INTEGER NOT NULL REFERENCES "scheme" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_scheme_subjects" ON "scheme_subjects" ("target");

CREATE TABLE "scheme_item" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "scheme" INTEGER NOT NULL REFERENCES "scheme" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "points" INTEGER NOT NULL,
  "points_scale" INTEGER NOT NULL,
  "indicator" INTEGER REFERENCES "indicator" ("id"),
  "target" INTEGER REFERENCES "target" ("id"),
  "way" TEXT NOT NULL,
  "low" INTEGER,
  "low_scale" INTEGER,
  "high" INTEGER,
  "high_scale" INTEGER,
  "basis" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_scheme_item_scheme_zh" ON "scheme_item" ("scheme", "zh");
CREATE INDEX "ix_scheme_item_indicator" ON "scheme_item" ("indicator");
CREATE INDEX "ix_scheme_item_target" ON "scheme_item" ("target");
CREATE INDEX "ix_scheme_item_way" ON "scheme_item" ("way");

CREATE TABLE "score_change" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "scheme" INTEGER NOT NULL REFERENCES "scheme" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "points" INTEGER NOT NULL,
  "points_scale" INTEGER NOT NULL,
  "reason" TEXT NOT NULL,
  "document" INTEGER REFERENCES "document" ("id"),
  "alternative" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_score_change_scheme_organisation_reason" ON "score_change" ("scheme", "organisation", "reason");
CREATE INDEX "ix_score_change_scheme_state" ON "score_change" ("scheme", "state");
CREATE INDEX "ix_score_change_organisation" ON "score_change" ("organisation");
CREATE INDEX "ix_score_change_organisation_state" ON "score_change" ("organisation", "state");
CREATE INDEX "ix_score_change_document" ON "score_change" ("document");
CREATE INDEX "ix_score_change_document_state" ON "score_change" ("document", "state") WHERE "document" IS NOT NULL;
CREATE INDEX "ix_score_change_state" ON "score_change" ("state");
CREATE TABLE "score_change__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "scheme" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL,
  "document" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_score_change__unit_id" ON "score_change__unit" ("id");

CREATE TABLE "veto" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "scheme" INTEGER NOT NULL REFERENCES "scheme" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "reason" TEXT NOT NULL,
  "basis" TEXT NOT NULL,
  "document" INTEGER REFERENCES "document" ("id"),
  "lifted_why" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_veto_scheme_organisation_basis" ON "veto" ("scheme", "organisation", "basis");
CREATE INDEX "ix_veto_scheme_state" ON "veto" ("scheme", "state");
CREATE INDEX "ix_veto_organisation" ON "veto" ("organisation");
CREATE INDEX "ix_veto_organisation_state" ON "veto" ("organisation", "state");
CREATE INDEX "ix_veto_document" ON "veto" ("document");
CREATE INDEX "ix_veto_document_state" ON "veto" ("document", "state") WHERE "document" IS NOT NULL;
CREATE INDEX "ix_veto_state" ON "veto" ("state");
CREATE TABLE "veto__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "scheme" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL,
  "document" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_veto__unit_id" ON "veto__unit" ("id");

CREATE TABLE "score" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "scheme_item" INTEGER NOT NULL REFERENCES "scheme_item" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "period" INTEGER NOT NULL,
  "points" INTEGER NOT NULL,
  "points_scale" INTEGER NOT NULL,
  "arithmetic" TEXT NOT NULL,
  "fingerprint" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_score_scheme_item_organisation_period" ON "score" ("scheme_item", "organisation", "period");
CREATE INDEX "ix_score_scheme_item_period" ON "score" ("scheme_item", "period");
CREATE INDEX "ix_score_scheme_item_state" ON "score" ("scheme_item", "state");
CREATE INDEX "ix_score_organisation" ON "score" ("organisation");
CREATE INDEX "ix_score_organisation_period" ON "score" ("organisation", "period");
CREATE INDEX "ix_score_organisation_state" ON "score" ("organisation", "state");
CREATE INDEX "ix_score_period" ON "score" ("period");
CREATE INDEX "ix_score_state" ON "score" ("state", "id", "period");
CREATE INDEX "ix_score_state_period" ON "score" ("state", "period");
CREATE TABLE "score_evidence" (
  "owner" INTEGER NOT NULL REFERENCES "score" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "evidence" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_score_evidence" ON "score_evidence" ("target");
CREATE TABLE "score__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "scheme_item" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL,
  "period" INTEGER NOT NULL,
  "evidence" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_score__unit_id" ON "score__unit" ("id");

CREATE TABLE "appeal" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "score" INTEGER REFERENCES "score" ("id"),
  "signal" INTEGER REFERENCES "signal" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "filed_on" INTEGER NOT NULL,
  "ground" TEXT NOT NULL,
  "reviewer" INTEGER REFERENCES "post" ("id"),
  "decided_by" INTEGER REFERENCES "post" ("id"),
  "finding" TEXT,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_appeal_score" ON "appeal" ("score");
CREATE INDEX "ix_appeal_score_filed_on" ON "appeal" ("score", "filed_on");
CREATE INDEX "ix_appeal_score_state" ON "appeal" ("score", "state") WHERE "score" IS NOT NULL;
CREATE INDEX "ix_appeal_signal" ON "appeal" ("signal");
CREATE INDEX "ix_appeal_signal_filed_on" ON "appeal" ("signal", "filed_on");
CREATE INDEX "ix_appeal_signal_state" ON "appeal" ("signal", "state") WHERE "signal" IS NOT NULL;
CREATE INDEX "ix_appeal_organisation" ON "appeal" ("organisation");
CREATE INDEX "ix_appeal_organisation_filed_on" ON "appeal" ("organisation", "filed_on");
CREATE INDEX "ix_appeal_organisation_state" ON "appeal" ("organisation", "state");
CREATE INDEX "ix_appeal_filed_on" ON "appeal" ("filed_on");
CREATE INDEX "ix_appeal_reviewer" ON "appeal" ("reviewer");
CREATE INDEX "ix_appeal_reviewer_filed_on" ON "appeal" ("reviewer", "filed_on");
CREATE INDEX "ix_appeal_reviewer_state" ON "appeal" ("reviewer", "state") WHERE "reviewer" IS NOT NULL;
CREATE INDEX "ix_appeal_decided_by" ON "appeal" ("decided_by");
CREATE INDEX "ix_appeal_decided_by_filed_on" ON "appeal" ("decided_by", "filed_on");
CREATE INDEX "ix_appeal_decided_by_state" ON "appeal" ("decided_by", "state") WHERE "decided_by" IS NOT NULL;
CREATE INDEX "ix_appeal_state" ON "appeal" ("state", "id", "filed_on");
CREATE INDEX "ix_appeal_state_filed_on" ON "appeal" ("state", "filed_on");
CREATE TABLE "appeal__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "score" INTEGER,
  "signal" INTEGER,
  "organisation" INTEGER NOT NULL,
  "filed_on" INTEGER NOT NULL,
  "reviewer" INTEGER,
  "decided_by" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_appeal__unit_id" ON "appeal__unit" ("id");

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
  "exit_criterion" TEXT,
  "approved_by" INTEGER REFERENCES "post" ("id"),
  "account" INTEGER REFERENCES "document" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER,
  "valid_from" INTEGER,
  "valid_to" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_benchmark_subject_reference_role_area" ON "benchmark" ("subject", "reference", "role", COALESCE("area", ''));
CREATE INDEX "ix_benchmark_reference" ON "benchmark" ("reference");
CREATE INDEX "ix_benchmark_approved_by" ON "benchmark" ("approved_by");
CREATE INDEX "ix_benchmark_account" ON "benchmark" ("account");
CREATE INDEX "ix_benchmark_reading" ON "benchmark" ("reading");

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
  "valid_to" INTEGER,
  "account" INTEGER REFERENCES "document" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_tier_scope_zh" ON "tier" ("scope", "zh");
CREATE INDEX "ix_tier_account" ON "tier" ("account");

CREATE TABLE "enterprise" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "credit_code" TEXT NOT NULL,
  "entity" INTEGER REFERENCES "entity" ("id"),
  "industry" TEXT,
  "scale" TEXT,
  "service_post" INTEGER REFERENCES "post" ("id"),
  "service_unit" INTEGER REFERENCES "organisation" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_enterprise_organisation" ON "enterprise" ("organisation");
CREATE UNIQUE INDEX "ux_enterprise_credit_code" ON "enterprise" ("credit_code");
CREATE INDEX "ix_enterprise_entity" ON "enterprise" ("entity");
CREATE INDEX "ix_enterprise_scale" ON "enterprise" ("scale");
CREATE INDEX "ix_enterprise_service_post" ON "enterprise" ("service_post");
CREATE INDEX "ix_enterprise_service_unit" ON "enterprise" ("service_unit");
CREATE TABLE "enterprise_rungs" (
  "owner" INTEGER NOT NULL REFERENCES "enterprise" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_enterprise_rungs" ON "enterprise_rungs" ("target");
CREATE TABLE "enterprise__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL,
  "entity" INTEGER,
  "scale" TEXT,
  "rungs" INTEGER,
  "service_post" INTEGER,
  "service_unit" INTEGER,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_enterprise__unit_id" ON "enterprise__unit" ("id");

CREATE TABLE "innovation_year" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "enterprise" INTEGER NOT NULL REFERENCES "enterprise" ("id"),
  "year" INTEGER NOT NULL,
  "revenue" INTEGER,
  "revenue_scale" INTEGER,
  "research" INTEGER NOT NULL,
  "research_scale" INTEGER NOT NULL,
  "acquired" INTEGER,
  "acquired_scale" INTEGER,
  "patents" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_innovation_year_enterprise_year" ON "innovation_year" ("enterprise", "year");
CREATE INDEX "ix_innovation_year_year" ON "innovation_year" ("year");
CREATE TABLE "innovation_year__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "enterprise" INTEGER NOT NULL,
  "year" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_innovation_year__unit_id" ON "innovation_year__unit" ("id");

CREATE TABLE "issue" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "enterprise" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "ledger" INTEGER NOT NULL REFERENCES "entry" ("id"),
  "asked_on" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "gap" INTEGER REFERENCES "gap" ("id"),
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "service_post" INTEGER REFERENCES "post" ("id"),
  "due" INTEGER,
  "progress" TEXT,
  "reply" TEXT,
  "outcome" TEXT,
  "alternative" TEXT,
  "shortfall" TEXT
) STRICT;
CREATE INDEX "ix_issue_enterprise" ON "issue" ("enterprise");
CREATE INDEX "ix_issue_enterprise_asked_on" ON "issue" ("enterprise", "asked_on");
CREATE INDEX "ix_issue_enterprise_due" ON "issue" ("enterprise", "due");
CREATE INDEX "ix_issue_enterprise_state" ON "issue" ("enterprise", "state");
CREATE INDEX "ix_issue_ledger" ON "issue" ("ledger");
CREATE INDEX "ix_issue_ledger_asked_on" ON "issue" ("ledger", "asked_on");
CREATE INDEX "ix_issue_ledger_due" ON "issue" ("ledger", "due");
CREATE INDEX "ix_issue_ledger_state" ON "issue" ("ledger", "state");
CREATE INDEX "ix_issue_asked_on" ON "issue" ("asked_on");
CREATE INDEX "ix_issue_asked_on_due" ON "issue" ("asked_on", "due");
CREATE INDEX "ix_issue_source" ON "issue" ("source");
CREATE INDEX "ix_issue_source_asked_on" ON "issue" ("source", "asked_on");
CREATE INDEX "ix_issue_source_due" ON "issue" ("source", "due");
CREATE INDEX "ix_issue_source_state" ON "issue" ("source", "state");
CREATE INDEX "ix_issue_gap" ON "issue" ("gap");
CREATE INDEX "ix_issue_gap_asked_on" ON "issue" ("gap", "asked_on");
CREATE INDEX "ix_issue_gap_due" ON "issue" ("gap", "due");
CREATE INDEX "ix_issue_gap_state" ON "issue" ("gap", "state") WHERE "gap" IS NOT NULL;
CREATE INDEX "ix_issue_lead" ON "issue" ("lead");
CREATE INDEX "ix_issue_lead_asked_on" ON "issue" ("lead", "asked_on");
CREATE INDEX "ix_issue_lead_due" ON "issue" ("lead", "due");
CREATE INDEX "ix_issue_lead_state" ON "issue" ("lead", "state") WHERE "lead" IS NOT NULL;
CREATE INDEX "ix_issue_service_post" ON "issue" ("service_post");
CREATE INDEX "ix_issue_service_post_asked_on" ON "issue" ("service_post", "asked_on");
CREATE INDEX "ix_issue_service_post_due" ON "issue" ("service_post", "due");
CREATE INDEX "ix_issue_service_post_state" ON "issue" ("service_post", "state") WHERE "service_post" IS NOT NULL;
CREATE INDEX "ix_issue_due" ON "issue" ("due");
CREATE INDEX "ix_issue_due_asked_on" ON "issue" ("due", "asked_on");
CREATE INDEX "ix_issue_outcome" ON "issue" ("outcome");
CREATE INDEX "ix_issue_outcome_asked_on" ON "issue" ("outcome", "asked_on");
CREATE INDEX "ix_issue_outcome_due" ON "issue" ("outcome", "due");
CREATE INDEX "ix_issue_outcome_state" ON "issue" ("outcome", "state") WHERE "outcome" IS NOT NULL;
CREATE INDEX "ix_issue_state" ON "issue" ("state", "id", "asked_on", "due");
CREATE INDEX "ix_issue_state_asked_on" ON "issue" ("state", "asked_on", "id", "due");
CREATE INDEX "ix_issue_state_due" ON "issue" ("state", "due", "id", "asked_on");
CREATE TABLE "issue_assist" (
  "owner" INTEGER NOT NULL REFERENCES "issue" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_issue_assist" ON "issue_assist" ("target");
CREATE TABLE "issue__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "enterprise" INTEGER NOT NULL,
  "ledger" INTEGER NOT NULL,
  "asked_on" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "gap" INTEGER,
  "lead" INTEGER,
  "assist" INTEGER,
  "service_post" INTEGER,
  "due" INTEGER,
  "outcome" TEXT,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_issue__unit_id" ON "issue__unit" ("id");

CREATE TABLE "rating" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "issue" INTEGER NOT NULL REFERENCES "issue" ("id"),
  "day" INTEGER NOT NULL,
  "grade" TEXT NOT NULL,
  "words" TEXT
) STRICT;
CREATE INDEX "ix_rating_issue" ON "rating" ("issue");
CREATE INDEX "ix_rating_issue_day" ON "rating" ("issue", "day");
CREATE INDEX "ix_rating_day" ON "rating" ("day");
CREATE INDEX "ix_rating_grade" ON "rating" ("grade");
CREATE INDEX "ix_rating_grade_day" ON "rating" ("grade", "day");
CREATE TABLE "rating__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "issue" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "grade" TEXT NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_rating__unit_id" ON "rating__unit" ("id");

CREATE TABLE "revisit" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "issue" INTEGER NOT NULL REFERENCES "issue" ("id"),
  "day" INTEGER NOT NULL,
  "visitor" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "still_solved" INTEGER NOT NULL,
  "words" TEXT NOT NULL
) STRICT;
CREATE INDEX "ix_revisit_issue" ON "revisit" ("issue");
CREATE INDEX "ix_revisit_issue_day" ON "revisit" ("issue", "day");
CREATE INDEX "ix_revisit_day" ON "revisit" ("day");
CREATE INDEX "ix_revisit_visitor" ON "revisit" ("visitor");
CREATE INDEX "ix_revisit_visitor_day" ON "revisit" ("visitor", "day");
CREATE INDEX "ix_revisit_still_solved" ON "revisit" ("still_solved");
CREATE INDEX "ix_revisit_still_solved_day" ON "revisit" ("still_solved", "day");
CREATE TABLE "revisit__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "issue" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "visitor" INTEGER NOT NULL,
  "still_solved" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_revisit__unit_id" ON "revisit__unit" ("id");

CREATE TABLE "complaint" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "against" INTEGER REFERENCES "organisation" ("id"),
  "complainant" TEXT,
  "phone" TEXT,
  "detail" TEXT,
  "campaign" INTEGER REFERENCES "campaign" ("id"),
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "reply" TEXT,
  "shortfall" TEXT
) STRICT;
CREATE INDEX "ix_complaint_day" ON "complaint" ("day");
CREATE INDEX "ix_complaint_kind" ON "complaint" ("kind");
CREATE INDEX "ix_complaint_kind_day" ON "complaint" ("kind", "day");
CREATE INDEX "ix_complaint_kind_state" ON "complaint" ("kind", "state");
CREATE INDEX "ix_complaint_against" ON "complaint" ("against");
CREATE INDEX "ix_complaint_against_day" ON "complaint" ("against", "day");
CREATE INDEX "ix_complaint_against_state" ON "complaint" ("against", "state") WHERE "against" IS NOT NULL;
CREATE INDEX "ix_complaint_campaign" ON "complaint" ("campaign");
CREATE INDEX "ix_complaint_campaign_day" ON "complaint" ("campaign", "day");
CREATE INDEX "ix_complaint_campaign_state" ON "complaint" ("campaign", "state") WHERE "campaign" IS NOT NULL;
CREATE INDEX "ix_complaint_lead" ON "complaint" ("lead");
CREATE INDEX "ix_complaint_lead_day" ON "complaint" ("lead", "day");
CREATE INDEX "ix_complaint_lead_state" ON "complaint" ("lead", "state") WHERE "lead" IS NOT NULL;
CREATE INDEX "ix_complaint_state" ON "complaint" ("state", "id", "day");
CREATE INDEX "ix_complaint_state_day" ON "complaint" ("state", "day");
CREATE TABLE "complaint__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "against" INTEGER,
  "campaign" INTEGER,
  "lead" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_complaint__unit_id" ON "complaint__unit" ("id");

CREATE TABLE "gap" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "subject" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "reference" INTEGER REFERENCES "entity" ("id"),
  "dimension" INTEGER REFERENCES "entry" ("id"),
  "indicator" INTEGER REFERENCES "indicator" ("id"),
  "period" INTEGER,
  "topic" TEXT,
  "as_of" INTEGER,
  "own" INTEGER,
  "own_scale" INTEGER,
  "other" INTEGER,
  "other_scale" INTEGER,
  "rules" TEXT,
  "fingerprint" TEXT,
  "owner" INTEGER REFERENCES "organisation" ("id"),
  "outcome" TEXT,
  "account" INTEGER REFERENCES "document" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_gap_subject_reference_indicator_period_topic" ON "gap" ("subject", COALESCE("reference", -9007199254740992), COALESCE("indicator", -9007199254740992), COALESCE("period", -9007199254740992), COALESCE("topic", ''));
CREATE INDEX "ix_gap_subject_state" ON "gap" ("subject", "state");
CREATE INDEX "ix_gap_reference" ON "gap" ("reference");
CREATE INDEX "ix_gap_reference_state" ON "gap" ("reference", "state") WHERE "reference" IS NOT NULL;
CREATE INDEX "ix_gap_dimension" ON "gap" ("dimension");
CREATE INDEX "ix_gap_dimension_state" ON "gap" ("dimension", "state") WHERE "dimension" IS NOT NULL;
CREATE INDEX "ix_gap_indicator" ON "gap" ("indicator");
CREATE INDEX "ix_gap_indicator_state" ON "gap" ("indicator", "state") WHERE "indicator" IS NOT NULL;
CREATE INDEX "ix_gap_owner" ON "gap" ("owner");
CREATE INDEX "ix_gap_owner_state" ON "gap" ("owner", "state") WHERE "owner" IS NOT NULL;
CREATE INDEX "ix_gap_account" ON "gap" ("account");
CREATE INDEX "ix_gap_account_state" ON "gap" ("account", "state") WHERE "account" IS NOT NULL;
CREATE INDEX "ix_gap_reading" ON "gap" ("reading");
CREATE INDEX "ix_gap_reading_state" ON "gap" ("reading", "state") WHERE "reading" IS NOT NULL;
CREATE INDEX "ix_gap_state" ON "gap" ("state");
CREATE TABLE "gap_lessons" (
  "owner" INTEGER NOT NULL REFERENCES "gap" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_gap_lessons" ON "gap_lessons" ("target");
CREATE TABLE "gap_strengths" (
  "owner" INTEGER NOT NULL REFERENCES "gap" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "strength" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_gap_strengths" ON "gap_strengths" ("target");

CREATE TABLE "cause" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "gap" INTEGER NOT NULL REFERENCES "gap" ("id"),
  "kind" TEXT NOT NULL,
  "why_1" TEXT NOT NULL,
  "why_2" TEXT,
  "why_3" TEXT,
  "why_4" TEXT,
  "why_5" TEXT,
  "root" TEXT NOT NULL
) STRICT;
CREATE INDEX "ix_cause_gap" ON "cause" ("gap");
CREATE INDEX "ix_cause_kind" ON "cause" ("kind");

CREATE TABLE "deal" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "counterpart" TEXT NOT NULL,
  "origin" INTEGER REFERENCES "entity" ("id"),
  "investor" INTEGER REFERENCES "organisation" ("id"),
  "lead" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "leader" INTEGER REFERENCES "post" ("id"),
  "team" TEXT,
  "occasion" TEXT,
  "amount" INTEGER,
  "amount_scale" INTEGER,
  "contracted_on" INTEGER,
  "measure" INTEGER REFERENCES "measure" ("id"),
  "commitment" INTEGER REFERENCES "commitment" ("id"),
  "project" INTEGER REFERENCES "project" ("id"),
  "lesson_drawn" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_deal_zh" ON "deal" ("zh");
CREATE INDEX "ix_deal_origin" ON "deal" ("origin");
CREATE INDEX "ix_deal_origin_amount" ON "deal" ("origin", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_origin_contracted_on" ON "deal" ("origin", "contracted_on");
CREATE INDEX "ix_deal_origin_state" ON "deal" ("origin", "state") WHERE "origin" IS NOT NULL;
CREATE INDEX "ix_deal_investor" ON "deal" ("investor");
CREATE INDEX "ix_deal_investor_amount" ON "deal" ("investor", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_investor_contracted_on" ON "deal" ("investor", "contracted_on");
CREATE INDEX "ix_deal_investor_state" ON "deal" ("investor", "state") WHERE "investor" IS NOT NULL;
CREATE INDEX "ix_deal_lead" ON "deal" ("lead");
CREATE INDEX "ix_deal_lead_amount" ON "deal" ("lead", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_lead_contracted_on" ON "deal" ("lead", "contracted_on");
CREATE INDEX "ix_deal_lead_state" ON "deal" ("lead", "state");
CREATE INDEX "ix_deal_leader" ON "deal" ("leader");
CREATE INDEX "ix_deal_leader_amount" ON "deal" ("leader", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_leader_contracted_on" ON "deal" ("leader", "contracted_on");
CREATE INDEX "ix_deal_leader_state" ON "deal" ("leader", "state") WHERE "leader" IS NOT NULL;
CREATE INDEX "ix_deal_amount" ON "deal" (CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_amount_contracted_on" ON "deal" (CAST("amount" || 'e-' || "amount_scale" AS REAL), "contracted_on");
CREATE INDEX "ix_deal_contracted_on" ON "deal" ("contracted_on");
CREATE INDEX "ix_deal_contracted_on_amount" ON "deal" ("contracted_on", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_measure" ON "deal" ("measure");
CREATE INDEX "ix_deal_measure_amount" ON "deal" ("measure", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_measure_contracted_on" ON "deal" ("measure", "contracted_on");
CREATE INDEX "ix_deal_measure_state" ON "deal" ("measure", "state") WHERE "measure" IS NOT NULL;
CREATE INDEX "ix_deal_commitment" ON "deal" ("commitment");
CREATE INDEX "ix_deal_commitment_amount" ON "deal" ("commitment", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_commitment_contracted_on" ON "deal" ("commitment", "contracted_on");
CREATE INDEX "ix_deal_commitment_state" ON "deal" ("commitment", "state") WHERE "commitment" IS NOT NULL;
CREATE INDEX "ix_deal_project" ON "deal" ("project");
CREATE INDEX "ix_deal_project_amount" ON "deal" ("project", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_deal_project_contracted_on" ON "deal" ("project", "contracted_on");
CREATE INDEX "ix_deal_project_state" ON "deal" ("project", "state") WHERE "project" IS NOT NULL;
CREATE INDEX "ix_deal_state" ON "deal" ("state", "id", CAST("amount" || 'e-' || "amount_scale" AS REAL), "contracted_on");
CREATE INDEX "ix_deal_state_amount" ON "deal" ("state", CAST("amount" || 'e-' || "amount_scale" AS REAL), "id", "contracted_on");
CREATE INDEX "ix_deal_state_contracted_on" ON "deal" ("state", "contracted_on", "id", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE TABLE "deal_entries" (
  "owner" INTEGER NOT NULL REFERENCES "deal" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_deal_entries" ON "deal_entries" ("target");
CREATE TABLE "deal__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "origin" INTEGER,
  "investor" INTEGER,
  "lead" INTEGER NOT NULL,
  "leader" INTEGER,
  "amount" REAL,
  "contracted_on" INTEGER,
  "measure" INTEGER,
  "commitment" INTEGER,
  "project" INTEGER,
  "entries" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_deal__unit_id" ON "deal__unit" ("id");

CREATE TABLE "arrived_fund" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "deal" INTEGER NOT NULL REFERENCES "deal" ("id"),
  "day" INTEGER NOT NULL,
  "amount" INTEGER NOT NULL,
  "amount_scale" INTEGER NOT NULL,
  "proof" TEXT NOT NULL,
  "proof_number" TEXT NOT NULL,
  "attached" TEXT,
  "exclusion" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_arrived_fund_deal_proof_proof_number" ON "arrived_fund" ("deal", "proof", "proof_number");
CREATE INDEX "ix_arrived_fund_deal_day" ON "arrived_fund" ("deal", "day");
CREATE INDEX "ix_arrived_fund_deal_state" ON "arrived_fund" ("deal", "state");
CREATE INDEX "ix_arrived_fund_day" ON "arrived_fund" ("day");
CREATE INDEX "ix_arrived_fund_proof" ON "arrived_fund" ("proof");
CREATE INDEX "ix_arrived_fund_proof_day" ON "arrived_fund" ("proof", "day");
CREATE INDEX "ix_arrived_fund_proof_state" ON "arrived_fund" ("proof", "state");
CREATE INDEX "ix_arrived_fund_exclusion" ON "arrived_fund" ("exclusion");
CREATE INDEX "ix_arrived_fund_exclusion_day" ON "arrived_fund" ("exclusion", "day");
CREATE INDEX "ix_arrived_fund_exclusion_state" ON "arrived_fund" ("exclusion", "state") WHERE "exclusion" IS NOT NULL;
CREATE INDEX "ix_arrived_fund_state" ON "arrived_fund" ("state", "id", "day");
CREATE INDEX "ix_arrived_fund_state_day" ON "arrived_fund" ("state", "day");
CREATE TABLE "arrived_fund__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "deal" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "proof" TEXT NOT NULL,
  "exclusion" TEXT,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_arrived_fund__unit_id" ON "arrived_fund__unit" ("id");

CREATE TABLE "agreement" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "partner" INTEGER REFERENCES "entity" ("id"),
  "signed_on" INTEGER,
  "days" INTEGER,
  "days_end" INTEGER,
  "lead" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "contact" TEXT,
  "archived_on" INTEGER,
  "plan" INTEGER REFERENCES "document" ("id"),
  "visit" INTEGER REFERENCES "visit" ("id"),
  "change_note" TEXT,
  "account" INTEGER REFERENCES "document" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_agreement_zh" ON "agreement" ("zh");
CREATE INDEX "ix_agreement_partner" ON "agreement" ("partner");
CREATE INDEX "ix_agreement_partner_signed_on" ON "agreement" ("partner", "signed_on");
CREATE INDEX "ix_agreement_partner_state" ON "agreement" ("partner", "state") WHERE "partner" IS NOT NULL;
CREATE INDEX "ix_agreement_signed_on" ON "agreement" ("signed_on");
CREATE INDEX "ix_agreement_lead" ON "agreement" ("lead");
CREATE INDEX "ix_agreement_lead_signed_on" ON "agreement" ("lead", "signed_on");
CREATE INDEX "ix_agreement_lead_state" ON "agreement" ("lead", "state");
CREATE INDEX "ix_agreement_plan" ON "agreement" ("plan");
CREATE INDEX "ix_agreement_plan_signed_on" ON "agreement" ("plan", "signed_on");
CREATE INDEX "ix_agreement_plan_state" ON "agreement" ("plan", "state") WHERE "plan" IS NOT NULL;
CREATE INDEX "ix_agreement_visit" ON "agreement" ("visit");
CREATE INDEX "ix_agreement_visit_signed_on" ON "agreement" ("visit", "signed_on");
CREATE INDEX "ix_agreement_visit_state" ON "agreement" ("visit", "state") WHERE "visit" IS NOT NULL;
CREATE INDEX "ix_agreement_account" ON "agreement" ("account");
CREATE INDEX "ix_agreement_account_signed_on" ON "agreement" ("account", "signed_on");
CREATE INDEX "ix_agreement_account_state" ON "agreement" ("account", "state") WHERE "account" IS NOT NULL;
CREATE INDEX "ix_agreement_state" ON "agreement" ("state", "id", "signed_on");
CREATE INDEX "ix_agreement_state_signed_on" ON "agreement" ("state", "signed_on");
CREATE TABLE "agreement_others" (
  "owner" INTEGER NOT NULL REFERENCES "agreement" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_agreement_others" ON "agreement_others" ("target");

CREATE TABLE "clause" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "agreement" INTEGER NOT NULL REFERENCES "agreement" ("id"),
  "number" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "area" TEXT,
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "progress" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_clause_agreement_number" ON "clause" ("agreement", "number");
CREATE INDEX "ix_clause_lead" ON "clause" ("lead");

CREATE TABLE "agreement_year" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "agreement" INTEGER NOT NULL REFERENCES "agreement" ("id"),
  "year" INTEGER NOT NULL,
  "done" TEXT NOT NULL,
  "owed" TEXT,
  "gained" TEXT,
  "verdict" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_agreement_year_agreement_year" ON "agreement_year" ("agreement", "year");
CREATE INDEX "ix_agreement_year_year" ON "agreement_year" ("year");
CREATE INDEX "ix_agreement_year_verdict" ON "agreement_year" ("verdict");
CREATE INDEX "ix_agreement_year_verdict_year" ON "agreement_year" ("verdict", "year");

CREATE TABLE "visit" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "days" INTEGER NOT NULL,
  "days_end" INTEGER NOT NULL,
  "organiser" INTEGER REFERENCES "organisation" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "purpose" TEXT,
  "questions" TEXT,
  "summary" TEXT,
  "account" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_visit_zh" ON "visit" ("zh");
CREATE INDEX "ix_visit_days" ON "visit" ("days");
CREATE INDEX "ix_visit_organiser" ON "visit" ("organiser");
CREATE INDEX "ix_visit_organiser_days" ON "visit" ("organiser", "days");
CREATE INDEX "ix_visit_organiser_state" ON "visit" ("organiser", "state") WHERE "organiser" IS NOT NULL;
CREATE INDEX "ix_visit_reading" ON "visit" ("reading");
CREATE INDEX "ix_visit_reading_days" ON "visit" ("reading", "days");
CREATE INDEX "ix_visit_reading_state" ON "visit" ("reading", "state") WHERE "reading" IS NOT NULL;
CREATE INDEX "ix_visit_account" ON "visit" ("account");
CREATE INDEX "ix_visit_account_days" ON "visit" ("account", "days");
CREATE INDEX "ix_visit_account_state" ON "visit" ("account", "state") WHERE "account" IS NOT NULL;
CREATE INDEX "ix_visit_state" ON "visit" ("state", "id", "days");
CREATE INDEX "ix_visit_state_days" ON "visit" ("state", "days");
CREATE TABLE "visit_places" (
  "owner" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entity" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_visit_places" ON "visit_places" ("target");
CREATE TABLE "visit_delegates" (
  "owner" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "post" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_visit_delegates" ON "visit_delegates" ("target");
CREATE TABLE "visit_why" (
  "owner" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_visit_why" ON "visit_why" ("target");
CREATE TABLE "visit_what" (
  "owner" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_visit_what" ON "visit_what" ("target");
CREATE TABLE "visit_how" (
  "owner" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_visit_how" ON "visit_how" ("target");

CREATE TABLE "speech" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "visit" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "speaker" INTEGER NOT NULL REFERENCES "post" ("id"),
  "topic" TEXT NOT NULL,
  "seen" TEXT,
  "thought" TEXT,
  "intended" TEXT,
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE INDEX "ix_speech_visit" ON "speech" ("visit");
CREATE INDEX "ix_speech_speaker" ON "speech" ("speaker");
CREATE INDEX "ix_speech_reading" ON "speech" ("reading");

CREATE TABLE "lesson" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "visit" INTEGER NOT NULL REFERENCES "visit" ("id"),
  "speech" INTEGER REFERENCES "speech" ("id"),
  "place" INTEGER REFERENCES "entity" ("id"),
  "site" TEXT,
  "lens" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "area" TEXT,
  "evidence" TEXT,
  "changes" TEXT,
  "why_not" TEXT,
  "effect" TEXT,
  "basis" TEXT,
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_lesson_visit_anchor_position_zh" ON "lesson" ("visit", COALESCE("anchor", ''), COALESCE("position", -9007199254740992), "zh");
CREATE INDEX "ix_lesson_visit_state" ON "lesson" ("visit", "state");
CREATE INDEX "ix_lesson_speech" ON "lesson" ("speech");
CREATE INDEX "ix_lesson_speech_state" ON "lesson" ("speech", "state") WHERE "speech" IS NOT NULL;
CREATE INDEX "ix_lesson_place" ON "lesson" ("place");
CREATE INDEX "ix_lesson_place_state" ON "lesson" ("place", "state") WHERE "place" IS NOT NULL;
CREATE INDEX "ix_lesson_lens" ON "lesson" ("lens");
CREATE INDEX "ix_lesson_lens_state" ON "lesson" ("lens", "state");
CREATE INDEX "ix_lesson_effect" ON "lesson" ("effect");
CREATE INDEX "ix_lesson_effect_state" ON "lesson" ("effect", "state") WHERE "effect" IS NOT NULL;
CREATE INDEX "ix_lesson_reading" ON "lesson" ("reading");
CREATE INDEX "ix_lesson_reading_state" ON "lesson" ("reading", "state") WHERE "reading" IS NOT NULL;
CREATE INDEX "ix_lesson_state" ON "lesson" ("state");
CREATE TABLE "lesson_entries" (
  "owner" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_lesson_entries" ON "lesson_entries" ("target");

CREATE TABLE "rollout" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "lesson" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "result" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_rollout_lesson_organisation" ON "rollout" ("lesson", "organisation");
CREATE INDEX "ix_rollout_lesson_due" ON "rollout" ("lesson", "due");
CREATE INDEX "ix_rollout_lesson_state" ON "rollout" ("lesson", "state");
CREATE INDEX "ix_rollout_organisation" ON "rollout" ("organisation");
CREATE INDEX "ix_rollout_organisation_due" ON "rollout" ("organisation", "due");
CREATE INDEX "ix_rollout_organisation_state" ON "rollout" ("organisation", "state");
CREATE INDEX "ix_rollout_due" ON "rollout" ("due");
CREATE INDEX "ix_rollout_state" ON "rollout" ("state", "id", "due");
CREATE INDEX "ix_rollout_state_due" ON "rollout" ("state", "due");

CREATE TABLE "heard_figure" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "visit" INTEGER REFERENCES "visit" ("id"),
  "place" INTEGER REFERENCES "entity" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "indicator" INTEGER REFERENCES "indicator" ("id"),
  "bound" TEXT,
  "value" INTEGER,
  "value_scale" INTEGER,
  "value_to" INTEGER,
  "value_to_scale" INTEGER,
  "unit" TEXT,
  "span" TEXT,
  "days" INTEGER,
  "days_end" INTEGER,
  "lesson" INTEGER REFERENCES "lesson" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_heard_figure_visit_anchor_position_zh" ON "heard_figure" (COALESCE("visit", -9007199254740992), COALESCE("anchor", ''), COALESCE("position", -9007199254740992), "zh");
CREATE INDEX "ix_heard_figure_visit" ON "heard_figure" ("visit");
CREATE INDEX "ix_heard_figure_place" ON "heard_figure" ("place");
CREATE INDEX "ix_heard_figure_indicator" ON "heard_figure" ("indicator");
CREATE INDEX "ix_heard_figure_lesson" ON "heard_figure" ("lesson");
CREATE INDEX "ix_heard_figure_reading" ON "heard_figure" ("reading");

CREATE TABLE "strength" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "subject" INTEGER NOT NULL REFERENCES "entity" ("id"),
  "kind" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "evidence" TEXT,
  "account" INTEGER REFERENCES "document" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_strength_subject_zh" ON "strength" ("subject", "zh");
CREATE INDEX "ix_strength_kind" ON "strength" ("kind");
CREATE INDEX "ix_strength_account" ON "strength" ("account");
CREATE INDEX "ix_strength_reading" ON "strength" ("reading");

CREATE TABLE "publicity" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "outlet" TEXT,
  "day" INTEGER,
  "link" TEXT,
  "visit" INTEGER REFERENCES "visit" ("id"),
  "lesson" INTEGER REFERENCES "lesson" ("id"),
  "task" INTEGER REFERENCES "task" ("id")
) STRICT;
CREATE INDEX "ix_publicity_kind" ON "publicity" ("kind");
CREATE INDEX "ix_publicity_kind_day" ON "publicity" ("kind", "day");
CREATE INDEX "ix_publicity_kind_state" ON "publicity" ("kind", "state");
CREATE INDEX "ix_publicity_organisation" ON "publicity" ("organisation");
CREATE INDEX "ix_publicity_organisation_day" ON "publicity" ("organisation", "day");
CREATE INDEX "ix_publicity_organisation_state" ON "publicity" ("organisation", "state");
CREATE INDEX "ix_publicity_day" ON "publicity" ("day");
CREATE INDEX "ix_publicity_visit" ON "publicity" ("visit");
CREATE INDEX "ix_publicity_visit_day" ON "publicity" ("visit", "day");
CREATE INDEX "ix_publicity_visit_state" ON "publicity" ("visit", "state") WHERE "visit" IS NOT NULL;
CREATE INDEX "ix_publicity_lesson" ON "publicity" ("lesson");
CREATE INDEX "ix_publicity_lesson_day" ON "publicity" ("lesson", "day");
CREATE INDEX "ix_publicity_lesson_state" ON "publicity" ("lesson", "state") WHERE "lesson" IS NOT NULL;
CREATE INDEX "ix_publicity_task" ON "publicity" ("task");
CREATE INDEX "ix_publicity_task_day" ON "publicity" ("task", "day");
CREATE INDEX "ix_publicity_task_state" ON "publicity" ("task", "state") WHERE "task" IS NOT NULL;
CREATE INDEX "ix_publicity_state" ON "publicity" ("state", "id", "day");
CREATE INDEX "ix_publicity_state_day" ON "publicity" ("state", "day");

CREATE TABLE "matching_session" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "kind" INTEGER NOT NULL REFERENCES "entry" ("id"),
  "day" INTEGER NOT NULL,
  "place" TEXT,
  "recurs" TEXT NOT NULL,
  "host" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "measure" INTEGER REFERENCES "measure" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_matching_session_zh" ON "matching_session" ("zh");
CREATE INDEX "ix_matching_session_kind" ON "matching_session" ("kind");
CREATE INDEX "ix_matching_session_kind_day" ON "matching_session" ("kind", "day");
CREATE INDEX "ix_matching_session_day" ON "matching_session" ("day");
CREATE INDEX "ix_matching_session_recurs" ON "matching_session" ("recurs");
CREATE INDEX "ix_matching_session_recurs_day" ON "matching_session" ("recurs", "day");
CREATE INDEX "ix_matching_session_host" ON "matching_session" ("host");
CREATE INDEX "ix_matching_session_host_day" ON "matching_session" ("host", "day");
CREATE INDEX "ix_matching_session_measure" ON "matching_session" ("measure");
CREATE INDEX "ix_matching_session_measure_day" ON "matching_session" ("measure", "day");

CREATE TABLE "demand" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "enterprise" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "kind" INTEGER NOT NULL REFERENCES "entry" ("id"),
  "zh" TEXT NOT NULL,
  "amount" INTEGER,
  "amount_scale" INTEGER,
  "quantity" TEXT,
  "term" TEXT,
  "purpose" TEXT,
  "collateral" TEXT,
  "due" INTEGER,
  "issue" INTEGER REFERENCES "issue" ("id")
) STRICT;
CREATE INDEX "ix_demand_enterprise" ON "demand" ("enterprise");
CREATE INDEX "ix_demand_enterprise_amount" ON "demand" ("enterprise", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_demand_enterprise_due" ON "demand" ("enterprise", "due");
CREATE INDEX "ix_demand_kind" ON "demand" ("kind");
CREATE INDEX "ix_demand_kind_amount" ON "demand" ("kind", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_demand_kind_due" ON "demand" ("kind", "due");
CREATE INDEX "ix_demand_amount" ON "demand" (CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_demand_amount_due" ON "demand" (CAST("amount" || 'e-' || "amount_scale" AS REAL), "due");
CREATE INDEX "ix_demand_due" ON "demand" ("due");
CREATE INDEX "ix_demand_due_amount" ON "demand" ("due", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_demand_issue" ON "demand" ("issue");
CREATE INDEX "ix_demand_issue_amount" ON "demand" ("issue", CAST("amount" || 'e-' || "amount_scale" AS REAL));
CREATE INDEX "ix_demand_issue_due" ON "demand" ("issue", "due");
CREATE TABLE "demand__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "enterprise" INTEGER NOT NULL,
  "kind" INTEGER NOT NULL,
  "amount" REAL,
  "due" INTEGER,
  "issue" INTEGER,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_demand__unit_id" ON "demand__unit" ("id");

CREATE TABLE "offer" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "kind" INTEGER NOT NULL REFERENCES "entry" ("id"),
  "zh" TEXT NOT NULL,
  "amount" INTEGER,
  "amount_scale" INTEGER,
  "quantity" TEXT,
  "terms" TEXT,
  "valid" INTEGER,
  "valid_end" INTEGER
) STRICT;
CREATE INDEX "ix_offer_organisation" ON "offer" ("organisation");
CREATE INDEX "ix_offer_kind" ON "offer" ("kind");

CREATE TABLE "pairing" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "demand" INTEGER NOT NULL REFERENCES "demand" ("id"),
  "offer" INTEGER REFERENCES "offer" ("id"),
  "session" INTEGER REFERENCES "matching_session" ("id"),
  "provider" INTEGER REFERENCES "organisation" ("id"),
  "signed_on" INTEGER,
  "signed_amount" INTEGER,
  "signed_amount_scale" INTEGER,
  "drawn_amount" INTEGER,
  "drawn_amount_scale" INTEGER,
  "why_not" TEXT,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_pairing_demand" ON "pairing" ("demand");
CREATE INDEX "ix_pairing_demand_signed_on" ON "pairing" ("demand", "signed_on");
CREATE INDEX "ix_pairing_demand_state" ON "pairing" ("demand", "state");
CREATE INDEX "ix_pairing_offer" ON "pairing" ("offer");
CREATE INDEX "ix_pairing_offer_signed_on" ON "pairing" ("offer", "signed_on");
CREATE INDEX "ix_pairing_offer_state" ON "pairing" ("offer", "state") WHERE "offer" IS NOT NULL;
CREATE INDEX "ix_pairing_session" ON "pairing" ("session");
CREATE INDEX "ix_pairing_session_signed_on" ON "pairing" ("session", "signed_on");
CREATE INDEX "ix_pairing_session_state" ON "pairing" ("session", "state") WHERE "session" IS NOT NULL;
CREATE INDEX "ix_pairing_provider" ON "pairing" ("provider");
CREATE INDEX "ix_pairing_provider_signed_on" ON "pairing" ("provider", "signed_on");
CREATE INDEX "ix_pairing_provider_state" ON "pairing" ("provider", "state") WHERE "provider" IS NOT NULL;
CREATE INDEX "ix_pairing_signed_on" ON "pairing" ("signed_on");
CREATE INDEX "ix_pairing_state" ON "pairing" ("state", "id", "signed_on");
CREATE INDEX "ix_pairing_state_signed_on" ON "pairing" ("state", "signed_on");
CREATE TABLE "pairing__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "demand" INTEGER NOT NULL,
  "offer" INTEGER,
  "session" INTEGER,
  "provider" INTEGER,
  "signed_on" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_pairing__unit_id" ON "pairing__unit" ("id");

CREATE TABLE "platform" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "kind" TEXT NOT NULL,
  "organisation" INTEGER REFERENCES "organisation" ("id"),
  "capital" INTEGER,
  "capital_scale" INTEGER,
  "lent" INTEGER,
  "lent_scale" INTEGER,
  "as_of" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_platform_zh" ON "platform" ("zh");
CREATE INDEX "ix_platform_kind" ON "platform" ("kind");
CREATE INDEX "ix_platform_organisation" ON "platform" ("organisation");
CREATE TABLE "platform_entries" (
  "owner" INTEGER NOT NULL REFERENCES "platform" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_platform_entries" ON "platform_entries" ("target");

CREATE TABLE "research" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "enterprise" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "partner" TEXT,
  "kind" TEXT NOT NULL,
  "organ" INTEGER REFERENCES "organisation" ("id"),
  "budget" INTEGER,
  "budget_scale" INTEGER,
  "days" INTEGER,
  "days_end" INTEGER,
  "result" TEXT,
  "product" TEXT,
  "lesson_drawn" TEXT,
  "measure" INTEGER REFERENCES "measure" ("id"),
  "pairing" INTEGER REFERENCES "pairing" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_research_zh" ON "research" ("zh");
CREATE INDEX "ix_research_enterprise" ON "research" ("enterprise");
CREATE INDEX "ix_research_enterprise_state" ON "research" ("enterprise", "state");
CREATE INDEX "ix_research_kind" ON "research" ("kind");
CREATE INDEX "ix_research_kind_state" ON "research" ("kind", "state");
CREATE INDEX "ix_research_organ" ON "research" ("organ");
CREATE INDEX "ix_research_organ_state" ON "research" ("organ", "state") WHERE "organ" IS NOT NULL;
CREATE INDEX "ix_research_measure" ON "research" ("measure");
CREATE INDEX "ix_research_measure_state" ON "research" ("measure", "state") WHERE "measure" IS NOT NULL;
CREATE INDEX "ix_research_pairing" ON "research" ("pairing");
CREATE INDEX "ix_research_pairing_state" ON "research" ("pairing", "state") WHERE "pairing" IS NOT NULL;
CREATE INDEX "ix_research_state" ON "research" ("state");
CREATE TABLE "research__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "enterprise" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "organ" INTEGER,
  "measure" INTEGER,
  "pairing" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_research__unit_id" ON "research__unit" ("id");

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
CREATE INDEX "ix_organisation_kind_place" ON "organisation" ("kind", "place");
CREATE INDEX "ix_organisation_parent" ON "organisation" ("parent");
CREATE INDEX "ix_organisation_parent_place" ON "organisation" ("parent", "place");
CREATE INDEX "ix_organisation_unit_group" ON "organisation" ("unit_group");
CREATE INDEX "ix_organisation_unit_group_place" ON "organisation" ("unit_group", "place");
CREATE INDEX "ix_organisation_place" ON "organisation" ("place");
CREATE INDEX "ix_organisation_entity" ON "organisation" ("entity");
CREATE INDEX "ix_organisation_entity_place" ON "organisation" ("entity", "place");
CREATE INDEX "ix_organisation_ended" ON "organisation" ("ended");
CREATE INDEX "ix_organisation_ended_place" ON "organisation" ("ended", "place");

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
CREATE INDEX "ix_holding_person_first_day" ON "holding" ("person", "first_day");
CREATE INDEX "ix_holding_post" ON "holding" ("post");
CREATE INDEX "ix_holding_post_first_day" ON "holding" ("post", "first_day");
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
CREATE INDEX "ix_account_person_state" ON "account" ("person", "state") WHERE "person" IS NOT NULL;
CREATE INDEX "ix_account_organisation" ON "account" ("organisation");
CREATE INDEX "ix_account_organisation_state" ON "account" ("organisation", "state") WHERE "organisation" IS NOT NULL;
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
CREATE INDEX "ix_role_grant_account_first_day" ON "role_grant" ("account", "first_day");
CREATE INDEX "ix_role_grant_role" ON "role_grant" ("role");
CREATE INDEX "ix_role_grant_role_first_day" ON "role_grant" ("role", "first_day");
CREATE INDEX "ix_role_grant_organisation" ON "role_grant" ("organisation");
CREATE INDEX "ix_role_grant_organisation_first_day" ON "role_grant" ("organisation", "first_day");
CREATE INDEX "ix_role_grant_first_day" ON "role_grant" ("first_day");

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
CREATE INDEX "ix_rule_set_name_effective" ON "rule_set" ("name", "effective");
CREATE INDEX "ix_rule_set_name_state" ON "rule_set" ("name", "state");
CREATE INDEX "ix_rule_set_effective" ON "rule_set" ("effective");
CREATE INDEX "ix_rule_set_state" ON "rule_set" ("state", "id", "effective");
CREATE INDEX "ix_rule_set_state_effective" ON "rule_set" ("state", "effective");

CREATE TABLE "named_list" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "code" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "purpose" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_named_list_code" ON "named_list" ("code");
CREATE UNIQUE INDEX "ux_named_list_zh" ON "named_list" ("zh");

CREATE TABLE "entry" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "list" INTEGER NOT NULL REFERENCES "named_list" ("id"),
  "parent" INTEGER REFERENCES "entry" ("id"),
  "code" TEXT NOT NULL,
  "place" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "standard" TEXT,
  "valid" INTEGER,
  "valid_end" INTEGER,
  "account" INTEGER REFERENCES "document" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_entry_code" ON "entry" ("code");
CREATE INDEX "ix_entry_list" ON "entry" ("list");
CREATE INDEX "ix_entry_list_place" ON "entry" ("list", "place");
CREATE INDEX "ix_entry_parent" ON "entry" ("parent");
CREATE INDEX "ix_entry_parent_place" ON "entry" ("parent", "place");
CREATE INDEX "ix_entry_place" ON "entry" ("place");
CREATE INDEX "ix_entry_account" ON "entry" ("account");
CREATE INDEX "ix_entry_account_place" ON "entry" ("account", "place");
CREATE INDEX "ix_entry_reading" ON "entry" ("reading");
CREATE INDEX "ix_entry_reading_place" ON "entry" ("reading", "place");

CREATE TABLE "meeting" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "kind" TEXT NOT NULL,
  "day" INTEGER,
  "place" TEXT,
  "chair" INTEGER REFERENCES "post" ("id"),
  "visit" INTEGER REFERENCES "visit" ("id"),
  "minutes" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_meeting_zh" ON "meeting" ("zh");
CREATE INDEX "ix_meeting_kind" ON "meeting" ("kind");
CREATE INDEX "ix_meeting_kind_day" ON "meeting" ("kind", "day");
CREATE INDEX "ix_meeting_day" ON "meeting" ("day");
CREATE INDEX "ix_meeting_chair" ON "meeting" ("chair");
CREATE INDEX "ix_meeting_chair_day" ON "meeting" ("chair", "day");
CREATE INDEX "ix_meeting_visit" ON "meeting" ("visit");
CREATE INDEX "ix_meeting_visit_day" ON "meeting" ("visit", "day");
CREATE INDEX "ix_meeting_minutes" ON "meeting" ("minutes");
CREATE INDEX "ix_meeting_minutes_day" ON "meeting" ("minutes", "day");

CREATE TABLE "decision" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "meeting" INTEGER NOT NULL REFERENCES "meeting" ("id"),
  "number" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "assigned_by" INTEGER REFERENCES "post" ("id"),
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "account" INTEGER REFERENCES "document" ("id"),
  "anchor" TEXT,
  "position" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_decision_meeting_number" ON "decision" ("meeting", "number");
CREATE INDEX "ix_decision_meeting_due" ON "decision" ("meeting", "due");
CREATE INDEX "ix_decision_assigned_by" ON "decision" ("assigned_by");
CREATE INDEX "ix_decision_assigned_by_due" ON "decision" ("assigned_by", "due");
CREATE INDEX "ix_decision_lead" ON "decision" ("lead");
CREATE INDEX "ix_decision_lead_due" ON "decision" ("lead", "due");
CREATE INDEX "ix_decision_due" ON "decision" ("due");
CREATE INDEX "ix_decision_account" ON "decision" ("account");
CREATE INDEX "ix_decision_account_due" ON "decision" ("account", "due");
CREATE TABLE "decision_entries" (
  "owner" INTEGER NOT NULL REFERENCES "decision" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_decision_entries" ON "decision_entries" ("target");
CREATE TABLE "decision__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "meeting" INTEGER NOT NULL,
  "assigned_by" INTEGER,
  "lead" INTEGER,
  "due" INTEGER,
  "entries" INTEGER,
  "account" INTEGER,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_decision__unit_id" ON "decision__unit" ("id");

CREATE TABLE "commitment" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "meeting" INTEGER REFERENCES "meeting" ("id"),
  "visit" INTEGER REFERENCES "visit" ("id"),
  "said_by" INTEGER REFERENCES "post" ("id"),
  "kind" TEXT,
  "area" TEXT,
  "owner" INTEGER REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "quantity" TEXT,
  "account" INTEGER REFERENCES "document" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER,
  "proof" TEXT,
  "alternative" TEXT,
  "relapse" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_commitment_account_anchor_position_zh" ON "commitment" (COALESCE("account", -9007199254740992), COALESCE("anchor", ''), COALESCE("position", -9007199254740992), "zh");
CREATE INDEX "ix_commitment_meeting" ON "commitment" ("meeting");
CREATE INDEX "ix_commitment_meeting_due" ON "commitment" ("meeting", "due");
CREATE INDEX "ix_commitment_meeting_state" ON "commitment" ("meeting", "state") WHERE "meeting" IS NOT NULL;
CREATE INDEX "ix_commitment_visit" ON "commitment" ("visit");
CREATE INDEX "ix_commitment_visit_due" ON "commitment" ("visit", "due");
CREATE INDEX "ix_commitment_visit_state" ON "commitment" ("visit", "state") WHERE "visit" IS NOT NULL;
CREATE INDEX "ix_commitment_said_by" ON "commitment" ("said_by");
CREATE INDEX "ix_commitment_said_by_due" ON "commitment" ("said_by", "due");
CREATE INDEX "ix_commitment_said_by_state" ON "commitment" ("said_by", "state") WHERE "said_by" IS NOT NULL;
CREATE INDEX "ix_commitment_kind" ON "commitment" ("kind");
CREATE INDEX "ix_commitment_kind_due" ON "commitment" ("kind", "due");
CREATE INDEX "ix_commitment_kind_state" ON "commitment" ("kind", "state") WHERE "kind" IS NOT NULL;
CREATE INDEX "ix_commitment_owner" ON "commitment" ("owner");
CREATE INDEX "ix_commitment_owner_due" ON "commitment" ("owner", "due");
CREATE INDEX "ix_commitment_owner_state" ON "commitment" ("owner", "state") WHERE "owner" IS NOT NULL;
CREATE INDEX "ix_commitment_due" ON "commitment" ("due");
CREATE INDEX "ix_commitment_quantity" ON "commitment" ("quantity");
CREATE INDEX "ix_commitment_quantity_due" ON "commitment" ("quantity", "due");
CREATE INDEX "ix_commitment_quantity_state" ON "commitment" ("quantity", "state") WHERE "quantity" IS NOT NULL;
CREATE INDEX "ix_commitment_account" ON "commitment" ("account");
CREATE INDEX "ix_commitment_account_due" ON "commitment" ("account", "due");
CREATE INDEX "ix_commitment_account_state" ON "commitment" ("account", "state") WHERE "account" IS NOT NULL;
CREATE INDEX "ix_commitment_reading" ON "commitment" ("reading");
CREATE INDEX "ix_commitment_reading_due" ON "commitment" ("reading", "due");
CREATE INDEX "ix_commitment_reading_state" ON "commitment" ("reading", "state") WHERE "reading" IS NOT NULL;
CREATE INDEX "ix_commitment_state" ON "commitment" ("state", "id", "due");
CREATE INDEX "ix_commitment_state_due" ON "commitment" ("state", "due");
CREATE TABLE "commitment_entries" (
  "owner" INTEGER NOT NULL REFERENCES "commitment" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_commitment_entries" ON "commitment_entries" ("target");

CREATE TABLE "goal" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "owner" INTEGER REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "tier" INTEGER REFERENCES "tier" ("id"),
  "outcome" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_goal_zh" ON "goal" ("zh");
CREATE INDEX "ix_goal_owner" ON "goal" ("owner");
CREATE INDEX "ix_goal_owner_due" ON "goal" ("owner", "due");
CREATE INDEX "ix_goal_owner_state" ON "goal" ("owner", "state") WHERE "owner" IS NOT NULL;
CREATE INDEX "ix_goal_due" ON "goal" ("due");
CREATE INDEX "ix_goal_tier" ON "goal" ("tier");
CREATE INDEX "ix_goal_tier_due" ON "goal" ("tier", "due");
CREATE INDEX "ix_goal_tier_state" ON "goal" ("tier", "state") WHERE "tier" IS NOT NULL;
CREATE INDEX "ix_goal_state" ON "goal" ("state", "id", "due");
CREATE INDEX "ix_goal_state_due" ON "goal" ("state", "due");
CREATE TABLE "goal_gaps" (
  "owner" INTEGER NOT NULL REFERENCES "goal" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "gap" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_goal_gaps" ON "goal_gaps" ("target");
CREATE TABLE "goal_entries" (
  "owner" INTEGER NOT NULL REFERENCES "goal" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_goal_entries" ON "goal_entries" ("target");

CREATE TABLE "measure" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "kind" TEXT NOT NULL,
  "goal" INTEGER REFERENCES "goal" ("id"),
  "commitment" INTEGER REFERENCES "commitment" ("id"),
  "clause" INTEGER REFERENCES "clause" ("id"),
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "result" TEXT,
  "alternative" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_measure_zh" ON "measure" ("zh");
CREATE INDEX "ix_measure_kind" ON "measure" ("kind");
CREATE INDEX "ix_measure_kind_due" ON "measure" ("kind", "due");
CREATE INDEX "ix_measure_kind_state" ON "measure" ("kind", "state");
CREATE INDEX "ix_measure_goal" ON "measure" ("goal");
CREATE INDEX "ix_measure_goal_due" ON "measure" ("goal", "due");
CREATE INDEX "ix_measure_goal_state" ON "measure" ("goal", "state") WHERE "goal" IS NOT NULL;
CREATE INDEX "ix_measure_commitment" ON "measure" ("commitment");
CREATE INDEX "ix_measure_commitment_due" ON "measure" ("commitment", "due");
CREATE INDEX "ix_measure_commitment_state" ON "measure" ("commitment", "state") WHERE "commitment" IS NOT NULL;
CREATE INDEX "ix_measure_clause" ON "measure" ("clause");
CREATE INDEX "ix_measure_clause_due" ON "measure" ("clause", "due");
CREATE INDEX "ix_measure_clause_state" ON "measure" ("clause", "state") WHERE "clause" IS NOT NULL;
CREATE INDEX "ix_measure_lead" ON "measure" ("lead");
CREATE INDEX "ix_measure_lead_due" ON "measure" ("lead", "due");
CREATE INDEX "ix_measure_lead_state" ON "measure" ("lead", "state") WHERE "lead" IS NOT NULL;
CREATE INDEX "ix_measure_due" ON "measure" ("due");
CREATE INDEX "ix_measure_state" ON "measure" ("state", "id", "due");
CREATE INDEX "ix_measure_state_due" ON "measure" ("state", "due");
CREATE TABLE "measure_targets" (
  "owner" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "target" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_measure_targets" ON "measure_targets" ("target");
CREATE TABLE "measure_gaps" (
  "owner" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "gap" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_measure_gaps" ON "measure_gaps" ("target");
CREATE TABLE "measure_lessons" (
  "owner" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_measure_lessons" ON "measure_lessons" ("target");
CREATE TABLE "measure_strengths" (
  "owner" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "strength" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_measure_strengths" ON "measure_strengths" ("target");
CREATE TABLE "measure_entries" (
  "owner" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_measure_entries" ON "measure_entries" ("target");
CREATE TABLE "measure_assist" (
  "owner" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_measure_assist" ON "measure_assist" ("target");

CREATE TABLE "milestone" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "measure" INTEGER NOT NULL REFERENCES "measure" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "due" INTEGER NOT NULL,
  "reached_on" INTEGER,
  "proof" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_milestone_measure_zh" ON "milestone" ("measure", "zh");
CREATE INDEX "ix_milestone_measure_due" ON "milestone" ("measure", "due");
CREATE INDEX "ix_milestone_measure_state" ON "milestone" ("measure", "state");
CREATE INDEX "ix_milestone_due" ON "milestone" ("due");
CREATE INDEX "ix_milestone_state" ON "milestone" ("state", "id", "due");
CREATE INDEX "ix_milestone_state_due" ON "milestone" ("state", "due");

CREATE TABLE "campaign" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "lead" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "scope" TEXT NOT NULL,
  "days" INTEGER,
  "days_end" INTEGER,
  "result" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_campaign_zh" ON "campaign" ("zh");
CREATE INDEX "ix_campaign_lead" ON "campaign" ("lead");
CREATE INDEX "ix_campaign_lead_state" ON "campaign" ("lead", "state");
CREATE INDEX "ix_campaign_state" ON "campaign" ("state");
CREATE TABLE "campaign_assist" (
  "owner" INTEGER NOT NULL REFERENCES "campaign" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_campaign_assist" ON "campaign_assist" ("target");
CREATE TABLE "campaign_commitments" (
  "owner" INTEGER NOT NULL REFERENCES "campaign" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "commitment" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_campaign_commitments" ON "campaign_commitments" ("target");
CREATE TABLE "campaign_entries" (
  "owner" INTEGER NOT NULL REFERENCES "campaign" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_campaign_entries" ON "campaign_entries" ("target");

CREATE TABLE "policy" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "document" INTEGER REFERENCES "document" ("id"),
  "level" TEXT NOT NULL,
  "valid" INTEGER,
  "valid_end" INTEGER,
  "commitment" INTEGER REFERENCES "commitment" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_policy_zh" ON "policy" ("zh");
CREATE INDEX "ix_policy_document" ON "policy" ("document");
CREATE INDEX "ix_policy_level" ON "policy" ("level");
CREATE INDEX "ix_policy_commitment" ON "policy" ("commitment");
CREATE TABLE "policy_entries" (
  "owner" INTEGER NOT NULL REFERENCES "policy" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_policy_entries" ON "policy_entries" ("target");

CREATE TABLE "article" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "policy" INTEGER NOT NULL REFERENCES "policy" ("id"),
  "number" INTEGER NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "rule_published" INTEGER,
  "automatic" INTEGER,
  "eligible" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_article_policy_number" ON "article" ("policy", "number");
CREATE INDEX "ix_article_lead" ON "article" ("lead");
CREATE INDEX "ix_article_automatic" ON "article" ("automatic");

CREATE TABLE "benefit" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "article" INTEGER NOT NULL REFERENCES "article" ("id"),
  "enterprise" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "period" INTEGER NOT NULL,
  "saved" INTEGER NOT NULL,
  "saved_scale" INTEGER NOT NULL,
  "basis" TEXT,
  "issue" INTEGER REFERENCES "issue" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_benefit_article_enterprise_period" ON "benefit" ("article", "enterprise", "period");
CREATE INDEX "ix_benefit_article_period" ON "benefit" ("article", "period");
CREATE INDEX "ix_benefit_enterprise" ON "benefit" ("enterprise");
CREATE INDEX "ix_benefit_enterprise_period" ON "benefit" ("enterprise", "period");
CREATE INDEX "ix_benefit_period" ON "benefit" ("period");
CREATE INDEX "ix_benefit_issue" ON "benefit" ("issue");
CREATE INDEX "ix_benefit_issue_period" ON "benefit" ("issue", "period");
CREATE TABLE "benefit__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "article" INTEGER NOT NULL,
  "enterprise" INTEGER NOT NULL,
  "period" INTEGER NOT NULL,
  "issue" INTEGER,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_benefit__unit_id" ON "benefit__unit" ("id");

CREATE TABLE "project" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "code" TEXT,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "content" TEXT,
  "nature" TEXT,
  "days" INTEGER,
  "days_end" INTEGER,
  "total" INTEGER,
  "total_scale" INTEGER,
  "measure" INTEGER REFERENCES "measure" ("id"),
  "target" INTEGER REFERENCES "target" ("id"),
  "commitment" INTEGER REFERENCES "commitment" ("id"),
  "lead" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "leader" INTEGER REFERENCES "post" ("id"),
  "investor" INTEGER REFERENCES "organisation" ("id"),
  "site" TEXT,
  "spot" INTEGER,
  "spot_lon" INTEGER,
  "part_of" INTEGER REFERENCES "project" ("id"),
  "alternative" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_project_code" ON "project" ("code");
CREATE UNIQUE INDEX "ux_project_zh" ON "project" ("zh");
CREATE INDEX "ix_project_nature" ON "project" ("nature");
CREATE INDEX "ix_project_nature_total" ON "project" ("nature", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_nature_state" ON "project" ("nature", "state") WHERE "nature" IS NOT NULL;
CREATE INDEX "ix_project_total" ON "project" (CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_measure" ON "project" ("measure");
CREATE INDEX "ix_project_measure_total" ON "project" ("measure", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_measure_state" ON "project" ("measure", "state") WHERE "measure" IS NOT NULL;
CREATE INDEX "ix_project_target" ON "project" ("target");
CREATE INDEX "ix_project_target_total" ON "project" ("target", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_target_state" ON "project" ("target", "state") WHERE "target" IS NOT NULL;
CREATE INDEX "ix_project_commitment" ON "project" ("commitment");
CREATE INDEX "ix_project_commitment_total" ON "project" ("commitment", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_commitment_state" ON "project" ("commitment", "state") WHERE "commitment" IS NOT NULL;
CREATE INDEX "ix_project_lead" ON "project" ("lead");
CREATE INDEX "ix_project_lead_total" ON "project" ("lead", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_lead_state" ON "project" ("lead", "state");
CREATE INDEX "ix_project_leader" ON "project" ("leader");
CREATE INDEX "ix_project_leader_total" ON "project" ("leader", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_leader_state" ON "project" ("leader", "state") WHERE "leader" IS NOT NULL;
CREATE INDEX "ix_project_investor" ON "project" ("investor");
CREATE INDEX "ix_project_investor_total" ON "project" ("investor", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_investor_state" ON "project" ("investor", "state") WHERE "investor" IS NOT NULL;
CREATE INDEX "ix_project_part_of" ON "project" ("part_of");
CREATE INDEX "ix_project_part_of_total" ON "project" ("part_of", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_part_of_state" ON "project" ("part_of", "state") WHERE "part_of" IS NOT NULL;
CREATE INDEX "ix_project_state" ON "project" ("state", "id", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE INDEX "ix_project_state_total" ON "project" ("state", CAST("total" || 'e-' || "total_scale" AS REAL));
CREATE TABLE "project_lists" (
  "owner" INTEGER NOT NULL REFERENCES "project" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_project_lists" ON "project_lists" ("target");
CREATE TABLE "project_entries" (
  "owner" INTEGER NOT NULL REFERENCES "project" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_project_entries" ON "project_entries" ("target");
CREATE TABLE "project_lessons" (
  "owner" INTEGER NOT NULL REFERENCES "project" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_project_lessons" ON "project_lessons" ("target");
CREATE TABLE "project_distinct_from" (
  "owner" INTEGER NOT NULL REFERENCES "project" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "project" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_project_distinct_from" ON "project_distinct_from" ("target");
CREATE TABLE "project__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "nature" TEXT,
  "total" REAL,
  "lists" INTEGER,
  "entries" INTEGER,
  "measure" INTEGER,
  "target" INTEGER,
  "commitment" INTEGER,
  "lessons" INTEGER,
  "lead" INTEGER NOT NULL,
  "leader" INTEGER,
  "investor" INTEGER,
  "part_of" INTEGER,
  "distinct_from" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_project__unit_id" ON "project__unit" ("id");

CREATE TABLE "stage_event" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "stage" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  "standard" TEXT NOT NULL,
  "proof" TEXT NOT NULL,
  "verified_by" INTEGER REFERENCES "organisation" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_stage_event_project_stage" ON "stage_event" ("project", "stage");
CREATE INDEX "ix_stage_event_project_day" ON "stage_event" ("project", "day");
CREATE INDEX "ix_stage_event_stage" ON "stage_event" ("stage");
CREATE INDEX "ix_stage_event_stage_day" ON "stage_event" ("stage", "day");
CREATE INDEX "ix_stage_event_day" ON "stage_event" ("day");
CREATE INDEX "ix_stage_event_verified_by" ON "stage_event" ("verified_by");
CREATE INDEX "ix_stage_event_verified_by_day" ON "stage_event" ("verified_by", "day");

CREATE TABLE "permit" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "kind" TEXT NOT NULL,
  "organ" INTEGER REFERENCES "organisation" ("id"),
  "due" INTEGER,
  "granted_on" INTEGER,
  "number" TEXT,
  "missing" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_permit_project_kind" ON "permit" ("project", "kind");
CREATE INDEX "ix_permit_project_due" ON "permit" ("project", "due");
CREATE INDEX "ix_permit_project_state" ON "permit" ("project", "state");
CREATE INDEX "ix_permit_kind" ON "permit" ("kind");
CREATE INDEX "ix_permit_kind_due" ON "permit" ("kind", "due");
CREATE INDEX "ix_permit_kind_state" ON "permit" ("kind", "state");
CREATE INDEX "ix_permit_organ" ON "permit" ("organ");
CREATE INDEX "ix_permit_organ_due" ON "permit" ("organ", "due");
CREATE INDEX "ix_permit_organ_state" ON "permit" ("organ", "state") WHERE "organ" IS NOT NULL;
CREATE INDEX "ix_permit_due" ON "permit" ("due");
CREATE INDEX "ix_permit_state" ON "permit" ("state", "id", "due");
CREATE INDEX "ix_permit_state_due" ON "permit" ("state", "due");
CREATE TABLE "permit__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "project" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "organ" INTEGER,
  "due" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_permit__unit_id" ON "permit__unit" ("id");

CREATE TABLE "invest_month" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "period" INTEGER NOT NULL,
  "planned" INTEGER,
  "planned_scale" INTEGER,
  "done" INTEGER,
  "done_scale" INTEGER,
  "note" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_invest_month_project_period" ON "invest_month" ("project", "period");
CREATE INDEX "ix_invest_month_period" ON "invest_month" ("period");

CREATE TABLE "need" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "kind" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "quantity" TEXT,
  "due" INTEGER,
  "organisation" INTEGER REFERENCES "organisation" ("id"),
  "result" TEXT,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_need_project" ON "need" ("project");
CREATE INDEX "ix_need_project_due" ON "need" ("project", "due");
CREATE INDEX "ix_need_project_state" ON "need" ("project", "state");
CREATE INDEX "ix_need_kind" ON "need" ("kind");
CREATE INDEX "ix_need_kind_due" ON "need" ("kind", "due");
CREATE INDEX "ix_need_kind_state" ON "need" ("kind", "state");
CREATE INDEX "ix_need_due" ON "need" ("due");
CREATE INDEX "ix_need_organisation" ON "need" ("organisation");
CREATE INDEX "ix_need_organisation_due" ON "need" ("organisation", "due");
CREATE INDEX "ix_need_organisation_state" ON "need" ("organisation", "state") WHERE "organisation" IS NOT NULL;
CREATE INDEX "ix_need_state" ON "need" ("state", "id", "due");
CREATE INDEX "ix_need_state_due" ON "need" ("state", "due");
CREATE TABLE "need__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "project" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "due" INTEGER,
  "organisation" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_need__unit_id" ON "need__unit" ("id");

CREATE TABLE "readiness" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "check_item" INTEGER NOT NULL REFERENCES "entry" ("id"),
  "met" INTEGER NOT NULL,
  "day" INTEGER,
  "note" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_readiness_project_check_item" ON "readiness" ("project", "check_item");
CREATE INDEX "ix_readiness_check_item" ON "readiness" ("check_item");
CREATE INDEX "ix_readiness_met" ON "readiness" ("met");

CREATE TABLE "funding" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "source" TEXT NOT NULL,
  "amount" INTEGER NOT NULL,
  "amount_scale" INTEGER NOT NULL,
  "secured" INTEGER,
  "secured_scale" INTEGER,
  "note" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_funding_project_source" ON "funding" ("project", "source");
CREATE INDEX "ix_funding_source" ON "funding" ("source");

CREATE TABLE "application" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "level" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "amount" INTEGER,
  "amount_scale" INTEGER,
  "due" INTEGER,
  "document" INTEGER REFERENCES "document" ("id"),
  "missing" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_application_project_level_zh" ON "application" ("project", "level", "zh");
CREATE INDEX "ix_application_project_due" ON "application" ("project", "due");
CREATE INDEX "ix_application_project_state" ON "application" ("project", "state");
CREATE INDEX "ix_application_level" ON "application" ("level");
CREATE INDEX "ix_application_level_due" ON "application" ("level", "due");
CREATE INDEX "ix_application_level_state" ON "application" ("level", "state");
CREATE INDEX "ix_application_due" ON "application" ("due");
CREATE INDEX "ix_application_document" ON "application" ("document");
CREATE INDEX "ix_application_document_due" ON "application" ("document", "due");
CREATE INDEX "ix_application_document_state" ON "application" ("document", "state") WHERE "document" IS NOT NULL;
CREATE INDEX "ix_application_state" ON "application" ("state", "id", "due");
CREATE INDEX "ix_application_state_due" ON "application" ("state", "due");

CREATE TABLE "publication" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "kind" TEXT NOT NULL,
  "body" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "author" INTEGER REFERENCES "post" ("id"),
  "approver" INTEGER REFERENCES "post" ("id"),
  "not_before" INTEGER,
  "shortfall" TEXT,
  "withdrawn_why" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_publication_zh" ON "publication" ("zh");
CREATE INDEX "ix_publication_kind" ON "publication" ("kind");
CREATE INDEX "ix_publication_kind_not_before" ON "publication" ("kind", "not_before");
CREATE INDEX "ix_publication_kind_state" ON "publication" ("kind", "state");
CREATE INDEX "ix_publication_organisation" ON "publication" ("organisation");
CREATE INDEX "ix_publication_organisation_not_before" ON "publication" ("organisation", "not_before");
CREATE INDEX "ix_publication_organisation_state" ON "publication" ("organisation", "state");
CREATE INDEX "ix_publication_author" ON "publication" ("author");
CREATE INDEX "ix_publication_author_not_before" ON "publication" ("author", "not_before");
CREATE INDEX "ix_publication_author_state" ON "publication" ("author", "state") WHERE "author" IS NOT NULL;
CREATE INDEX "ix_publication_approver" ON "publication" ("approver");
CREATE INDEX "ix_publication_approver_not_before" ON "publication" ("approver", "not_before");
CREATE INDEX "ix_publication_approver_state" ON "publication" ("approver", "state") WHERE "approver" IS NOT NULL;
CREATE INDEX "ix_publication_not_before" ON "publication" ("not_before");
CREATE INDEX "ix_publication_state" ON "publication" ("state", "id", "not_before");
CREATE INDEX "ix_publication_state_not_before" ON "publication" ("state", "not_before");
CREATE TABLE "publication_scores" (
  "owner" INTEGER NOT NULL REFERENCES "publication" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "score" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_publication_scores" ON "publication_scores" ("target");
CREATE TABLE "publication_tasks" (
  "owner" INTEGER NOT NULL REFERENCES "publication" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "task" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_publication_tasks" ON "publication_tasks" ("target");
CREATE TABLE "publication_gaps" (
  "owner" INTEGER NOT NULL REFERENCES "publication" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "gap" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_publication_gaps" ON "publication_gaps" ("target");
CREATE TABLE "publication__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL,
  "author" INTEGER,
  "approver" INTEGER,
  "not_before" INTEGER,
  "scores" INTEGER,
  "tasks" INTEGER,
  "gaps" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_publication__unit_id" ON "publication__unit" ("id");

CREATE TABLE "message" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  "publication" INTEGER REFERENCES "publication" ("id"),
  "promise" INTEGER REFERENCES "promise" ("id"),
  "name" TEXT,
  "phone" TEXT,
  "lead" INTEGER REFERENCES "organisation" ("id"),
  "reply" TEXT,
  "outcome" TEXT,
  "grade" TEXT,
  "shortfall" TEXT
) STRICT;
CREATE INDEX "ix_message_kind" ON "message" ("kind");
CREATE INDEX "ix_message_kind_day" ON "message" ("kind", "day");
CREATE INDEX "ix_message_kind_state" ON "message" ("kind", "state");
CREATE INDEX "ix_message_day" ON "message" ("day");
CREATE INDEX "ix_message_publication" ON "message" ("publication");
CREATE INDEX "ix_message_publication_day" ON "message" ("publication", "day");
CREATE INDEX "ix_message_publication_state" ON "message" ("publication", "state") WHERE "publication" IS NOT NULL;
CREATE INDEX "ix_message_promise" ON "message" ("promise");
CREATE INDEX "ix_message_promise_day" ON "message" ("promise", "day");
CREATE INDEX "ix_message_promise_state" ON "message" ("promise", "state") WHERE "promise" IS NOT NULL;
CREATE INDEX "ix_message_lead" ON "message" ("lead");
CREATE INDEX "ix_message_lead_day" ON "message" ("lead", "day");
CREATE INDEX "ix_message_lead_state" ON "message" ("lead", "state") WHERE "lead" IS NOT NULL;
CREATE INDEX "ix_message_outcome" ON "message" ("outcome");
CREATE INDEX "ix_message_outcome_day" ON "message" ("outcome", "day");
CREATE INDEX "ix_message_outcome_state" ON "message" ("outcome", "state") WHERE "outcome" IS NOT NULL;
CREATE INDEX "ix_message_grade" ON "message" ("grade");
CREATE INDEX "ix_message_grade_day" ON "message" ("grade", "day");
CREATE INDEX "ix_message_grade_state" ON "message" ("grade", "state") WHERE "grade" IS NOT NULL;
CREATE INDEX "ix_message_state" ON "message" ("state", "id", "day");
CREATE INDEX "ix_message_state_day" ON "message" ("state", "day");
CREATE TABLE "message__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  "publication" INTEGER,
  "promise" INTEGER,
  "lead" INTEGER,
  "outcome" TEXT,
  "grade" TEXT,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_message__unit_id" ON "message__unit" ("id");

CREATE TABLE "promise" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "occasion" TEXT NOT NULL,
  "said_on" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "said_by" INTEGER REFERENCES "post" ("id"),
  "due" INTEGER NOT NULL,
  "commitment" INTEGER REFERENCES "commitment" ("id"),
  "proof" TEXT,
  "rechecked_on" INTEGER,
  "recheck" TEXT,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_promise_organisation" ON "promise" ("organisation");
CREATE INDEX "ix_promise_organisation_due" ON "promise" ("organisation", "due");
CREATE INDEX "ix_promise_organisation_state" ON "promise" ("organisation", "state");
CREATE INDEX "ix_promise_said_by" ON "promise" ("said_by");
CREATE INDEX "ix_promise_said_by_due" ON "promise" ("said_by", "due");
CREATE INDEX "ix_promise_said_by_state" ON "promise" ("said_by", "state") WHERE "said_by" IS NOT NULL;
CREATE INDEX "ix_promise_due" ON "promise" ("due");
CREATE INDEX "ix_promise_commitment" ON "promise" ("commitment");
CREATE INDEX "ix_promise_commitment_due" ON "promise" ("commitment", "due");
CREATE INDEX "ix_promise_commitment_state" ON "promise" ("commitment", "state") WHERE "commitment" IS NOT NULL;
CREATE INDEX "ix_promise_state" ON "promise" ("state", "id", "due");
CREATE INDEX "ix_promise_state_due" ON "promise" ("state", "due");
CREATE TABLE "promise__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL,
  "said_by" INTEGER,
  "due" INTEGER NOT NULL,
  "commitment" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_promise__unit_id" ON "promise__unit" ("id");

CREATE TABLE "reading" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "file" TEXT,
  "digest" TEXT NOT NULL,
  "format" TEXT,
  "text" TEXT,
  "text_date" INTEGER,
  "visit" INTEGER REFERENCES "visit" ("id"),
  "subject" INTEGER REFERENCES "entity" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_reading_digest" ON "reading" ("digest");
CREATE INDEX "ix_reading_text_date" ON "reading" ("text_date");
CREATE INDEX "ix_reading_visit" ON "reading" ("visit");
CREATE INDEX "ix_reading_visit_text_date" ON "reading" ("visit", "text_date");
CREATE INDEX "ix_reading_subject" ON "reading" ("subject");
CREATE INDEX "ix_reading_subject_text_date" ON "reading" ("subject", "text_date");

CREATE TABLE "reading_choice" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "reading" INTEGER NOT NULL REFERENCES "reading" ("id"),
  "key" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "sentence" TEXT,
  "anchor" TEXT,
  "position" INTEGER,
  "rule" TEXT,
  "choice" TEXT NOT NULL,
  "wording" TEXT,
  "made_type" TEXT,
  "made" INTEGER,
  "made_too" INTEGER
) STRICT;
CREATE UNIQUE INDEX "ux_reading_choice_key" ON "reading_choice" ("key");
CREATE INDEX "ix_reading_choice_reading" ON "reading_choice" ("reading");
CREATE INDEX "ix_reading_choice_kind" ON "reading_choice" ("kind");
CREATE INDEX "ix_reading_choice_choice" ON "reading_choice" ("choice");

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
  "as_of" INTEGER,
  "theta" INTEGER,
  "theta_scale" INTEGER,
  "leader_rate" INTEGER,
  "leader_rate_scale" INTEGER,
  "rules" TEXT,
  "fingerprint" TEXT,
  "owner" INTEGER REFERENCES "organisation" ("id"),
  "result" INTEGER,
  "result_scale" INTEGER,
  "review" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_target_gap_due_year" ON "target" ("gap", "due_year");
CREATE INDEX "ix_target_gap_state" ON "target" ("gap", "state");
CREATE INDEX "ix_target_verb" ON "target" ("verb");
CREATE INDEX "ix_target_verb_due_year" ON "target" ("verb", "due_year");
CREATE INDEX "ix_target_verb_state" ON "target" ("verb", "state");
CREATE INDEX "ix_target_due_year" ON "target" ("due_year");
CREATE INDEX "ix_target_owner" ON "target" ("owner");
CREATE INDEX "ix_target_owner_due_year" ON "target" ("owner", "due_year");
CREATE INDEX "ix_target_owner_state" ON "target" ("owner", "state") WHERE "owner" IS NOT NULL;
CREATE INDEX "ix_target_state" ON "target" ("state", "id", "due_year");
CREATE INDEX "ix_target_state_due_year" ON "target" ("state", "due_year");

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

CREATE TABLE "target_share" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "target" ("id"),
  "year" INTEGER NOT NULL,
  "organisation" INTEGER REFERENCES "organisation" ("id"),
  "weight" INTEGER,
  "weight_scale" INTEGER,
  "amount" INTEGER NOT NULL,
  "amount_scale" INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_target_share_target_year_organisation" ON "target_share" ("target", "year", COALESCE("organisation", -9007199254740992));
CREATE INDEX "ix_target_share_organisation" ON "target_share" ("organisation");

CREATE TABLE "target_adjustment" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "target" ("id"),
  "floor" INTEGER NOT NULL,
  "floor_scale" INTEGER NOT NULL,
  "goal" INTEGER NOT NULL,
  "goal_scale" INTEGER NOT NULL,
  "stretch" INTEGER NOT NULL,
  "stretch_scale" INTEGER NOT NULL,
  "reason" TEXT NOT NULL,
  "decided" INTEGER,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_target_adjustment_target" ON "target_adjustment" ("target");
CREATE INDEX "ix_target_adjustment_target_decided" ON "target_adjustment" ("target", "decided");
CREATE INDEX "ix_target_adjustment_target_state" ON "target_adjustment" ("target", "state");
CREATE INDEX "ix_target_adjustment_decided" ON "target_adjustment" ("decided");
CREATE INDEX "ix_target_adjustment_state" ON "target_adjustment" ("state", "id", "decided");
CREATE INDEX "ix_target_adjustment_state_decided" ON "target_adjustment" ("state", "decided");

CREATE TABLE "task" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "number" TEXT,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "quantity" TEXT,
  "urgency" TEXT NOT NULL,
  "target" INTEGER REFERENCES "target" ("id"),
  "measure" INTEGER REFERENCES "measure" ("id"),
  "commitment" INTEGER REFERENCES "commitment" ("id"),
  "decision" INTEGER REFERENCES "decision" ("id"),
  "issue" INTEGER REFERENCES "issue" ("id"),
  "promise" INTEGER REFERENCES "promise" ("id"),
  "reading" INTEGER REFERENCES "reading" ("id"),
  "anchor" TEXT,
  "position" INTEGER,
  "leader" INTEGER REFERENCES "post" ("id"),
  "lead" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "post" INTEGER REFERENCES "post" ("id"),
  "due" INTEGER NOT NULL,
  "progress" TEXT,
  "evidence" TEXT,
  "shortfall" TEXT,
  "objection" TEXT,
  "alternative" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_task_number" ON "task" ("number");
CREATE INDEX "ix_task_urgency" ON "task" ("urgency");
CREATE INDEX "ix_task_urgency_due" ON "task" ("urgency", "due");
CREATE INDEX "ix_task_urgency_state" ON "task" ("urgency", "state");
CREATE INDEX "ix_task_target" ON "task" ("target");
CREATE INDEX "ix_task_target_due" ON "task" ("target", "due");
CREATE INDEX "ix_task_target_state" ON "task" ("target", "state") WHERE "target" IS NOT NULL;
CREATE INDEX "ix_task_measure" ON "task" ("measure");
CREATE INDEX "ix_task_measure_due" ON "task" ("measure", "due");
CREATE INDEX "ix_task_measure_state" ON "task" ("measure", "state") WHERE "measure" IS NOT NULL;
CREATE INDEX "ix_task_commitment" ON "task" ("commitment");
CREATE INDEX "ix_task_commitment_due" ON "task" ("commitment", "due");
CREATE INDEX "ix_task_commitment_state" ON "task" ("commitment", "state") WHERE "commitment" IS NOT NULL;
CREATE INDEX "ix_task_decision" ON "task" ("decision");
CREATE INDEX "ix_task_decision_due" ON "task" ("decision", "due");
CREATE INDEX "ix_task_decision_state" ON "task" ("decision", "state") WHERE "decision" IS NOT NULL;
CREATE INDEX "ix_task_issue" ON "task" ("issue");
CREATE INDEX "ix_task_issue_due" ON "task" ("issue", "due");
CREATE INDEX "ix_task_issue_state" ON "task" ("issue", "state") WHERE "issue" IS NOT NULL;
CREATE INDEX "ix_task_promise" ON "task" ("promise");
CREATE INDEX "ix_task_promise_due" ON "task" ("promise", "due");
CREATE INDEX "ix_task_promise_state" ON "task" ("promise", "state") WHERE "promise" IS NOT NULL;
CREATE INDEX "ix_task_reading" ON "task" ("reading");
CREATE INDEX "ix_task_reading_due" ON "task" ("reading", "due");
CREATE INDEX "ix_task_reading_state" ON "task" ("reading", "state") WHERE "reading" IS NOT NULL;
CREATE INDEX "ix_task_leader" ON "task" ("leader");
CREATE INDEX "ix_task_leader_due" ON "task" ("leader", "due");
CREATE INDEX "ix_task_leader_state" ON "task" ("leader", "state") WHERE "leader" IS NOT NULL;
CREATE INDEX "ix_task_lead" ON "task" ("lead");
CREATE INDEX "ix_task_lead_due" ON "task" ("lead", "due");
CREATE INDEX "ix_task_lead_state" ON "task" ("lead", "state");
CREATE INDEX "ix_task_post" ON "task" ("post");
CREATE INDEX "ix_task_post_due" ON "task" ("post", "due");
CREATE INDEX "ix_task_post_state" ON "task" ("post", "state") WHERE "post" IS NOT NULL;
CREATE INDEX "ix_task_due" ON "task" ("due");
CREATE INDEX "ix_task_state" ON "task" ("state", "id", "due");
CREATE INDEX "ix_task_state_due" ON "task" ("state", "due");
CREATE TABLE "task_lessons" (
  "owner" INTEGER NOT NULL REFERENCES "task" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "lesson" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_task_lessons" ON "task_lessons" ("target");
CREATE TABLE "task_entries" (
  "owner" INTEGER NOT NULL REFERENCES "task" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_task_entries" ON "task_entries" ("target");
CREATE TABLE "task_responsible" (
  "owner" INTEGER NOT NULL REFERENCES "task" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_task_responsible" ON "task_responsible" ("target");
CREATE TABLE "task_assist" (
  "owner" INTEGER NOT NULL REFERENCES "task" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_task_assist" ON "task_assist" ("target");
CREATE TABLE "task__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "urgency" TEXT NOT NULL,
  "target" INTEGER,
  "measure" INTEGER,
  "commitment" INTEGER,
  "decision" INTEGER,
  "issue" INTEGER,
  "promise" INTEGER,
  "lessons" INTEGER,
  "entries" INTEGER,
  "reading" INTEGER,
  "leader" INTEGER,
  "lead" INTEGER NOT NULL,
  "responsible" INTEGER,
  "assist" INTEGER,
  "post" INTEGER,
  "due" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_task__unit_id" ON "task__unit" ("id");

CREATE TABLE "node" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL REFERENCES "task" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "due" INTEGER NOT NULL,
  "reached_on" INTEGER,
  "quantity" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_node_task_zh" ON "node" ("task", "zh");
CREATE INDEX "ix_node_task_due" ON "node" ("task", "due");
CREATE INDEX "ix_node_task_state" ON "node" ("task", "state");
CREATE INDEX "ix_node_due" ON "node" ("due");
CREATE INDEX "ix_node_state" ON "node" ("state", "id", "due");
CREATE INDEX "ix_node_state_due" ON "node" ("state", "due");
CREATE TABLE "node__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL,
  "due" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_node__unit_id" ON "node__unit" ("id");

CREATE TABLE "report" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "task" INTEGER NOT NULL REFERENCES "task" ("id"),
  "day" INTEGER NOT NULL,
  "standing" TEXT NOT NULL,
  "percent" INTEGER,
  "percent_scale" INTEGER,
  "progress" TEXT NOT NULL,
  "problems" TEXT,
  "next_steps" TEXT
) STRICT;
CREATE INDEX "ix_report_task" ON "report" ("task");
CREATE INDEX "ix_report_task_day" ON "report" ("task", "day");
CREATE INDEX "ix_report_day" ON "report" ("day");
CREATE INDEX "ix_report_standing" ON "report" ("standing");
CREATE INDEX "ix_report_standing_day" ON "report" ("standing", "day");
CREATE TABLE "report__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "task" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "standing" TEXT NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_report__unit_id" ON "report__unit" ("id");

CREATE TABLE "evidence" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "report" INTEGER REFERENCES "report" ("id"),
  "stage" INTEGER REFERENCES "stage_event" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "zh" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "attached" TEXT,
  "link" TEXT,
  "day" INTEGER,
  "spot" INTEGER,
  "spot_lon" INTEGER
) STRICT;
CREATE INDEX "ix_evidence_report" ON "evidence" ("report");
CREATE INDEX "ix_evidence_stage" ON "evidence" ("stage");
CREATE INDEX "ix_evidence_organisation" ON "evidence" ("organisation");
CREATE INDEX "ix_evidence_kind" ON "evidence" ("kind");
CREATE TABLE "evidence__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "report" INTEGER,
  "stage" INTEGER,
  "organisation" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_evidence__unit_id" ON "evidence__unit" ("id");

CREATE TABLE "extension" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL REFERENCES "task" ("id"),
  "asked_on" INTEGER NOT NULL,
  "reason" TEXT NOT NULL,
  "progress" TEXT NOT NULL,
  "asked_until" INTEGER NOT NULL,
  "granted_until" INTEGER,
  "alternative" TEXT
) STRICT;
CREATE INDEX "ix_extension_task" ON "extension" ("task");
CREATE INDEX "ix_extension_task_granted_until" ON "extension" ("task", "granted_until");
CREATE INDEX "ix_extension_task_state" ON "extension" ("task", "state");
CREATE INDEX "ix_extension_granted_until" ON "extension" ("granted_until");
CREATE INDEX "ix_extension_state" ON "extension" ("state", "id", "granted_until");
CREATE INDEX "ix_extension_state_granted_until" ON "extension" ("state", "granted_until");
CREATE TABLE "extension__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL,
  "granted_until" INTEGER,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_extension__unit_id" ON "extension__unit" ("id");

CREATE TABLE "verification" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "task" INTEGER NOT NULL REFERENCES "task" ("id"),
  "day" INTEGER NOT NULL,
  "verifier" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "way" TEXT NOT NULL,
  "finding" TEXT NOT NULL,
  "note" TEXT NOT NULL
) STRICT;
CREATE INDEX "ix_verification_task" ON "verification" ("task");
CREATE INDEX "ix_verification_task_day" ON "verification" ("task", "day");
CREATE INDEX "ix_verification_day" ON "verification" ("day");
CREATE INDEX "ix_verification_verifier" ON "verification" ("verifier");
CREATE INDEX "ix_verification_verifier_day" ON "verification" ("verifier", "day");
CREATE INDEX "ix_verification_way" ON "verification" ("way");
CREATE INDEX "ix_verification_way_day" ON "verification" ("way", "day");
CREATE INDEX "ix_verification_finding" ON "verification" ("finding");
CREATE INDEX "ix_verification_finding_day" ON "verification" ("finding", "day");
CREATE TABLE "verification__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "task" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "verifier" INTEGER NOT NULL,
  "way" TEXT NOT NULL,
  "finding" TEXT NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_verification__unit_id" ON "verification__unit" ("id");

CREATE TABLE "reminder" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL REFERENCES "task" ("id"),
  "day" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "answer" TEXT
) STRICT;
CREATE INDEX "ix_reminder_task" ON "reminder" ("task");
CREATE INDEX "ix_reminder_task_day" ON "reminder" ("task", "day");
CREATE INDEX "ix_reminder_task_state" ON "reminder" ("task", "state");
CREATE INDEX "ix_reminder_day" ON "reminder" ("day");
CREATE INDEX "ix_reminder_state" ON "reminder" ("state", "id", "day");
CREATE INDEX "ix_reminder_state_day" ON "reminder" ("state", "day");
CREATE TABLE "reminder__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_reminder__unit_id" ON "reminder__unit" ("id");

CREATE TABLE "slip" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "number" TEXT NOT NULL,
  "task" INTEGER NOT NULL REFERENCES "task" ("id"),
  "colour" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "answer_by" INTEGER,
  "answer" TEXT,
  "shortfall" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_slip_number" ON "slip" ("number");
CREATE INDEX "ix_slip_task" ON "slip" ("task");
CREATE INDEX "ix_slip_task_day" ON "slip" ("task", "day");
CREATE INDEX "ix_slip_task_state" ON "slip" ("task", "state");
CREATE INDEX "ix_slip_colour" ON "slip" ("colour");
CREATE INDEX "ix_slip_colour_day" ON "slip" ("colour", "day");
CREATE INDEX "ix_slip_colour_state" ON "slip" ("colour", "state");
CREATE INDEX "ix_slip_day" ON "slip" ("day");
CREATE INDEX "ix_slip_state" ON "slip" ("state", "id", "day");
CREATE INDEX "ix_slip_state_day" ON "slip" ("state", "day");
CREATE TABLE "slip__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "task" INTEGER NOT NULL,
  "colour" TEXT NOT NULL,
  "day" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "state", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_slip__unit_id" ON "slip__unit" ("id");

CREATE TABLE "tour" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "zh" TEXT NOT NULL,
  "en" TEXT,
  "days" INTEGER NOT NULL,
  "days_end" INTEGER NOT NULL,
  "organiser" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "scheme" INTEGER REFERENCES "scheme" ("id"),
  "decision" INTEGER REFERENCES "decision" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_tour_zh" ON "tour" ("zh");
CREATE INDEX "ix_tour_days" ON "tour" ("days");
CREATE INDEX "ix_tour_organiser" ON "tour" ("organiser");
CREATE INDEX "ix_tour_organiser_days" ON "tour" ("organiser", "days");
CREATE INDEX "ix_tour_organiser_state" ON "tour" ("organiser", "state");
CREATE INDEX "ix_tour_scheme" ON "tour" ("scheme");
CREATE INDEX "ix_tour_scheme_days" ON "tour" ("scheme", "days");
CREATE INDEX "ix_tour_scheme_state" ON "tour" ("scheme", "state") WHERE "scheme" IS NOT NULL;
CREATE INDEX "ix_tour_decision" ON "tour" ("decision");
CREATE INDEX "ix_tour_decision_days" ON "tour" ("decision", "days");
CREATE INDEX "ix_tour_decision_state" ON "tour" ("decision", "state") WHERE "decision" IS NOT NULL;
CREATE INDEX "ix_tour_state" ON "tour" ("state", "id", "days");
CREATE INDEX "ix_tour_state_days" ON "tour" ("state", "days");
CREATE TABLE "tour_entries" (
  "owner" INTEGER NOT NULL REFERENCES "tour" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "entry" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_tour_entries" ON "tour_entries" ("target");

CREATE TABLE "tour_group" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "tour" INTEGER NOT NULL REFERENCES "tour" ("id"),
  "zh" TEXT NOT NULL,
  "en" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_tour_group_tour_zh" ON "tour_group" ("tour", "zh");
CREATE TABLE "tour_group_members" (
  "owner" INTEGER NOT NULL REFERENCES "tour_group" ("id"),
  "place" INTEGER NOT NULL,
  "target" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  PRIMARY KEY ("owner", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_tour_group_members" ON "tour_group_members" ("target");

CREATE TABLE "stop" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "tour_group" INTEGER NOT NULL REFERENCES "tour_group" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "project" INTEGER NOT NULL REFERENCES "project" ("id"),
  "place" INTEGER NOT NULL,
  "screening" TEXT,
  "audit" TEXT
) STRICT;
CREATE UNIQUE INDEX "ux_stop_tour_group_project" ON "stop" ("tour_group", "project");
CREATE INDEX "ix_stop_tour_group_place" ON "stop" ("tour_group", "place");
CREATE INDEX "ix_stop_organisation" ON "stop" ("organisation");
CREATE INDEX "ix_stop_organisation_place" ON "stop" ("organisation", "place");
CREATE INDEX "ix_stop_project" ON "stop" ("project");
CREATE INDEX "ix_stop_project_place" ON "stop" ("project", "place");
CREATE INDEX "ix_stop_place" ON "stop" ("place");

CREATE TABLE "tour_judge" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "tour_group" INTEGER NOT NULL REFERENCES "tour_group" ("id"),
  "post" INTEGER NOT NULL REFERENCES "post" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_tour_judge_tour_group_post" ON "tour_judge" ("tour_group", "post");
CREATE INDEX "ix_tour_judge_post" ON "tour_judge" ("post");
CREATE INDEX "ix_tour_judge_organisation" ON "tour_judge" ("organisation");
CREATE TABLE "tour_judge__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "tour_group" INTEGER NOT NULL,
  "post" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_tour_judge__unit_id" ON "tour_judge__unit" ("id");

CREATE TABLE "vote" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "voter" INTEGER NOT NULL REFERENCES "tour_judge" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_vote_voter" ON "vote" ("voter");
CREATE TABLE "vote__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "voter" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_vote__unit_id" ON "vote__unit" ("id");

CREATE TABLE "ballot" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "tour_group" INTEGER NOT NULL REFERENCES "tour_group" ("id"),
  "paper" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "place" INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_ballot_tour_group_paper_organisation" ON "ballot" ("tour_group", "paper", "organisation");
CREATE UNIQUE INDEX "ux_ballot_tour_group_paper_place" ON "ballot" ("tour_group", "paper", "place");
CREATE INDEX "ix_ballot_organisation" ON "ballot" ("organisation");

CREATE TABLE "recusal" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "voter" INTEGER NOT NULL REFERENCES "tour_judge" ("id"),
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
  "reason" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_recusal_voter_organisation" ON "recusal" ("voter", "organisation");
CREATE INDEX "ix_recusal_organisation" ON "recusal" ("organisation");
CREATE TABLE "recusal__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "voter" INTEGER NOT NULL,
  "organisation" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_recusal__unit_id" ON "recusal__unit" ("id");

CREATE TABLE "look_back" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "stop" INTEGER NOT NULL REFERENCES "stop" ("id"),
  "day" INTEGER NOT NULL,
  "finding" TEXT NOT NULL,
  "note" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "ux_look_back_stop_day" ON "look_back" ("stop", "day");
CREATE INDEX "ix_look_back_day" ON "look_back" ("day");
CREATE INDEX "ix_look_back_finding" ON "look_back" ("finding");
CREATE INDEX "ix_look_back_finding_day" ON "look_back" ("finding", "day");

CREATE TABLE "saved_view" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "records" TEXT NOT NULL,
  "conditions" TEXT,
  "words" TEXT,
  "sorting" TEXT,
  "columns" TEXT,
  "account" INTEGER REFERENCES "account" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_saved_view_records_account_name" ON "saved_view" ("records", COALESCE("account", -9007199254740992), "name");
CREATE INDEX "ix_saved_view_account" ON "saved_view" ("account");
CREATE TABLE "saved_view__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "records" TEXT NOT NULL,
  "account" INTEGER,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_saved_view__unit_id" ON "saved_view__unit" ("id");

CREATE TABLE "shared_view" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "records" TEXT NOT NULL,
  "conditions" TEXT,
  "words" TEXT,
  "sorting" TEXT,
  "columns" TEXT,
  "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id")
) STRICT;
CREATE UNIQUE INDEX "ux_shared_view_records_organisation_name" ON "shared_view" ("records", "organisation", "name");
CREATE INDEX "ix_shared_view_organisation" ON "shared_view" ("organisation");
CREATE TABLE "shared_view__unit" (
  "__unit" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "records" TEXT NOT NULL,
  "organisation" INTEGER NOT NULL,
  PRIMARY KEY ("__unit", "id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "ix_shared_view__unit_id" ON "shared_view__unit" ("id");
