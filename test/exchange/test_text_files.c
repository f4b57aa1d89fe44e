/* Files of prose in every form become the same text; what is left out is listed; what would do harm
 * is refused. */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static const char *source_root;
static Arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static Text file_bytes(const char *name)
{
    Text path = text_format(arena, "%s/test/data/prose/%s", source_root, name);
    FILE *file = fopen(path.ptr, "rb");
    if (!file) fail_msg("%s cannot be read", path.ptr);
    Buf bytes = buf_new(arena);
    char part[8192];
    size_t len;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&bytes, (Text){part, len});
    fclose(file);
    return buf_text(&bytes);
}

static TextFile read_bytes(Text bytes)
{
    TextFile file;
    Error err = {0};
    if (text_file_read(arena, bytes, "test", &file, &err) != STATUS_OK) {
        Buf line = buf_new(arena);
        error_print(&line, LANG_EN, &err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&line)));
    }
    return file;
}

static void expect_text(Text bytes, const char *format, const char *text)
{
    TextFile file = read_bytes(bytes);
    assert_string_equal(file.format, format);
    if (!text_equal(file.text, text_from(text))) {
        fail_msg("read: %.*s", TEXT_ARGS(file.text));
    }
}

static void expect_refused(Text bytes, Status status, const char *code)
{
    TextFile file;
    Error err = {0};
    assert_int_equal(text_file_read(arena, bytes, "test", &file, &err), status);
    assert_string_equal(err.code, code);
}

static const TextCut *cut_of(const TextFile *file, ProseEmendationKind kind, const char *text)
{
    for (size_t i = 0; i < file->cuts.count; i++) {
        const TextCut *cut = LIST_AT(&file->cuts, TextCut, i);
        if (cut->kind == kind && text_equal(cut->text, text_from(text))) return cut;
    }
    fail_msg("not listed as left out: %s", text);
    return NULL;
}

/* ---- Plain text ---- */

static Text encoded(Text text, const char *encoding, const char *mark, size_t mark_len)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    size_t in_left = text.len, room = text.len * 4 + 8, out_left = room - mark_len;
    char *in = text_cstr(arena, text), *start = arena_alloc(arena, room), *out = start + mark_len;
    memcpy(start, mark, mark_len);
    assert_int_equal(iconv(converter, &in, &in_left, &out, &out_left), 0);
    iconv_close(converter);
    return (Text){start, (size_t)(out - start)};
}

static void any_encoding_gives_the_same_text(void **state)
{
    (void)state;
    Text plan = file_bytes("plan.txt");
    Text big5 = TEXT("要大力推進產業高端化,加快建設先進製造業基地,年底前完成投資。\n");
    static const struct {
        const char *name, *mark;
        size_t mark_len;
    } FORMS[] = {{"GB18030", "", 0}, {"UTF-16LE", "\xff\xfe", 2}, {"UTF-16BE", "\xfe\xff", 2}};
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        TextFile file = read_bytes(encoded(plan, FORMS[i].name, FORMS[i].mark, FORMS[i].mark_len));
        assert_string_equal(file.encoding, FORMS[i].name);
        assert_true(text_equal(file.text, plan));
    }
    TextFile file = read_bytes(encoded(big5, "BIG5", "", 0));
    assert_string_equal(file.encoding, "BIG5");
    assert_true(text_equal(file.text, big5));
}

static void what_is_no_text_is_named(void **state)
{
    (void)state;
    expect_refused(TEXT("%PDF-1.7\n"), STATUS_UNSUPPORTED, "exchange.text_pdf");
    expect_refused(TEXT("{\\rtf1\\ansi}"), STATUS_UNSUPPORTED, "exchange.text_foreign");
    expect_refused(TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), STATUS_UNSUPPORTED,
                   "exchange.text_foreign");
    expect_refused(TEXT("\x01\x02\x00\x03 binary"), STATUS_UNSUPPORTED, "sheet.binary");
}

/* ---- HTML ---- */

static void every_block_of_a_page_is_a_line(void **state)
{
    (void)state;
    expect_text(
        TEXT("<!DOCTYPE html><html><head><title>某市</title><style>p{}</style></head><body>"
             "<script>var a = 1 < 2;</script><h1>工作<b>方案</b></h1>"
             "<p>　　要加快&nbsp;建设，\n      力争年底前完成。</p><div>一、目标<br>二、措施</div>"
             "<table><tr><td>市住建局</td><td>12月底前</td></tr></table></body></html>"),
        "html",
        "工作方案\n要加快\xC2\xA0建设，力争年底前完成。\n一、目标\n二、措施\n市住建局\n"
        "12月底前\n");
}

static void the_encoding_of_a_page_is_seen_not_believed(void **state)
{
    (void)state;
    Text page = TEXT("<html><head><meta charset=\"utf-8\"></head><body><p>加快建设现代产业体系</p>"
                     "</body></html>");
    TextFile file = read_bytes(encoded(page, "GB18030", "", 0));
    assert_string_equal(file.encoding, "GB18030");
    assert_true(text_equal(file.text, TEXT("加快建设现代产业体系\n")));
}

static void what_serves_the_page_alone_is_listed(void **state)
{
    (void)state;
    TextFile file = read_bytes(TEXT(
        "<html><body><nav><a href=/>首页</a> <a href=/z>政务</a></nav><p>要加强<a "
        "href=x>督查</a>。</p>"
        "<ul><li><a href=1>市政府召开常务会议</a></li></ul><button>打印</button>"
        "<p>各<ruby>镇<rp>(</rp><rt>zhèn</rt><rp>)</rp></ruby>要落实<del>三</del>四项任务。</p>"
        "<footer>版权所有</footer></body></html>"));
    assert_true(text_equal(file.text, TEXT("要加强督查。\n各镇要落实四项任务。\n")));
    cut_of(&file, EMENDATION_FURNITURE, "首页 政务");
    cut_of(&file, EMENDATION_FURNITURE, "市政府召开常务会议");
    cut_of(&file, EMENDATION_FURNITURE, "打印");
    cut_of(&file, EMENDATION_FURNITURE, "版权所有");
    const TextCut *gloss = cut_of(&file, EMENDATION_GLOSS, "zhèn");
    assert_int_equal(gloss->line, 2);
    const TextCut *deleted = cut_of(&file, EMENDATION_DELETED, "三");
    assert_true(text_starts(text_slice(file.text, deleted->at, file.text.len), TEXT("四项")));
}

/* The place of what was cut is one of the text that is left, whatever becomes of the line around
 * it. */
static void what_is_cut_of_a_lost_line_keeps_a_place(void **state)
{
    (void)state;
    TextFile file = read_bytes(TEXT(
        "<html><body><p>要落实。</p><p><a href=1>首页目录<rt>biāo</rt></a></p></body></html>"));
    assert_true(text_equal(file.text, TEXT("要落实。\n")));
    cut_of(&file, EMENDATION_FURNITURE, "首页目录");
    assert_int_equal(cut_of(&file, EMENDATION_GLOSS, "biāo")->at, file.text.len);
}

static void broken_and_endless_pages_do_no_harm(void **state)
{
    (void)state;
    expect_text(TEXT("<html><body><p>第一段<p>第二段</div></b>尾"), "html", "第一段\n第二段尾\n");
    Buf deep = buf_new(arena);
    buf_add_cstr(&deep, "<html><body>");
    for (int i = 0; i < 100000; i++)
        buf_add_cstr(&deep, "<div>");
    expect_refused(buf_text(&deep), STATUS_LIMIT, "sheet.too_deep");
}

/* ---- DOCX ---- */

static Text zipped(const char *const *parts, const Text *contents, size_t count)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(out);
    zip_t *zip = zip_open_from_source(out, ZIP_TRUNCATE, &error);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part = zip_source_buffer(zip, contents[i].ptr, contents[i].len, 0);
        assert_true(zip_file_add(zip, parts[i], part, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t info;
    zip_source_stat(out, &info);
    char *bytes = arena_alloc(arena, info.size);
    zip_source_open(out);
    zip_source_read(out, bytes, info.size);
    zip_source_close(out);
    zip_source_free(out);
    return (Text){bytes, info.size};
}

static Text docx(const char *body)
{
    static const char *const PART[] = {"word/document.xml"};
    Text content = text_format(
        arena,
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/"
        "wordprocessingml/2006/main\" xmlns:mc=\"http://schemas.openxmlformats.org/"
        "markup-compatibility/2006\"><w:body>%s</w:body></w:document>",
        body);
    return zipped(PART, &content, 1);
}

static void a_word_processors_document_is_its_text(void **state)
{
    (void)state;
    Text plan = file_bytes("plan.txt");
    expect_text(file_bytes("plan.docx"), "docx", text_cstr(arena, plan));
}

static void labels_that_a_program_counts_are_there(void **state)
{
    (void)state;
    expect_text(file_bytes("numbered.docx"), "docx",
                "临河县优化服务工作方案\n一、下一步工作任务\n（一）企业开办压减到3个工作日以内。\n"
                "（二）6月底前公布办事清单。\n二、保障措施\n各部门要每月报告进展。\n");
}

static void tracked_changes_and_text_boxes(void **state)
{
    (void)state;
    TextFile file = read_bytes(docx(
        "<w:p><w:r><w:t>要完成</w:t></w:r><w:del><w:r><w:delText>六</w:delText></w:r></"
        "w:del><w:ins>"
        "<w:r><w:t>八</w:t></w:r></w:ins><w:r><w:t>项任务。</w:t><w:br/><w:t>其余不变。</w:t></w:r>"
        "</w:p>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>附注</w:t></w:r>"
        "</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>附注</w:t></w:r></w:p>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>正文一段。</w:t></w:r></w:p>"));
    assert_true(text_equal(file.text, TEXT("要完成八项任务。\n其余不变。\n附注\n正文一段。\n")));
    cut_of(&file, EMENDATION_DELETED, "六");
}

static void other_packages_are_named(void **state)
{
    (void)state;
    static const char *const PART[] = {"xl/workbook.xml"};
    Text content = TEXT("<workbook/>");
    expect_refused(zipped(PART, &content, 1), STATUS_UNSUPPORTED, "exchange.text_foreign");
    expect_refused(TEXT("PK\3\4 and no more"), STATUS_CORRUPT, "sheet.zip_damaged");
    expect_refused(docx("<w:p>"), STATUS_CORRUPT, "sheet.xml_broken");
}

static void bombs_do_not_go_off(void **state)
{
    (void)state;
    enum { BOMB_BYTES = 64 << 20, NESTED = 400 };
    static const char *const PART[] = {"word/document.xml"};
    char *zeros = malloc(BOMB_BYTES);
    memset(zeros, ' ', BOMB_BYTES);
    memcpy(zeros, "<w:document>", 12);
    Text content = {zeros, BOMB_BYTES};
    Text bomb = zipped(PART, &content, 1);
    free(zeros);
    expect_refused(bomb, STATUS_LIMIT, "sheet.zip_bomb");
    Buf nested = buf_new(arena);
    for (int i = 0; i < NESTED; i++)
        buf_add_cstr(&nested, "<w:p>");
    expect_refused(docx(text_cstr(arena, buf_text(&nested))), STATUS_LIMIT, "sheet.too_deep");
    content = TEXT("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><w:document/>");
    expect_refused(zipped(PART, &content, 1), STATUS_CORRUPT, "sheet.xml_doctype");
}

/* ---- Tables ---- */

static void a_row_of_a_plan_is_joined_to_its_head(void **state)
{
    (void)state;
    static const char PAGE[] =
        "<html><body><p>任务分解表</p><table>"
        "<tr><th>序 号</th><th>整改任务</th><th>责任 单位</th><th>完成时限</th></tr>"
        "<tr><td>1</td><td><p>改造管网17公里</p><p>新建泵站2座</p></td>"
        "<td rowspan=2>市住建局</td><td>6月底前</td></tr>"
        "<tr><td>2</td><td>开展溯源。</td><td>年底前</td></tr></table></body></html>";
    expect_text(text_from(PAGE), "html",
                "任务分解表\n序 号\n整改任务\n责任 单位\n完成时限\n"
                "改造管网17公里；新建泵站2座。责任单位：市住建局；完成时限：6月底前\n"
                "开展溯源。责任单位：市住建局；完成时限：年底前\n");
}

static void the_same_table_of_a_word_processor(void **state)
{
    (void)state;
#define CELL(text) "<w:tc><w:p><w:r><w:t>" text "</w:t></w:r></w:p></w:tc>"
#define MERGED(how, text)                                                                          \
    "<w:tc><w:tcPr><w:vMerge" how "/></w:tcPr><w:p><w:r><w:t>" text "</w:t></w:r></w:p></w:tc>"
    static const char BODY[] = "<w:tbl><w:tr>" CELL("工作任务") CELL("牵头单位")
        CELL("完成时间") "</w:tr>"
                         "<w:tr>" CELL("出台办法") MERGED(" w:val=\"restart\"", "市发改委")
                             CELL("3月底") "</w:tr>"
                                           "<w:tr>" CELL("公布清单") MERGED("", "")
                                               CELL("5月底") "</w:tr></w:tbl>";
#undef CELL
#undef MERGED
    expect_text(docx(BODY), "docx",
                "工作任务\n牵头单位\n完成时间\n出台办法。牵头单位：市发改委；完成时限：3月底\n"
                "公布清单。牵头单位：市发改委；完成时限：5月底\n");
}

static void other_tables_stay_as_they_are(void **state)
{
    (void)state;
    expect_text(TEXT("<html><body><table><tr><td><p>正文一。</p><table><tr><td>地区</td>"
                     "<td>产值</td></tr><tr><td>甲县</td><td>12亿元</td></tr></table>"
                     "<p>正文二。</p></td></tr></table></body></html>"),
                "html", "正文一。\n地区\n产值\n甲县\n12亿元\n正文二。\n");
}

int main(int argc, char **argv)
{
    source_root = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_encoding_gives_the_same_text),
        cmocka_unit_test(what_is_no_text_is_named),
        cmocka_unit_test(every_block_of_a_page_is_a_line),
        cmocka_unit_test(the_encoding_of_a_page_is_seen_not_believed),
        cmocka_unit_test(what_serves_the_page_alone_is_listed),
        cmocka_unit_test(what_is_cut_of_a_lost_line_keeps_a_place),
        cmocka_unit_test(broken_and_endless_pages_do_no_harm),
        cmocka_unit_test(a_row_of_a_plan_is_joined_to_its_head),
        cmocka_unit_test(the_same_table_of_a_word_processor),
        cmocka_unit_test(other_tables_stay_as_they_are),
        cmocka_unit_test(a_word_processors_document_is_its_text),
        cmocka_unit_test(labels_that_a_program_counts_are_there),
        cmocka_unit_test(tracked_changes_and_text_boxes),
        cmocka_unit_test(other_packages_are_named),
        cmocka_unit_test(bombs_do_not_go_off),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
