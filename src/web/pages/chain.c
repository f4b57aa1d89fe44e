/* A record with what it came from above it and what came of it below. */
#include "pages_impl.h"

enum { INDENTED_MOST = 8 }; /* the style sheet knows no more */

static const char *label(const Visit *visit, const char *zh, const char *en)
{
    return visit->lang == LANG_ZH ? zh : en;
}

/* Links of one kind beside each other stand in one line: the years of a target. */
static Data *line_of(Visit *visit, Data *chain, const Record *record, int depth, const char *where)
{
    const RecordDef *def = record->def;
    DataValue lines = data_get(chain, TEXT("lines"));
    Text kind = text_from(label(visit, def->zh, def->en));
    if (lines.kind == DATA_LIST && def->state_count == 0) {
        Data *last = *LIST_AT(lines.list, Data *, lines.list->count - 1);
        if (text_equal(data_get(last, TEXT("kind")).text, kind)) {
            return last;
        }
    }
    Data *line = data_item(chain, "lines");
    data_int(line, "depth", depth < INDENTED_MOST ? depth : INDENTED_MOST);
    data_text(line, "where", text_from(where));
    data_text(line, "kind", kind);
    data_text(line, "state",
              record->state >= 0 ? text_from(label(visit, def->states[record->state].zh,
                                                   def->states[record->state].en))
                                 : TEXT(""));
    return line;
}

static Status add_link(Visit *visit, Data *chain, const Record *record, int depth,
                       const char *where, Error *err)
{
    Buf title = buf_new(visit->arena);
    Status status = record_print_title(visit->worker->workspace, &title, visit->lang, record, err);
    if (status == STATUS_OK) {
        Data *link = data_item(line_of(visit, chain, record, depth, where), "links");
        data_text(link, "name", buf_text(&title));
        data_text(link, "link",
                  text_format(visit->arena, "/records/%s/%lld", record->def->name,
                              (long long)record->id));
    }
    return status;
}

/* What it came from is read upwards: the farthest stands first. */
static Status add_up(Visit *visit, Data *chain, const List *steps, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = steps->count; status == STATUS_OK && i > 0; i--) {
        const TraceStep *step = LIST_AT(steps, TraceStep, i - 1);
        if (!step->is_again) {
            status = add_link(visit, chain, step->record, 0, "up", err);
        }
    }
    return status;
}

static Status add_down(Visit *visit, Data *chain, const List *steps, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < steps->count; i++) {
        const TraceStep *step = LIST_AT(steps, TraceStep, i);
        if (!step->is_again) {
            status = add_link(visit, chain, step->record, step->depth, "down", err);
        }
    }
    return status;
}

/* What a chain that is not shown whole says at this end. */
static void add_end(Visit *visit, Data *chain, const char *name, const Trace *trace)
{
    Buf said = buf_new(visit->arena);
    if (trace->goes_on) {
        lang_print(&said, visit->lang, "web.chain.goes_on", ARGS(arg_int("count", trace->most)));
    }
    data_text(chain, name, buf_text(&said));
}

Status page_chain(Visit *visit, Data *chain, const Record *record, Error *err)
{
    Workspace *workspace = visit->worker->workspace;
    Trace up = {0}, down = {0};
    Status status = record_trace(visit->arena, workspace, record, TRACE_UP, &up, err);
    if (status == STATUS_OK) {
        status = record_trace(visit->arena, workspace, record, TRACE_DOWN, &down, err);
    }
    if (status == STATUS_OK) {
        add_end(visit, chain, "up_goes_on", &up);
        add_end(visit, chain, "down_goes_on", &down);
        status = add_up(visit, chain, &up.steps, err);
    }
    if (status == STATUS_OK) {
        status = add_link(visit, chain, record, 0, "here", err);
    }
    return status == STATUS_OK ? add_down(visit, chain, &down.steps, err) : status;
}
