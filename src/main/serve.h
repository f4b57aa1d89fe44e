/* serve: what joins the terminal's command to the server. */
#ifndef DUIBIAO_SERVE_H
#define DUIBIAO_SERVE_H

#include "cli.h"

/* As CliSetup.serve. */
Status serve(const CliSetup *setup, const ServeRequest *request, Error *err);

#endif
