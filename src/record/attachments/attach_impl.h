/* attach: what the files about attachments share.
 *
 *   attach.c           what comes in and is taken away
 *   attachments.c      what is there, for who may read it
 *   rows.c             the table of them: whose they are, how they are called
 *   kind.c             what a file is, by its bytes
 *   erase.c            taking one away for good
 *   care.c             missing, altered and left-over files; copies of a workspace with its files
 */
#ifndef DUIBIAO_RECORD_ATTACH_IMPL_H
#define DUIBIAO_RECORD_ATTACH_IMPL_H

#include "record_impl.h"

/* A file that a record will hold once it is saved. */
typedef struct IncomingFile {
    StoreFile file;
    Text name;
    const struct IncomingFile *next;
} IncomingFile;

/* ---- kind.c ---- */

typedef struct FileKind {
    const char *name; /* in the rule set "records" */
    const char *media;
    const char *ending; /* of a name, with its dot */
} FileKind;

/* What the file at `path` is, and its size; the last resort is plain bytes, "other". */
Status file_kind_of(const char *path, int64_t *bytes, const FileKind **kind, Error *err);

/* ---- rows.c ---- */

Status attachment_row_add(Workspace *workspace, Attachment *attachment, Error *err);
Status attachment_row_end(Workspace *workspace, int64_t id, int64_t at_ms, Error *err);
/* Ends it too, where it stands, and takes its name; the hash stays. */
Status attachment_row_erase(Workspace *workspace, int64_t id, int64_t at_ms, Error *err);
/* Those of a record that stand, oldest first, whoever asks: List of Attachment. */
Status attachment_rows_of(Arena *arena, Workspace *workspace, const Record *record,
                          List *attachments, Error *err);
/* Who holds these bytes or once held them, but for who erased them, the newest first, whoever asks:
 * List of Attachment. */
Status attachment_holders(Arena *arena, Workspace *workspace, const Hash *hash, List *attachments,
                          Error *err);
Status attachment_row_get(Arena *arena, Workspace *workspace, int64_t id, Attachment *attachment,
                          Error *err);
/* The same of those that have ended too, but for what was erased. */
Status attachment_row_any(Arena *arena, Workspace *workspace, int64_t id, Attachment *attachment,
                          Error *err);
/* What a file of these bytes was called last; its hash where nobody has called it anything. */
Status attachment_last_name(Arena *arena, Workspace *workspace, const Hash *hash, Text *name,
                            Error *err);
/* The hashes of all rows, whether they stand or have ended, but for what was erased; each once, in
 * order: List of Hash. */
Status attachment_hashes(Arena *arena, Workspace *workspace, List *hashes, Error *err);

/* ---- attach.c ---- */

const char *attachments_folder(Arena *arena, const Workspace *workspace);

#endif
