/* Where the figures of a row come from, and since when they are known: a column of the row goes
 * before the date of its document, that before what the importing person says, and that before the
 * rules. */
#include "rows_impl.h"

Status find_origin(Walk *walk, const RowState *state, Origin *origin, Text *name, Error *err)
{
    Text text = role_text(walk, state->row, ROLE_DOCUMENT);
    int64_t at;
    *origin = walk->origin;
    *name = walk->options->document;
    if (text.len == 0) {
        return STATUS_OK;
    }
    *name = text;
    if (!recall(&walk->documents, text, &at)) {
        Origin found = {.released = DATE_NONE};
        Status status = walk->sink->document(walk->sink->context, text, &found.document_id,
                                             &found.released, err);
        if (status != STATUS_OK) {
            return status;
        }
        at = (int64_t)walk->origins.count;
        *(Origin *)list_add(&walk->origins) = found;
        remember(&walk->documents, text, at);
    }
    *origin = *LIST_AT(&walk->origins, Origin, (size_t)at);
    return STATUS_OK;
}

bool find_vintage_columns(Walk *walk, const RowState *state, Vintage *vintage)
{
    vintage->note = role_text(walk, state->row, ROLE_NOTE);
    vintage->known_from = DATE_NONE;
    Text date = role_text(walk, state->row, ROLE_KNOWN_FROM);
    Text status = role_text(walk, state->row, ROLE_STATUS);
    if (date.len > 0 && !date_parse(text_slice(date, 0, date.len), &vintage->known_from) &&
        !date_parse(text_slice(date, 0, 10), &vintage->known_from)) {
        tell(walk, state, SEVERITY_ERROR, "exchange.bad_date", walk->columns[ROLE_KNOWN_FROM],
             ARGS(arg_text("text", date)));
        return false;
    }
    if (status.len > 0) {
        vintage->has_status =
            status_named(walk->context->words, key_of(walk->row, status), &vintage->status);
        if (!vintage->has_status) {
            tell(walk, state, SEVERITY_ERROR, "exchange.bad_status", walk->columns[ROLE_STATUS],
                 ARGS(arg_text("text", status)));
        }
        return vintage->has_status;
    }
    return true;
}

/* Figures without origin or note differ only by period, and stand together by period. */
static Release release_for(Walk *walk, const Vintage *vintage, Period period)
{
    bool is_plain = vintage->origin_name.len == 0 && vintage->note.len == 0;
    int32_t code = period_code(period);
    if (is_plain && walk->plain_period == code) {
        return walk->plain_release;
    }
    Release release = release_of(walk->releases, vintage->origin_name, vintage->note, period);
    if (is_plain) {
        walk->plain_period = code;
        walk->plain_release = release;
    }
    return release;
}

void set_vintage(Walk *walk, const Vintage *vintage, Period period, Observation *observation)
{
    Date known = vintage->known_from;
    known = known != DATE_NONE ? known : vintage->origin.released;
    known = known != DATE_NONE ? known : walk->options->known_from;
    Release release = {.status = vintage->status, .known_from = known};
    if (known == DATE_NONE || !vintage->has_status) {
        release = release_for(walk, vintage, period);
    }
    observation->known_from = known != DATE_NONE ? known : release.known_from;
    observation->status = vintage->has_status ? vintage->status : release.status;
    observation->document_id = vintage->origin.document_id;
}
