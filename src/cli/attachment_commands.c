/* attach, attachments, attachments save, attachments erase, detach:
 * files as evidence of records. */
#include "cli_impl.h"

#include <string.h>

Status command_attach(Cli *cli, Error *err)
{
    Record *record;
    Attachment made;
    Status status = cli_open_record(cli, STORE_WRITE, &record, err);
    if (status) return status;
    AttachmentSource source = {.path = cli->arguments[2]};
    Text reason = text_from(cli->options[OPTION_REASON]);
    status = record_attach(cli->arena, cli->workspace, record, &source, reason, &made, err);
    if (status) return status;
    cli_say(cli, "cli.attached",
            ARGS(arg_text("name", made.name), arg_int("id", made.id),
                 arg_label("label", text_from(record->def->zh), text_from(record->def->en)),
                 arg_int("record", record->id)));
    return STATUS_OK;
}

/* What a file is the value of; that beside the record is of no field. */
static Text field_of(const Cli *cli, const Attachment *attachment)
{
    if (attachment->field < 0) return TEXT("");
    const FieldDef *field = &attachment->def->fields[attachment->field];
    return text_from(cli->json ? field->name : cli_label(cli, field->zh, field->en));
}

Status command_attachments(Cli *cli, Error *err)
{
    static const CliColumn COLUMNS[] = {{"id", "cli.attachment_id", COLUMN_YEAR},
                                        {"name", "cli.attachment_name"},
                                        {"media", "cli.attachment_media"},
                                        {"bytes", "cli.attachment_bytes", COLUMN_NUMBER},
                                        {"field", "cli.attachment_field"},
                                        {"who", "cli.attachment_who"},
                                        {"at", "cli.attachment_at"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    Record *record;
    List files;
    Status status = cli_open_record(cli, STORE_READ, &record, err);
    if (!status) status = record_attachments(cli->arena, cli->workspace, record, &files, err);
    if (status) return status;
    Table *table = cli_table_new(cli, "attachments", COLUMNS, COLUMN_COUNT);
    for (size_t i = 0; i < files.count; i++) {
        const Attachment *file = LIST_AT(&files, Attachment, i);
        TableCell *row = table_add_row(table);
        row[0] = cell_number((double)file->id);
        row[1] = cell_text(file->name);
        row[2] = cell_text(file->media);
        row[3] = cell_number((double)file->bytes);
        row[4] = cell_text(field_of(cli, file));
        row[5] = cell_text(file->who);
        row[6] = cell_text(cli_time(cli, file->at_ms));
    }
    cli_table(cli, table);
    return STATUS_OK;
}

static Status attachment_id(const Cli *cli, int64_t *id, Error *err)
{
    if (text_to_int(text_from(cli->arguments[0]), id)) return STATUS_OK;
    return error_set(err, STATUS_USAGE, "cli.not_an_attachment",
                     ARGS(arg_cstr("value", cli->arguments[0])));
}

enum { COPY_BYTES = 1 << 16 };

/* Into a new file; one that is there stays. */
static Status copy_out(const char *from, const char *to, Error *err)
{
    static char part[COPY_BYTES];
    FILE *source = fopen(from, "rbe"), *target = fopen(to, "wbxe");
    bool is_copied = source && target;
    for (size_t len; is_copied && (len = fread(part, 1, sizeof part, source)) > 0;) {
        is_copied = fwrite(part, 1, len, target) == len;
    }
    is_copied = is_copied && !ferror(source);
    if (source) fclose(source);
    if (target && fclose(target) != 0) is_copied = false;
    return is_copied ? STATUS_OK
                     : error_set(err, STATUS_IO, "cli.cannot_write", ARGS(arg_cstr("file", to)));
}

Status command_attachments_save(Cli *cli, Error *err)
{
    int64_t id;
    Attachment file;
    const char *path, *target = cli->arguments[1];
    Status status = attachment_id(cli, &id, err);
    if (!status) status = cli_open(cli, STORE_READ, err);
    if (!status) status = attachment_get(cli->arena, cli->workspace, id, &file, &path, err);
    if (!status) status = copy_out(path, target, err);
    if (!status) cli_say(cli, "cli.wrote", ARGS(arg_cstr("file", target)));
    return status;
}

Status command_detach(Cli *cli, Error *err)
{
    int64_t id;
    Status status = attachment_id(cli, &id, err);
    if (!status) status = cli_open(cli, STORE_WRITE, err);
    if (!status) {
        status = record_detach(cli->arena, cli->workspace, id,
                               text_from(cli->options[OPTION_REASON]), err);
    }
    if (!status) cli_say(cli, "cli.detached", ARGS(arg_int("id", id)));
    return status;
}

Status command_attachments_erase(Cli *cli, Error *err)
{
    int64_t id, others;
    Status status = attachment_id(cli, &id, err);
    if (!status) status = cli_open(cli, STORE_WRITE, err);
    if (!status) {
        status = attachment_erase(cli->arena, cli->workspace, id,
                                  text_from(cli->options[OPTION_REASON]), &others, err);
    }
    if (status) return status;
    cli_say(cli, others > 0 ? "cli.erased_file_elsewhere" : "cli.erased_file",
            ARGS(arg_int("id", id), arg_int("others", others)));
    return STATUS_OK;
}
