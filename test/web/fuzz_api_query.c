/* Any address: no crash, and what is taken stays within its limits. */
#include "api/api_impl.h"

#include "compiled_model.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const Model *model = compiled_model(arena);
    Request request = {0};
    Text target = {(const char *)data, size};
    bool is_address = request_read_target(arena, &request, target);
    for (int r = 0; is_address && r < model->record_count; r += 7) {
        ApiReading reading = {.arena = arena,
                              .model = model,
                              .def = &model->records[r],
                              .problems = problems_new(arena, 3)};
        ApiQuery query;
        Error err = {0};
        Status status = api_query_read(&reading, &request.query, &query, &err);
        bool is_refused = status == STATUS_USAGE && lang_has(err.code);
        if (status != STATUS_OK && !is_refused) {
            abort();
        }
        if (status == STATUS_OK && query.select.columns.count > API_COLUMNS_MOST) {
            abort();
        }
    }
    arena_free(arena);
    return 0;
}
