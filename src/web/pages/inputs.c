/* From a field of the model to the control of a form, and back. */
#include "record_pages_impl.h"

#include <string.h>

enum { OPTIONS_MOST = 400, RADIO_MOST = 5, LONG_LINE = 100 };

/* ---- What a field holds, as its control carries it ---- */

static Text id_text(Visit *visit, int64_t id)
{
    return text_format(visit->arena, "%lld", (long long)id);
}

static Text held(Visit *visit, const Record *record, int f)
{
    const Value *value = &record->values[f];
    FieldKind kind = record->def->fields[f].kind;
    if (value->kind == VALUE_NONE) {
        return TEXT("");
    }
    if (kind == FIELD_REF || kind == FIELD_BOOL) {
        return id_text(visit, value->number);
    }
    Buf text = buf_new(visit->arena);
    record_print_plain(&text, record, f);
    return is_coded(&record->def->fields[f]) ? word_of_code(visit, buf_text(&text))
                                             : buf_text(&text);
}

static const Taken *taken_for(const InputForm *form, int f)
{
    for (size_t i = 0; form->taken && i < form->taken->count; i++) {
        const Taken *taken = LIST_AT(form->taken, Taken, i);
        if (taken->field == f) {
            return taken;
        }
    }
    return NULL;
}

/* What was typed stands there again, also where it was wrong. */
static Text shown(Visit *visit, const InputForm *form, int f)
{
    const FieldDef *field = &form->record->def->fields[f];
    bool is_given = form->given && !taken_for(form, f);
    const FormPart *part = is_given ? form_part(form->given, field->name) : NULL;
    return part ? part->value : held(visit, form->record, f);
}

static bool is_chosen_ref(Visit *visit, const InputForm *form, int f, int64_t id)
{
    const FieldDef *field = &form->record->def->fields[f];
    const Value *value = &form->record->values[f];
    bool is_given = form->given && !taken_for(form, f);
    for (size_t i = 0; is_given && i < form->given->count; i++) {
        const FormPart *part = LIST_AT(form->given, FormPart, i);
        if (text_equal(part->name, text_from(field->name)) &&
            text_equal(part->value, id_text(visit, id))) {
            return true;
        }
    }
    for (int i = 0; !is_given && value->kind == VALUE_REFS && i < value->ref_count; i++) {
        if (value->refs[i] == id) {
            return true;
        }
    }
    return false;
}

/* ---- Problems ---- */

/* Wordings of problems are clauses: here they are sentences. */
static void add_sentence(Visit *visit, Buf *words, const char *key, const Problem *problem)
{
    Text stop = visit->lang == LANG_ZH ? TEXT("。") : TEXT(". ");
    lang_print(words, visit->lang, key, problem->args, problem->arg_count);
    Text so_far = buf_text(words);
    if (!text_ends(so_far, TEXT("。")) && !text_ends(so_far, TEXT("."))) {
        buf_add(words, stop);
    } else if (visit->lang == LANG_EN) {
        buf_add_char(words, ' ');
    }
}

/* A remedy that names what one does on a page, where at a terminal it is something else. */
static char *remedy_key(Visit *visit, const Problem *problem)
{
    char *here =
        text_cstr(visit->arena, text_format(visit->arena, "%s.remedy.page", problem->code));
    return lang_has(here)
               ? here
               : text_cstr(visit->arena, text_format(visit->arena, "%s.remedy", problem->code));
}

Text problem_sentence(Visit *visit, const Problem *problem)
{
    Buf words = buf_new(visit->arena);
    char *remedy = remedy_key(visit, problem);
    add_sentence(visit, &words, problem->code, problem);
    if (lang_has(remedy)) {
        add_sentence(visit, &words, remedy, problem);
    }
    return text_trim(buf_text(&words));
}

Text error_in_words(Visit *visit, const Error *err, const char *wording)
{
    Buf words = buf_new(visit->arena);
    Error told = *err;
    told.code = wording;
    error_print(&words, visit->lang, &told);
    return buf_text(&words);
}

/* What was said of a record's values, and is now why something else is refused. */
static Text fault_sentence(Visit *visit, const Error *err)
{
    Arg args[ERROR_ARGS_MAX];
    for (size_t i = 0; i < err->arg_count; i++) {
        args[i] = error_arg(err, i);
    }
    Problem fault = {.code = err->code, .args = args, .arg_count = err->arg_count};
    return problem_sentence(visit, &fault);
}

Text error_sentence(Visit *visit, const Error *err)
{
    if (lang_has(text_cstr(visit->arena, text_format(visit->arena, "%s.remedy", err->code)))) {
        return fault_sentence(visit, err);
    }
    char *here = text_cstr(visit->arena, text_format(visit->arena, "%s.page", err->code));
    return error_in_words(visit, err, lang_has(here) ? here : err->code);
}

static Text problem_of(Visit *visit, const InputForm *form, const char *name)
{
    for (size_t i = 0; form->problems && i < problems_kept(form->problems); i++) {
        const Problem *problem = problems_at(form->problems, i);
        if (text_equal(problem->field, text_from(name))) {
            return problem_sentence(visit, problem);
        }
    }
    return TEXT("");
}

/* Said above the form: what belongs to none of its fields. */
static void add_other_problems(Visit *visit, Data *data, const InputForm *form)
{
    for (size_t i = 0; form->problems && i < problems_kept(form->problems); i++) {
        const Problem *problem = problems_at(form->problems, i);
        bool is_shown = false;
        for (int f = 0; f < form->field_count; f++) {
            const FieldDef *field = &form->record->def->fields[form->fields[f]];
            is_shown = is_shown || text_equal(problem->field, text_from(field->name));
        }
        if (!is_shown) {
            data_text(data_item(data, "problems"), "problem", problem_sentence(visit, problem));
        }
    }
}

/* ---- Controls ---- */

static Data *add_option(Data *input, Text value, Text name, bool is_chosen)
{
    Data *option = data_item(input, "options");
    data_text(option, "value", value);
    data_text(option, "option", name);
    data_flag(option, "is_chosen", is_chosen);
    return option;
}

static void add_options(Visit *visit, Data *input, const FieldDef *field, Text value)
{
    if (!field->required) {
        add_option(input, TEXT(""), TEXT("—"), value.len == 0);
    }
    for (int o = 0; o < field->option_count; o++) {
        const OptionDef *option = &field->options[o];
        add_option(input, text_from(option->name), label_of(visit, option->zh, option->en),
                   text_equal(value, text_from(option->name)));
    }
    if (field->kind == FIELD_BOOL) {
        add_option(input, TEXT("1"), page_words(visit, "report.yes", NO_ARGS),
                   text_equal(value, TEXT("1")));
        add_option(input, TEXT("0"), page_words(visit, "report.no", NO_ARGS),
                   text_equal(value, TEXT("0")));
    }
}

/* Of few records one chooses; of many one is named: by title, or by number where it is kept. */
static Status add_ref(Visit *visit, Data *input, const InputForm *form, int f, bool *few,
                      Error *err)
{
    const FieldDef *field = &form->record->def->fields[f];
    Text value = shown(visit, form, f);
    List targets;
    Status status = ref_targets(visit, form->record->def, field, OPTIONS_MOST, &targets, few, err);
    if (status != STATUS_OK || !*few) {
        return status;
    }
    /* What has to be chosen and can only be one thing is chosen. */
    bool is_only = field->required && targets.count == 1 && value.len == 0 &&
                   form->record->id == 0 && !form->given;
    if (field->kind == FIELD_REF) {
        add_option(input, TEXT(""), TEXT("—"), value.len == 0 && !is_only);
    }
    for (size_t i = 0; i < targets.count; i++) {
        const RefTarget *target = LIST_AT(&targets, RefTarget, i);
        Text id = id_text(visit, target->id);
        bool is_chosen = field->kind == FIELD_REFS ? is_chosen_ref(visit, form, f, target->id)
                                                   : is_only || text_equal(id, value);
        add_option(input, id, target->title, is_chosen);
    }
    return status;
}

static bool is_number(FieldKind kind)
{
    return kind == FIELD_INT || kind == FIELD_DECIMAL || kind == FIELD_MONEY ||
           kind == FIELD_PERCENT;
}

static bool is_ref(FieldKind kind)
{
    return kind == FIELD_REF || kind == FIELD_REFS;
}

static Status add_control(Visit *visit, Data *input, const InputForm *form, int f, Error *err)
{
    const FieldDef *field = &form->record->def->fields[f];
    bool is_choice = field->kind == FIELD_ONE_OF || field->kind == FIELD_BOOL, few = false;
    Status status = is_ref(field->kind) ? add_ref(visit, input, form, f, &few, err) : STATUS_OK;
    Text value = shown(visit, form, f);
    if (is_choice) {
        add_options(visit, input, field, value);
    }
    bool is_select = is_choice || (few && field->kind == FIELD_REF);
    bool is_many = few && field->kind == FIELD_REFS;
    bool is_long =
        field->kind == FIELD_LONG_TEXT || (field->kind == FIELD_TEXT && field->size > LONG_LINE);
    data_text(input, "value", value);
    data_flag(input, "is_select", is_select);
    data_flag(input, "is_many", is_many);
    data_flag(input, "is_long", is_long);
    data_flag(input, "is_date", field->kind == FIELD_DATE);
    bool is_file = field->kind == FIELD_FILE;
    data_flag(input, "is_file", is_file);
    data_flag(input, "is_line",
              !is_select && !is_many && !is_long && !is_file && field->kind != FIELD_DATE);
    data_flag(input, "is_number", is_number(field->kind));
    List codes = is_coded(field) ? coded_choices(visit) : list_new(visit->arena, sizeof(Text));
    data_flag(input, "has_choices", codes.count > 0);
    for (size_t i = 0; i < codes.count; i++) {
        data_text(data_item(input, "choices"), "choice",
                  word_of_code(visit, *LIST_AT(&codes, Text, i)));
    }
    data_text(input, "size",
              field->size > 0 ? text_format(visit->arena, "%d", field->size) : TEXT(""));
    return status;
}

/* Where it is from: "taken from Progress report 31 of 2016-11-03", and the way there. */
static void add_source(Visit *visit, Data *input, const Taken *taken)
{
    Buf source = buf_new(visit->arena);
    taken_print(&source, visit->lang, taken);
    data_text(input, "taken", buf_text(&source));
    data_text(input, "taken_link",
              taken->id ? record_link(visit, taken->from->name, taken->id) : TEXT(""));
}

static bool is_needed(const InputForm *form, int f)
{
    return !form->is_folded && (form->record->def->fields[f].required ||
                                (form->move && move_needs(form->move, f)));
}

/* What may stand elsewhere is not demanded of a new record:
 * it is looked for when the form comes in. */
static bool may_be_found(const InputForm *form, int f)
{
    bool is_new = !form->move && form->record->id == 0;
    return is_new && form->record->def->fields[f].taken_count > 0 && !taken_for(form, f);
}

Status input_form(Visit *visit, Data *data, const InputForm *form, Error *err)
{
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < form->field_count; i++) {
        int f = form->fields[i];
        const FieldDef *field = &form->record->def->fields[f];
        bool is_rare = i >= form->field_count - form->rare_count;
        Data *input = data_item(data, is_rare ? "rare" : "inputs");
        data_text(input, "name", text_from(field->name));
        data_text(input, "label", label_of(visit, field->zh, field->en));
        data_text(input, "help", label_of(visit, field->help_zh, field->help_en));
        data_flag(input, "is_required", is_needed(form, f) && !may_be_found(form, f));
        data_flag(input, "is_found_or_required", is_needed(form, f) && may_be_found(form, f));
        if (taken_for(form, f)) {
            add_source(visit, input, taken_for(form, f));
        }
        data_text(input, "problem", problem_of(visit, form, field->name));
        status = add_control(visit, input, form, f, err);
    }
    add_other_problems(visit, data, form);
    data_text(data, "token", guard_token(visit));
    return status;
}

/* ---- Back ---- */

static void tell(const FieldDef *field, const char *code, Text value, Problems *problems)
{
    Arg args[] = {arg_label("label", text_from(field->zh), text_from(field->en)),
                  arg_text("value", value)};
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = code,
                                     .field = text_from(field->name),
                                     .args = args,
                                     .arg_count = sizeof args / sizeof args[0]});
}

static bool is_told(const FieldDef *field, const Problems *problems)
{
    for (size_t i = 0; i < problems_kept(problems); i++) {
        if (text_equal(problems_at(problems, i)->field, text_from(field->name))) {
            return true;
        }
    }
    return false;
}

/* The engine checks what could be read; a form that could not is told the rest at once too. */
static void tell_missing(const Record *record, Problems *problems)
{
    for (int f = 0; f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        if (field->required && record->values[f].kind == VALUE_NONE && !is_told(field, problems)) {
            tell(field, "record.required", TEXT(""), problems);
        }
    }
}

/* Every part of that name is one record, and may name several of them, one a line. */
static void read_refs(Visit *visit, Record *record, int f, Problems *problems)
{
    const FieldDef *field = &record->def->fields[f];
    List ids = list_new(visit->arena, sizeof(int64_t));
    for (size_t i = 0; i < visit->request.form_parts.count; i++) {
        const FormPart *part = LIST_AT(&visit->request.form_parts, FormPart, i);
        Text lines = text_equal(part->name, text_from(field->name)) ? part->value : TEXT(""), line;
        while (text_split(&lines, '\n', &line)) {
            Error refusal = {0};
            int64_t id;
            line = text_ends(line, TEXT("\r")) ? text_slice(line, 0, line.len - 1) : line;
            if (text_trim(line).len == 0) {
                continue;
            }
            if (ref_resolve(visit, field, text_trim(line), &id, &refusal) == STATUS_OK) {
                *(int64_t *)list_add(&ids) = id;
            } else {
                bool is_several = refusal.status == STATUS_CONFLICT;
                tell(field, is_several ? "web.several" : "web.no_such_reference",
                     is_several ? error_sentence(visit, &refusal) : line, problems);
            }
        }
    }
    bool is_one = field->kind == FIELD_REF;
    record->values[f] = ids.count == 0 ? value_none()
                        : is_one       ? value_int(*LIST_AT(&ids, int64_t, 0))
                                       : value_refs(ids.items, (int)ids.count);
}

/* A file that was chosen; none was: the record keeps the one it has. */
static bool read_file(Visit *visit, Record *record, int f, Problems *problems)
{
    const FieldDef *field = &record->def->fields[f];
    const FormPart *part = form_part(&visit->request.form_parts, field->name);
    Error refusal = {0};
    if (!part || part->file_name.len == 0) {
        return true;
    }
    AttachmentSource source = {.bytes = part->value, .name = part->file_name};
    if (record_give_file(visit->arena, visit->worker->workspace, record, f, &source, &refusal) ==
        STATUS_OK) {
        return true;
    }
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = refusal.code,
                                     .field = text_from(field->name),
                                     .args = refusal.args,
                                     .arg_count = refusal.arg_count});
    return false;
}

static bool has_input(const Visit *visit, const FieldDef *field)
{
    return form_part(&visit->request.form_parts, field->name) != NULL;
}

/* Boxes that nobody ticked send nothing: the form says that they were there. */
static bool had_boxes(Visit *visit, const FieldDef *field)
{
    Text name = text_format(visit->arena, "%s.boxes", field->name);
    return form_part(&visit->request.form_parts, text_cstr(visit->arena, name)) != NULL;
}

/* Lines of a text end as they do here, whatever the browser sends. */
static Text plain_lines(Arena *arena, Text text)
{
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        bool is_pair = text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n';
        if (!is_pair) {
            buf_add_char(&plain, text.ptr[i]);
        }
    }
    return buf_text(&plain);
}

Status input_read(Visit *visit, Record *record, Problems *problems, Error *err)
{
    int wrong = 0;
    for (int f = 0; f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        if (is_ref(field->kind) && (has_input(visit, field) || had_boxes(visit, field))) {
            size_t before = problems_count(problems, SEVERITY_ERROR);
            read_refs(visit, record, f, problems);
            wrong += problems_count(problems, SEVERITY_ERROR) > before;
        } else if (field->kind == FIELD_FILE) {
            wrong += !read_file(visit, record, f, problems);
        } else if (has_input(visit, field) && field->kind != FIELD_COMPUTED) {
            Text text = form_get(&visit->request.form_parts, field->name);
            text = text_trim(plain_lines(visit->arena, text));
            text = is_coded(field) ? code_of_word(visit, text) : text;
            wrong += !record_parse(visit->arena, record, f, text, problems);
        }
    }
    if (wrong == 0) {
        return STATUS_OK;
    }
    tell_missing(record, problems);
    const RecordDef *def = record->def;
    return error_set(
        err, STATUS_INVALID, "record.invalid",
        ARGS(arg_label("label", text_from(def->zh), text_from(def->en)), arg_int("count", wrong)));
}
