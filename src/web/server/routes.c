/* The one table of addresses. Matching, the methods of a 405, the description of the interface and
 * the matrix of tests (who may fetch what in which form) read it; nothing about an address stands
 * anywhere else. */
#include "api_impl.h"
#include "pages_impl.h"

#define PAGE   FORM_BIT(AS_PAGE)
#define TABLES (FORM_BIT(AS_CSV) | FORM_BIT(AS_XLSX) | FORM_BIT(AS_JSON))

const Route ROUTES[] = {
    {METHOD_GET, "/healthz", page_health, ACCESS_ANYONE, PAGE, false, "存活检查", "is it alive"},
    {METHOD_GET, "/metrics", page_metrics, ACCESS_MEMBER, PAGE, false, "运行指标",
     "counters for Prometheus"},
    {METHOD_GET, "/assets/{name}", page_asset, ACCESS_ANYONE, PAGE, false, "样式、脚本与图形",
     "style sheet, scripts and pictures"},
    {METHOD_GET, "/language/{lang}", page_language, ACCESS_ANYONE, PAGE, false, "切换语言",
     "switch the language"},
    {METHOD_GET, "/sign-in", page_sign_in, ACCESS_ANYONE, PAGE, false, "登录", "sign in"},
    {METHOD_POST, "/sign-in", submit_sign_in, ACCESS_ANYONE, PAGE, false, "登录", "sign in"},
    {METHOD_POST, "/sign-out", submit_sign_out, ACCESS_ENTRANT, PAGE, false, "退出", "sign out"},
    {METHOD_GET, "/claim/{claim}", page_claim, ACCESS_ANYONE, PAGE, false, "凭链接启用账户",
     "take an account by its link"},
    {METHOD_POST, "/claim/{claim}", submit_claim, ACCESS_ANYONE, PAGE, false, "凭链接启用账户",
     "take an account by its link"},
    {METHOD_GET, "/account", page_account, ACCESS_ENTRANT, PAGE, false,
     "我的账户：岗位、登录处、口令、令牌", "one's own account: posts, sessions, password, tokens"},
    {METHOD_POST, "/account/post", submit_post, ACCESS_MEMBER, PAGE, false, "换一个岗位办事",
     "act in another post"},
    {METHOD_POST, "/account/sessions/end", submit_end_session, ACCESS_ENTRANT, PAGE, false,
     "结束登录", "end sessions"},
    {METHOD_POST, "/account/password", submit_password, ACCESS_ENTRANT, PAGE, false, "改口令",
     "change the password"},
    {METHOD_POST, "/account/authenticator", submit_authenticator, ACCESS_ENTRANT, PAGE, false,
     "动态口令", "the authenticator"},
    {METHOD_POST, "/account/tokens", submit_token, ACCESS_MEMBER, PAGE, false, "新建接口令牌",
     "a token for programs"},
    {METHOD_POST, "/account/tokens/end", submit_end_token, ACCESS_MEMBER, PAGE, false,
     "停用接口令牌", "end a token"},
    {METHOD_GET, "/public", page_public, ACCESS_ANYONE, PAGE | TABLES, false,
     "公开：承诺、发布、来言与答复", "for the public: promises, publications, words and replies"},
    {METHOD_GET, "/public/publications/{publication}", page_publication, ACCESS_ANYONE,
     PAGE | TABLES, false, "一份公开发布及其依据", "one publication and what it rests on"},
    {METHOD_GET, "/public/progress", page_public_progress, ACCESS_ANYONE, TABLES, false,
     "按主线看公开承诺的进展", "progress of public promises, by theme"},
    {METHOD_GET, "/public/figures", page_public_figures, ACCESS_ANYONE, PAGE | TABLES, false,
     "公开过的数字及其来源", "published figures and where they are from"},
    {METHOD_GET, "/public/say", page_public_say, ACCESS_ANYONE, PAGE, false, "留言",
     "a word from the public"},
    {METHOD_POST, "/public/say", submit_public_say, ACCESS_ANYONE, PAGE, false, "留言",
     "a word from the public"},
    {METHOD_GET, "/", page_home, ACCESS_MEMBER, PAGE, true,
     "首页：学到了什么、差距要求什么、定下了什么",
     "first page: what was learnt, what the gap demands, what was resolved"},
    {METHOD_GET, "/learn", page_learn, ACCESS_MEMBER, PAGE, true, "学先进：考察、发言、经验、推广",
     "what was learnt: visits, speeches, lessons, roll-out"},
    {METHOD_GET, "/readings", page_readings, ACCESS_MEMBER, PAGE, false, "读文：文稿与取舍进度",
     "texts, and what is left to decide in each"},
    {METHOD_POST, "/readings", submit_readings, ACCESS_MEMBER, PAGE, false, "读一篇文稿",
     "read a text"},
    {METHOD_GET, "/readings/{id}", page_reading, ACCESS_MEMBER, PAGE, false,
     "一篇文稿：原文与逐条取舍", "one text: its words, and the decisions about them"},
    {METHOD_POST, "/readings/{id}", submit_reading, ACCESS_MEMBER, PAGE, false, "取舍一条",
     "decide on one proposal"},
    {METHOD_GET, "/readings/{id}/visit", page_reading_visit, ACCESS_MEMBER, PAGE, false,
     "据文稿建立学习考察", "the study visit that a text tells of"},
    {METHOD_POST, "/readings/{id}/visit", submit_reading_visit, ACCESS_MEMBER, PAGE, false,
     "据文稿建立学习考察", "found a study visit on a text"},
    {METHOD_GET, "/learn/visits/{visit}", page_visit, ACCESS_MEMBER, PAGE, true,
     "一次学习考察：发言、经验、推广、报道",
     "one study visit: speeches, lessons, roll-out, reports"},
    {METHOD_GET, "/enterprise", page_my_enterprise, ACCESS_MEMBER, PAGE, false, "我的企业",
     "my enterprise"},
    {METHOD_GET, "/enterprises/{enterprise}", page_enterprise, ACCESS_MEMBER, PAGE, true,
     "一家企业：位次、研发、诉求、对接、政策",
     "one enterprise: position, research, issues, matches, policies"},
    {METHOD_GET, "/targets", page_targets, ACCESS_MEMBER, PAGE, true, "定目标", "targets"},
    {METHOD_GET, "/targets/workshop", page_workshop, ACCESS_MEMBER, PAGE, false,
     "目标工坊：三档目标、动态标杆、可行性、假设推演",
     "target workshop: three levels, the moving leader, feasibility, what if"},
    {METHOD_POST, "/targets/workshop", submit_workshop, ACCESS_MEMBER, PAGE, false, "存为目标",
     "adopt a target"},
    {METHOD_GET, "/targets/{target}/shares", page_shares, ACCESS_MEMBER, PAGE, false,
     "目标分解到单位", "a target shared out over units"},
    {METHOD_POST, "/targets/{target}/shares", submit_shares, ACCESS_MEMBER, PAGE, false,
     "试算或保存分解", "try or keep the shares"},
    {METHOD_GET, "/deliver", page_deliver, ACCESS_MEMBER, PAGE, true,
     "抓落实：任务、承诺、举措、项目", "delivery: tasks, commitments, measures, projects"},
    {METHOD_GET, "/gaps", page_gaps, ACCESS_MEMBER, PAGE | TABLES, true, "找差距",
     "gaps: how much, how many years, widening or narrowing"},
    {METHOD_GET, "/gaps/{indicator}", page_gap, ACCESS_MEMBER, PAGE, true,
     "一个指标的差距：历史、动态标杆、所需路径、可行性、链条",
     "one indicator's gap: history, moving leader, required path, feasibility, chain"},
    {METHOD_GET, "/strengths", page_strengths, ACCESS_MEMBER, PAGE | TABLES, true,
     "看优势：领先与位次", "strengths, and our place among our peers"},
    {METHOD_GET, "/improve", page_improve, ACCESS_MEMBER, PAGE | TABLES, true,
     "促提升：差距缩小了吗", "did the gap shrink?"},
    {METHOD_GET, "/figures/{indicator}/{entity}/{period}", page_figure, ACCESS_MEMBER, PAGE, true,
     "一个数字的来源与各次公布", "where one figure is from, and every vintage of it"},
    {METHOD_GET, "/admin", page_admin, ACCESS_MEMBER, PAGE, false, "管理", "administration"},
    {METHOD_GET, "/admin/accounts", page_admin_accounts, ACCESS_MEMBER, PAGE, false, "账户",
     "accounts"},
    {METHOD_POST, "/admin/accounts", submit_admin_accounts, ACCESS_MEMBER, PAGE, false, "新建账户",
     "a new account"},
    {METHOD_GET, "/admin/accounts/{account}", page_admin_account, ACCESS_MEMBER, PAGE, false,
     "一个账户", "one account"},
    {METHOD_POST, "/admin/accounts/{account}", submit_admin_account, ACCESS_MEMBER, PAGE, false,
     "启用链接、解锁、结束登录", "a claim, another try, the end of sessions"},
    {METHOD_GET, "/admin/roles", page_admin_roles, ACCESS_MEMBER, PAGE, false, "角色与权限",
     "roles and what each may do"},
    {METHOD_GET, "/admin/rules", page_admin_rules, ACCESS_MEMBER, PAGE, false, "规则", "rule sets"},
    {METHOD_GET, "/admin/rules/{name}", page_admin_rule_set, ACCESS_MEMBER, PAGE, false,
     "一套规则的各版", "the editions of one rule set"},
    {METHOD_GET, "/admin/system", page_admin_system, ACCESS_MEMBER, PAGE, false, "备份、任务与体检",
     "backup, jobs and health"},
    {METHOD_POST, "/admin/system", submit_admin_system, ACCESS_MEMBER, PAGE, false, "下达任务",
     "ask for a job"},
    {METHOD_GET, "/admin/erase", page_admin_erase, ACCESS_MEMBER, PAGE, false, "抹除", "erasing"},
    {METHOD_POST, "/admin/erase", submit_admin_erase, ACCESS_MEMBER, PAGE, false,
     "从历史中抹除值，抹除附件", "values taken out of the history, files taken away for good"},
    {METHOD_GET, "/admin/audit", page_admin_audit, ACCESS_MEMBER, PAGE, false, "审计", "audit"},
    {METHOD_GET, "/import", page_import, ACCESS_MEMBER, PAGE, false, "导入数据",
     "take in a file of figures"},
    {METHOD_POST, "/import", submit_import, ACCESS_MEMBER, PAGE, false,
     "先看怎样理解、有何问题，再导入",
     "first what was understood and what is wrong, then take it in"},
    {METHOD_GET, "/import/{job}", page_import_job, ACCESS_MEMBER, PAGE, false,
     "一次导入：进度与结果", "one import: how far it is, and what came of it"},
    {METHOD_POST, "/import/{job}", submit_import_job, ACCESS_MEMBER, PAGE, false, "取消导入",
     "call an import off"},
    {METHOD_GET, "/indicators", page_indicators, ACCESS_MEMBER, PAGE | TABLES, true, "指标字典",
     "the dictionary of indicators"},
    {METHOD_GET, "/indicators/{indicator}", page_indicator, ACCESS_MEMBER, PAGE, true,
     "一个指标：口径、构成、覆盖、来源、断点",
     "one indicator: what it is, its parts, coverage, sources and breaks"},
    {METHOD_GET, "/quality", page_quality, ACCESS_MEMBER, PAGE, true,
     "数据质量：尚缺、断档、不一致、存疑、断点",
     "the state of the figures: owed, missing, disputed, doubtful, broken series"},
    {METHOD_GET, "/records", page_records, ACCESS_MEMBER, PAGE, true, "全部资料", "all records"},
    {METHOD_GET, "/records/{type}", page_list, ACCESS_MEMBER, PAGE | TABLES, true, "一类记录",
     "the records of one type"},
    {METHOD_GET, "/records/{type}/new", page_new, ACCESS_MEMBER, PAGE, false, "新建一条记录",
     "a new record"},
    {METHOD_POST, "/records/{type}/new", submit_new, ACCESS_MEMBER, PAGE, false, "新建一条记录",
     "a new record"},
    {METHOD_GET, "/records/{type}/template", page_record_template, ACCESS_MEMBER,
     FORM_BIT(AS_CSV) | FORM_BIT(AS_XLSX), false, "一张可填写的表", "a table to fill in"},
    {METHOD_GET, "/records/{type}/load", page_load, ACCESS_MEMBER, PAGE, false, "读入一张表",
     "load a table of records"},
    {METHOD_POST, "/records/{type}/load", submit_load, ACCESS_MEMBER, PAGE, false,
     "先看各行会写入什么、有何错误，再读入",
     "first what every row would do and what is wrong, then load it"},
    {METHOD_GET, "/records/{type}/load/{job}", page_load_job, ACCESS_MEMBER, PAGE, false,
     "一次读入：进度与结果", "one table: how far it is, and what came of it"},
    {METHOD_POST, "/records/{type}/load/{job}", submit_load_job, ACCESS_MEMBER, PAGE, false,
     "取消读入", "call the loading of a table off"},
    {METHOD_GET, "/records/{type}/views", page_views, ACCESS_MEMBER, PAGE, false, "存为视图",
     "keep what a list is asked, under a name"},
    {METHOD_POST, "/records/{type}/views", submit_views, ACCESS_MEMBER, PAGE, false, "存为视图",
     "keep what a list is asked, under a name"},
    {METHOD_GET, "/records/{type}/grid", page_grid, ACCESS_MEMBER, PAGE, false, "成批修改",
     "edit the records of a list together"},
    {METHOD_POST, "/records/{type}/grid", submit_grid, ACCESS_MEMBER, PAGE, false, "成批修改",
     "edit the records of a list together"},
    {METHOD_POST, "/records/{type}/grid/undo", submit_grid_undo, ACCESS_MEMBER, PAGE, false,
     "撤回成批修改", "take back what was edited together"},
    {METHOD_GET, "/records/{type}/{id}/edit", page_edit, ACCESS_MEMBER, PAGE, false, "修改一条记录",
     "change a record"},
    {METHOD_POST, "/records/{type}/{id}/edit", submit_edit, ACCESS_MEMBER, PAGE, false,
     "修改一条记录", "change a record"},
    {METHOD_GET, "/records/{type}/{id}/move/{move}", page_move, ACCESS_MEMBER, PAGE, false, "流转",
     "move a record on"},
    {METHOD_POST, "/records/{type}/{id}/move/{move}", submit_move, ACCESS_MEMBER, PAGE, false,
     "流转", "move a record on"},
    {METHOD_GET, "/records/{type}/{id}/undo", page_undo, ACCESS_MEMBER, PAGE, false, "撤回上次修改",
     "take back the last change"},
    {METHOD_POST, "/records/{type}/{id}/undo", submit_undo, ACCESS_MEMBER, PAGE, false,
     "撤回上次修改", "take back the last change"},
    {METHOD_GET, "/records/{type}/{id}/delete", page_delete, ACCESS_MEMBER, PAGE, false,
     "删除一条记录", "delete a record"},
    {METHOD_POST, "/records/{type}/{id}/delete", submit_delete, ACCESS_MEMBER, PAGE, false,
     "删除一条记录", "delete a record"},
    {METHOD_GET, "/records/{type}/{id}/compare", page_compare, ACCESS_MEMBER, PAGE | TABLES, false,
     "两版对照", "two versions of a record beside each other"},
    {METHOD_GET, "/records/{type}/{id}/files", page_record_files, ACCESS_MEMBER, PAGE, false,
     "一条记录的附件", "the files beside a record"},
    {METHOD_POST, "/records/{type}/{id}/files", submit_record_files, ACCESS_MEMBER, PAGE, false,
     "增减附件", "attach or remove a file"},
    {METHOD_GET, "/files/{file}", page_file, ACCESS_MEMBER, PAGE, false, "下载附件",
     "an attached file"},
    {METHOD_GET, "/records/{type}/{id}", page_record, ACCESS_MEMBER, PAGE, true,
     "一条记录：字段、流转、链条、历史", "one record: fields, moves, chain, history"},
    {METHOD_GET, "/api/", api_describe, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "接口说明（OpenAPI 3.1）", "the description of the interface (OpenAPI 3.1)"},
    {METHOD_GET, "/api/rpc/gap", api_gap, ACCESS_MEMBER, PAGE | TABLES, true, "差距", "gaps"},
    {METHOD_GET, "/api/rpc/advantages", api_advantages, ACCESS_MEMBER, PAGE | TABLES, true, "优势",
     "advantages"},
    {METHOD_GET, "/api/rpc/position", api_position, ACCESS_MEMBER, PAGE | TABLES, true,
     "位次与方阵", "ranks and tiers"},
    {METHOD_GET, "/api/rpc/target", api_target, ACCESS_MEMBER, PAGE | TABLES, true, "目标建议",
     "a proposed target"},
    {METHOD_GET, "/api/rpc/report", api_report, ACCESS_MEMBER,
     PAGE | FORM_BIT(AS_XLSX) | FORM_BIT(AS_HTML) | FORM_BIT(AS_JSON), true, "一页报告",
     "the one-page report"},
    {METHOD_POST, "/api/import", api_import, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "导入一个文件的数据", "take in the figures of a file"},
    {METHOD_GET, "/api/export/{type}", api_export, ACCESS_MEMBER,
     FORM_BIT(AS_CSV) | FORM_BIT(AS_XLSX), false, "查询所得的全部记录，作为文件",
     "all records of a query, as a file"},
    {METHOD_GET, "/api/jobs", api_jobs, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false, "后台任务",
     "jobs"},
    {METHOD_POST, "/api/jobs", api_job_ask, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "要求一项后台任务", "ask for a job"},
    {METHOD_GET, "/api/jobs/{id}", api_job, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "一项后台任务及其进度", "one job, and how far it is"},
    {METHOD_POST, "/api/jobs/{id}/cancel", api_job_cancel, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON),
     false, "取消后台任务", "call a job off"},
    {METHOD_GET, "/api/{type}", api_list, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "一类记录：条件、排序、分页", "records of a type: conditions, order, pages"},
    {METHOD_POST, "/api/{type}", api_create, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "新增一条或几条记录", "create records"},
    {METHOD_PATCH, "/api/{type}", api_change, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "修改一条记录", "change a record"},
    {METHOD_DELETE, "/api/{type}", api_delete, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "删除一条记录", "delete a record"},
    {METHOD_POST, "/api/{type}/{id}/move/{move}", api_move, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON),
     false, "流转", "move a record on"},
    {METHOD_POST, "/api/{type}/{id}/undo", api_undo, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "撤回最后一次修改", "take back the last change"},
    {METHOD_GET, "/api/{type}/{id}", api_one, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), false,
     "一条记录", "one record"},
    {METHOD_GET, "/api/{type}/{id}/history", api_history, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON),
     false, "一条记录的变更", "the changes of one record"},
    {METHOD_GET, "/api/{type}/{id}/compare", api_compare, ACCESS_MEMBER, PAGE | TABLES, false,
     "一条记录的两版对照", "two versions of a record beside each other"},
    {METHOD_GET, "/api/{type}/{id}/trace", api_trace, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON),
     false, "一条记录的来龙去脉", "what a record came of, and what came of it"},
    {METHOD_GET, "/api/{type}/{id}/moves", api_moves, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON),
     false, "一条记录可作的流转，及不能作的理由",
     "the moves of one record, and why one is refused"},
};
const size_t ROUTE_COUNT = sizeof ROUTES / sizeof *ROUTES;

/* ---- Matching ---- */

static void capture(List *captures, Text name, Text value)
{
    if (captures) {
        *(Param *)list_add(captures) = (Param){text_slice(name, 1, name.len - 1), value};
    }
}

/* Most patterns differ from the path before their first name does. */
static bool begins_alike(const char *pattern, Text path)
{
    size_t at = 0;
    while (pattern[at] != '\0' && pattern[at] != '{') {
        if (at == path.len || pattern[at] != path.ptr[at]) {
            return false;
        }
        at++;
    }
    return true;
}

/* "{name}" takes one part of the path that is not empty. */
static bool matches(const char *pattern, Text path, List *captures)
{
    if (!begins_alike(pattern, path)) {
        return false;
    }
    Text wanted = text_from(pattern);
    while (wanted.len > 0 && path.len > 0) {
        Text part = text_take(&wanted, '/'), given = text_take(&path, '/');
        if (text_starts(part, TEXT("{"))) {
            if (given.len == 0) {
                return false;
            }
            capture(captures, part, given);
        } else if (!text_equal(part, given)) {
            return false;
        }
    }
    return wanted.len == 0 && path.len == 0;
}

const Route *route_find(Arena *arena, Method method, Text path, List *captures)
{
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        *captures = list_new(arena, sizeof(Param));
        if (ROUTES[i].method == method && matches(ROUTES[i].pattern, path, captures)) {
            return &ROUTES[i];
        }
    }
    return NULL;
}

const char *route_methods(Arena *arena, Text path)
{
    static const char *const names[] = {[METHOD_GET] = "GET, HEAD",
                                        [METHOD_POST] = "POST",
                                        [METHOD_PATCH] = "PATCH",
                                        [METHOD_DELETE] = "DELETE"};
    Buf methods = buf_new(arena);
    unsigned seen = 0;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        Method method = ROUTES[i].method;
        if (!(seen & 1u << method) && matches(ROUTES[i].pattern, path, NULL)) {
            seen |= 1u << method;
            buf_add_cstr(&methods, methods.len ? ", " : "");
            buf_add_cstr(&methods, names[method]);
        }
    }
    return methods.len ? text_cstr(arena, buf_text(&methods)) : NULL;
}
