/* One text: its words with what was found marked in them, and beside it one proposal to decide on.
 * A mark tells by number, word and line what it is, never by colour alone. */
#include "reading_impl.h"

/* ---- The words, marked ---- */

typedef struct Marking {
    Visit *visit;
    const OpenReading *open;
    const ProposalItem *current;
    size_t next; /* item that has not been marked yet */
} Marking;

static Text choice_label(const Visit *visit, Choice choice)
{
    Text key = text_format(visit->arena, "web.reading.choice.%s", choice_name(choice));
    return page_words(visit, text_cstr(visit->arena, key), NO_ARGS);
}

/* Bytes of the first `count` characters. */
static size_t bytes_of(Text text, size_t count)
{
    size_t at = 0;
    uint32_t c;
    while (count > 0 && text_next(text, &at, &c)) {
        count--;
    }
    return at;
}

static void add_plain(Data *paragraph, Text text)
{
    if (text.len > 0) {
        data_text(data_item(paragraph, "pieces"), "plain", text);
    }
}

static Data *add_piece(Marking *marking, Data *paragraph, const ProposalItem *item, Text text)
{
    Visit *visit = marking->visit;
    Data *piece = data_item(paragraph, "pieces");
    size_t number = item_index(&marking->open->items, item) + 1;
    data_text(piece, "mark", text);
    data_flag(piece, "is_mark", true);
    data_int(piece, "number", (int64_t)number);
    data_text(piece, "kind", text_from(prose_kind_name(item->proposal->kind)));
    data_text(piece, "label", kind_label(visit, item->proposal->kind));
    data_text(piece, "link", decide_link(visit, marking->open->record->id, item));
    data_text(piece, "choice", choice_label(visit, item->choice));
    data_text(piece, "state", text_from(choice_name(item->choice)));
    data_flag(piece, "is_current", item == marking->current);
    return piece;
}

static const ProposalItem *item_at(const Marking *marking)
{
    const List *items = &marking->open->items;
    return marking->next < items->count ? LIST_AT(items, ProposalItem, marking->next) : NULL;
}

/* The next item, where it stands inside the span; one that only reaches into it is passed over. */
static const ProposalItem *item_inside(Marking *marking, ProseSpan span)
{
    const ProposalItem *item;
    while ((item = item_at(marking)) && item->proposal->span.start < span.end) {
        if (item->proposal->span.start >= span.start && item->proposal->span.end <= span.end) {
            return item;
        }
        marking->next++;
    }
    return NULL;
}

/* What goes on behind a mark inside it has no name of its own. */
static void add_rest(Marking *marking, Data *paragraph, const ProposalItem *item, Text text)
{
    if (text.len > 0) {
        data_flag(add_piece(marking, paragraph, item, text), "is_rest", true);
    }
}

/* 要对标南通市,真抓实干: the benchmark inside the commitment has its mark too.
 * `text` is the item's. */
static void add_mark(Marking *marking, Data *paragraph, const ProposalItem *item, Text text)
{
    ProseSpan span = item->proposal->span;
    const ProposalItem *inner;
    marking->next++;
    inner = item_inside(marking, span);
    size_t at = inner ? bytes_of(text, inner->proposal->span.start - span.start) : text.len;
    add_piece(marking, paragraph, item, text_slice(text, 0, at));
    while (inner) {
        ProseSpan within = inner->proposal->span;
        size_t end = at + bytes_of(text_slice(text, at, text.len), within.end - within.start);
        add_piece(marking, paragraph, inner, text_slice(text, at, end));
        marking->next++;
        inner = item_inside(marking, (ProseSpan){within.end, span.end});
        at = inner ? end + bytes_of(text_slice(text, end, text.len),
                                    inner->proposal->span.start - within.end)
                   : text.len;
        add_rest(marking, paragraph, item, text_slice(text, end, at));
    }
}

/* Items stand by place. */
static void add_paragraph(Marking *marking, Data *data, const ProseParagraph *paragraph)
{
    Data *marked = data_item(data, "paragraphs");
    Text text = paragraph->text;
    size_t place = paragraph->start, at = 0;
    const ProposalItem *item;
    while ((item = item_at(marking))) {
        const ProseSpan span = item->proposal->span;
        size_t start = at + bytes_of(text_slice(text, at, text.len), span.start - place);
        if (span.start < place) {
            marking->next++;
            continue;
        }
        if (start >= text.len) {
            break;
        }
        size_t end = start + bytes_of(text_slice(text, start, text.len), span.end - span.start);
        add_plain(marked, text_slice(text, at, start));
        add_mark(marking, marked, item, text_slice(text, start, end));
        at = end;
        place = span.end;
    }
    add_plain(marked, text_slice(text, at, text.len));
}

static void add_text(Visit *visit, Data *data, const OpenReading *open, const ProposalItem *current)
{
    Marking marking = {visit, open, current, 0};
    for (size_t i = 0; i < open->reading.paragraphs.count; i++) {
        add_paragraph(&marking, data, LIST_AT(&open->reading.paragraphs, ProseParagraph, i));
    }
}

/* ---- The list ---- */

static void add_items(Visit *visit, Data *data, const OpenReading *open,
                      const ProposalItem *current)
{
    for (size_t i = 0; i < open->items.count; i++) {
        const ProposalItem *item = LIST_AT(&open->items, ProposalItem, i);
        Data *row = data_item(data, "items");
        data_text(row, "label", kind_label(visit, item->proposal->kind));
        data_text(row, "words", text_fit(visit->arena, item->proposal->text, 60));
        data_text(row, "link", decide_link(visit, open->record->id, item));
        data_text(row, "choice", choice_label(visit, item->choice));
        data_flag(row, "is_open", item->choice == CHOICE_OPEN);
        data_flag(row, "is_current", item == current);
    }
}

/* ---- The proposal to decide on ---- */

static void add_fact(Visit *visit, Data *data, const char *key, Text value)
{
    Data *fact = data_item(data, "facts");
    data_text(fact, "name", page_words(visit, key, NO_ARGS));
    data_text(fact, "value",
              value.len ? value : page_words(visit, "web.reading.not_said", NO_ARGS));
}

static Text period_words(Visit *visit, const ProsePeriod *period)
{
    Buf words = buf_new(visit->arena);
    buf_add(&words, period->text);
    if (period->last != DATE_NONE) {
        buf_add_cstr(&words, visit->lang == LANG_ZH ? "（" : " (");
        date_print(&words, period->last);
        buf_add_cstr(&words, visit->lang == LANG_ZH ? "）" : ")");
    }
    return buf_text(&words);
}

/* What it owes is named, said or not: that is the point of it all. */
static void add_facts(Visit *visit, Data *data, const ProseProposal *proposal)
{
    bool owes = proposal->kind == PROSE_COMMITMENT || proposal->kind == PROSE_TASK;
    if (owes) {
        add_fact(visit, data, "web.reading.owner", proposal->owner);
        add_fact(visit, data, "web.reading.numbers", proposal->numbers);
        add_fact(visit, data, "web.reading.deadline", period_words(visit, &proposal->period));
    }
    if (proposal->kind == PROSE_FIGURE) {
        add_fact(visit, data, "web.reading.indicator", proposal->indicator);
        add_fact(visit, data, "web.reading.period", period_words(visit, &proposal->period));
    }
    Text rule = text_format(visit->arena, "%s · %.2f", proposal->rule, proposal->confidence);
    add_fact(visit, data, "web.reading.rule", rule);
    if (proposal->speaker.len > 0) {
        add_fact(visit, data, "web.reading.speaker", proposal->speaker);
    }
}

/* The words among those around them. */
static void add_quote(Data *data, const ProposalItem *item)
{
    size_t at;
    enum { AROUND_BYTES = 300 };
    Text paragraph = item->paragraph, words = item->proposal->text;
    if (!text_find(paragraph, words, &at)) {
        data_text(data, "words", words);
        return;
    }
    size_t from = at > AROUND_BYTES ? at - AROUND_BYTES : 0, end = at + words.len;
    size_t to = end + AROUND_BYTES < paragraph.len ? end + AROUND_BYTES : paragraph.len;
    while (from > 0 && ((unsigned char)paragraph.ptr[from] & 0xC0) == 0x80) {
        from--;
    }
    while (to < paragraph.len && ((unsigned char)paragraph.ptr[to] & 0xC0) == 0x80) {
        to++;
    }
    data_text(data, "before", text_slice(paragraph, from, at));
    data_text(data, "words", words);
    data_text(data, "after", text_slice(paragraph, end, to));
}

/* Its nearest open neighbour of the same kind, with which it can be merged. */
static bool has_partner(const OpenReading *open, const ProposalItem *item)
{
    for (size_t i = item_index(&open->items, item) + 1; i < open->items.count; i++) {
        const ProposalItem *other = LIST_AT(&open->items, ProposalItem, i);
        if (other->choice == CHOICE_OPEN && other->proposal->kind == item->proposal->kind) {
            return true;
        }
    }
    return false;
}

static Status add_form(Visit *visit, Data *data, const OpenReading *open, const ProposalItem *item,
                       const Refused *refused, Error *err)
{
    Record *draft;
    Status status =
        proposal_draft(visit->arena, visit->worker->workspace, &open->source, item, &draft, err);
    if (status != STATUS_OK || !draft) {
        return status;
    }
    InputForm form = {
        .record = draft, .given = refused->given, .problems = refused->problems, .is_folded = true};
    form.fields = made_fields(visit, draft, &form.field_count);
    data_flag(data, "is_open", true);
    data_flag(data, "can_merge", has_partner(open, item));
    return input_form(visit, data, &form, err);
}

static Status add_current(Visit *visit, Data *data, const OpenReading *open,
                          const ProposalItem *item, const Refused *refused, Error *err)
{
    size_t index = item_index(&open->items, item);
    Data *current = data_child(data, "current");
    const ProposalItem *next = next_open(&open->items, index + 1);
    data_int(current, "number", (int64_t)index + 1);
    data_text(current, "kind", kind_label(visit, item->proposal->kind));
    data_text(current, "key", item->key);
    data_text(current, "line",
              page_words(visit, "web.reading.line",
                         ARGS(arg_int("line", (int64_t)item->proposal->line))));
    data_text(current, "action", reading_link(visit, open->record->id));
    data_text(current, "choice", choice_label(visit, item->choice));
    data_text(current, "next", decide_link(visit, open->record->id, next ? next : item));
    data_text(current, "refusal", refused->why);
    add_quote(current, item);
    add_facts(visit, current, item->proposal);
    if (item->choice == CHOICE_OPEN && may_decide(visit)) {
        return add_form(visit, current, open, item, refused, err);
    }
    if (item->choice != CHOICE_OPEN) {
        data_flag(current, "is_decided", true);
        data_flag(current, "can_withdraw", item->decision != 0 && may_decide(visit));
        data_text(current, "token", guard_token(visit));
        if (item->made != 0) {
            data_text(current, "made_link",
                      record_link(visit, text_cstr(visit->arena, item->made_type), item->made));
        }
    }
    return STATUS_OK;
}

/* ---- The page ---- */

static void add_progress(Visit *visit, Data *data, const OpenReading *open)
{
    size_t left = count_open(&open->items), all = open->items.count;
    data_int(data, "all", (int64_t)all);
    data_int(data, "decided", (int64_t)(all - left));
    data_text(data, "progress",
              page_words(visit, "web.reading.progress",
                         ARGS(arg_int("decided", (int64_t)(all - left)),
                              arg_int("all", (int64_t)all), arg_int("left", (int64_t)left))));
    data_flag(data, "is_done", left == 0 && all > 0);
    data_flag(data, "has_nothing", all == 0);
    data_flag(data, "is_not_official", !open->reading.summary.is_official);
}

static void add_head(Visit *visit, Data *data, const OpenReading *open)
{
    int64_t id = open->record->id;
    data_text(data, "record_link", record_link(visit, "reading", id));
    if (open->source.visit != 0) {
        data_text(data, "visit_link", record_link(visit, "visit", open->source.visit));
    } else if (may_decide(visit)) {
        data_text(data, "found_link",
                  text_format(visit->arena, "/readings/%lld/visit", (long long)id));
    }
}

Status show_reading(Visit *visit, OpenReading *open, ProposalItem *item, const Refused *refused,
                    Error *err)
{
    Data *data = page_data(visit, record_value(open->record, "name")->text, "learn");
    Status status = STATUS_OK;
    add_head(visit, data, open);
    add_progress(visit, data, open);
    add_text(visit, data, open, item);
    add_items(visit, data, open, item);
    if (item) {
        status = add_current(visit, data, open, item, refused, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "reading", data);
    }
    return status;
}

Status page_reading(Visit *visit, Error *err)
{
    OpenReading open;
    Refused none = {0};
    Status status = reading_load(visit, &open, err);
    if (status != STATUS_OK) {
        return status;
    }
    ProposalItem *item = item_keyed(&open.items, params_get(&visit->request.query, "at"));
    return show_reading(visit, &open, item ? item : next_open(&open.items, 0), &none, err);
}
