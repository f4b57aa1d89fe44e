/* What things of the model are called, in both languages, for messages. */
#include "record_impl.h"

Arg label_arg(const char *name, const char *zh, const char *en)
{
    return arg_label(name, text_from(zh), text_from(en));
}

Names names_new(Arena *arena)
{
    return (Names){buf_new(arena), buf_new(arena)};
}

void names_add(Names *names, const char *name, const char *zh, const char *en)
{
    bool is_first = names->zh.len == 0;
    buf_add_format(&names->zh, "%s%s（%s）", is_first ? "" : "、", name, zh);
    buf_add_format(&names->en, "%s%s (%s)", is_first ? "" : ", ", name, en);
}

Arg names_arg(const char *arg, const Names *names)
{
    return names->zh.len > 0 ? arg_label(arg, buf_text(&names->zh), buf_text(&names->en))
                             : label_arg(arg, "无", "nothing");
}
