/* The way into administration, and what its pages share: the three administrators stand apart, and
 * each sees what is theirs. */
#include "admin_impl.h"

#include <string.h>

static const AdminSection SECTIONS[] = {
    {"/admin/accounts", "web.admin.accounts", "sysadmin secadmin auditor"},
    {"/admin/roles", "web.admin.roles", "sysadmin secadmin auditor"},
    {"/admin/rules", "web.admin.rules", "secadmin auditor leader supervisor scorer analyst"},
    {"/admin/system", "web.admin.system", "sysadmin"},
    {"/admin/erase", "web.admin.erase", "secadmin"},
    {"/admin/audit", "web.admin.audit", "auditor"},
};
enum { SECTION_COUNT = sizeof SECTIONS / sizeof *SECTIONS };

bool admin_has_role(const Visit *visit, const char *role)
{
    Error refusal = {0};
    /* What the door itself refuses is shown before there is a worker. */
    return visit->worker && permit_role(visit->worker->workspace, role, &refusal) == STATUS_OK;
}

static bool is_open(const Visit *visit, const AdminSection *section)
{
    Text roles = text_from(section->roles), role;
    while (text_split(&roles, ' ', &role)) {
        if (admin_has_role(visit, text_cstr(visit->arena, role))) {
            return true;
        }
    }
    return false;
}

const AdminSection *admin_section(Visit *visit, const char *path)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if ((!path || strcmp(SECTIONS[i].path, path) == 0) && is_open(visit, &SECTIONS[i])) {
            return &SECTIONS[i];
        }
    }
    return NULL;
}

Status admin_enter(Visit *visit, const char *path, Error *err)
{
    return admin_section(visit, path)
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Data *admin_page_data(Visit *visit, const char *path)
{
    const AdminSection *section = admin_section(visit, path);
    Data *data = page_data(visit, page_words(visit, section->words, NO_ARGS), "");
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (is_open(visit, &SECTIONS[i])) {
            Data *item = data_item(data, "admin_sections");
            data_text(item, "path", text_from(SECTIONS[i].path));
            data_text(item, "words", page_words(visit, SECTIONS[i].words, NO_ARGS));
            data_flag(item, "is_chosen", &SECTIONS[i] == section);
        }
    }
    return data;
}

Status admin_refuse(Visit *visit, Status status, ShowAdmin *show, const Problems *problems,
                    Error *err)
{
    if (status != STATUS_INVALID && status != STATUS_CONFLICT && status != STATUS_DENIED) {
        return status;
    }
    Error shown = {0};
    Buf refusal = buf_new(visit->arena);
    bool is_told = problems && problems_kept(problems) > 0;
    if (is_told) {
        buf_add(&refusal, problem_sentence(visit, problems_at(problems, 0)));
    } else {
        error_print(&refusal, visit->lang, err);
    }
    Status told = show(visit, buf_text(&refusal), &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}

Text admin_first(Visit *visit)
{
    const AdminSection *first = admin_section(visit, NULL);
    return text_from(first ? first->path : "");
}

Status page_admin(Visit *visit, Error *err)
{
    Text first = admin_first(visit);
    if (first.len == 0) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    answer_redirect(visit, first);
    return STATUS_OK;
}
