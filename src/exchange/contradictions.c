/* Where a file says two things of one figure: found while its rows are only checked. */
#include "exchange_impl.h"

/* More would take more memory than a check is worth; a real import compares them in the store. */
enum { FIGURES_MAX = 500000 };

struct Contradictions {
    Arena *arena; /* of its own; NULL: there were too many figures */
    List figures; /* Observation */
    Map *first;   /* key of a figure → the first that was given for it, in `figures` */
    Map *others;  /* key and origin → the first of that origin, where another came before it */
};

Contradictions *contradictions_new(Arena *arena)
{
    Contradictions *made = ARENA_NEW(arena, Contradictions);
    made->arena = arena_new();
    made->figures = list_new(made->arena, sizeof(Observation));
    made->first = map_new(made->arena);
    made->others = map_new(made->arena);
    return made;
}

void contradictions_free(Contradictions *contradictions)
{
    if (contradictions != NULL && contradictions->arena != NULL) {
        arena_free(contradictions->arena);
        contradictions->arena = NULL;
    }
}

bool contradictions_are_whole(const Contradictions *contradictions)
{
    return contradictions->arena != NULL;
}

typedef struct FigureKey {
    int64_t indicator, entity, period, known_from, document, status;
} FigureKey;

static Text key_text(const FigureKey *key)
{
    return (Text){(const char *)key, sizeof *key};
}

static bool same_figure(const Observation *a, const Observation *b)
{
    return a->bound == b->bound && decimal_compare(a->value, b->value) == 0;
}

bool same_origin(const Observation *a, const Observation *b)
{
    return a->document_id == b->document_id && a->status == b->status;
}

/* The figure that stands under the key; this one from now on where there was none. */
static const Observation *earlier_under(Contradictions *contradictions, Map *map,
                                        const FigureKey *key, const Observation *figure)
{
    int64_t at;
    if (map_get(map, key_text(key), &at)) {
        return LIST_AT(&contradictions->figures, Observation, (size_t)at);
    }
    map_put(map, key_text(key), (int64_t)contradictions->figures.count);
    *(Observation *)list_add(&contradictions->figures) = *figure;
    return NULL;
}

bool contradicts(Contradictions *contradictions, const Observation *figure, Observation *earlier)
{
    if (contradictions->arena == NULL) {
        return false;
    }
    if (contradictions->figures.count >= FIGURES_MAX) {
        contradictions_free(contradictions);
        return false;
    }
    FigureKey key = {.indicator = figure->indicator_id,
                     .entity = figure->entity_id,
                     .period = figure->period,
                     .known_from = figure->known_from};
    const Observation *first = earlier_under(contradictions, contradictions->first, &key, figure);
    if (first == NULL || same_figure(first, figure)) {
        return false;
    }
    *earlier = *first;
    if (same_origin(first, figure)) {
        return true;
    }
    key.document = figure->document_id;
    key.status = (int64_t)figure->status;
    const Observation *own = earlier_under(contradictions, contradictions->others, &key, figure);
    if (own != NULL && !same_figure(own, figure)) {
        *earlier = *own;
    }
    return own == NULL || !same_figure(own, figure);
}
