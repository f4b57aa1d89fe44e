/* What the pages share that take in a file: it is looked at first and nothing is written; then, if
 * its sender agrees, it is taken in as a whole. Both are done by a job, whose page shows how far it
 * is and what came of it. */
#ifndef DUIBIAO_FILE_PAGES_IMPL_H
#define DUIBIAO_FILE_PAGES_IMPL_H

#include "record_pages_impl.h"

#include "exchange.h"

/* ---- kept_file.c ---- */

typedef struct KeptFile {
    const char *folder, *path;
    Text name, bytes;
} KeptFile;

/* The file that the form brought, kept by its name; or else the one kept before that the form names
 * with the digest of its bytes. errors: INVALID (none was chosen), CONFLICT (it is gone), IO */
Status kept_file_take(Visit *visit, KeptFile *file, Error *err);
void kept_file_drop(const KeptFile *file);

/* ---- file_job.c ---- */

enum { RESULT_DEPTH = 8 }; /* of JSON */

/* One such job, as its page knows it. */
typedef struct FileJob {
    Job job;
    Text name;         /* of the file */
    bool is_look;      /* nothing is written */
    const char *words; /* whose wordings it has: "import" of web.import.taking */
    Text place;        /* the address of the page: "/import" */
} FileJob;

/* Leads from the form to the job. */
void file_job_follow(Visit *visit, Text place, int64_t job);
/* The job that the address names. NOT_FOUND: there is none that the reader may see. */
Status file_job_find(Visit *visit, Job *job, Error *err);
/* How far it is, for the template "file_progress". */
void file_job_progress(Visit *visit, Data *data, const FileJob *file);
/* What is wrong with the file, for the template "file_problems". */
void file_job_problems(Visit *visit, Data *found, Text result);
/* Those of late but this one, so that who went elsewhere finds theirs again; `read` fills in name
 * and is_look, false where the job is another page's. For the template "file_recent". */
typedef bool FileJobReader(Visit *visit, const Job *job, FileJob *file);
Status file_job_recent(Visit *visit, Data *data, const FileJob *file, FileJobReader *read,
                       Error *err);

/* What can be told on the page itself. */
bool file_page_can_tell(Status status);
/* Shows the page with its refusal; `show` is what the page shows itself by. */
typedef Status FilePageShower(void *page, Error *err);
Status file_page_refuse(Visit *visit, void *page, FilePageShower *show, Status status, Error *err);
/* Shows the page of a job once it is over or a while has passed, with why nothing came of it where
 * it did not; `refusal` is where the page keeps that. */
Status file_page_job(Visit *visit, const FileJob *file, Text *refusal, FilePageShower *show,
                     void *page, Error *err);
/* Calls it off and leads back to it; what was kept before is shown, with a word that it was. */
Status file_page_cancel(Visit *visit, const FileJob *file, Text *refusal, FilePageShower *show,
                        void *page, Error *err);

#endif
