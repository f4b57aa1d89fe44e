/* Years that are off by some: the figures of a batch that differ from those of their own year, and
 * are those of another. All entities of one year, and all years of one entity, vote together. */
#include "exchange_impl.h"

enum { SHIFT_MOST = 6 };

typedef struct Votes {
    int fits[2 * SHIFT_MOST + 1]; /* [SHIFT_MOST + shift] */
    int differ;
    Observation first; /* where it is told */
    bool any;
} Votes;

struct Shifts {
    Votes *years, *entities; /* by year of the span, by position of the entity */
};

Shifts *shifts_new(const Doubting *doubting)
{
    Shifts *shifts = ARENA_NEW(doubting->arena, Shifts);
    shifts->years = ARENA_ARRAY(doubting->arena, Votes, (size_t)doubting->year_count + 1);
    shifts->entities = ARENA_ARRAY(doubting->arena, Votes, (size_t)doubting->entity_count + 1);
    return shifts;
}

static void vote(const Doubting *doubting, const Look *look, size_t place, int year, Votes *votes)
{
    double ratio = doubting->input->words->shift_ratio;
    double value = look->field->values[place], there;
    if (!votes->any) {
        votes->first = *look->mine[place];
        votes->any = true;
    }
    if (!look_before(look, place, &there) || same_within(there, value, ratio)) {
        return;
    }
    votes->differ++;
    for (int shift = -SHIFT_MOST; shift <= SHIFT_MOST; shift++) {
        bool inside = shift != 0 && year + shift >= 0 && year + shift < doubting->year_count;
        votes->fits[SHIFT_MOST + shift] +=
            inside && look_before(look, (size_t)((ptrdiff_t)place + shift), &there) &&
            same_within(there, value, ratio);
    }
}

void shifts_count(const Doubting *doubting, const Look *look)
{
    for (int e = 0; e < doubting->entity_count; e++) {
        for (int y = 0; y < doubting->year_count; y++) {
            size_t place = field_at(look->field, 0, e, y);
            if (look->mine[place] != NULL) {
                vote(doubting, look, place, y, &doubting->shifts->years[y]);
                vote(doubting, look, place, y, &doubting->shifts->entities[e]);
            }
        }
    }
}

static bool shift_of(const Words *words, const Votes *votes, int *shift, int *fits)
{
    int best = 0;
    for (int i = 1; i < 2 * SHIFT_MOST + 1; i++) {
        best = votes->fits[i] > votes->fits[best] ? i : best;
    }
    *shift = best - SHIFT_MOST;
    *fits = votes->fits[best];
    return *fits > 0 && *fits >= words->shift_figures &&
           *fits >= words->shift_share * votes->differ;
}

static void tell(const Doubting *doubting, const char *code, const Entity *entity, int year,
                 const Votes *votes)
{
    int shift, fits;
    if (!votes->any || !shift_of(doubting->input->words, votes, &shift, &fits)) {
        return;
    }
    Text zh = entity != NULL ? entity->zh : TEXT(""), en = entity != NULL ? entity->en : TEXT("");
    problem_at(doubting->input->problems, SEVERITY_WARNING, code,
               doubting_sheet(doubting, &votes->first), cell_from_code(votes->first.cell).row, 0,
               (Text){0},
               ARGS(arg_label("entity", zh, en.len > 0 ? en : zh), arg_int("year", year),
                    arg_int("other", year + shift), arg_int("shift", shift), arg_int("fits", fits),
                    arg_int("differ", votes->differ)));
}

void shifts_tell(const Doubting *doubting)
{
    const Registry *registry = doubting->input->registry;
    for (int y = 0; y < doubting->year_count; y++) {
        tell(doubting, "exchange.year_shifted", NULL, doubting->first_year + y,
             &doubting->shifts->years[y]);
    }
    for (int e = 0; e < doubting->entity_count; e++) {
        const Votes *votes = &doubting->shifts->entities[e];
        tell(doubting, "exchange.rows_shifted", &registry->entities[doubting->entities[e]],
             period_from_code(votes->first.period).year, votes);
    }
}
