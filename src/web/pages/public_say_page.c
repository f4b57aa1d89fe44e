/* A word from the public: about a promise, a publication, or anything else. It waits until somebody
 * has looked at it, is answered within the limit of the rules, and is shown once it was opened. */
#include "public_impl.h"

enum { PROBLEMS_KEPT = 10 };

typedef struct SayPage {
    Visit *visit;
    Record *about; /* NULL: anything */
    Text refusal;
    const Problems *problems;
} SayPage;

static const char *const ABOUT[] = {"promise", "publication"};
enum { ABOUT_COUNT = sizeof ABOUT / sizeof *ABOUT };

static const RecordDef *message_def(const Visit *visit)
{
    return model_record(visit->site->setup->model, TEXT("message"));
}

/* "?promise=12": only what is public can be spoken about. */
static Status read_about(SayPage *page, Error *err)
{
    for (int i = 0; i < ABOUT_COUNT; i++) {
        Text id = params_get(&page->visit->request.query, ABOUT[i]);
        if (id.len > 0) {
            return public_get(page->visit, ABOUT[i], id, &page->about, err);
        }
    }
    return STATUS_OK;
}

static Text limit_words(Visit *visit)
{
    TimeLimit limit;
    Error err = {0};
    static const char *const keys[] = {[LIMIT_WORKING_DAYS] = "web.public.within_working",
                                       [LIMIT_DAYS] = "web.public.within_days",
                                       [LIMIT_MONTHS] = "web.public.within_months"};
    if (rules_limit(visit->worker->workspace, "message_limit", date_today(), &limit, &err) !=
        STATUS_OK) {
        return TEXT("");
    }
    return page_words(visit, keys[limit.unit], ARGS(arg_int("count", limit.count)));
}

static void add_kinds(SayPage *page, Data *data)
{
    const RecordDef *def = message_def(page->visit);
    const FieldDef *field = &def->fields[record_field(def, TEXT("kind"))];
    Text given = form_get(&page->visit->request.form_parts, "kind");
    for (int i = 0; i < field->option_count; i++) {
        Data *option = data_item(data, "kinds");
        data_text(option, "value", text_from(field->options[i].name));
        data_text(option, "name",
                  label_of(page->visit, field->options[i].zh, field->options[i].en));
        data_flag(option, "is_chosen", text_equal(given, text_from(field->options[i].name)));
    }
}

static Status show(SayPage *page, Error *err)
{
    Visit *visit = page->visit;
    const List *given = &visit->request.form_parts;
    Data *data = page_data(visit, page_words(visit, "web.public.say", NO_ARGS), "public");
    (void)err;
    data_text(data, "about", page->about ? record_title(visit, page->about) : TEXT(""));
    data_text(data, "refusal", page->refusal);
    for (size_t i = 0; page->problems && i < problems_kept(page->problems); i++) {
        data_text(data_item(data, "problems"), "problem",
                  problem_sentence(visit, problems_at(page->problems, i)));
    }
    data_text(data, "text", form_get(given, "zh"));
    data_text(data, "name", form_get(given, "name"));
    data_text(data, "phone", form_get(given, "phone"));
    data_text(data, "within", limit_words(visit));
    data_text(data, "action", visit->request.target);
    data_text(data, "token", guard_token(visit));
    add_kinds(page, data);
    answer_page(visit, "public_say", data);
    return STATUS_OK;
}

Status page_public_say(Visit *visit, Error *err)
{
    SayPage page = {.visit = visit};
    public_enter(visit);
    Status status = read_about(&page, err);
    return status ? status : show(&page, err);
}

/* One more word from this address. */
static Status throttle_words(Visit *visit, Error *err)
{
    enum { PER_MINUTE = 60 };
    if (throttle_allows(visit->site->words, visit_address(visit),
                        time_now_ms() / PER_MINUTE)) {
        return STATUS_OK;
    }
    visit->answer.retry_seconds = PER_MINUTE;
    return error_set(err, STATUS_BUSY, "web.public.too_many", NO_ARGS);
}

static Status save(SayPage *page, Record *message, Problems *problems, Error *err)
{
    Visit *visit = page->visit;
    static const char *const fields[] = {"kind", "zh", "name", "phone"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        Text text = text_trim(form_get(&visit->request.form_parts, fields[i]));
        record_parse(visit->arena, message, record_field(message->def, text_from(fields[i])), text,
                     problems);
    }
    if (problems_count(problems, SEVERITY_ERROR) > 0) {
        return error_set(err, STATUS_INVALID, "web.public.not_taken", NO_ARGS);
    }
    if (page->about) {
        *record_value(message, page->about->def->name) = value_int(page->about->id);
    }
    return record_save(visit->arena, visit->worker->workspace, message, TEXT(""), problems, err);
}

static Status thank(Visit *visit, const Record *message)
{
    Data *data = page_data(visit, page_words(visit, "web.public.thanks", NO_ARGS), "public");
    data_int(data, "number", message->id);
    data_text(data, "within", limit_words(visit));
    answer_page(visit, "public_thanks", data);
    return STATUS_OK;
}

Status submit_public_say(Visit *visit, Error *err)
{
    SayPage page = {.visit = visit};
    Problems *problems = problems_new(visit->arena, PROBLEMS_KEPT);
    public_enter(visit);
    Status status = throttle_words(visit, err);
    if (status == STATUS_OK) {
        status = read_about(&page, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Record *message = record_new(visit->arena, message_def(visit));
    status = save(&page, message, problems, err);
    if (status == STATUS_OK) {
        return thank(visit, message);
    }
    if (status != STATUS_INVALID) {
        return status;
    }
    Error shown = {0};
    Buf refusal = buf_new(visit->arena);
    error_print(&refusal, visit->lang, err);
    page.refusal = buf_text(&refusal);
    page.problems = problems;
    Status told = show(&page, &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}
