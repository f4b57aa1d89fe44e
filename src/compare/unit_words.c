/* Units as people read them. A unit in Chinese is a multiple and what is counted: 万元, 亿千瓦时;
 * both have their wording, so that one that nobody listed is read too. */
#include "compare_impl.h"

typedef struct UnitWord {
    const char *zh, *key;
} UnitWord;

/* Longer ones first: 万亿 before 亿 and 万. */
static const UnitWord MULTIPLES[] = {
    {"万亿", "unit.times.trillion"},
    {"千万", "unit.times.ten_million"},
    {"百万", "unit.times.million"},
    {"十万", "unit.times.hundred_thousand"},
    {"亿", "unit.times.hundred_million"},
    {"万", "unit.times.ten_thousand"},
    {"千", "unit.times.thousand"},
    {"百", "unit.times.hundred"},
    {"十", "unit.times.ten"},
};

static const UnitWord COUNTED[] = {
    {"元", "unit.yuan"},
    {"美元", "unit.dollar"},
    {"人", "unit.people"},
    {"平方米", "unit.m2"},
    {"公顷", "unit.hectare"},
    {"平方公里", "unit.km2"},
    {"米", "unit.metre"},
    {"公里", "unit.km"},
    {"千克", "unit.kg"},
    {"吨", "unit.tonne"},
    {"吨标准煤", "unit.tce"},
    {"千瓦时", "unit.kwh"},
    {"千瓦", "unit.kw"},
    {"立方米", "unit.m3"},
    {"微克/立方米", "unit.ug_m3"},
    {"毫克/立方米", "unit.mg_m3"},
    {"个", "unit.number"},
    {"家", "unit.firm"},
    {"件", "unit.item"},
    {"张", "unit.bed"},
    {"户", "unit.household"},
    {"册", "unit.volume"},
    {"辆", "unit.vehicle"},
    {"所", "unit.school"},
    {"位", "unit.place"},
    {"次", "unit.time"},
    {"天", "unit.day"},
    {"小时", "unit.hour"},
    {"年", "unit.year"},
    {"分", "unit.score"},
    {"指数", "unit.index"},
    {"上年=100", "unit.last_year_100"},
    {"百分点", "unit.point"},
    {"千分点", "unit.permille_point"},
    {"元/人", "unit.yuan_per_person"},
    {"人/平方公里", "unit.per_km2"},
    {"平方米/人", "unit.m2_per_person"},
    {"册/百人", "unit.volume_per_100"},
    {"件/万人", "unit.item_per_10000"},
    {"张/千人", "unit.bed_per_1000"},
};

static const char *counted_key(Text unit)
{
    for (size_t i = 0; i < sizeof COUNTED / sizeof *COUNTED; i++) {
        if (text_equal(unit, text_from(COUNTED[i].zh))) {
            return COUNTED[i].key;
        }
    }
    return NULL;
}

/* What is counted; *multiple is the key of how many make one, NULL for one. */
static const char *split_unit(Text unit, const char **multiple)
{
    const char *key = counted_key(unit);
    *multiple = NULL;
    for (size_t i = 0; !key && i < sizeof MULTIPLES / sizeof *MULTIPLES; i++) {
        Text lead = text_from(MULTIPLES[i].zh);
        if (text_starts(unit, lead)) {
            key = counted_key(text_slice(unit, lead.len, unit.len));
            *multiple = MULTIPLES[i].key;
        }
    }
    return key;
}

Text wording(Arena *arena, Lang lang, const char *key, const Arg *args, size_t arg_count)
{
    Buf text = buf_new(arena);
    lang_print(&text, lang, key, args, arg_count);
    return buf_text(&text);
}

static Text form_of(Arena *arena, Lang lang, const char *key, const char *form, Text times)
{
    return wording(arena, lang, text_cstr(arena, text_format(arena, "%s%s", key, form)),
                   ARGS(arg_text("times", times)));
}

static Text unit_in_words(Arena *arena, Lang lang, Text unit, const char *form)
{
    const char *multiple;
    const char *key = split_unit(unit, &multiple);
    Text times = TEXT("");
    if (!key) {
        return unit;
    }
    if (multiple) {
        times = form_of(arena, lang, multiple, form, times);
    }
    return text_trim(form_of(arena, lang, key, form, times));
}

Text unit_words(Arena *arena, Lang lang, Text unit)
{
    return unit_in_words(arena, lang, unit, "");
}

Text unit_short(Arena *arena, Lang lang, Text unit)
{
    return unit_in_words(arena, lang, unit, ".short");
}
