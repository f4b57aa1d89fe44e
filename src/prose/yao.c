/* Every 要 and what became of it. */
#include "commitments_impl.h"

static bool is_committed(const Para *para, size_t at)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
        if (proposal->kind == PROSE_COMMITMENT && proposal->span.start <= at &&
            at < proposal->span.end) {
            return true;
        }
    }
    return false;
}

static ProseYaoState state_of(const Para *para, size_t at)
{
    if (para_in_word(para, LIST_yao_word, at)) return YAO_WORD;
    const Clause *clause = para_clause_at(para, at);
    if (!clause) return is_committed(para, at) ? YAO_COMMITMENT : YAO_LEFT;
    size_t body = clause->start + label_read(para, clause->start, clause->end).len;
    if (at <= body + 1 && is_structural(para, body, clause->end)) return YAO_HEADING;
    return is_committed(para, at) ? YAO_COMMITMENT : YAO_LEFT;
}

void account_for_yao(Para *para)
{
    for (size_t at = 0; at < para->n; at++) {
        if (para->c[at] != U'要') continue;
        *(ProseYao *)list_add(&para->yao) = (ProseYao){para->base + at, state_of(para, at)};
    }
}
