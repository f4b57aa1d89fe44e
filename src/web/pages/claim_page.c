/* Taking an account by its link, once: the first of a workspace by choosing a login, every other by
 * setting a password. */
#include "pages_impl.h"

#include <microhttpd.h>

enum { PROBLEMS_KEPT = 10 };

static void show_claim(Visit *visit, const Claimed *claimed, const Problems *problems, Text refusal)
{
    const List *parts = &visit->request.form_parts;
    Data *data = page_data(visit, page_words(visit, "web.claim.title", NO_ARGS), "");
    data_text(data, "action", visit->request.path);
    data_flag(data, "is_first", claimed->is_first);
    data_text(data, "login",
              claimed->is_first && parts->items ? form_get(parts, "login") : claimed->login);
    data_text(data, "refusal", refusal);
    for (size_t i = 0; problems && i < problems_kept(problems); i++) {
        data_text(data_item(data, "problems"), "problem",
                  problem_sentence(visit, problems_at(problems, i)));
    }
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "claim", data);
    visit->answer.lifetime = "no-store";
}

static Status claim_of(Visit *visit, Claimed *claimed, Error *err)
{
    Status status = throttle_sign_in(visit, err);
    if (status == STATUS_OK) {
        status = door_claim_of(visit->arena, visit->worker->workspace,
                               params_get(&visit->request.captures, "claim"), time_now_ms(),
                               claimed, err);
    }
    return status;
}

Status page_claim(Visit *visit, Error *err)
{
    Claimed claimed;
    Status status = claim_of(visit, &claimed, err);
    if (status == STATUS_OK) {
        show_claim(visit, &claimed, NULL, TEXT(""));
    }
    return status;
}

Text claim_address(Visit *visit, Text claim)
{
    return text_format(visit->arena, "%s://%.*s/claim/%.*s",
                       visit->site->is_secure ? "https" : "http", TEXT_ARGS(visit->request.host),
                       TEXT_ARGS(claim));
}

/* What is shown once: the links of the other two administrators, to hand to two other people. */
static void show_claimed(Visit *visit, const Claimed *claimed)
{
    Data *data = page_data(visit, page_words(visit, "web.claimed.title", NO_ARGS), "");
    data_text(data, "login", claimed->login);
    if (claimed->secadmin_claim.len > 0) {
        data_text(data, "secadmin_claim", claim_address(visit, claimed->secadmin_claim));
        data_text(data, "auditor_claim", claim_address(visit, claimed->auditor_claim));
    }
    answer_page(visit, "claimed", data);
    visit->answer.lifetime = "no-store";
}

static Status take(Visit *visit, Claimed *claimed, Problems *problems, Error *err)
{
    const List *parts = &visit->request.form_parts;
    const SignIn proof = {
        .login = text_trim(form_get(parts, "login")),
        .password = form_get(parts, "password"),
        .from = visit->request.caller,
    };
    if (!text_equal(form_get(parts, "password"), form_get(parts, "again"))) {
        return error_set(err, STATUS_INVALID, "web.claim.differ", NO_ARGS);
    }
    return door_claim(visit->arena, visit->worker->workspace,
                      params_get(&visit->request.captures, "claim"), &proof, time_now_ms(), claimed,
                      problems, err);
}

Status submit_claim(Visit *visit, Error *err)
{
    Claimed before, claimed;
    Problems *problems = problems_new(visit->arena, PROBLEMS_KEPT);
    Status status = claim_of(visit, &before, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = take(visit, &claimed, problems, err);
    if (status == STATUS_OK) {
        show_claimed(visit, &claimed);
        return STATUS_OK;
    }
    if (status != STATUS_INVALID && status != STATUS_CONFLICT) {
        return status;
    }
    Buf refusal = buf_new(visit->arena);
    error_print(&refusal, visit->lang, err);
    show_claim(visit, &before, problems, buf_text(&refusal));
    visit->answer.code = status_row(status)->http_code;
    return STATUS_OK;
}
