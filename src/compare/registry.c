/* The registry: every register record in arrays, ids resolved to places in them. */
#include "compare_impl.h"

static Date date_or_none(const Value *value)
{
    return value->kind == VALUE_INT ? (Date)value->number : DATE_NONE;
}

static double decimal_or(const Value *value, double otherwise)
{
    return value->kind == VALUE_DECIMAL ? decimal_double(value->decimal) : otherwise;
}

static Text text_or_empty(const Value *value)
{
    return value->kind == VALUE_TEXT ? value->text : TEXT("");
}

static int64_t id_or_none(const Value *value)
{
    return value->kind == VALUE_INT ? value->number : 0;
}

bool is_valid_on(Date from, Date to, Date on)
{
    return (from == DATE_NONE || from <= on) && (to == DATE_NONE || on <= to);
}

/* Records come in the order of their ids, which is the first member of what is made of them. */
static int place_of_id(const void *items, size_t size, int count, int64_t id)
{
    int low = 0, high = count - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        int64_t at = *(const int64_t *)((const char *)items + (size_t)middle * size);
        if (at == id) {
            return middle;
        }
        if (at < id) {
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return -1;
}

int registry_entity_of_id(const Registry *registry, int64_t id)
{
    return place_of_id(registry->entities, sizeof(Entity), registry->entity_count, id);
}

int registry_indicator_of_id(const Registry *registry, int64_t id)
{
    return place_of_id(registry->indicators, sizeof(Indicator), registry->indicator_count, id);
}

/* All records of one type, by id. */
static Status list_all(Arena *arena, Workspace *workspace, const RecordDef *def, List *records,
                       Error *err)
{
    RecordQuery query = {.limit = 0};
    return record_list(arena, workspace, def, &query, records, err);
}

bool figures_rest_on(Text type)
{
    static const RecordDef *const defs[] = {
        &RECORD_ENTITY,         &RECORD_ENTITY_NAME,  &RECORD_INDICATOR, &RECORD_INDICATOR_NAME,
        &RECORD_INDICATOR_PART, &RECORD_SERIES_BREAK, &RECORD_BENCHMARK, &RECORD_TIER,
        &RECORD_PEER_GROUP,     &RECORD_BATCH};
    bool rests = text_equal(type, TEXT("rule_set"));
    for (size_t i = 0; i < sizeof defs / sizeof *defs; i++) {
        rests = rests || text_equal(type, text_from(defs[i]->name));
    }
    return rests;
}

static Status load_entities(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_ENTITY, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->entity_count = (int)records.count;
    registry->entities = ARENA_ARRAY(arena, Entity, records.count);
    for (size_t i = 0; i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        const Value *values = record->values;
        registry->entities[i] = (Entity){
            .id = record->id,
            .code = text_or_empty(&values[ENTITY_CODE]),
            .zh = text_or_empty(&values[ENTITY_ZH]),
            .en = text_or_empty(&values[ENTITY_EN]),
            .kind = text_or_empty(&values[ENTITY_KIND]),
            .parent = -1,
        };
    }
    for (size_t i = 0; i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        int64_t parent = id_or_none(&record->values[ENTITY_PARENT]);
        registry->entities[i].parent = registry_entity_of_id(registry, parent);
    }
    return STATUS_OK;
}

static Polarity polarity_of(const Value *values)
{
    Text name = text_or_empty(&values[INDICATOR_POLARITY]);
    Polarity polarity = {.kind = POLARITY_NEUTRAL};
    if (text_equal(name, TEXT("higher"))) {
        polarity.kind = POLARITY_HIGHER;
    } else if (text_equal(name, TEXT("lower"))) {
        polarity.kind = POLARITY_LOWER;
    } else if (text_equal(name, TEXT("range"))) {
        const Value *low = &values[INDICATOR_RANGE_LOW], *high = &values[INDICATOR_RANGE_HIGH];
        bool whole = low->kind == VALUE_DECIMAL && high->kind == VALUE_DECIMAL;
        polarity.kind = whole ? POLARITY_RANGE : POLARITY_NEUTRAL;
        polarity.low = decimal_or(low, 0);
        polarity.high = decimal_or(high, 0);
    }
    return polarity;
}

/* What all of it would be in this unit; 0 where the unit is none of parts. */
static double whole_in(Text unit)
{
    static const struct {
        const char *unit;
        double whole;
    } PARTS[] = {
        {"%", 100}, {"％", 100}, {"‰", 1000}, {"百分点", 100}, {"个百分点", 100},
    };
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        if (text_equal(text_trim(unit), text_from(PARTS[i].unit))) {
            return PARTS[i].whole;
        }
    }
    return 0;
}

/* The name of the unit that owes the figure. */
static Status load_owner(Arena *arena, Workspace *workspace, const Record *record,
                         Indicator *indicator, Error *err)
{
    if (id_or_none(&record->values[INDICATOR_OWNER]) == 0) {
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT && status == STATUS_OK; lang++) {
        Buf name = buf_new(arena);
        status = record_print(workspace, &name, lang, record, INDICATOR_OWNER, err);
        indicator->owner[lang] = buf_text(&name);
    }
    return status;
}

static Status load_indicators(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_INDICATOR, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->indicator_count = (int)records.count;
    registry->indicators = ARENA_ARRAY(arena, Indicator, records.count);
    for (size_t i = 0; i < records.count && status == STATUS_OK; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        const Value *values = record->values;
        Text unit = text_or_empty(&values[INDICATOR_UNIT]);
        registry->indicators[i] = (Indicator){
            .id = record->id,
            .code = text_or_empty(&values[INDICATOR_CODE]),
            .zh = text_or_empty(&values[INDICATOR_ZH]),
            .en = text_or_empty(&values[INDICATOR_EN]),
            .unit = unit,
            .area = text_or_empty(&values[INDICATOR_AREA]),
            .polarity = polarity_of(values),
            .kind = text_or_empty(&values[INDICATOR_KIND]),
            .is_percent = whole_in(unit) > 0,
            .whole = whole_in(unit),
            .decimals = (int)id_or_none(&values[INDICATOR_DECIMALS]),
        };
        status = load_owner(arena, workspace, record, &registry->indicators[i], err);
    }
    return status;
}

static Status load_names(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    registry_index_names(arena, registry);
    List records;
    Status status = list_all(arena, workspace, &RECORD_ENTITY_NAME, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < records.count; i++) {
        const Value *values = LIST_AT(&records, Record, i)->values;
        int target = registry_entity_of_id(registry, id_or_none(&values[ENTITY_NAME_ENTITY]));
        if (target >= 0) {
            name_table_add(&registry->index->entity_names, text_or_empty(&values[ENTITY_NAME_NAME]),
                           target, date_or_none(&values[ENTITY_NAME_VALID_FROM]),
                           date_or_none(&values[ENTITY_NAME_VALID_TO]));
        }
    }
    status = list_all(arena, workspace, &RECORD_INDICATOR_NAME, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < records.count; i++) {
        const Value *values = LIST_AT(&records, Record, i)->values;
        int target =
            registry_indicator_of_id(registry, id_or_none(&values[INDICATOR_NAME_INDICATOR]));
        if (target >= 0) {
            name_table_add(&registry->index->indicator_names,
                           text_or_empty(&values[INDICATOR_NAME_NAME]), target, DATE_NONE,
                           DATE_NONE);
        }
    }
    return STATUS_OK;
}

static PartRole part_role(Text name)
{
    if (text_equal(name, TEXT("numerator"))) {
        return PART_NUMERATOR;
    }
    if (text_equal(name, TEXT("growth_of"))) {
        return PART_GROWTH_OF;
    }
    return text_equal(name, TEXT("denominator")) ? PART_DENOMINATOR : PART_ADDEND;
}

static Status load_parts(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_INDICATOR_PART, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->parts = ARENA_ARRAY(arena, IndicatorPart, records.count);
    for (size_t i = 0; i < records.count; i++) {
        const Value *values = LIST_AT(&records, Record, i)->values;
        registry->parts[registry->part_count++] = (IndicatorPart){
            .indicator =
                registry_indicator_of_id(registry, id_or_none(&values[INDICATOR_PART_INDICATOR])),
            .part = registry_indicator_of_id(registry, id_or_none(&values[INDICATOR_PART_PART])),
            .role = part_role(text_or_empty(&values[INDICATOR_PART_ROLE])),
            .factor = decimal_or(&values[INDICATOR_PART_FACTOR], 1),
        };
    }
    return STATUS_OK;
}

static Status load_breaks(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_SERIES_BREAK, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->breaks = ARENA_ARRAY(arena, SeriesBreak, records.count);
    registry->break_count = (int)records.count;
    for (size_t i = 0; i < records.count; i++) {
        const Value *values = LIST_AT(&records, Record, i)->values;
        registry->breaks[i] = (SeriesBreak){
            .entity = registry_entity_of_id(registry, id_or_none(&values[SERIES_BREAK_ENTITY])),
            .indicator =
                registry_indicator_of_id(registry, id_or_none(&values[SERIES_BREAK_INDICATOR])),
            .period = period_from_code((int32_t)id_or_none(&values[SERIES_BREAK_PERIOD])),
            .reason = text_or_empty(&values[SERIES_BREAK_REASON]),
        };
    }
    return STATUS_OK;
}

static Status load_benchmarks(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_BENCHMARK, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->benchmarks = ARENA_ARRAY(arena, Benchmark, records.count);
    registry->benchmark_count = (int)records.count;
    for (size_t i = 0; i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        const Value *values = record->values;
        registry->benchmarks[i] = (Benchmark){
            .id = record->id,
            .subject = registry_entity_of_id(registry, id_or_none(&values[BENCHMARK_SUBJECT])),
            .reference = registry_entity_of_id(registry, id_or_none(&values[BENCHMARK_REFERENCE])),
            .area = text_or_empty(&values[BENCHMARK_AREA]),
            .role = text_or_empty(&values[BENCHMARK_ROLE]),
            .verb = text_or_empty(&values[BENCHMARK_VERB]),
            .reason = text_or_empty(&values[BENCHMARK_REASON]),
            .from = date_or_none(&values[BENCHMARK_VALID_FROM]),
            .to = date_or_none(&values[BENCHMARK_VALID_TO]),
        };
    }
    return STATUS_OK;
}

static Status load_tiers(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_TIER, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->tiers = ARENA_ARRAY(arena, Tier, records.count);
    registry->tier_count = (int)records.count;
    for (size_t i = 0; i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        const Value *values = record->values;
        registry->tiers[i] = (Tier){
            .id = record->id,
            .zh = text_or_empty(&values[TIER_ZH]),
            .en = text_or_empty(&values[TIER_EN]),
            .kind = text_or_empty(&values[TIER_KIND]),
            .value = values[TIER_VALUE].decimal,
            .scope = registry_entity_of_id(registry, id_or_none(&values[TIER_SCOPE])),
            .from = date_or_none(&values[TIER_VALID_FROM]),
            .to = date_or_none(&values[TIER_VALID_TO]),
        };
    }
    return STATUS_OK;
}

static const int *group_members(Arena *arena, const Registry *registry, const Value *members)
{
    int *indices = ARENA_ARRAY(arena, int, (size_t)members->ref_count);
    for (int m = 0; m < members->ref_count; m++) {
        indices[m] = registry_entity_of_id(registry, members->refs[m]);
    }
    return indices;
}

static Status load_groups(Arena *arena, Workspace *workspace, Registry *registry, Error *err)
{
    List records;
    Status status = list_all(arena, workspace, &RECORD_PEER_GROUP, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    registry->groups = ARENA_ARRAY(arena, PeerGroup, records.count);
    registry->group_count = (int)records.count;
    for (size_t i = 0; i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        const Value *values = record->values;
        registry->groups[i] = (PeerGroup){
            .id = record->id,
            .zh = text_or_empty(&values[PEER_GROUP_ZH]),
            .en = text_or_empty(&values[PEER_GROUP_EN]),
            .members = group_members(arena, registry, &values[PEER_GROUP_MEMBERS]),
            .member_count = values[PEER_GROUP_MEMBERS].ref_count,
            .from = date_or_none(&values[PEER_GROUP_VALID_FROM]),
            .to = date_or_none(&values[PEER_GROUP_VALID_TO]),
        };
    }
    return STATUS_OK;
}

const PeerGroup *registry_group(const Registry *registry, Text name)
{
    for (int g = 0; g < registry->group_count; g++) {
        const PeerGroup *group = &registry->groups[g];
        if (text_equal(name, group->zh) || (group->en.len > 0 && text_equal(name, group->en))) {
            return group;
        }
    }
    return NULL;
}

/* Groups of siblings, so that who is ranked together is found once. */
static void group_siblings(Arena *arena, Registry *registry)
{
    struct RegistryIndex *index = registry->index;
    int count = registry->entity_count;
    Map *groups = map_new(arena);
    index->group_of = ARENA_ARRAY(arena, int, (size_t)count);
    index->members = ARENA_ARRAY(arena, int, (size_t)count);
    index->group_first = ARENA_ARRAY(arena, int, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        const Entity *entity = &registry->entities[i];
        Text key = text_format(arena, "%d %.*s", entity->parent, TEXT_ARGS(entity->kind));
        int64_t group;
        if (!map_get(groups, key, &group)) {
            group = index->group_count++;
            map_put(groups, key, group);
        }
        index->group_of[i] = (int)group;
        index->group_first[group + 1]++;
    }
    int *next = ARENA_ARRAY(arena, int, (size_t)count + 1);
    for (int g = 0; g < index->group_count; g++) {
        index->group_first[g + 1] += index->group_first[g];
        next[g] = index->group_first[g];
    }
    index->place_of = ARENA_ARRAY(arena, int, (size_t)count);
    for (int i = 0; i < count; i++) {
        int group = index->group_of[i], at = next[group]++;
        index->members[at] = i;
        index->place_of[i] = at - index->group_first[group];
    }
}

/* What a number of an entity, a group or an indicator means: registries that agree in it may share
 * what is kept under such numbers. */
static void add_numbering(Registry *registry)
{
    struct RegistryIndex *index = registry->index;
    Sha256 sha;
    sha256_start(&sha);
    for (int i = 0; i < registry->entity_count; i++) {
        hash_add_int(&sha, registry->entities[i].id);
        hash_add_int(&sha, index->group_of[i]);
    }
    for (int i = 0; i < registry->indicator_count; i++) {
        hash_add_int(&sha, registry->indicators[i].id);
    }
    index->numbering = sha256_finish(&sha);
}

Status registry_load(Arena *arena, Workspace *workspace, Registry **registry, Error *err)
{
    typedef Status (*Load)(Arena *, Workspace *, Registry *, Error *);
    static const Load LOADS[] = {load_entities, load_indicators, load_names,  load_parts,
                                 load_breaks,   load_benchmarks, load_groups, load_tiers};
    Registry *loaded = ARENA_NEW(arena, Registry);
    loaded->index = ARENA_NEW(arena, struct RegistryIndex);
    loaded->index->columns = columns_alone(arena);
    loaded->index->held = list_new(arena, sizeof(KeptColumns *));
    for (size_t i = 0; i < sizeof(LOADS) / sizeof(LOADS[0]); i++) {
        Status status = LOADS[i](arena, workspace, loaded, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    group_siblings(arena, loaded);
    add_numbering(loaded);
    *registry = loaded;
    return STATUS_OK;
}

int registry_with_parts(const Registry *registry, int indicator, int *indicators)
{
    int count = 0;
    indicators[count++] = indicator;
    for (int i = 0; i < registry->part_count; i++) {
        const IndicatorPart *part = &registry->parts[i];
        if (part->indicator == indicator && part->part >= 0 && part->part != indicator) {
            indicators[count++] = part->part;
        }
    }
    return count;
}

int registry_siblings(const Registry *registry, int entity, int *members)
{
    const struct RegistryIndex *index = registry->index;
    int group = index->group_of[entity], count = 0;
    for (int i = index->group_first[group]; i < index->group_first[group + 1]; i++) {
        members[count++] = index->members[i];
    }
    return count;
}
