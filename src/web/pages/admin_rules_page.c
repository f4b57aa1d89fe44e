/* Rule sets: which editions there are, who put them in force and from when, and in what two of them
 * differ. */
#include "admin_impl.h"

#include <string.h>

static const char PATH[] = "/admin/rules";

static Text day_words(Visit *visit, Date date)
{
    Buf words = buf_new(visit->arena);
    if (date == DATE_NONE) {
        return page_words(visit, "web.rules.ever", NO_ARGS);
    }
    date_print(&words, date);
    return buf_text(&words);
}

static bool name_of_file(const EmbeddedFile *file, Text *name)
{
    *name = text_from(file->name);
    if (!text_ends(*name, TEXT(".rules"))) {
        return false;
    }
    *name = text_slice(*name, 0, name->len - 6);
    return true;
}

/* What a set is about; one that is the workspace's own goes by its name. */
static Text set_words(Visit *visit, Text name)
{
    const char *key =
        text_cstr(visit->arena, text_format(visit->arena, "web.rules.set.%.*s", TEXT_ARGS(name)));
    return lang_has(key) ? page_words(visit, key, NO_ARGS) : name;
}

/* ---- All sets ---- */

static Status add_sets(Visit *visit, Data *data, Error *err)
{
    EmbeddedFiles files = visit->site->setup->model->rules;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < files.count; i++) {
        Text name;
        List editions;
        if (!name_of_file(&files.items[i], &name)) {
            continue;
        }
        status = rules_editions(visit->arena, visit->worker->workspace,
                                text_cstr(visit->arena, name), &editions, err);
        if (status == STATUS_OK && editions.count > 0) {
            const RuleEdition *latest = LIST_AT(&editions, RuleEdition, 0);
            Data *set = data_item(data, "sets");
            data_text(set, "name", name);
            data_text(set, "words", set_words(visit, name));
            data_text(set, "link", text_format(visit->arena, "%s/%.*s", PATH, TEXT_ARGS(name)));
            data_text(set, "version", latest->version);
            data_text(set, "effective", day_words(visit, latest->effective));
            data_flag(set, "is_own", latest->rule_set != 0);
            data_int(set, "count", (int64_t)editions.count);
        }
    }
    return status;
}

Status page_admin_rules(Visit *visit, Error *err)
{
    Status status = admin_enter(visit, PATH, err);
    if (status != STATUS_OK) {
        return status;
    }
    Data *data = admin_page_data(visit, PATH);
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("rule_set"));
    data_text(data, "new_link",
              may_create(visit, def)
                  ? TEXT("/records/rule_set/new")
                  : TEXT(""));
    status = add_sets(visit, data, err);
    if (status == STATUS_OK) {
        answer_page(visit, "admin_rules", data);
    }
    return status;
}

/* ---- One set ---- */

/* Who made the last change that put it where it is. */
static Text who_of(Visit *visit, int64_t rule_set)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("rule_set"));
    List changes;
    Error refusal = {0};
    if (rule_set == 0) {
        return page_words(visit, "web.rules.shipped", NO_ARGS);
    }
    if (record_history(visit->arena, visit->worker->workspace, def, rule_set, &changes, &refusal) !=
            STATUS_OK ||
        changes.count == 0) {
        return TEXT("—");
    }
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    return last->post.len ? last->post : last->who;
}

static bool has_line(Text body, Text wanted)
{
    Text line;
    while (text_split(&body, '\n', &line)) {
        if (text_equal(text_trim(line), wanted)) {
            return true;
        }
    }
    return false;
}

/* Rules are lines whose order says nothing: what differs is what only one of the two has. */
static void add_lines_only_in(Data *data, const char *name, Text body, Text other)
{
    Text line;
    while (text_split(&body, '\n', &line)) {
        line = text_trim(line);
        bool says_something = line.len > 0 && !text_starts(line, TEXT("#"));
        if (says_something && !has_line(other, line)) {
            data_text(data_item(data, name), "line", line);
        }
    }
}

static void add_edition(Visit *visit, Data *data, Text name, const RuleEdition *edition,
                        const RuleEdition *before, bool is_chosen)
{
    Data *item = data_item(data, "editions");
    data_text(item, "version", edition->version);
    data_text(item, "effective", day_words(visit, edition->effective));
    data_text(item, "who", who_of(visit, edition->rule_set));
    data_text(item, "record",
              edition->rule_set ? record_link(visit, "rule_set", edition->rule_set) : TEXT(""));
    Buf link = buf_new(visit->arena);
    buf_add_format(&link, "%s/%.*s", PATH, TEXT_ARGS(name));
    url_add_param(&link, "edition", edition->version);
    data_text(item, "link", buf_text(&link));
    data_flag(item, "is_chosen", is_chosen);
    if (is_chosen) {
        data_text(data, "version", edition->version);
        data_text(data, "body", edition->body);
        data_text(data, "before", before ? before->version : TEXT(""));
        add_lines_only_in(data, "added", edition->body, before ? before->body : edition->body);
        add_lines_only_in(data, "removed", before ? before->body : edition->body, edition->body);
    }
}

Status page_admin_rule_set(Visit *visit, Error *err)
{
    List editions;
    Text name = params_get(&visit->request.captures, "name");
    Text wanted = params_get(&visit->request.query, "edition");
    Status status = admin_enter(visit, PATH, err);
    if (status == STATUS_OK) {
        status = rules_editions(visit->arena, visit->worker->workspace,
                                text_cstr(visit->arena, name), &editions, err);
    }
    if (status == STATUS_OK && editions.count == 0) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Data *data = admin_page_data(visit, PATH);
    data_text(data, "title", set_words(visit, name));
    data_text(data, "name", name);
    for (size_t i = 0; i < editions.count; i++) {
        const RuleEdition *edition = LIST_AT(&editions, RuleEdition, i);
        bool is_chosen = wanted.len ? text_equal(wanted, edition->version) : i == 0;
        add_edition(visit, data, name, edition,
                    i + 1 < editions.count ? LIST_AT(&editions, RuleEdition, i + 1) : NULL,
                    is_chosen);
    }
    answer_page(visit, "admin_rule_set", data);
    return STATUS_OK;
}
