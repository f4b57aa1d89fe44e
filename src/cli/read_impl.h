/* Inside of cli: a text of prose, read and shown. */
#ifndef DUIBIAO_READ_IMPL_H
#define DUIBIAO_READ_IMPL_H

#include "cli_impl.h"

void read_show(Cli *cli, const ProseReading *reading);
void read_json(Cli *cli, const TextFile *file, const ProseReading *reading);
void read_paragraphs_json(Cli *cli, const ProseReading *reading);

#endif
