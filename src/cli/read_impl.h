/* Inside of cli: a text of prose, read and shown. */
#ifndef DUIBIAO_READ_IMPL_H
#define DUIBIAO_READ_IMPL_H

#include "cli_impl.h"

/* Opens the file that the argument names and reads it; the proposals name rules of `rules`. */
Status read_file(Cli *cli, ProseRules **rules, TextFile *file, ProseReading *reading, Error *err);
Status read_bytes_of(Cli *cli, const char *path, Text *bytes, Error *err);
void read_proposal_line(Cli *cli, Buf *line, const ProseProposal *proposal);
void read_show(Cli *cli, const ProseReading *reading);
void read_json(Cli *cli, const TextFile *file, const ProseReading *reading);
void read_paragraphs_json(Cli *cli, const ProseReading *reading);

#endif
