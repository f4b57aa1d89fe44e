/* The one table of commands and the one of options. The parser, --help, the manual page and the
 * test of examples read them; nothing about a command stands anywhere else. */
#include "cli_impl.h"

const CliOption CLI_OPTIONS[OPTION_COUNT] = {
    [OPTION_HELP] = {OPTION_HELP, "help", 'h', NULL, "显示用法", "show how to use it"},
    [OPTION_VERSION] = {OPTION_VERSION, "version", 0, NULL, "显示版本", "show the version"},
    [OPTION_LANG] = {OPTION_LANG, "lang", 0, "zh|en", "语言", "language"},
    [OPTION_JSON] = {OPTION_JSON, "json", 0, NULL, "以 JSON 输出", "answer in JSON"},
    [OPTION_WORKSPACE] = {OPTION_WORKSPACE, "workspace", 'w', "FILE",
                          "工作区文件；缺省取 DUIBIAO_WORKSPACE 或当前目录下唯一的 *.duibiao",
                          "workspace file; otherwise DUIBIAO_WORKSPACE, or the only *.duibiao here"},
    [OPTION_AS_OF] = {OPTION_AS_OF, "as-of", 0, "DATE", "只用此日已公布的数据",
                      "use only figures known by that day"},
    [OPTION_DRY_RUN] = {OPTION_DRY_RUN, "dry-run", 'n', NULL, "只说明理解与问题，不写入",
                        "show what was understood and what is wrong; write nothing"},
    [OPTION_VALID_ROWS] = {OPTION_VALID_ROWS, "valid-rows", 0, NULL, "有错的行除外，其余照收",
                           "take the good rows although others are bad"},
    [OPTION_SKIP_UNKNOWN] = {OPTION_SKIP_UNKNOWN, "skip-unknown", 0, NULL,
                             "略过未登记的对象和指标",
                             "leave out entities and indicators that are not registered"},
    [OPTION_SHEET] = {OPTION_SHEET, "sheet", 0, "N", "第几张工作表（从 1 起）",
                      "which sheet, from 1"},
    [OPTION_MAPPING] = {OPTION_MAPPING, "mapping", 0, "NAME", "使用已存的映射",
                        "use a saved mapping"},
    [OPTION_SAVE_MAPPING] = {OPTION_SAVE_MAPPING, "save-mapping", 0, "NAME", "把本次理解存为映射",
                             "save this understanding under a name"},
    [OPTION_PERIOD] = {OPTION_PERIOD, "period", 0, "PERIOD", "文件未写明的时期，如 2015 或 2016-M01..M08",
                       "period, where the file does not say: 2015, 2016-M01..M08"},
    [OPTION_ENTITY] = {OPTION_ENTITY, "entity", 0, "ENTITY", "文件未写明的对象",
                       "entity, where the file does not say"},
    [OPTION_INDICATOR] = {OPTION_INDICATOR, "indicator", 0, "INDICATOR", "文件未写明的指标",
                          "indicator, where the file does not say"},
    [OPTION_UNIT] = {OPTION_UNIT, "unit", 0, "UNIT", "文件未写明的单位，如 万元",
                     "unit, where the file does not say, such as 万元"},
    [OPTION_DOCUMENT] = {OPTION_DOCUMENT, "document", 0, "TITLE", "文件未写明的资料来源",
                         "source document, where the file does not say"},
    [OPTION_KNOWN_FROM] = {OPTION_KNOWN_FROM, "known-from", 0, "DATE", "数据何日公布",
                           "the day the figures became known"},
    [OPTION_REASON] = {OPTION_REASON, "reason", 0, "TEXT", "理由，记入历史",
                       "reason, kept in the history"},
    [OPTION_AGAINST] = {OPTION_AGAINST, "against", 0, "ENTITY,…", "与谁比；缺省为已登记的标杆",
                        "against whom; otherwise the registered benchmarks"},
    [OPTION_YEAR] = {OPTION_YEAR, "year", 0, "YEAR", "年份；缺省为双方都有数据的最近一年",
                     "year; otherwise the latest known for both"},
    [OPTION_LIMIT] = {OPTION_LIMIT, "limit", 0, "N", "最多列出几行", "list at most so many rows"},
    [OPTION_DUE] = {OPTION_DUE, "due", 0, "YEAR", "目标年", "year of the target"},
    [OPTION_SHARE] = {OPTION_SHARE, "share", 0, "RATIO", "达到标杆的几成，如 0.8",
                      "share of the benchmark to reach, such as 0.8"},
    [OPTION_SAVE] = {OPTION_SAVE, "save", 0, NULL, "存为差距和目标记录",
                     "keep it as gap and target records"},
    [OPTION_HTML] = {OPTION_HTML, "html", 0, "FILE", "写出网页报告", "write the report as one HTML file"},
    [OPTION_XLSX] = {OPTION_XLSX, "xlsx", 0, "FILE", "写出工作簿报告", "write the report as a workbook"},
    [OPTION_CSV] = {OPTION_CSV, "csv", 0, "FILE", "把表写成 CSV", "write the table as CSV"},
    [OPTION_LATER] = {OPTION_LATER, "later", 0, "DATE", "再用此日已知的数据回看",
                      "look back with the figures known by this later day"},
    [OPTION_REPLACE] = {OPTION_REPLACE, "replace", 0, NULL, "允许替换已有文件（旧文件另存）",
                        "replace a file that is there; the old one is kept beside it"},
    [OPTION_BARE] = {OPTION_BARE, "bare", 0, NULL, "不装入自带的地区和指标",
                     "without the regions and indicators that come with the program"},
};

uint64_t cli_common_options(void)
{
    return OPTION_BIT(OPTION_HELP) | OPTION_BIT(OPTION_LANG) | OPTION_BIT(OPTION_JSON) |
           OPTION_BIT(OPTION_WORKSPACE);
}

#define FIGURES (OPTION_BIT(OPTION_AS_OF) | OPTION_BIT(OPTION_YEAR))
#define UNDERSTANDING                                                                              \
    (OPTION_BIT(OPTION_DRY_RUN) | OPTION_BIT(OPTION_VALID_ROWS) |                                  \
     OPTION_BIT(OPTION_SKIP_UNKNOWN) | OPTION_BIT(OPTION_SHEET) | OPTION_BIT(OPTION_MAPPING) |     \
     OPTION_BIT(OPTION_SAVE_MAPPING) | OPTION_BIT(OPTION_PERIOD) | OPTION_BIT(OPTION_ENTITY) |     \
     OPTION_BIT(OPTION_INDICATOR) | OPTION_BIT(OPTION_UNIT) | OPTION_BIT(OPTION_DOCUMENT) |        \
     OPTION_BIT(OPTION_KNOWN_FROM))

const CliCommand CLI_COMMANDS[] = {
    {"init", "FILE", 1, 1, OPTION_BIT(OPTION_BARE), command_init, "新建工作区", "make a workspace",
     "duibiao init city.duibiao"},
    {"import", "FILE", 1, 1, UNDERSTANDING, command_import, "导入数据文件",
     "take in a file of figures", "duibiao import 2016.xlsx --dry-run"},
    {"import list", "", 0, 0, 0, command_import_list, "列出导入批次", "list what was imported",
     "duibiao import list"},
    {"import undo", "BATCH", 1, 1, OPTION_BIT(OPTION_REASON), command_import_undo, "撤回一个批次",
     "take a batch back", "duibiao import undo 412 --reason \"wrong file\""},
    {"entities", "[TEXT]", 0, 1, OPTION_BIT(OPTION_LIMIT), command_entities, "查找对标对象",
     "find entities", "duibiao entities 焦作"},
    {"indicators", "[TEXT]", 0, 1, OPTION_BIT(OPTION_LIMIT), command_indicators, "查找指标",
     "find indicators", "duibiao indicators GDP"},
    {"add", "TYPE FILE", 2, 2, 0, command_add, "从表格新增或更新记录（对象、指标、标杆……）",
     "add or update records from a table: entities, indicators, benchmarks, …",
     "duibiao add benchmark benchmarks.csv"},
    {"list", "TYPE", 1, 1, OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_CSV), command_list,
     "列出一类记录", "list the records of one type", "duibiao list lesson"},
    {"gap", "ENTITY [INDICATOR…]", 1, -1,
     FIGURES | OPTION_BIT(OPTION_AGAINST) | OPTION_BIT(OPTION_CSV), command_gap,
     "找差距：差多少、差几年、在扩大还是缩小",
     "gaps: how much, how many years, widening or narrowing", "duibiao gap 焦作"},
    {"advantages", "ENTITY [INDICATOR…]", 1, -1,
     FIGURES | OPTION_BIT(OPTION_AGAINST) | OPTION_BIT(OPTION_CSV), command_advantages,
     "看优势：领先在哪里、领先多少", "advantages: where one leads, and by how much",
     "duibiao advantages 焦作 --against 许昌"},
    {"position", "ENTITY", 1, 1, FIGURES | OPTION_BIT(OPTION_CSV), command_position,
     "位次：在同级中的名次、变化、离第一方阵多远",
     "rank among its peers, its change, and the way to the first tier", "duibiao position 焦作"},
    {"peers", "ENTITY", 1, 1, FIGURES | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_CSV),
     command_peers, "相近的对象，供选标杆", "who is most alike, for choosing benchmarks",
     "duibiao peers 焦作 --limit 5"},
    {"target propose", "ENTITY INDICATOR", 2, 2,
     FIGURES | OPTION_BIT(OPTION_AGAINST) | OPTION_BIT(OPTION_DUE) | OPTION_BIT(OPTION_SHARE) |
         OPTION_BIT(OPTION_SAVE) | OPTION_BIT(OPTION_CSV),
     command_target_propose, "由差距提出三档目标、分年路径和可行性",
     "targets from a gap: three levels, a yearly path, feasibility",
     "duibiao target propose 焦作 gdp --against 许昌 --due 2020"},
    {"report", "ENTITY", 1, 1,
     FIGURES | OPTION_BIT(OPTION_HTML) | OPTION_BIT(OPTION_XLSX) | OPTION_BIT(OPTION_LATER) |
         OPTION_BIT(OPTION_DUE),
     command_report, "一页报告：位次、差距、优势、目标、链条",
     "one page: position, gaps, advantages, targets, the chain",
     "duibiao report 焦作 --html report.html --xlsx report.xlsx"},
    {"backup", "FILE", 1, 1, 0, command_backup, "备份并校验", "copy the workspace, verified",
     "duibiao backup city.backup"},
    {"restore", "BACKUP FILE", 2, 2, OPTION_BIT(OPTION_REPLACE), command_restore, "从备份恢复",
     "bring a workspace back from a backup", "duibiao restore city.backup restored.duibiao"},
    {"doctor", "", 0, 0, 0, command_doctor, "检查工作区", "examine the workspace",
     "duibiao doctor"},
    {"demo", "[FOLDER]", 0, 1, 0, command_demo, "用真实数据演示整个过程",
     "the whole loop on real figures", "duibiao demo"},
    {"manual", "", 0, 0, 0, command_manual, "输出手册页", "print the manual page",
     "duibiao manual"},
};
const size_t CLI_COMMAND_COUNT = sizeof(CLI_COMMANDS) / sizeof(CLI_COMMANDS[0]);
