/* What the pages of administration share. Each is for the roles that may, and is not there for
 * anybody else. */
#ifndef DUIBIAO_ADMIN_IMPL_H
#define DUIBIAO_ADMIN_IMPL_H

#include "record_pages_impl.h"

typedef struct AdminSection {
    const char *path, *words;
    const char *roles; /* any of them, apart by spaces */
} AdminSection;

/* Of the path; NULL: there is no such section for this reader. */
const AdminSection *admin_section(Visit *visit, const char *path);
/* NOT_FOUND in the words of a page that is not there. */
Status admin_enter(Visit *visit, const char *path, Error *err);
bool admin_has_role(const Visit *visit, const char *role);
/* A page with the links to the sections that are open to this reader. */
Data *admin_page_data(Visit *visit, const char *path);
/* Shows the page that `show` makes, with why it was not done in place of what was asked. */
typedef Status ShowAdmin(Visit *visit, Text refusal, Error *err);
Status admin_refuse(Visit *visit, Status status, ShowAdmin *show, const Problems *problems,
                    Error *err);

#endif
