#include "package.h"

#include <string.h>
#include <unistd.h>
#include <zip.h>

#define MAIN_NS    "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL_NS     "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_NS "http://schemas.openxmlformats.org/package/2006/relationships"

const char *write_package(Arena *arena, const PackagePart *parts, size_t count)
{
    const char *path = temporary(arena, "made.xlsx");
    unlink(path);
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_EXCL, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(zip, parts[i].bytes.ptr, parts[i].bytes.len, 0);
        assert_true(zip_file_add(zip, parts[i].name, source, ZIP_FL_OVERWRITE) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    return path;
}

const char *write_workbook(Arena *arena, const char *sheet_data, const PackagePart *parts,
                           size_t count)
{
    static const char relations[] =
        "<Relationships xmlns='" PACKAGE_NS "'>"
        "<Relationship Id='rId1' Type='" REL_NS "/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='rId2' Type='" REL_NS "/sharedStrings' Target='sharedStrings.xml'/>"
        "</Relationships>";
    static const char workbook[] = "<workbook xmlns='" MAIN_NS "' xmlns:r='" REL_NS "'><sheets>"
                                   "<sheet name='A' sheetId='1' r:id='rId1'/></sheets></workbook>";
    static const char strings[] =
        "<sst xmlns='" MAIN_NS "'><si><t>甲</t></si><si><t> 乙 </t></si></sst>";
    Text sheet = text_format(arena, "<worksheet xmlns='" MAIN_NS "'>%s</worksheet>", sheet_data);
    PackagePart all[16] = {
        {"xl/workbook.xml", text_from(workbook)},
        {"xl/_rels/workbook.xml.rels", text_from(relations)},
        {"xl/sharedStrings.xml", text_from(strings)},
        {"xl/worksheets/sheet1.xml", sheet},
    };
    size_t used = 4;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < used && strcmp(all[at].name, parts[i].name) != 0)
            at++;
        all[at] = parts[i];
        if (at == used) used++;
    }
    return write_package(arena, all, used);
}
