/* What the rows of a table do, for who looks before agreeing: every row goes into the digest, and
 * the first of them are told with their values. */
#include "register_impl.h"

#include <inttypes.h>

enum { SHOWN_WIDTH = 240, SAME_SHOWN = 12 };

/* ---- Values as they are looked at ---- */

/* How many bytes both begin with, to a whole character. */
static size_t common_start(Text one, Text other)
{
    size_t at = 0, next_one = 0, next_other = 0;
    uint32_t of_one, of_other;
    while (text_next(one, &next_one, &of_one) && text_next(other, &next_other, &of_other) &&
           of_one == of_other) {
        at = next_one;
    }
    return at;
}

static size_t some_before(Text text, size_t at)
{
    for (int back = 0; back < SAME_SHOWN && at > 0; back++) {
        at--;
        while (at > 0 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80) {
            at--;
        }
    }
    return at;
}

static Text fitted(Arena *arena, Text text, size_t from)
{
    Text rest = text_slice(text, from < text.len ? from : text.len, text.len);
    Text whole = from > 0 && rest.len > 0 ? text_format(arena, "…%.*s", TEXT_ARGS(rest)) : rest;
    return text_fit(arena, whole, SHOWN_WIDTH);
}

/* Of long texts that part is told where they begin to differ. */
static void fit(Arena *arena, Text *before, Text *after)
{
    bool is_long = text_width(*before) > SHOWN_WIDTH || text_width(*after) > SHOWN_WIDTH;
    size_t from = is_long ? some_before(*before, common_start(*before, *after)) : 0;
    *before = fitted(arena, *before, from);
    *after = fitted(arena, *after, from);
}

static Status add_value(const Register *reg, RegisterChange *change, const Record *record,
                        const Record *stored, int field, Error *err)
{
    RegisterValue *value = list_add(&change->values);
    Status status = STATUS_OK;
    value->field = field;
    for (Lang lang = LANG_ZH; status == STATUS_OK && lang < LANG_COUNT; lang++) {
        Text *before = &value->before[lang], *after = &value->after[lang];
        *before = TEXT("");
        status = register_print(reg->arena, reg->workspace, lang, record, field, after, err);
        if (status == STATUS_OK && stored != NULL) {
            status = register_print(reg->arena, reg->workspace, lang, stored, field, before, err);
        }
        if (status == STATUS_OK) {
            fit(reg->arena, before, after);
        }
    }
    return status;
}

static Status tell(const Register *reg, int64_t row, const Record *record, const Record *stored,
                   const List *differences, Error *err)
{
    RegisterChange *change = list_add(&reg->look->changes);
    Status status = STATUS_OK;
    *change = (RegisterChange){.row = row,
                               .id = record->id,
                               .is_new = stored == NULL,
                               .values = list_new(reg->arena, sizeof(RegisterValue))};
    for (Lang lang = LANG_ZH; status == STATUS_OK && lang < LANG_COUNT; lang++) {
        Buf title = buf_new(reg->arena);
        status = record_print_title(reg->workspace, &title, lang, record, err);
        change->titles[lang] = text_fit(reg->arena, buf_text(&title), SHOWN_WIDTH);
    }
    for (size_t i = 0; status == STATUS_OK && i < differences->count; i++) {
        int field = LIST_AT(differences, RecordDifference, i)->field;
        status = add_value(reg, change, record, stored, field, err);
    }
    return status;
}

Status register_note(Register *reg, int64_t row, const Record *record, const Record *stored,
                     const List *differences, Error *err)
{
    if (reg->look == NULL) {
        return STATUS_OK;
    }
    /* The id of a new one is another whenever it is made. */
    buf_add_format(&reg->seen, "%" PRId64 " %" PRId64 " %" PRId64 "\n", row,
                   stored ? stored->id : 0, stored ? stored->version : 0);
    return reg->look->changes.count < reg->look->changes_most
               ? tell(reg, row, record, stored, differences, err)
               : STATUS_OK;
}

static int by_row(const void *one, const void *other)
{
    const RegisterChange *a = one, *b = other;
    return (a->row > b->row) - (a->row < b->row);
}

Status register_looked(Register *reg, Error *err)
{
    if (reg->look == NULL) {
        return STATUS_OK;
    }
    Hash hash = hash_text(buf_text(&reg->seen));
    Buf digits = buf_new(reg->arena);
    hash_print(&digits, &hash);
    list_sort(&reg->look->changes, by_row);
    reg->look->digest = buf_text(&digits);
    bool is_agreed = reg->look->agreed.len == 0 || text_equal(reg->look->agreed, reg->look->digest);
    return is_agreed ? STATUS_OK
                     : error_set(err, STATUS_CONFLICT, "exchange.load_changed", NO_ARGS);
}
