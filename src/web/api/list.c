/* GET /api/TYPE: records that fulfil conditions, in order, a page at a time. */
#include "api_impl.h"

#include <microhttpd.h>

typedef struct Page {
    const RecordDef *def;
    ApiQuery asked;
    int64_t limit;
    RecordQuery query;
    List records; /* Record */
    bool has_more;
    int64_t total; /* -1: not counted */
} Page;

/* ---- What is asked ---- */

static void take_range(const Visit *visit, ApiQuery *asked)
{
    int64_t offset, limit;
    bool is_said = asked->limit >= 0 || asked->offset > 0;
    if (!is_said && api_range_read(visit->request.range, &offset, &limit)) {
        asked->offset = offset;
        asked->limit = limit;
    }
}

static Status read_page(Visit *visit, Page *page, Error *err)
{
    ApiReading reading = api_reading(visit, page->def);
    Status status = api_query_read(&reading, &visit->request.query, &page->asked, err);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t most = visit->site->limits.api_rows;
    take_range(visit, &page->asked);
    page->limit = page->asked.limit < 0 || page->asked.limit > most ? most : page->asked.limit;
    page->query = (RecordQuery){.condition = &page->asked.condition,
                                .words = page->asked.words,
                                .order = page->asked.is_ordered ? &page->asked.order : NULL,
                                .after = page->asked.after,
                                .skip = page->asked.offset,
                                .limit = (int)page->limit + 1};
    return STATUS_OK;
}

/* ---- What is there ---- */

static Status find(Visit *visit, Page *page, Error *err)
{
    Status status = record_list(visit->arena, visit->worker->workspace, page->def, &page->query,
                                &page->records, err);
    page->has_more = page->records.count > (size_t)page->limit;
    if (page->has_more) {
        page->records.count = (size_t)page->limit;
    }
    return api_wrong_question(status, err);
}

static Status count(Visit *visit, Page *page, Error *err)
{
    bool is_exact = api_prefers(visit, "count=exact");
    bool is_planned = api_prefers(visit, "count=planned") || api_prefers(visit, "count=estimated");
    page->total = -1;
    if (!is_exact && !is_planned) {
        return STATUS_OK;
    }
    RecordQuery query = page->query;
    query.after = TEXT("");
    query.skip = 0;
    api_heed(visit, is_exact ? "count=exact" : "count=planned");
    Workspace *workspace = visit->worker->workspace;
    RecordCount planned = {0};
    Status status = is_exact ? record_count_all(workspace, page->def, &query, &page->total, err)
                             : record_count(workspace, page->def, &query, &planned, err);
    page->total = is_exact ? page->total : planned.number + planned.at_least;
    return api_wrong_question(status, err);
}

/* ---- What is said of the page ---- */

static void add_content_range(Visit *visit, const Page *page)
{
    Text total =
        page->total < 0 ? TEXT("*") : text_format(visit->arena, "%lld", (long long)page->total);
    int64_t first = page->asked.offset, last = first + (int64_t)page->records.count - 1;
    Text shown = page->records.count == 0
                     ? TEXT("*")
                     : text_format(visit->arena, "%lld-%lld", (long long)first, (long long)last);
    answer_header(visit, "Content-Range",
                  text_format(visit->arena, "%.*s/%.*s", TEXT_ARGS(shown), TEXT_ARGS(total)));
}

/* The same question, from behind the last record: for any depth, where an offset would not do. */
static void add_next_link(Visit *visit, const Page *page)
{
    if (!page->has_more || page->records.count == 0) {
        return;
    }
    Buf url = buf_new(visit->arena);
    buf_add(&url, visit->request.path);
    const List *params = &visit->request.query;
    for (size_t i = 0; i < params->count; i++) {
        const Param *param = LIST_AT(params, Param, i);
        bool is_place = text_equal(param->name, TEXT("offset")) ||
                        text_equal(param->name, TEXT("after")) ||
                        text_equal(param->name, TEXT("limit"));
        if (!is_place) {
            url_add_param(&url, text_cstr(visit->arena, param->name), param->value);
        }
    }
    const Record *last = LIST_AT(&page->records, Record, page->records.count - 1);
    url_add_param(&url, "limit", text_format(visit->arena, "%lld", (long long)page->limit));
    url_add_param(&url, "after", record_cursor(visit->arena, &page->query, last));
    answer_header(visit, "Link",
                  text_format(visit->arena, "<%.*s>; rel=\"next\"", TEXT_ARGS(buf_text(&url))));
}

/* Part of what is there, where one counted; and nothing at all behind its end. */
static Status page_code(const Page *page, int *code, Error *err)
{
    *code = MHD_HTTP_OK;
    if (page->total < 0) {
        return STATUS_OK;
    }
    if (page->asked.offset > page->total) {
        return error_set(
            err, STATUS_USAGE, "api.range",
            ARGS(arg_int("offset", page->asked.offset), arg_int("total", page->total)));
    }
    if ((int64_t)page->records.count < page->total) {
        *code = MHD_HTTP_PARTIAL_CONTENT;
    }
    return STATUS_OK;
}

Status api_list(Visit *visit, Error *err)
{
    Page page = {0};
    int code;
    Status status = api_type(visit, &page.def, err);
    if (status == STATUS_OK) {
        status = read_page(visit, &page, err);
    }
    if (status == STATUS_OK) {
        status = find(visit, &page, err);
    }
    if (status == STATUS_OK) {
        status = count(visit, &page, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    add_content_range(visit, &page);
    add_next_link(visit, &page);
    status = page_code(&page, &code, err);
    return status == STATUS_OK
               ? api_answer_rows(visit, code, &page.asked.select, &page.records, err)
               : status;
}
