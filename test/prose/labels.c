#include "labels.h"

#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    Arena *arena;
    Text text;
    size_t at;
} Reader;

static char peek(Reader *reader)
{
    while (reader->at < reader->text.len && strchr(" \n\r\t,:", reader->text.ptr[reader->at]))
        reader->at++;
    return reader->at < reader->text.len ? reader->text.ptr[reader->at] : 0;
}

static Text read_string(Reader *reader)
{
    size_t start = ++reader->at;
    Buf out = buf_new(reader->arena);
    for (; reader->at < reader->text.len && reader->text.ptr[reader->at] != '"'; reader->at++) {
        char c = reader->text.ptr[reader->at];
        if (c == '\\')
            c = reader->text.ptr[++reader->at] == 'n' ? '\n' : reader->text.ptr[reader->at];
        buf_add_char(&out, c);
    }
    reader->at++;
    return start <= reader->at ? buf_text(&out) : (Text){"", 0};
}

static Node *read_value(Reader *reader);

static void read_members(Reader *reader, Node *parent, char close)
{
    Node **tail = &parent->first;
    reader->at++;
    while (peek(reader) && peek(reader) != close) {
        Text key = {"", 0};
        if (parent->kind == NODE_OBJECT) key = read_string(reader);
        Node *child = read_value(reader);
        if (!child) return;
        child->key = key;
        *tail = child;
        tail = &child->next;
    }
    reader->at++;
}

static Node *read_value(Reader *reader)
{
    Node *node = ARENA_NEW(reader->arena, Node);
    char c = peek(reader);
    if (c == '{' || c == '[') {
        node->kind = c == '{' ? NODE_OBJECT : NODE_LIST;
        read_members(reader, node, c == '{' ? '}' : ']');
    } else if (c == '"') {
        node->kind = NODE_TEXT;
        node->text = read_string(reader);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        char *end;
        node->kind = NODE_NUMBER;
        node->number = strtod(reader->text.ptr + reader->at, &end);
        reader->at = (size_t)(end - reader->text.ptr);
    } else if (c >= 'a' && c <= 'z') {
        while (reader->at < reader->text.len && reader->text.ptr[reader->at] >= 'a' &&
               reader->text.ptr[reader->at] <= 'z')
            reader->at++;
    } else {
        return NULL;
    }
    return node;
}

Node *labels_parse(Arena *arena, Text json)
{
    Reader reader = {arena, text_from(text_cstr(arena, json)), 0};
    return read_value(&reader);
}

const Node *labels_get(const Node *object, const char *key)
{
    static const Node NONE;
    for (const Node *child = object->first; child; child = child->next) {
        if (text_equal(child->key, text_from(key))) return child;
    }
    return &NONE;
}

size_t labels_count(const Node *list)
{
    size_t count = 0;
    for (const Node *child = list->first; child; child = child->next)
        count++;
    return count;
}
