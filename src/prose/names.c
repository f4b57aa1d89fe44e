/* Names that a workspace knows: a lexicon of its own beside that of the rules, which many readers
 * share. */
#include "prose_impl.h"

enum { NAME_LEAST_BYTES = 6 }; /* two Chinese characters */

ProseNames *prose_names_new(Arena *arena)
{
    ProseNames *names = ARENA_NEW(arena, ProseNames);
    names->lexicon = lexicon_new(arena);
    lexicon_list(names->lexicon, TEXT("org"));
    lexicon_list(names->lexicon, TEXT("place"));
    return names;
}

static void add(ProseNames *names, int list, Text name)
{
    name = text_trim(name);
    if (name.len >= NAME_LEAST_BYTES) lexicon_add(names->lexicon, list, name, TEXT(""));
}

void prose_names_add_unit(ProseNames *names, Text name)
{
    add(names, NAMES_ORG, name);
}

void prose_names_add_place(ProseNames *names, Text name)
{
    add(names, NAMES_PLACE, name);
}

bool para_named(const Para *para, WordList list, size_t at, size_t end, WordHit *hit)
{
    return words_at(para->named, list == LIST_org ? NAMES_ORG : NAMES_PLACE, at, end, hit);
}
