/* What all pages have in common: the frame, the navigation and the language. */
#include "pages_impl.h"

#include <microhttpd.h>

/* ---- Navigation: the mission's own words, in the order of the work ---- */

typedef struct Section {
    const char *name, *path, *words, *hint;
    const char *type; /* who may read none of these has nothing to see there */
} Section;

static const Section SECTIONS[] = {
    {"learn", "/learn", "web.nav.learn", "web.nav.learn.hint", "lesson"},
    {"gaps", "/gaps", "web.nav.gaps", "web.nav.gaps.hint", "observation"},
    {"strengths", "/strengths", "web.nav.strengths", "web.nav.strengths.hint", "observation"},
    {"targets", "/targets", "web.nav.targets", "web.nav.targets.hint", "target"},
    {"deliver", "/deliver", "web.nav.deliver", "web.nav.deliver.hint", "task"},
    {"improve", "/improve", "web.nav.improve", "web.nav.improve.hint", "observation"},
};

static bool is_open(const Visit *visit, const Section *section)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(section->type));
    return access_granted(visit, ACCESS_MEMBER) &&
           permit_reach(visit->worker->workspace, def, ACT_READ) != REACH_NONE;
}

static void add_navigation(Visit *visit, Data *data, const char *current)
{
    bool has_any = false;
    for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++) {
        const Section *section = &SECTIONS[i];
        if (!is_open(visit, section)) {
            continue;
        }
        Data *item = data_item(data, "sections");
        data_text(item, "path", text_from(section->path));
        data_text(item, "words", text_from(lang_text(visit->lang, section->words)));
        data_text(item, "hint", text_from(lang_text(visit->lang, section->hint)));
        data_flag(item, "current", text_equal(text_from(section->name), text_from(current)));
        has_any = true;
    }
    data_flag(data, "has_sections", has_any);
}

static void add_language(Visit *visit, Data *data)
{
    static const char *const codes[LANG_COUNT] = {"zh-CN", "en"};
    static const char *const names[LANG_COUNT] = {"zh", "en"};
    Lang other = visit->lang == LANG_ZH ? LANG_EN : LANG_ZH;
    Buf path = buf_new(visit->arena);
    buf_add_format(&path, "/language/%s", names[other]);
    url_add_param(&path, "back", local_path(visit->request.target));
    data_text(data, "lang", text_from(codes[visit->lang]));
    data_text(data, "other_lang", text_from(codes[other]));
    data_text(data, "other_lang_path", buf_text(&path));
    data_text(data, "other_lang_name", text_from(lang_text(other, "web.this_language")));
}

bool is_enterprise(const Visit *visit)
{
    int role = model_role(visit->site->setup->model, TEXT("enterprise"));
    return role >= 0 && (visit->entrance.actor.roles & (RoleSet)1 << role) != 0;
}

/* Who reads: their post, or their login; a visitor is shown the way in. */
static void add_reader(Visit *visit, Data *data)
{
    const Actor *actor = &visit->entrance.actor;
    bool can_sign_in = visit->worker && visit->worker->has_accounts && !visit->is_signed_in;
    data_text(data, "reader",
              visit->is_signed_in    ? actor->post.len ? actor->post : actor->who
              : visit->is_owner_here ? page_words(visit, "web.local", NO_ARGS)
                                     : TEXT(""));
    data_flag(data, "can_sign_in", can_sign_in);
    data_text(data, "admin_link", admin_first(visit));
    data_flag(data, "is_enterprise", is_enterprise(visit));
    data_flag(data, "is_member", access_granted(visit, ACCESS_MEMBER));
}

/* A workspace that stands on a day says so on every page. */
static void add_day(Visit *visit, Data *data)
{
    Date day = visit->worker ? workspace_stands_on(visit->worker->workspace) : DATE_NONE;
    Buf text = buf_new(visit->arena);
    if (day != DATE_NONE) {
        date_print(&text, day);
    }
    data_text(data, "stands_on", buf_text(&text));
}

Data *page_data(Visit *visit, Text title, const char *section)
{
    Data *data = data_new(visit->arena);
    data_text(data, "title", title);
    data_text(data, "program", text_from(visit->site->setup->version));
    data_flag(data, "is_zh", visit->lang == LANG_ZH);
    add_language(visit, data);
    add_reader(visit, data);
    add_day(visit, data);
    add_navigation(visit, data, section);
    return data;
}

Text page_words(const Visit *visit, const char *key, const Arg *args, size_t arg_count)
{
    Buf words = buf_new(visit->arena);
    lang_print(&words, visit->lang, key, args, arg_count);
    return buf_text(&words);
}

Text page_count(const Visit *visit, RecordCount count)
{
    return count.at_least
               ? page_words(visit, "web.count_least", ARGS(arg_int("count", count.number)))
               : text_format(visit->arena, "%lld", (long long)count.number);
}

/* ---- Writing ---- */

/* While one works on the pages they are read afresh each time; a mistake is said in their place. */
static Status fresh_pages(Visit *visit, Templates **templates, Assets **assets, Error *err)
{
    EmbeddedFiles files;
    Status status = page_files_read(visit->arena, visit->site->pages_folder, &files, err);
    if (status == STATUS_OK) {
        status = templates_load(visit->arena, files, templates, err);
    }
    if (status == STATUS_OK) {
        *assets = assets_new(visit->arena, files);
    }
    return status;
}

void answer_page(Visit *visit, const char *template, Data *data)
{
    Templates *templates = visit->site->templates;
    Assets *assets = visit->site->assets, *fresh = NULL;
    Buf out = buf_new(visit->arena);
    Error err = {0};
    if (visit->site->pages_folder && fresh_pages(visit, &templates, &fresh, &err) != STATUS_OK) {
        error_print(&out, visit->lang, &err);
        answer_bytes(visit, MHD_HTTP_INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8",
                     buf_text(&out));
        return;
    }
    template_write(&out, templates, fresh ? fresh : assets, visit->lang, "layout", template, data);
    assets_free(fresh);
    answer_bytes(visit, MHD_HTTP_OK, "text/html; charset=utf-8", buf_text(&out));
}
