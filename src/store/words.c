/* The index of words: which numbers have which words, newest first.
 *
 * It is an FTS5 table that keeps no content and no positions: the words are made by the caller, and
 * so the same for every engine. The tokenizer is one of SQLite's own, which only parts words at
 * spaces here, so that any SQLite can open the file. A word is taken out by naming it again:
 * nothing else is kept that could be looked up. */
#include "store_impl.h"

const char words_schema[] =
    "CREATE VIRTUAL TABLE word_index USING fts5(words, content='', columnsize=0, detail=none,\n"
    "  tokenize=\"ascii tokenchars ':_'\");\n";

static Status run_with(Store *store, const char *sql, int64_t id, Text words, Error *err)
{
    Stmt *stmt = NULL;
    Status status = words.len > 0 ? store_prepare(store, sql, &stmt, err) : STATUS_OK;
    if (stmt == NULL) {
        return status;
    }
    stmt_bind_int(stmt, 1, id);
    stmt_bind_text(stmt, 2, words);
    return stmt_run(stmt, err);
}

Status store_words_add(Store *store, int64_t id, Text words, Error *err)
{
    return run_with(store, "INSERT INTO word_index (rowid, words) VALUES ($1, $2)", id, words, err);
}

Status store_words_remove(Store *store, int64_t id, Text words, Error *err)
{
    return run_with(store,
                    "INSERT INTO word_index (word_index, rowid, words) VALUES ('delete', $1, $2)",
                    id, words, err);
}

Status store_words_clear(Store *store, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(
        store, "INSERT INTO word_index (word_index) VALUES ('delete-all')", &stmt, err);
    return status == STATUS_OK ? stmt_run(stmt, err) : status;
}

/* The list of words is a table that lives as long as the connection. */
static const char LISTING[] = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_listing"
                              " USING fts5vocab(main, word_index, instance)";

Status store_words_digest(Store *store, Hash *digest, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Sha256 sha;
    sha256_start(&sha);
    Status status = store_run_script(store, LISTING, err);
    if (status == STATUS_OK) {
        status = store_prepare(store, "SELECT term, doc FROM temp.word_listing ORDER BY 1, 2",
                               &stmt, err);
    }
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Text word = stmt_text(stmt, 0);
        int64_t id = stmt_int(stmt, 1);
        sha256_add(&sha, word.ptr, word.len);
        sha256_add(&sha, "", 1);
        sha256_add(&sha, &id, sizeof id);
    }
    *digest = sha256_finish(&sha);
    return status;
}

void store_words_source(Buf *sql, int parameter)
{
    buf_add_format(sql, "(SELECT rowid AS found FROM word_index WHERE word_index MATCH $%d)",
                   parameter);
}

static void add_quoted(Buf *question, Text word)
{
    buf_add_char(question, '"');
    for (size_t at = 0; at < word.len; at++) {
        buf_add_cstr(question, word.ptr[at] == '"' ? "\"" : "");
        buf_add_char(question, word.ptr[at]);
    }
    buf_add_char(question, '"');
}

Text store_words_question(Arena *arena, const Text *groups, size_t group_count)
{
    Buf question = buf_new(arena);
    for (size_t at = 0; at < group_count; at++) {
        Text rest = groups[at];
        Text word;
        buf_add_cstr(&question, at > 0 ? " AND (" : "(");
        for (bool first = true; text_split(&rest, ' ', &word); first = false) {
            buf_add_cstr(&question, first ? "" : " OR ");
            add_quoted(&question, word);
        }
        buf_add_char(&question, ')');
    }
    return buf_text(&question);
}
