/* What the pages of records share: any record, whatever its type, from the model's tables. */
#ifndef DUIBIAO_RECORD_PAGES_IMPL_H
#define DUIBIAO_RECORD_PAGES_IMPL_H

#include "pages_impl.h"

#include "work.h"

/* ---- The record an address names ---- */

/* NOT_FOUND in the words of a page that is not there: no such type, or not for this reader. */
Status record_type_of(Visit *visit, const RecordDef **def, Error *err);
Status record_of(Visit *visit, Record **record, Error *err);
Text record_link(Visit *visit, const char *type, int64_t id);
Text record_title(Visit *visit, const Record *record); /* its id where it cannot be read */
/* The table of report_records as people go by it: the title leads to the record. */
Table *record_table_titled(Visit *visit, const RecordDef *def, Table *table);
/* Its fields that are filled in, as the list `fields` of name, value and link. */
Status record_facts(Visit *visit, Data *data, const Record *record, Error *err);
/* The registry's number of the indicator that the figures of a gap or a target are of; -1: none. */
Status measured_by(Visit *visit, Record *record, int *indicator, Error *err);
/* Its moves from where it stands, as the list `moves`: the open ones with a link, others with why
 * not. */
Status record_open_moves(Visit *visit, Data *data, const Record *record, Error *err);
/* May the reader see records of this type at all? */
bool may_read(const Visit *visit, const RecordDef *def);
/* Records of a type whose reference `field` is this one, in the order they were made; none for a
 * reader who may not see the type. */
Status records_of(Visit *visit, const char *type, const char *field, int64_t id, List *records,
                  Error *err);
/* One field as people read it; empty where it cannot be told. */
Text field_text(Visit *visit, const Record *record, const char *field);
Text label_of(const Visit *visit, const char *zh, const char *en);
enum { SEVERAL = 2 }; /* of record_label: what is above a list */

/* ---- list_page.c ---- */

/* "columns=due,lead" of the address: the fields to show, in that order; NULL: those that the model
 * lists. */
int *list_columns(Visit *visit, const RecordDef *def, int *count);
/* The form that chooses them, with the rest of the question kept. */
void list_column_choice(Visit *visit, Data *data, const RecordDef *def, const int *fields,
                        int count);

/* ---- views.c ---- */

/* The parts of a condition as people read them. */
Text list_field_label(Visit *visit, const RecordDef *def, Text name);
const char *list_sign_words(const char *sign);
Text list_value_words(Visit *visit, const RecordDef *def, const ViewCondition *condition);
/* The saved views of a type as the list `views`, and where this one can be kept. */
Status list_views(Visit *visit, Data *data, const RecordDef *def, Error *err);

/* ---- waiting.c ---- */

/* What waits for the unit that the reader acts for, as the list `waiting`;
 * none for who acts for none. */
Status add_waiting(Visit *visit, Data *data, Error *err);
/* What others wait for an office to decide, verify or pass on, as the list `duties` of counts. */
Status add_duties(Visit *visit, Data *data, Error *err);

/* ---- next_step.c ---- */

bool may_create(const Visit *visit, const RecordDef *def); /* a record of this type at all */
/* What a workspace needs before it can answer, as the list `first_steps`; none when all of it is
 * there, or when nothing of what is missing is this reader's to do. */
Status add_first_steps(Visit *visit, Data *data, Error *err);

/* ---- record_actions.c ---- */

/* Its files that the reader may see, as the list `files`. */
Status record_files(Visit *visit, Data *data, const Record *record, Error *err);

/* ---- list_query.c ---- */

typedef struct ListQuery {
    const RecordDef *def;
    List filters; /* RecordFilter */
    Text words, after;
    RecordOrder order;
    bool is_ordered;
    List problems; /* Text: what was not understood */
} ListQuery;

/* What the parameters of that name ask, several as "a|b"; false:
 * it is no field's, or nothing is given. */
bool list_condition(Visit *visit, const RecordDef *def, Text name, ViewCondition *condition);
bool list_is_first(const Visit *visit, size_t at); /* of the parameters of its name */
Text list_parameter(Arena *arena, const ViewCondition *condition); /* and back: "due.from" */
void list_query_read(Visit *visit, const RecordDef *def, ListQuery *list);
RecordQuery list_query_of(const ListQuery *list, int limit);
/* This page's address with one value changed, from the first page of the list. */
Text list_query_link(Visit *visit, const char *name, Text value);
/* The part of the question that a form does not ask anew, as the list `kept` for it to carry. */
void list_query_keep(Visit *visit, Data *form, bool (*is_kept)(Text name));
Status list_query_form(Visit *visit, Data *data, const ListQuery *list, Error *err);

/* ---- inputs.c ---- */

/* The controls of a form for some fields of a record: what was given, or else what it holds, and
 * beside each what is wrong with it and how to mend it. */
typedef struct InputForm {
    const Record *record;
    const int *fields;
    int field_count;
    int rare_count;           /* of them, the last: as the list `rare`, not `inputs` */
    const List *given;        /* FormPart; NULL: the form is fresh */
    const Problems *problems; /* NULL: none */
    const MoveDef *move;      /* whose needs are asked for as required; NULL: none */
    const List *taken;        /* Taken: what it holds because it stands elsewhere; NULL: none */
    bool is_folded;           /* within what may stay shut: the browser asks for nothing there */
} InputForm;
Status input_form(Visit *visit, Data *data, const InputForm *form, Error *err);
/* Values of the form into the record; fields that the form did not have stay as they are. */
Status input_read(Visit *visit, Record *record, Problems *problems, Error *err);

/* ---- grid.c ---- */

/* Records edited together, a row each, a field a column. */
typedef struct Grid {
    Visit *visit;
    const RecordDef *def;
    int *columns; /* fields */
    int column_count;
    List rows; /* GridRow */
    const Record *fresh; /* what a new row begins with; NULL: the reader may make none */
    int wrong; /* rows that have problems */
} Grid;

typedef struct GridRow {
    Record *record;  /* as it is stored; of grid_take, with what was typed */
    int64_t version; /* of what is stored */
    Text *cells;     /* parallel to the columns: what stands there */
    Problems *problems;
    bool is_locked; /* not for the reader to change */
    bool is_new;    /* nothing is stored of it */
    bool is_changed;
} GridRow;

bool grid_can_edit(const FieldDef *field);
GridRow *grid_add(Grid *grid, Record *record); /* as it is stored */
GridRow *grid_add_new(Grid *grid);             /* grid->fresh must be there */
/* The rows that a form brought: values that differ from what was seen go into the records, and what
 * is wrong with them, or was changed by somebody else meanwhile, to the problems of the row. A new
 * row that says nothing is none. */
Status grid_take(Grid *grid, const List *parts, Error *err);
/* Saves what was changed, as one: nothing while a row is wrong.
 * `saved` tells which: "12.4,13.2". */
Status grid_save(Grid *grid, Text reason, Text *saved, Error *err);
/* Takes back what grid_save told, new records too.
 * errors: those of record_undo and record_retract */
Status grid_undo(Visit *visit, const RecordDef *def, Text saved, int *count, Error *err);

/* ---- grid_page.c ---- */

/* May the reader edit records of this type side by side at all? */
bool list_can_grid(const Visit *visit, const RecordDef *def);

/* ---- load_page.c ---- */

/* May the reader load records of this type from a table? */
bool list_can_load(const Visit *visit, const RecordDef *def);

/* ---- refs.c ---- */

typedef struct RefTarget {
    int64_t id;
    Text title;
} RefTarget;

/* What a reference of records of type `of` can stand for, by title: List of RefTarget, at most
 * `most`; *few is false when there are more. */
Status ref_targets(Visit *visit, const RecordDef *of, const FieldDef *field, int most,
                   List *targets, bool *few, Error *err);
/* An id, or what people call it. NOT_FOUND "web.no_such_target", CONFLICT (several: names them) */
Status ref_resolve(Visit *visit, const FieldDef *field, Text text, int64_t *id, Error *err);

/* A text that is kept as a code and known by words: an area of indicators. */
bool is_coded(const FieldDef *field);
List coded_choices(Visit *visit);           /* Text: codes that have words */
Text word_of_code(Visit *visit, Text code); /* as it is where it has no words */
Text code_of_word(Visit *visit, Text word); /* of either language; as it is where it is none */

#endif
