/* The compiled model: const tables of modelc, migrations and rule sets embedded. */
#include "compiled_model.h"

#include "migration_table.h"
#include "model_table.h"
#include "rule_files.h"

#include <stdlib.h>

const Model *compiled_model(Arena *arena)
{
    Migration *migrations = ARENA_ARRAY(arena, Migration, MIGRATION_FILES_count);
    for (size_t at = 0; at < MIGRATION_FILES_count; at++) {
        const EmbeddedFile *file = &MIGRATION_FILES[at];
        /* 0001_initial.sql: the store refuses numbers that do not follow each other. */
        migrations[at].number = atoi(file->name);
        migrations[at].name = file->name;
        migrations[at].sql = (const char *)file->bytes;
    }
    Model *model = ARENA_NEW(arena, Model);
    model->records = MODEL_RECORDS;
    model->record_count = MODEL_RECORD_COUNT;
    model->roles = MODEL_ROLES;
    model->role_count = MODEL_ROLE_COUNT;
    model->rules = (EmbeddedFiles){RULE_FILES, RULE_FILES_count};
    model->migrations = (MigrationList){migrations, MIGRATION_FILES_count};
    return model;
}
