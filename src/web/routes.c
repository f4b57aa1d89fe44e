/* The one table of addresses. Matching, the methods of a 405, the description of the interface and
 * the matrix of tests (who may fetch what in which form) read it; nothing about an address stands
 * anywhere else. */
#include "web_impl.h"

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
    {METHOD_GET, "/targets", page_targets, ACCESS_MEMBER, PAGE, true, "定目标", "targets"},
    {METHOD_GET, "/targets/workshop", page_workshop, ACCESS_MEMBER, PAGE, false,
     "目标工坊：三档目标、动态标杆、可行性、假设推演",
     "target workshop: three levels, the moving leader, feasibility, what if"},
    {METHOD_POST, "/targets/workshop", submit_workshop, ACCESS_MEMBER, PAGE, false, "存为目标",
     "adopt a target"},
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
    {METHOD_GET, "/records", page_records, ACCESS_MEMBER, PAGE, true, "全部资料", "all records"},
    {METHOD_GET, "/records/{type}", page_list, ACCESS_MEMBER, PAGE | TABLES, true, "一类记录",
     "the records of one type"},
    {METHOD_GET, "/records/{type}/new", page_new, ACCESS_MEMBER, PAGE, false, "新建一条记录",
     "a new record"},
    {METHOD_POST, "/records/{type}/new", submit_new, ACCESS_MEMBER, PAGE, false, "新建一条记录",
     "a new record"},
    {METHOD_GET, "/records/{type}/{id}/edit", page_edit, ACCESS_MEMBER, PAGE, false, "修改一条记录",
     "change a record"},
    {METHOD_POST, "/records/{type}/{id}/edit", submit_edit, ACCESS_MEMBER, PAGE, false,
     "修改一条记录", "change a record"},
    {METHOD_GET, "/records/{type}/{id}/move/{move}", page_move, ACCESS_MEMBER, PAGE, false, "流转",
     "move a record on"},
    {METHOD_POST, "/records/{type}/{id}/move/{move}", submit_move, ACCESS_MEMBER, PAGE, false,
     "流转", "move a record on"},
    {METHOD_GET, "/records/{type}/{id}", page_record, ACCESS_MEMBER, PAGE, true,
     "一条记录：字段、流转、链条、历史", "one record: fields, moves, chain, history"},
    {METHOD_GET, "/api/", api_describe, ACCESS_MEMBER, PAGE | FORM_BIT(AS_JSON), true,
     "接口说明（OpenAPI 3.1）", "the description of the interface (OpenAPI 3.1)"},
    {METHOD_GET, "/api/rpc/gap", api_gap, ACCESS_MEMBER, PAGE | TABLES, true, "差距", "gaps"},
    {METHOD_GET, "/api/rpc/advantages", api_advantages, ACCESS_MEMBER, PAGE | TABLES, true, "优势",
     "advantages"},
    {METHOD_GET, "/api/rpc/position", api_position, ACCESS_MEMBER, PAGE | TABLES, true,
     "位次与方阵", "ranks and tiers"},
    {METHOD_GET, "/api/rpc/target", api_target, ACCESS_MEMBER, PAGE | TABLES, true, "目标建议",
     "a proposed target"},
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

/* "{name}" takes one part of the path that is not empty. */
static bool matches(const char *pattern, Text path, List *captures)
{
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
