/* Asking a panel. */
#include "compare_impl.h"

size_t panel_at(const Panel *panel, int indicator, int entity, int year)
{
    return ((size_t)indicator * (size_t)panel->entity_count + (size_t)entity) *
               (size_t)panel->year_count +
           (size_t)(year - panel->first_year);
}

Series panel_series(const Panel *panel, int indicator, int entity)
{
    size_t at = panel_at(panel, indicator, entity, panel->first_year);
    return (Series){
        .values = panel->values + at,
        .known = panel->known + at,
        .breaks = panel->breaks + at,
        .count = panel->year_count,
        .first_year = panel->first_year,
    };
}

int panel_indicator(const Panel *panel, int registry_index)
{
    return panel->inside->position_of_indicator[registry_index];
}

int panel_entity(const Panel *panel, int registry_index)
{
    return panel->inside->position_of_entity[registry_index];
}

static bool has_year(const Panel *panel, int year)
{
    return year >= panel->first_year && year < panel->first_year + panel->year_count;
}

const Observation *panel_source(const Panel *panel, int indicator, int entity, int year)
{
    const struct PanelInside *inside = panel->inside;
    if (!inside->source_at || !has_year(panel, year)) {
        return NULL;
    }
    uint32_t at = inside->source_at[panel_at(panel, indicator, entity, year)];
    return at == 0 ? NULL : LIST_AT(&inside->sources, Observation, at - 1);
}

const PanelColumn *panel_column_of(const Panel *panel, int indicator, int group, int year)
{
    const struct PanelInside *inside = panel->inside;
    return inside->columns && inside->group == group && has_year(panel, year)
               ? inside->columns[indicator * panel->year_count + year - panel->first_year]
               : NULL;
}

bool panel_value(const Panel *panel, int indicator, int registry_entity, int year, double *value)
{
    if (!has_year(panel, year)) {
        return false;
    }
    int entity = panel_entity(panel, registry_entity);
    if (entity >= 0) {
        size_t at = panel_at(panel, indicator, entity, year);
        *value = panel->values[at];
        return panel->known[at];
    }
    const struct RegistryIndex *index = panel->registry->index;
    const PanelColumn *column =
        panel_column_of(panel, indicator, index->group_of[registry_entity], year);
    int place = index->place_of[registry_entity];
    if (!column || !column->known[place]) {
        return false;
    }
    *value = column->values[place];
    return true;
}

int latest_common_year(const Panel *panel, int indicator, int a, int b)
{
    for (int year = panel->first_year + panel->year_count - 1; year >= panel->first_year; year--) {
        if (panel->known[panel_at(panel, indicator, a, year)] &&
            panel->known[panel_at(panel, indicator, b, year)]) {
            return year;
        }
    }
    return 0;
}

int latest_year(const Panel *panel, int indicator, int entity)
{
    return latest_common_year(panel, indicator, entity, entity);
}

Status subject_position(const Panel *panel, int subject, int *position, Error *err)
{
    *position = panel_entity(panel, subject);
    if (*position < 0) {
        return error_set(err, STATUS_INTERNAL, "compare.not_in_panel",
                         ARGS(arg_text("name", panel->registry->entities[subject].zh)));
    }
    return STATUS_OK;
}

/* ---- Fingerprint ---- */

static Hash fingerprint_of(const Panel *panel)
{
    const Registry *registry = panel->registry;
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao panel 1"));
    hash_add_int(&sha, panel->as_of);
    hash_add_int(&sha, panel->first_year);
    hash_add_int(&sha, panel->year_count);
    for (int i = 0; i < panel->indicator_count; i++) {
        hash_add_text(&sha, registry->indicators[panel->indicators[i]].code);
    }
    for (int e = 0; e < panel->entity_count; e++) {
        hash_add_text(&sha, registry->entities[panel->entities[e]].code);
    }
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    sha256_add(&sha, panel->values, cells * sizeof(double));
    sha256_add(&sha, panel->known, cells);
    sha256_add(&sha, panel->breaks, cells);
    size_t columns = (size_t)panel->indicator_count * (size_t)panel->year_count;
    for (size_t c = 0; panel->inside->columns && c < columns; c++) {
        const PanelColumn *column = panel->inside->columns[c];
        if (column) {
            hash_add_int(&sha, (int64_t)c);
            sha256_add(&sha, column->digest.bytes, HASH_BYTES);
        }
    }
    return sha256_finish(&sha);
}

/* Codes, not ids: the same figures in another workspace have the same fingerprint. Unknown cells
 * hold zero, so the arrays are canonical as they stand (on the little-endian machines we run
 * on). */
Hash panel_fingerprint(const Panel *panel)
{
    struct PanelInside *inside = panel->inside;
    if (!inside->has_fingerprint) {
        inside->fingerprint = fingerprint_of(panel);
        inside->has_fingerprint = true;
    }
    return inside->fingerprint;
}

/* ---- Numbers and texts in it, the same on every machine ---- */

void hash_add_text(Sha256 *sha, Text text)
{
    hash_add_int(sha, (int64_t)text.len);
    sha256_add(sha, text.ptr, text.len);
}

uint8_t *put_int(uint8_t *at, int64_t number)
{
    for (int i = 0; i < NUMBER_BYTES; i++) {
        at[i] = (uint8_t)((uint64_t)number >> (8 * i));
    }
    return at + NUMBER_BYTES;
}

uint8_t *put_double(uint8_t *at, double number)
{
    union {
        double number;
        int64_t bits;
    } same = {.number = number};
    return put_int(at, same.bits);
}

void hash_add_int(Sha256 *sha, int64_t number)
{
    uint8_t bytes[NUMBER_BYTES];
    put_int(bytes, number);
    sha256_add(sha, bytes, sizeof(bytes));
}

void hash_add_double(Sha256 *sha, double number)
{
    uint8_t bytes[NUMBER_BYTES];
    put_double(bytes, number);
    sha256_add(sha, bytes, sizeof(bytes));
}
