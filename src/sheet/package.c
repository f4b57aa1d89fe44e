#include "package_impl.h"

#include <string.h>
#include <unistd.h>

enum { PIECE_BYTES = 1 << 16 };

/* Below this size a high ratio is no bomb: a sheet of zeros packs very well. */
static const int64_t HARMLESS_BYTES = 16 << 20;

static Status error_zip(const SheetFile *file, const char *reason, Error *err)
{
    return error_set(err, STATUS_CORRUPT, "sheet.zip_damaged",
                     ARGS(file_arg(file), arg_cstr("reason", reason)));
}

/* The bytes stay the file's. */
static Status open_in_memory(const SheetFile *file, zip_t **zip, Error *err)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file->memory.ptr, file->memory.len, 0, &error);
    *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    Status status = *zip ? STATUS_OK : error_zip(file, zip_error_strerror(&error), err);
    if (!*zip && source) zip_source_free(source);
    zip_error_fini(&error);
    return status;
}

Status package_open(const SheetFile *file, zip_t **zip, Error *err)
{
    if (file->memory.ptr) return open_in_memory(file, zip, err);
    int copy = dup(file->fd), code = 0;
    *zip = copy < 0 ? NULL : zip_fdopen(copy, 0, &code);
    if (*zip) return STATUS_OK;
    if (copy >= 0) close(copy);
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    Status status = error_zip(file, zip_error_strerror(&error), err);
    zip_error_fini(&error);
    return status;
}

static zip_int64_t locate(zip_t *zip, const char *name)
{
    zip_int64_t at = zip_name_locate(zip, name, 0);
    return at >= 0 ? at : zip_name_locate(zip, name, ZIP_FL_NOCASE);
}

bool package_has(zip_t *zip, const char *name)
{
    return locate(zip, name) >= 0;
}

Status part_open(const SheetFile *file, zip_t *zip, const char *name, Part *part, Error *err)
{
    *part = (Part){.file = file, .name = name};
    zip_int64_t index = locate(zip, name);
    zip_stat_t info;
    if (index < 0 || zip_stat_index(zip, (zip_uint64_t)index, 0, &info) != 0) {
        return error_set(err, STATUS_CORRUPT, "sheet.part_missing",
                         ARGS(file_arg(file), arg_cstr("part", name)));
    }
    if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) && info.encryption_method != ZIP_EM_NONE) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.encrypted", ARGS(file_arg(file)));
    }
    part->packed = info.valid & ZIP_STAT_COMP_SIZE ? (int64_t)info.comp_size : 0;
    part->unpacked = info.valid & ZIP_STAT_SIZE ? (int64_t)info.size : 0;
    part->stream = zip_fopen_index(zip, (zip_uint64_t)index, 0);
    return part->stream ? STATUS_OK : error_zip(file, zip_strerror(zip), err);
}

Status part_read(Part *part, void *bytes, size_t len, size_t *got, Error *err)
{
    *got = 0;
    zip_int64_t step = zip_fread(part->stream, bytes, len);
    if (step < 0) {
        zip_error_t *error = zip_file_get_error(part->stream);
        return error_zip(part->file, zip_error_strerror(error), err);
    }
    part->read += step;
    *got = (size_t)step;
    const SheetLimits *limits = &part->file->limits;
    /* What was really unpacked counts; the directory may lie. */
    int64_t packed = part->packed > 0 ? part->packed : 1;
    bool bomb = part->read > HARMLESS_BYTES && part->read / packed > limits->ratio;
    if (part->read > limits->unpacked_bytes || bomb) {
        return error_set(
            err, STATUS_LIMIT, bomb ? "sheet.zip_bomb" : "sheet.part_too_large",
            ARGS(file_arg(part->file), arg_cstr("part", part->name),
                 arg_int("limit", bomb ? limits->ratio : limits->unpacked_bytes >> 20)));
    }
    return STATUS_OK;
}

void part_close(Part *part)
{
    if (part->stream) zip_fclose(part->stream);
    part->stream = NULL;
}

/* ---- XML ---- */

/* Prefixes are a matter of taste of the program that wrote the file. */
const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) return attributes[1];
    }
    return NULL;
}

void part_parser_fail(PartParser *parser, Status status)
{
    if (parser->status == STATUS_OK) parser->status = status;
    XML_StopParser(parser->expat, XML_FALSE);
}

void part_parser_pause(PartParser *parser)
{
    if (parser->status != STATUS_OK) return;
    parser->paused = true;
    XML_StopParser(parser->expat, XML_TRUE);
}

static void on_start(void *data, const char *name, const char **attributes)
{
    PartParser *parser = data;
    if (parser->status != STATUS_OK) return;
    if (++parser->depth > parser->part.file->limits.depth) {
        part_parser_fail(
            parser, error_set(parser->err, STATUS_LIMIT, "sheet.too_deep",
                              ARGS(file_arg(parser->part.file), arg_cstr("part", parser->part.name),
                                   arg_int("limit", parser->part.file->limits.depth))));
        return;
    }
    parser->handlers->start(parser, local_name(name), attributes);
}

static void on_end(void *data, const char *name)
{
    PartParser *parser = data;
    if (parser->status != STATUS_OK) return;
    parser->depth--;
    if (parser->handlers->end) parser->handlers->end(parser, local_name(name));
}

static void on_text(void *data, const char *text, int len)
{
    PartParser *parser = data;
    if (parser->status != STATUS_OK) return;
    parser->handlers->text(parser, (Text){text, (size_t)len});
}

/* No workbook has one; an enemy's has, with entities that multiply. */
static void on_doctype(void *data, const char *name, const char *system_id, const char *public_id,
                       int has_internal)
{
    (void)name, (void)system_id, (void)public_id, (void)has_internal;
    PartParser *parser = data;
    part_parser_fail(
        parser, error_set(parser->err, STATUS_CORRUPT, "sheet.xml_doctype",
                          ARGS(file_arg(parser->part.file), arg_cstr("part", parser->part.name))));
}

Status part_parser_open(PartParser *parser, const SheetFile *file, zip_t *zip, const char *name,
                        const PartHandlers *handlers, void *data, Error *err)
{
    *parser = (PartParser){.handlers = handlers, .data = data, .err = err};
    Status status = part_open(file, zip, name, &parser->part, err);
    if (status != STATUS_OK) return status;
    parser->expat = XML_ParserCreate(NULL);
    XML_SetUserData(parser->expat, parser);
    XML_SetElementHandler(parser->expat, on_start, on_end);
    if (handlers->text) XML_SetCharacterDataHandler(parser->expat, on_text);
    XML_SetStartDoctypeDeclHandler(parser->expat, on_doctype);
    return STATUS_OK;
}

static Status error_xml(const PartParser *parser, Error *err)
{
    return error_set(err, STATUS_CORRUPT, "sheet.xml_broken",
                     ARGS(file_arg(parser->part.file), arg_cstr("part", parser->part.name),
                          arg_int("line", (int64_t)XML_GetCurrentLineNumber(parser->expat)),
                          arg_cstr("reason", XML_ErrorString(XML_GetErrorCode(parser->expat)))));
}

static Status feed(PartParser *parser, enum XML_Status *result, Error *err)
{
    void *piece = XML_GetBuffer(parser->expat, PIECE_BYTES);
    if (!piece) return error_xml(parser, err);
    size_t got;
    Status status = part_read(&parser->part, piece, PIECE_BYTES, &got, err);
    if (status != STATUS_OK) return status;
    *result = XML_ParseBuffer(parser->expat, (int)got, got == 0);
    return STATUS_OK;
}

Status part_parser_run(PartParser *parser, Error *err)
{
    parser->err = err;
    while (!parser->ended) {
        enum XML_Status result = XML_STATUS_OK;
        if (parser->paused) {
            parser->paused = false;
            result = XML_ResumeParser(parser->expat);
        } else {
            Status status = feed(parser, &result, err);
            if (status != STATUS_OK) return status;
        }
        if (parser->status != STATUS_OK) return parser->status;
        if (result == XML_STATUS_ERROR) return error_xml(parser, err);
        if (result == XML_STATUS_SUSPENDED) return STATUS_OK;
        XML_ParsingStatus where;
        XML_GetParsingStatus(parser->expat, &where);
        parser->ended = where.parsing == XML_FINISHED;
    }
    return STATUS_OK;
}

void part_parser_close(PartParser *parser)
{
    if (parser->expat) XML_ParserFree(parser->expat);
    parser->expat = NULL;
    part_close(&parser->part);
}

Status part_parse(const SheetFile *file, zip_t *zip, const char *name, const PartHandlers *handlers,
                  void *data, Error *err)
{
    PartParser parser;
    Status status = part_parser_open(&parser, file, zip, name, handlers, data, err);
    if (status == STATUS_OK) status = part_parser_run(&parser, err);
    part_parser_close(&parser);
    return status;
}
