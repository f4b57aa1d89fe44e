/* value: reading and writing values, without a store. The compiler of models shares this part. */
#ifndef DUIBIAO_RECORD_VALUE_IMPL_H
#define DUIBIAO_RECORD_VALUE_IMPL_H

#include "record.h"

/* ---- value.c ---- */

/* Independent of language and locale: what history keeps and commitments cover. Nothing for NONE.
 */
void value_canonical(Buf *out, const FieldDef *field, const Value *value);
Text value_text_of(Arena *arena, const FieldDef *field, const Value *value); /* canonical */
/* Back from canonical text, to the letter; false where the model reads it no longer. */
bool value_from_canonical(Arena *arena, const FieldDef *field, Text text, Value *value);
/* Empty texts and empty lists are no value. */
void value_normalise(Value *value);
/* Whether a field of this kind can hold it; NONE fits every kind. */
bool value_fits(FieldKind kind, const Value *value);
/* As the size of a field is meant. */
int64_t character_count(Text text);
/* What a new record has in this field; NONE where the model says nothing. */
Value value_initial(Arena *arena, const FieldDef *field);

/* ---- parse.c ---- */

/* As people write it, not empty. The catalogue key of what is wrong with it, NULL when nothing
 * is. */
const char *value_parse(Arena *arena, const FieldDef *field, Text text, Value *value);

/* ---- money.c ---- */

/* 1.2亿元, 3500万, 35 million yuan, or yuan without a unit. */
bool money_parse(Text text, Decimal *yuan);
/* In the largest unit that needs at most four decimals; no digit is lost. */
void money_print(Buf *out, Lang lang, Decimal yuan);
bool percent_parse(Text text, Decimal *percent); /* 12.5%, 12.5 */

/* ---- point.c ---- */

enum { POINT_DECIMALS = 6, POINT_LATITUDE_MOST = 90000000, POINT_LONGITUDE_MOST = 180000000 };

/* 35.21,113.25: latitude first, in degrees; kept to a millionth of one. */
bool point_parse(Text text, int64_t *latitude, int64_t *longitude);
void point_print(Buf *out, int64_t latitude, int64_t longitude);

#endif
