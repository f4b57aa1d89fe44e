/* Who may do what: roles, what is granted to them, and whose a record is. */
#include "model_parse_impl.h"

#include <string.h>

static const char *const ACT_WORDS[ACT_COUNT] = {
    [ACT_READ] = "read",     [ACT_CREATE] = "create", [ACT_CHANGE] = "change",
    [ACT_DELETE] = "delete", [ACT_UNSEAL] = "unseal",
};

/* ---- Reading ---- */

static const DraftRole *draft_role(const Parser *parser, Text name, int *index)
{
    for (size_t at = 0; at < parser->roles.count; at++) {
        const DraftRole *role = LIST_AT(&parser->roles, DraftRole, at);
        if (text_equal(name, text_from(role->def.name))) {
            *index = (int)at;
            return role;
        }
    }
    return NULL;
}

static bool role_is_new(Parser *parser, const Token *name)
{
    int index = 0;
    const DraftRole *same = draft_role(parser, name->text, &index);
    if (same != NULL) {
        model_fault(parser, name->place, "role '%s' is there already, in %.*s on line %d",
                    same->def.name, TEXT_ARGS(same->place.file), same->place.line);
        return false;
    }
    if (parser->roles.count >= MODEL_ROLES_MAX) {
        model_fault(parser, name->place, "a model has at most %d roles", MODEL_ROLES_MAX);
        return false;
    }
    return true;
}

void model_read_role(Parser *parser)
{
    parser->record = NULL;
    parser->field = NULL;
    parser->record_is_faulty = false;
    parser->field_is_faulty = false;
    const Token *name = model_expect(parser, false, "the name of the role");
    if (name == NULL || !model_check_name(parser, name, "a role") || !role_is_new(parser, name)) {
        return;
    }
    DraftRole *role = list_add(&parser->roles);
    role->place = name->place;
    role->def.name = text_cstr(parser->arena, name->text);
    role->def.zh = role->def.en = role->def.name;
    role->def.is_apart = model_accept_word(parser, "apart");
    if (role->def.is_apart && text_equal(name->text, TEXT(ROLE_PUBLIC))) {
        model_fault(parser, name->place, "everyone is of the public: it cannot stand apart");
    }
    model_read_labels(parser, &role->def.zh, &role->def.en);
}

void model_read_allow(Parser *parser)
{
    DraftRecord *record = parser->record;
    const Token *word = model_expect(parser, false, "what is allowed");
    if (word == NULL) {
        return;
    }
    int act = 0;
    while (act < ACT_COUNT && !text_equal(word->text, text_from(ACT_WORDS[act]))) {
        act++;
    }
    if (act == ACT_COUNT) {
        model_fault(parser, word->place,
                    "'%.*s' cannot be allowed: read, create, change, delete, unseal",
                    TEXT_ARGS(word->text));
    } else if (record->allows[act]) {
        model_fault(parser, word->place, "'allow %s' is there already", ACT_WORDS[act]);
    } else {
        record->allows[act] = true;
        if (!model_read_set(parser, 1, MODEL_TOKENS_MAX, &record->allow[act])) {
            record->allow[act].count = 0;
        }
        record->allow[act].place = word->place;
    }
}

void model_read_unit(Parser *parser)
{
    DraftRecord *record = parser->record;
    Place place = parser->line.tokens[0].place;
    if (record->has_unit) {
        model_fault(parser, place, "this record has its unit already");
        return;
    }
    record->has_unit = true;
    if (record->def.kind == RECORD_FACT) {
        model_fault(parser, place, "a fact belongs to the batch that brought it, and to no unit");
        return;
    }
    record->unit_is_through = model_accept_word(parser, "through");
    if (!model_read_set(parser, 1, record->unit_is_through ? 1 : SET_FIELDS_MAX, &record->unit)) {
        record->unit.count = 0;
    }
}

/* ---- Whom something is granted to ---- */

static bool is_organisation(const DraftRecord *record)
{
    return strcmp(record->def.name, ORGANISATION) == 0;
}

/* The word behind "role:"; REACH_NONE after a fault. */
static Reach resolve_reach(Parser *parser, const DraftRecord *record, const Token *who, Text word)
{
    Reach reach = text_equal(word, TEXT("own"))       ? REACH_OWN
                  : text_equal(word, TEXT("subtree")) ? REACH_SUBTREE
                                                      : REACH_NONE;
    if (reach == REACH_NONE) {
        model_fault(parser, who->place, "'%.*s' is no scope: own, subtree", TEXT_ARGS(word));
    } else if (record->def.kind == RECORD_FACT) {
        model_fault(parser, who->place, "a fact belongs to no unit: a role reads all or nothing");
        reach = REACH_NONE;
    } else if (!record->has_unit && !is_organisation(record)) {
        model_fault(parser, who->place, "'%.*s' of what? '%s' has no line 'unit'", TEXT_ARGS(word),
                    record->def.name);
        reach = REACH_NONE;
    }
    return reach;
}

static bool resolve_one(Parser *parser, const DraftRecord *record, const Token *who, Grant *grant)
{
    Text scope = who->text, name = {0};
    text_split(&scope, ':', &name);
    bool is_scoped = name.len < who->text.len;
    const DraftRole *role = draft_role(parser, name, &grant->role);
    if (role == NULL) {
        model_fault(parser, who->place, "there is no role '%.*s'", TEXT_ARGS(name));
        return false;
    }
    if (is_scoped && text_equal(name, TEXT(ROLE_PUBLIC))) {
        model_fault(parser, who->place,
                    "the public has no organisation: it reaches all or nothing");
        return false;
    }
    grant->reach = is_scoped ? resolve_reach(parser, record, who, scope) : REACH_ALL;
    return grant->reach != REACH_NONE;
}

GrantList model_resolve_who(Parser *parser, const DraftRecord *record, const DraftSet *who)
{
    Grant *grants = ARENA_ARRAY(parser->arena, Grant, (size_t)who->count);
    GrantList list = {grants, 0};
    for (int at = 0; at < who->count; at++) {
        Grant grant;
        bool is_twice = false;
        if (!resolve_one(parser, record, &who->names[at], &grant)) {
            continue;
        }
        for (int other = 0; other < list.count; other++) {
            is_twice = is_twice || grants[other].role == grant.role;
        }
        if (is_twice) {
            model_fault(parser, who->names[at].place, "'%.*s' stands here twice",
                        TEXT_ARGS(who->names[at].text));
        } else {
            grants[list.count++] = grant;
        }
    }
    return list;
}

/* ---- Whose a record is ---- */

static void resolve_unit_field(Parser *parser, DraftRecord *record, const Token *name)
{
    const DraftField *field = model_expect_field(parser, record, name);
    if (field == NULL || field->is_faulty) {
        return;
    }
    const char *target = field->def.target == NULL ? "" : field->def.target;
    if (strcmp(target, ORGANISATION) != 0 && strcmp(target, ACCOUNT) != 0) {
        model_fault(parser, name->place, "'%s' refers to no %s and no %s", field->def.name,
                    ORGANISATION, ACCOUNT);
        return;
    }
    model_set_add(parser, &record->def.unit_fields, name, model_field_index(record, field));
}

static void resolve_through(Parser *parser, DraftRecord *record, const Token *name)
{
    const DraftField *field = model_expect_field(parser, record, name);
    if (field == NULL || field->is_faulty) {
        return;
    }
    if (field->def.kind != FIELD_REF) {
        model_fault(parser, name->place, "'%s' is no reference to one record", field->def.name);
        return;
    }
    const DraftRecord *target =
        field->def.target == NULL ? NULL : model_draft_record(parser, text_from(field->def.target));
    if (target != NULL && !target->has_unit && !is_organisation(target)) {
        model_fault(parser, name->place, "'%s' belongs to no unit itself: it has no line 'unit'",
                    target->def.name);
        return;
    }
    record->def.unit_through = model_field_index(record, field);
}

static void resolve_unit(Parser *parser, DraftRecord *record)
{
    record->def.unit_through = -1;
    for (int at = 0; at < record->unit.count; at++) {
        if (record->unit_is_through) {
            resolve_through(parser, record, &record->unit.names[at]);
        } else {
            resolve_unit_field(parser, record, &record->unit.names[at]);
        }
    }
}

void model_check_unit_ends(Parser *parser, const DraftRecord *record)
{
    const DraftRecord *at = record;
    for (size_t steps = 0; at != NULL && at->def.unit_through >= 0; steps++) {
        if (steps >= SCHEMA_THROUGH_MOST) {
            model_fault(parser, record->unit.place,
                        "the units of '%s' go round in a circle, or lie more than %d records away",
                        record->def.name, SCHEMA_THROUGH_MOST);
            return;
        }
        const FieldDef *field = &model_field_at(at, (size_t)at->def.unit_through)->def;
        at = model_draft_record(parser, text_from(field->target));
    }
}

/* ---- All of it ---- */

static bool has_sealed_field(const DraftRecord *record)
{
    for (size_t at = 0; at < record->fields.count; at++) {
        if (model_field_at(record, at)->def.sealed) {
            return true;
        }
    }
    return false;
}

static void check_acts(Parser *parser, const DraftRecord *record)
{
    bool is_fact = record->def.kind == RECORD_FACT;
    for (int act = 0; act < ACT_COUNT; act++) {
        if (is_fact && record->allows[act] && act != ACT_READ && act != ACT_CREATE) {
            model_fault(parser, record->allow[act].place,
                        "facts are only ever added and read: nobody may %s one", ACT_WORDS[act]);
        }
    }
    if (!is_fact && record->allows[ACT_UNSEAL] && !has_sealed_field(record)) {
        model_fault(parser, record->allow[ACT_UNSEAL].place, "nothing of '%s' is sealed",
                    record->def.name);
    }
    if (!record->allows[ACT_UNSEAL] && has_sealed_field(record)) {
        model_fault(parser, record->place, "'%s' has sealed fields and no line 'allow unseal'",
                    record->def.name);
    }
}

void model_resolve_permit(Parser *parser, DraftRecord *record)
{
    resolve_unit(parser, record);
    check_acts(parser, record);
    for (int act = 0; act < ACT_COUNT; act++) {
        record->def.allow[act] = model_resolve_who(parser, record, &record->allow[act]);
    }
}
