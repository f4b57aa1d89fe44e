/* Benchmarks that are registered already: the same place in the same role,
 * whatever words name it. */
#include "proposal_impl.h"

/* 许昌 is 许昌市. */
static bool is_called(Text full, Text name)
{
    static const char *const KINDS[] = {"", "省", "市", "县", "区"};
    if (!text_starts(full, name)) return false;
    Text rest = text_slice(full, name.len, full.len);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (text_equal(rest, text_from(KINDS[i]))) return true;
    }
    return false;
}

/* One benchmark, with the name of the place it refers to. */
static Status compare_one(Arena *arena, Workspace *workspace, const ProseProposal *proposal,
                          Record *known, bool *same, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("entity"));
    Text role = text_from(benchmark_role(proposal->role));
    Record *place;
    *same = text_equal(record_value(known, "role")->text, role) &&
            text_equal(record_value(known, "area")->text, proposal->field);
    if (!*same) return STATUS_OK;
    Status status =
        record_get(arena, workspace, def, record_value(known, "reference")->number, &place, err);
    *same = !status && is_called(record_value(place, "zh")->text, proposal->name);
    return status;
}

Status benchmark_known(Arena *arena, Workspace *workspace, const ProseProposal *proposal,
                       int64_t *id, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("benchmark"));
    List known;
    *id = 0;
    if (!def || !proposal->name.len || !benchmark_role(proposal->role)[0] ||
        !permit_reach(workspace, def, ACT_READ)) {
        return STATUS_OK;
    }
    Status status = record_list(arena, workspace, def, &(RecordQuery){0}, &known, err);
    for (size_t i = 0; !status && !*id && i < known.count; i++) {
        Record *one = LIST_AT(&known, Record, i);
        bool same = false;
        status = compare_one(arena, workspace, proposal, one, &same, err);
        if (same) *id = one->id;
    }
    return status;
}
