/* Writing a template: every value is escaped for the place where it stands. */
#include "template_impl.h"

enum { DEPTH_MOST = 24 };

/* A name is looked for in the innermost data first. */
typedef struct Scope {
    const Data *data;
    const struct Scope *outer;
} Scope;

typedef struct Writing {
    Buf *out;
    const Templates *templates;
    const Assets *assets;
    Lang lang;
    const Template *page;
    int depth;
} Writing;

static DataValue value_of(const Scope *scope, Text name)
{
    DataValue value = {0};
    for (; scope && value.kind == DATA_NOTHING; scope = scope->outer) {
        value = data_get(scope->data, name);
    }
    return value;
}

/* ---- Escaping ---- */

/* An address leads to this site, to a place in this page, or plainly to another site. */
static bool is_safe_address(Text url)
{
    bool leads_here = text_starts(url, TEXT("/")) && !text_starts(url, TEXT("//")) &&
                      !text_starts(url, TEXT("/\\"));
    return leads_here || text_starts(url, TEXT("#")) || text_starts(url, TEXT("?")) ||
           text_starts(url, TEXT("https://")) || text_starts(url, TEXT("http://"));
}

static void write_escaped(Buf *out, Place place, Text text)
{
    switch (place) {
    case PLACE_TEXT:
    case PLACE_ATTRIBUTE: html_text(out, text); break;
    case PLACE_URL: html_text(out, is_safe_address(text) ? text : TEXT("#")); break;
    case PLACE_URL_PART: url_add_part(out, text); break;
    }
}

static void write_value(Writing *writing, const Node *node, const Scope *scope)
{
    DataValue value = value_of(scope, node->text);
    if (value.kind == DATA_MARKUP && node->place == PLACE_TEXT) {
        buf_add(writing->out, value.text);
    } else if (value.kind == DATA_TEXT) {
        write_escaped(writing->out, node->place, value.text);
    }
}

enum { WORDS_ARGS_MOST = 8 };

/* The wording of a key, its placeholders filled in by name. */
static void write_words(Writing *writing, const Node *node, const Scope *scope)
{
    Arena *arena = writing->out->arena;
    Buf words = buf_new(arena);
    char *key = text_cstr(arena, node->text);
    Arg args[WORDS_ARGS_MOST];
    size_t count = 0;
    Text rest = text_from(lang_text(writing->lang, key));
    text_take(&rest, '{');
    while (rest.len > 0 && count < WORDS_ARGS_MOST) {
        Text placeholder = text_take(&rest, '}'), name = text_take(&placeholder, '|');
        args[count++] = arg_text(text_cstr(arena, name), value_of(scope, name).text);
        text_take(&rest, '{');
    }
    lang_print(&words, writing->lang, key, args, count);
    write_escaped(writing->out, node->place, buf_text(&words));
}

static void write_asset(Writing *writing, const Node *node)
{
    const Asset *asset = asset_named(writing->assets, node->text);
    if (asset) {
        html_text(writing->out, asset->path);
    }
}

/* ---- Sections ---- */

static void write_nodes(Writing *writing, const Template *template, size_t from, size_t to,
                        const Scope *scope);

static void write_if(Writing *writing, const Template *template, size_t at, const Scope *scope)
{
    const Node *node = LIST_AT(&template->nodes, Node, at);
    DataValue value = value_of(scope, node->text);
    if (value.kind == DATA_LIST) {
        for (size_t i = 0; i < value.list->count; i++) {
            Scope inner = {*LIST_AT(value.list, const Data *, i), scope};
            write_nodes(writing, template, at + 1, node->end, &inner);
        }
    } else if (value.kind == DATA_CHILD) {
        Scope inner = {value.child, scope};
        write_nodes(writing, template, at + 1, node->end, &inner);
    } else if (data_is_true(&value)) {
        write_nodes(writing, template, at + 1, node->end, scope);
    }
}

static void write_unless(Writing *writing, const Template *template, size_t at, const Scope *scope)
{
    const Node *node = LIST_AT(&template->nodes, Node, at);
    DataValue value = value_of(scope, node->text);
    if (!data_is_true(&value)) {
        write_nodes(writing, template, at + 1, node->end, scope);
    }
}

/* Trees include themselves; data that never end would not. */
static void write_whole(Writing *writing, const Template *template, const Scope *scope)
{
    if (template && writing->depth < DEPTH_MOST) {
        writing->depth++;
        write_nodes(writing, template, 0, template->nodes.count, scope);
        writing->depth--;
    }
}

static void write_nodes(Writing *writing, const Template *template, size_t from, size_t to,
                        const Scope *scope)
{
    for (size_t at = from; at < to; at++) {
        const Node *node = LIST_AT(&template->nodes, Node, at);
        switch (node->kind) {
        case NODE_LITERAL: buf_add(writing->out, node->text); break;
        case NODE_VALUE: write_value(writing, node, scope); break;
        case NODE_WORDS: write_words(writing, node, scope); break;
        case NODE_ASSET: write_asset(writing, node); break;
        case NODE_IF:
            write_if(writing, template, at, scope);
            at = node->end;
            break;
        case NODE_UNLESS:
            write_unless(writing, template, at, scope);
            at = node->end;
            break;
        case NODE_INCLUDE:
            write_whole(writing, template_named(writing->templates, node->text), scope);
            break;
        case NODE_PAGE: write_whole(writing, writing->page, scope); break;
        case NODE_END: break;
        }
    }
}

void template_write(Buf *out, const Templates *templates, const Assets *assets, Lang lang,
                    const char *layout, const char *page, const Data *data)
{
    Writing writing = {.out = out,
                       .templates = templates,
                       .assets = assets,
                       .lang = lang,
                       .page = template_named(templates, text_from(page))};
    Scope scope = {data, NULL};
    write_whole(&writing, template_named(templates, text_from(layout)), &scope);
}
