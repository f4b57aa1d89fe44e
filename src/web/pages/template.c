/* Reading templates: HTML with {{…}} in it.
 *
 * The reader follows the HTML itself as far as is needed to know where each value will stand, and
 * refuses a place where no escaping would be safe: a tag's name, an attribute without quotes, an
 * event handler, a style, the inside of a script. So a template that was read cannot be written
 * wrongly. Both arms of a section must end where they began. */
#include "template_impl.h"

#include <string.h>

enum { NAME_BYTES = 24, OPEN_MOST = 32 };

/* ---- Where we are in the HTML ---- */

typedef struct Html {
    enum {
        HTML_TEXT,
        HTML_TAG_NAME,    /* behind "<" */
        HTML_TAG,         /* between attributes */
        HTML_NAME,        /* of an attribute */
        HTML_EQUALS,      /* behind "=" */
        HTML_VALUE,       /* between quotes */
        HTML_UNSAFE_VALUE /* of an attribute that no value may stand in */
    } at;
    bool is_url, is_start;
    bool is_raw;           /* inside a script or a style: not HTML */
    char name[NAME_BYTES]; /* of the tag or the attribute that is being read */
    size_t name_len;
} Html;

static bool is_name(const Html *html, const char *name)
{
    return text_equal((Text){html->name, html->name_len}, text_from(name));
}

static void open_value(Html *html)
{
    static const char *const urls[] = {"href", "src", "action", "formaction"};
    bool handles = html->name_len > 2 && html->name[0] == 'o' && html->name[1] == 'n';
    html->at = handles || is_name(html, "style") || is_name(html, "srcdoc") ? HTML_UNSAFE_VALUE
                                                                            : HTML_VALUE;
    html->is_start = true;
    html->is_url = false;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        html->is_url = html->is_url || is_name(html, urls[i]);
    }
}

static void add_name(Html *html, char c)
{
    if (html->name_len < NAME_BYTES) {
        html->name[html->name_len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
}

static void end_tag_name(Html *html)
{
    if (html->at == HTML_TAG_NAME) {
        html->is_raw = is_name(html, "script") || is_name(html, "style");
        html->at = HTML_TAG;
    }
}

static void follow_in_tag(Html *html, char c)
{
    if (c == '>' || c == ' ' || c == '\n') {
        end_tag_name(html);
    }
    if (c == '>') {
        html->at = HTML_TEXT;
    } else if (html->at == HTML_EQUALS && c == '"') {
        open_value(html);
    } else if (c == '=') {
        html->at = HTML_EQUALS;
    } else if (c == ' ' || c == '\n') {
        html->at = HTML_TAG;
    } else {
        if (html->at == HTML_TAG) {
            html->name_len = 0;
            html->at = HTML_NAME;
        }
        add_name(html, c);
    }
}

static void follow(Html *html, Text literal)
{
    for (size_t i = 0; i < literal.len; i++) {
        char c = literal.ptr[i];
        switch (html->at) {
        case HTML_TEXT:
            if (c == '<') {
                html->at = HTML_TAG_NAME;
                html->name_len = 0;
            }
            break;
        case HTML_VALUE:
        case HTML_UNSAFE_VALUE:
            html->is_start = false;
            if (c == '"') {
                html->at = HTML_TAG;
            }
            break;
        default: follow_in_tag(html, c);
        }
    }
}

/* False: no value may stand here. */
static bool place_here(const Html *html, Place *place)
{
    if (html->at == HTML_TEXT) {
        *place = PLACE_TEXT;
        return !html->is_raw;
    }
    *place = !html->is_url ? PLACE_ATTRIBUTE : html->is_start ? PLACE_URL : PLACE_URL_PART;
    return html->at == HTML_VALUE;
}

static bool same_place(const Html *a, const Html *b)
{
    return a->at == b->at && (a->at != HTML_VALUE || a->is_url == b->is_url);
}

/* ---- The reader ---- */

typedef struct Reader {
    Template *template;
    Text file, rest;
    int line;
    Html html;
    struct {
        size_t node;
        Html html;
    } open[OPEN_MOST];
    int open_count;
} Reader;

static Status wrong(const Reader *reader, const char *code, Text what, Error *err)
{
    return error_set(err, STATUS_INVALID, code,
                     ARGS(arg_text("file", reader->file), arg_int("line", reader->line),
                          arg_text("what", what)));
}

static Node *node_add(Reader *reader, int kind, Text text)
{
    Node *node = list_add(&reader->template->nodes);
    *node = (Node){.kind = kind, .text = text, .line = reader->line};
    return node;
}

static void take_literal(Reader *reader, Text literal)
{
    if (literal.len > 0) {
        node_add(reader, NODE_LITERAL, literal);
        follow(&reader->html, literal);
    }
}

static Status take_value(Reader *reader, int kind, Text name, Error *err)
{
    Place place;
    if (!place_here(&reader->html, &place)) {
        return wrong(reader, "web.template.place", name, err);
    }
    node_add(reader, kind, name)->place = place;
    reader->html.is_start = false;
    return STATUS_OK;
}

static Status open_section(Reader *reader, int kind, Text name, Error *err)
{
    /* <td{{#is_number}} class="n"{{/is_number}}> */
    end_tag_name(&reader->html);
    if (reader->open_count == OPEN_MOST || reader->html.at == HTML_NAME ||
        reader->html.at == HTML_EQUALS) {
        return wrong(reader, "web.template.section", name, err);
    }
    reader->open[reader->open_count].node = reader->template->nodes.count;
    reader->open[reader->open_count++].html = reader->html;
    node_add(reader, kind, name);
    return STATUS_OK;
}

static Status close_section(Reader *reader, Text name, Error *err)
{
    if (reader->open_count == 0) {
        return wrong(reader, "web.template.section", name, err);
    }
    reader->open_count--;
    size_t opened = reader->open[reader->open_count].node;
    Node *node = LIST_AT(&reader->template->nodes, Node, opened);
    /* A name may end a tag's part: <option{{#on}} selected{{/on}}>. */
    if (reader->html.at == HTML_NAME) {
        reader->html.at = HTML_TAG;
    }
    if (!text_equal(node->text, name) ||
        !same_place(&reader->html, &reader->open[reader->open_count].html)) {
        return wrong(reader, "web.template.section", name, err);
    }
    node->end = reader->template->nodes.count;
    node_add(reader, NODE_END, name);
    return STATUS_OK;
}

static Status take_whole(Reader *reader, int kind, Text name, Error *err)
{
    if (reader->html.at != HTML_TEXT) {
        return wrong(reader, "web.template.place", name, err);
    }
    node_add(reader, kind, name);
    return STATUS_OK;
}

static Status take_words(Reader *reader, Text key, Error *err)
{
    return lang_has(text_cstr(reader->template->nodes.arena, key))
               ? take_value(reader, NODE_WORDS, key, err)
               : wrong(reader, "web.template.words", key, err);
}

static Status take_tag(Reader *reader, Text tag, Error *err)
{
    Text name = text_trim(text_slice(tag, 1, tag.len));
    switch (tag.len > 0 ? tag.ptr[0] : 0) {
    case '!': return STATUS_OK;
    case '#': return open_section(reader, NODE_IF, name, err);
    case '^': return open_section(reader, NODE_UNLESS, name, err);
    case '/': return close_section(reader, name, err);
    case '>': return take_whole(reader, NODE_INCLUDE, name, err);
    default: break;
    }
    if (text_equal(tag, TEXT("page"))) {
        return take_whole(reader, NODE_PAGE, tag, err);
    }
    if (text_starts(tag, TEXT("t "))) {
        return take_words(reader, name, err);
    }
    if (text_starts(tag, TEXT("asset "))) {
        return take_value(reader, NODE_ASSET, text_trim(text_slice(tag, 6, tag.len)), err);
    }
    bool plain = tag.len > 0 && !text_contains(tag, TEXT(" "));
    return plain ? take_value(reader, NODE_VALUE, tag, err)
                 : wrong(reader, "web.template.tag", tag, err);
}

/* ---- Lines that hold nothing but a tag that writes nothing leave no empty line ---- */

static Text without_indent(Text literal)
{
    size_t end = literal.len;
    while (end > 0 && literal.ptr[end - 1] == ' ') {
        end--;
    }
    return end == 0 || literal.ptr[end - 1] == '\n' ? text_slice(literal, 0, end) : literal;
}

static bool writes_nothing(Text tag)
{
    return tag.len > 0 && strchr("!#^/>", tag.ptr[0]) != NULL;
}

/* Where `before` ends in a line's indent and `rest` begins with its end, both are left out. */
static void drop_line(const Reader *reader, Text tag, Text *before, Text *rest)
{
    bool begins = reader->template->nodes.count == 0 || before->len > 0;
    Text shorter = without_indent(*before);
    Html here = reader->html;
    follow(&here, *before);
    bool alone = writes_nothing(tag) && here.at == HTML_TEXT && begins &&
                 text_starts(*rest, TEXT("\n")) &&
                 (shorter.len == 0 || shorter.ptr[shorter.len - 1] == '\n');
    if (alone) {
        *before = shorter;
        *rest = text_slice(*rest, 1, rest->len);
    }
}

static void count_lines(Reader *reader, Text text)
{
    for (size_t i = 0; i < text.len; i++) {
        reader->line += text.ptr[i] == '\n';
    }
}

/* As far as the next tag and the tag itself; the tag begins at `open`. */
static Status read_piece(Reader *reader, size_t open, Error *err)
{
    size_t close;
    Text before = text_slice(reader->rest, 0, open);
    Text inside = text_slice(reader->rest, open + 2, reader->rest.len);
    count_lines(reader, before);
    if (!text_find(inside, TEXT("}}"), &close)) {
        return wrong(reader, "web.template.tag", text_slice(inside, 0, NAME_BYTES), err);
    }
    Text tag = text_trim(text_slice(inside, 0, close));
    reader->rest = text_slice(inside, close + 2, inside.len);
    drop_line(reader, tag, &before, &reader->rest);
    take_literal(reader, before);
    Status status = take_tag(reader, tag, err);
    count_lines(reader, text_slice(inside, 0, inside.len - reader->rest.len));
    return status;
}

static Status read_template(Reader *reader, Error *err)
{
    Status status = STATUS_OK;
    size_t open;
    while (status == STATUS_OK && text_find(reader->rest, TEXT("{{"), &open)) {
        status = read_piece(reader, open, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    take_literal(reader, reader->rest);
    if (reader->open_count > 0 || reader->html.at != HTML_TEXT) {
        return wrong(reader, "web.template.open", reader->template->name, err);
    }
    return STATUS_OK;
}

/* ---- All of them ---- */

const Template *template_named(const Templates *templates, Text name)
{
    for (size_t i = 0; i < templates->items.count; i++) {
        const Template *template = LIST_AT(&templates->items, Template, i);
        if (text_equal(template->name, name)) {
            return template;
        }
    }
    return NULL;
}

static Status check_includes(const Templates *templates, const Template *template, Error *err)
{
    for (size_t i = 0; i < template->nodes.count; i++) {
        const Node *node = LIST_AT(&template->nodes, Node, i);
        if (node->kind == NODE_INCLUDE && !template_named(templates, node->text)) {
            return error_set(err, STATUS_INVALID, "web.template.include",
                             ARGS(arg_text("file", template->name), arg_int("line", node->line),
                                  arg_text("what", node->text)));
        }
    }
    return STATUS_OK;
}

Status templates_load(Arena *arena, EmbeddedFiles files, Templates **templates, Error *err)
{
    Templates *made = ARENA_NEW(arena, Templates);
    made->items = list_new(arena, sizeof(Template));
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < files.count; i++) {
        const EmbeddedFile *file = &files.items[i];
        Text name = text_from(file->name);
        if (!text_ends(name, TEXT(".html"))) {
            continue;
        }
        Template *template = list_add(&made->items);
        template->name = text_slice(name, 0, name.len - 5);
        template->nodes = list_new(arena, sizeof(Node));
        Reader reader = {.template = template,
                         .file = name,
                         .rest = {(const char *)file->bytes, file->len},
                         .line = 1};
        status = read_template(&reader, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < made->items.count; i++) {
        status = check_includes(made, LIST_AT(&made->items, Template, i), err);
    }
    *templates = made;
    return status;
}
