/* web, inside the pages: what they have in common.
 *
 *   visit.c               route, access, handler, error
 *   data.c                what a page shows, as a tree of named values
 *   template*.c           pages/ *.html: read once, written with every value escaped for its place
 *   page.c, page_table.c  what all pages have in common
 *   question.c            what a page of comparison is asked
 *   one_gap.c             one indicator against one reference
 *   kept_figures.c        what was found for the last questions
 *   *_page.c              the pages
 *
 * Beside it: record_pages_impl.h, file_pages_impl.h, reading_impl.h,
 * public_impl.h, admin_impl.h. */
#ifndef DUIBIAO_PAGES_IMPL_H
#define DUIBIAO_PAGES_IMPL_H

#include "web_impl.h"

/* ---- data.c ---- */

/* What a template is given: names with a text, a flag, markup, a list or further names. Names are
 * literals of the program; texts must live as long as the page is made. */
typedef struct Data Data;
Data *data_new(Arena *arena);
void data_text(Data *data, const char *name, Text value);
void data_int(Data *data, const char *name, int64_t value);
void data_flag(Data *data, const char *name, bool value);
void data_markup(Data *data, const char *name, Text html); /* from report's sinks alone */
Data *data_child(Data *data, const char *name);            /* a new one under that name */
Data *data_item(Data *data, const char *name); /* a new one at the end of the list of that name */

typedef struct DataValue {
    enum { DATA_NOTHING, DATA_TEXT, DATA_FLAG, DATA_MARKUP, DATA_CHILD, DATA_LIST } kind;
    Text text;
    bool flag;
    const Data *child;
    const List *list; /* Data * */
} DataValue;
DataValue data_get(const Data *data, Text name);
/* What was put there before: the item of a list, or (index 0) the child of that name. */
Data *data_at(const Data *data, const char *name, size_t index);
bool data_is_true(const DataValue *value); /* a text or list that is not empty, a set flag */

/* ---- template.c, template_write.c ---- */

/* INVALID: a template is wrong; the error names the file, the line and what. */
Status templates_load(Arena *arena, EmbeddedFiles files, Templates **templates, Error *err);
/* Writes `layout`, whose {{page}} is the template `page`. */
void template_write(Buf *out, const Templates *templates, const Assets *assets, Lang lang,
                    const char *layout, const char *page, const Data *data);

/* ---- page.c ---- */

/* Writes the page into the answer, in the layout that all pages share. */
void answer_page(Visit *visit, const char *template, Data *data);
/* A new tree with what the layout needs; `title` stands in the window and above the page. */
Data *page_data(Visit *visit, Text title, const char *section);
Text page_words(const Visit *visit, const char *key, const Arg *args, size_t arg_count);
Text page_count(const Visit *visit, RecordCount count);
bool is_enterprise(const Visit *visit);                      /* does one act for it? */
Text page_time(Visit *visit, int64_t at_ms);                 /* local, to the minute */
/* With its remedy, in the words for a page where a terminal has others (CODE.remedy.page,
 * CODE.page). */
Text problem_sentence(Visit *visit, const Problem *problem);
Text error_sentence(Visit *visit, const Error *err);
/* The same in this wording, a key of the catalogues that takes the same arguments. */
Text error_in_words(Visit *visit, const Error *err, const char *wording);

/* ---- question.c ---- */

typedef struct QuestionProblem {
    const char *field; /* name of the value that a form shows beside the field */
    Text sentence;
} QuestionProblem;

/* The rules of comparison in force on the day that is asked about. */
Status question_rules(Visit *visit, Arena *arena, Date as_of, CompareRules **rules, Error *err);

/* What a page of comparison is asked. */
typedef struct Question {
    int subject;     /* registry index; -1: nobody yet */
    List references; /* int */
    bool named;      /* otherwise the registered benchmarks */
    Date as_of;      /* DATE_NONE: now */
    int year;        /* 0: the latest */
    Text area;       /* empty: all */
    int *indicators;
    int indicator_count;
    List problems; /* QuestionProblem: what could not be understood */
} Question;

void question_read(Visit *visit, Question *question);
bool question_is_whole(const Question *question); /* otherwise only the form can be shown */
GapRequest question_request(const Question *question);
/* What is compared for a question: the gaps, and what they were computed from. */
typedef struct Answers {
    CompareRules *rules;
    Panel *panel;
    GapTable *gaps;
} Answers;
Status question_answer(Visit *visit, const Question *question, Answers *answers, Error *err);
/* The same for the same question today. */
Text question_key(Visit *visit, const Question *question);
/* The same question to another page. */
Text question_link(Visit *visit, const Question *question, const char *path);
void question_form(Visit *visit, Data *data, const Question *question);

/* ---- next_step.c ---- */

/* Is nothing compared? Then `missing` says what it needs and where that is done. `gaps` is NULL
 * where the question was not answered. */
bool question_missing(Visit *visit, Data *data, const Question *question, const GapTable *gaps);

/* ---- one_gap.c ---- */

/* One indicator's gaps, and the one of them that is looked at more closely. */
typedef struct OneGap {
    Question question;
    int indicator; /* registry index */
    Answers answers;
    const GapRow *row; /* against the reference that was chosen; NULL: nothing to compare */
} OneGap;

/* Reads everybody's figures of the indicator and its parts: enough for ranks and precedents. The
 * question must be whole. */
Status one_gap_load(Visit *visit, OneGap *one, Error *err);
bool gap_is_compared(const GapRow *row);
/* The same question about one indicator and reference to another page. */
Text one_gap_link(Visit *visit, const OneGap *one, const GapRow *row, const char *path);

/* ---- page_table.c ---- */

/* The table as the template "table" shows it. Figures lead to their sources; names of indicators
 * lead on with the question, where there is one, else to the dictionary. */
void page_table(Visit *visit, Data *data, const char *name, const Table *table,
                const Question *question);
/* Its cells lead nowhere: for readers who may not go where they would. */
void table_unlink(Table *table);
/* Where a figure's story is told; empty for none. */
Text figure_link(Visit *visit, const Observation *figure, Date as_of);
/* Links to the same answer as files, under the names csv, xlsx and json. */
void page_exports(Visit *visit, Data *data);

/* ---- kept_figures.c ---- */

/* May the visitor read figures, whoever asked first? errors: DENIED */
Status kept_permission(const Visit *visit, Error *err);
/* The survey of that day as a page shows it. NULL: there is none yet; `data` then holds the
 * sentence that says so, and one that says of when it is where figures changed since.
 * errors: DENIED (doubts tell figures), BUSY "web.survey_pending" (for a file: it cannot say so) */
Status kept_survey(Visit *visit, Date as_of, unsigned parts, Data *data, const Survey **survey,
                   Error *err);
/* Its coverage, parallel to the worker's registry. */
const IndicatorCoverage *survey_coverage(Visit *visit, const Survey *survey);

/* What was found for one of the last questions; several pages ask the same, and the first page asks
 * it for everybody. */
enum { ANSWERS_KEPT = 8 };
typedef struct KeptAnswers {
    Arena *arena; /* NULL: none here */
    Text key;
    Answers answers;
} KeptAnswers;

/* Made by the worker for its own questions, and good as long as its registry is. */
struct KeptFigures {
    KeptAnswers answers[ANSWERS_KEPT];
    int next;        /* whose place the next answers take */
    KeptAnswers one; /* of one_gap.c: everybody's figures of the indicator looked at last */
};
KeptFigures *kept_new(Arena *arena);
void kept_forget(KeptFigures *kept);

/* ---- chain.c ---- */

/* The links of the chain around one record, as the template "chain" shows them. */
Status page_chain(Visit *visit, Data *chain, const Record *record, Error *err);

/* ---- sign_in_page.c ---- */

/* The page to sign in at, in place of what was asked for; a form that was sent is kept in it. */
void answer_sign_in(Visit *visit);
/* One more try to sign in, from this address. BUSY "web.too_many_sign_ins" */
Status throttle_sign_in(Visit *visit, Error *err);

/* ---- account_page.c ---- */

/* One more of the list `sessions`. */
Data *session_item(Visit *visit, Data *data, const DoorSession *session);

/* ---- claim_page.c ---- */

/* Where a claim is taken, as an address to hand on. */
Text claim_address(Visit *visit, Text claim);

/* ---- admin_page.c ---- */

/* The first section of administration that is open to whoever asks; empty: none is. */
Text admin_first(Visit *visit);

/* ---- The pages ---- */

Status page_health(Visit *visit, Error *err);
Status page_metrics(Visit *visit, Error *err);
Status page_asset(Visit *visit, Error *err);
Status page_language(Visit *visit, Error *err);
Status page_home(Visit *visit, Error *err);
Status page_learn(Visit *visit, Error *err);
Status page_readings(Visit *visit, Error *err);
Status submit_readings(Visit *visit, Error *err);
Status page_reading(Visit *visit, Error *err);
Status submit_reading(Visit *visit, Error *err);
Status page_reading_visit(Visit *visit, Error *err);
Status submit_reading_visit(Visit *visit, Error *err);
Status page_visit(Visit *visit, Error *err);
Status page_enterprise(Visit *visit, Error *err);
Status page_my_enterprise(Visit *visit, Error *err);
Status page_targets(Visit *visit, Error *err);
Status page_deliver(Visit *visit, Error *err);
Status page_shares(Visit *visit, Error *err);
Status submit_shares(Visit *visit, Error *err);
Status page_workshop(Visit *visit, Error *err);
Status submit_workshop(Visit *visit, Error *err);
Status page_gaps(Visit *visit, Error *err);
Status page_gap(Visit *visit, Error *err);
Status page_strengths(Visit *visit, Error *err);
Status page_improve(Visit *visit, Error *err);
Status page_figure(Visit *visit, Error *err);
Status page_indicators(Visit *visit, Error *err);
Status page_indicator(Visit *visit, Error *err);
Status page_quality(Visit *visit, Error *err);
Status page_admin(Visit *visit, Error *err);
Status page_admin_accounts(Visit *visit, Error *err);
Status submit_admin_accounts(Visit *visit, Error *err);
Status page_admin_account(Visit *visit, Error *err);
Status submit_admin_account(Visit *visit, Error *err);
Status page_admin_roles(Visit *visit, Error *err);
Status page_admin_rules(Visit *visit, Error *err);
Status page_admin_rule_set(Visit *visit, Error *err);
Status page_admin_erase(Visit *visit, Error *err);
Status submit_admin_erase(Visit *visit, Error *err);
Status page_admin_system(Visit *visit, Error *err);
Status submit_admin_system(Visit *visit, Error *err);
Status page_admin_audit(Visit *visit, Error *err);
Status page_undo(Visit *visit, Error *err);
Status submit_undo(Visit *visit, Error *err);
Status page_delete(Visit *visit, Error *err);
Status submit_delete(Visit *visit, Error *err);
Status page_record_files(Visit *visit, Error *err);
Status submit_record_files(Visit *visit, Error *err);
Status page_file(Visit *visit, Error *err);
Status page_import(Visit *visit, Error *err);
Status submit_import(Visit *visit, Error *err);
Status page_import_job(Visit *visit, Error *err);
Status submit_import_job(Visit *visit, Error *err);
Status page_public(Visit *visit, Error *err);
Status page_publication(Visit *visit, Error *err);
Status page_public_progress(Visit *visit, Error *err);
Status page_public_figures(Visit *visit, Error *err);
Status page_public_say(Visit *visit, Error *err);
Status submit_public_say(Visit *visit, Error *err);
Status page_records(Visit *visit, Error *err);
Status page_list(Visit *visit, Error *err);
Status page_record_template(Visit *visit, Error *err);
Status page_load(Visit *visit, Error *err);
Status submit_load(Visit *visit, Error *err);
Status page_load_job(Visit *visit, Error *err);
Status submit_load_job(Visit *visit, Error *err);
Status page_grid(Visit *visit, Error *err);
Status submit_grid(Visit *visit, Error *err);
Status submit_grid_undo(Visit *visit, Error *err);
Status page_views(Visit *visit, Error *err);
Status submit_views(Visit *visit, Error *err);
Status page_record(Visit *visit, Error *err);
Status page_compare(Visit *visit, Error *err);
Status page_sign_in(Visit *visit, Error *err);
Status submit_sign_in(Visit *visit, Error *err);
Status submit_sign_out(Visit *visit, Error *err);
Status page_claim(Visit *visit, Error *err);
Status submit_claim(Visit *visit, Error *err);
Status page_account(Visit *visit, Error *err);
Status submit_post(Visit *visit, Error *err);
Status submit_end_session(Visit *visit, Error *err);
Status submit_password(Visit *visit, Error *err);
Status submit_authenticator(Visit *visit, Error *err);
Status submit_token(Visit *visit, Error *err);
Status submit_end_token(Visit *visit, Error *err);
Status page_new(Visit *visit, Error *err);
Status page_edit(Visit *visit, Error *err);
Status page_move(Visit *visit, Error *err);
Status submit_new(Visit *visit, Error *err);
Status submit_edit(Visit *visit, Error *err);
Status submit_move(Visit *visit, Error *err);

#endif
