/* A template that was read: what template.c makes and template_write.c walks. */
#ifndef DUIBIAO_TEMPLATE_IMPL_H
#define DUIBIAO_TEMPLATE_IMPL_H

#include "pages_impl.h"

/* Where in the HTML a value stands: that decides how it is escaped. */
typedef enum Place {
    PLACE_TEXT,
    PLACE_ATTRIBUTE,
    PLACE_URL,      /* at the start of an address: it must lead to us, or plainly elsewhere */
    PLACE_URL_PART, /* behind the start: a part of a path, or a value of a query */
} Place;

typedef struct Node {
    enum {
        NODE_LITERAL,
        NODE_VALUE,  /* {{name}} */
        NODE_WORDS,  /* {{t key}}: its placeholders are names of values */
        NODE_ASSET,  /* {{asset style.css}} */
        NODE_IF,     /* {{#name}} … {{/name}}: for each item, or once where it is true */
        NODE_UNLESS, /* {{^name}} … {{/name}} */
        NODE_END,
        NODE_INCLUDE, /* {{>name}} */
        NODE_PAGE,    /* {{page}} of a layout */
    } kind;
    Text text; /* the literal, the name or the key */
    Place place;
    size_t end; /* of IF and UNLESS: the index of their END */
    int line;
} Node;

typedef struct Template {
    Text name; /* "gaps" of gaps.html */
    List nodes;
} Template;

struct Templates {
    List items; /* Template */
};

const Template *template_named(const Templates *templates, Text name); /* NULL: none */

#endif
