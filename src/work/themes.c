/* Progress by theme: what was promised in public for each of the seven mains,
 * and what became of it. */
#include "work_impl.h"

static const char THEMES[] = "seven_mains";

typedef struct Progress {
    Arena *arena;
    Workspace *workspace;
    Date today;
    List entries; /* Record, of all lists */
    List *themes; /* ThemeProgress; the last is that of none */
} Progress;

static Status list_all(const Progress *progress, const char *type, const char *order, List *records,
                       Error *err)
{
    const RecordDef *def = model_record(workspace_model(progress->workspace), text_from(type));
    RecordOrder by = {.field = order ? record_field(def, text_from(order)) : KEY_ID};
    RecordQuery query = {.order = &by};
    return record_list(progress->arena, progress->workspace, def, &query, records, err);
}

/* ---- The themes: what stands on the list itself, under no other entry ---- */

static Status read_themes(Progress *progress, Error *err)
{
    List lists;
    int64_t wanted = 0;
    Status status = list_all(progress, "named_list", NULL, &lists, err);
    for (size_t i = 0; status == STATUS_OK && i < lists.count; i++) {
        const Record *list = LIST_AT(&lists, Record, i);
        wanted = text_equal(ask_value(list, "code")->text, text_from(THEMES)) ? list->id : wanted;
    }
    if (status == STATUS_OK) {
        status = list_all(progress, "entry", "place", &progress->entries, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < progress->entries.count; i++) {
        Record *entry = LIST_AT(&progress->entries, Record, i);
        if (wanted != 0 && ask_ref(entry, "list") == wanted && !ask_has(entry, "parent")) {
            ((ThemeProgress *)list_add(progress->themes))->theme = entry;
        }
    }
    list_add(progress->themes);
    return status;
}

static const Record *entry_of(const Progress *progress, int64_t id)
{
    for (size_t i = 0; i < progress->entries.count; i++) {
        const Record *entry = LIST_AT(&progress->entries, Record, i);
        if (entry->id == id) {
            return entry;
        }
    }
    return NULL;
}

/* The entry that this one lies under in the end; entries that lie under each other lead nowhere. */
static int64_t top_of(const Progress *progress, int64_t id)
{
    for (size_t steps = 0; steps <= progress->entries.count; steps++) {
        const Record *entry = entry_of(progress, id);
        if (!entry || !ask_has(entry, "parent")) {
            return entry ? entry->id : 0;
        }
        id = ask_ref(entry, "parent");
    }
    return 0;
}

/* ---- The promises ---- */

static void count_promise(const Progress *progress, const Record *promise, ThemeProgress *theme)
{
    bool is_late = (Date)ask_value(promise, "due")->number < progress->today;
    theme->kept += ask_in(promise, "kept rechecked");
    theme->broken += ask_in(promise, "broken");
    theme->late += ask_in(promise, "running") && is_late;
    theme->running += ask_in(promise, "running") && !is_late;
}

static bool stands_on(const Progress *progress, const Record *commitment, const Record *theme)
{
    const Value *entries = ask_value(commitment, "entries");
    for (int i = 0; entries->kind == VALUE_REFS && i < entries->ref_count; i++) {
        if (top_of(progress, entries->refs[i]) == theme->id) {
            return true;
        }
    }
    return false;
}

static Status place_promise(Progress *progress, const Record *promise, Error *err)
{
    const RecordDef *def = model_record(workspace_model(progress->workspace), TEXT("commitment"));
    Record *commitment = NULL;
    bool is_placed = false;
    Status status = STATUS_OK;
    if (ask_has(promise, "commitment")) {
        status = record_get(progress->arena, progress->workspace, def,
                            ask_ref(promise, "commitment"), &commitment, err);
    }
    for (size_t t = 0; status == STATUS_OK && t < progress->themes->count; t++) {
        ThemeProgress *theme = LIST_AT(progress->themes, ThemeProgress, t);
        bool is_on =
            theme->theme ? commitment && stands_on(progress, commitment, theme->theme) : !is_placed;
        if (is_on) {
            count_promise(progress, promise, theme);
        }
        is_placed = is_placed || is_on;
    }
    return status;
}

static Status place_all(Progress *progress, Error *err)
{
    List promises;
    Status status = list_all(progress, "promise", NULL, &promises, err);
    for (size_t i = 0; status == STATUS_OK && i < promises.count; i++) {
        const Record *promise = LIST_AT(&promises, Record, i);
        if (promise->def->states[promise->state].is_public) {
            status = place_promise(progress, promise, err);
        }
    }
    return status;
}

static bool is_empty(const ThemeProgress *theme)
{
    return theme->kept + theme->running + theme->late + theme->broken == 0;
}

Status promise_progress(Arena *arena, Workspace *workspace, Date today, List *themes, Error *err)
{
    Progress progress = {.arena = arena, .workspace = workspace, .today = today, .themes = themes};
    *themes = list_new(arena, sizeof(ThemeProgress));
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    Status status = read_themes(&progress, err);
    if (status == STATUS_OK) {
        status = place_all(&progress, err);
    }
    workspace_look_with(workspace, before);
    if (status == STATUS_OK && is_empty(LIST_AT(themes, ThemeProgress, themes->count - 1))) {
        themes->count--;
    }
    return status;
}
