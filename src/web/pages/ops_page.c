/* What is asked by machines and by the pages themselves: health, counters, assets, the language. */
#include "pages_impl.h"
#include "server_impl.h"

#include <microhttpd.h>

Status page_health(Visit *visit, Error *err)
{
    (void)err; /* worker_refresh has read the workspace: it answers */
    answer_bytes(visit, MHD_HTTP_OK, "text/plain; charset=utf-8", TEXT("ok\n"));
    visit->answer.lifetime = "no-store";
    return STATUS_OK;
}

/* For who looks after the system; to others it is not there. */
Status page_metrics(Visit *visit, Error *err)
{
    if (permit_role(visit->worker->workspace, "sysadmin", err) != STATUS_OK) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Buf out = buf_new(visit->arena);
    metrics_print(&out, visit->site);
    answer_bytes(visit, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", buf_text(&out));
    visit->answer.lifetime = "no-store";
    return STATUS_OK;
}

static const Asset *find_asset(Visit *visit, Assets **fresh, Error *err)
{
    EmbeddedFiles files;
    *fresh = NULL;
    if (!visit->site->pages_folder) {
        return asset_at(visit->site->assets, visit->request.path);
    }
    if (page_files_read(visit->arena, visit->site->pages_folder, &files, err) != STATUS_OK) {
        return NULL;
    }
    *fresh = assets_new(visit->arena, files);
    return asset_at(*fresh, visit->request.path);
}

Status page_asset(Visit *visit, Error *err)
{
    Assets *fresh;
    const Asset *asset = find_asset(visit, &fresh, err);
    if (!asset) {
        assets_free(fresh);
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    bool packed = asset->packed && request_accepts_gzip(&visit->request);
    answer_bytes(visit, MHD_HTTP_OK, asset->type, TEXT(""));
    visit->answer.shared = shared_body_hold(packed ? asset->packed : asset->plain);
    visit->answer.is_gzip = packed;
    visit->answer.etag = asset->etag;
    visit->answer.lifetime = "public, max-age=31536000, immutable";
    assets_free(fresh);
    return STATUS_OK;
}

enum { YEAR_SECONDS = 365 * 86400 };

Status page_language(Visit *visit, Error *err)
{
    Text name = params_get(&visit->request.captures, "lang");
    if (!text_equal(name, TEXT("zh")) && !text_equal(name, TEXT("en"))) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    answer_redirect(visit, params_get(&visit->request.query, "back"));
    answer_cookie(visit, "lang", name, YEAR_SECONDS);
    return STATUS_OK;
}
