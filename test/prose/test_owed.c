/* What a commitment owes, wherever the text says it: owner, who helps, by when; and where one
 * sentence holds several commitments. */
#include "prose_test.h"

static const char *source_root;

enum { OWED_MOST = 4 };

typedef struct Owed {
    const char *text, *owner, *assist, *by; /* `by`: an ISO day; NULL: none is found */
} Owed;

typedef struct Case {
    const char *text;
    Owed owed[OWED_MOST];
} Case;

#define NOTICE "关于重点工作的通知\n"

static const Case CASES[] = {
    /* by whom was said before, or is said behind */
    {NOTICE "市人社局要建好零工市场。所需经费由其从就业资金列支。",
     {{"市人社局要建好零工市场", "市人社局", "", NULL},
      {"所需经费由其从就业资金列支", "市人社局", "", NULL}}},
    {NOTICE "加快清淤除障,备足抢险物资。对隐患逐处登记。上述工作由市水务局负责。",
     {{"加快清淤除障,备足抢险物资", "市水务局", "", NULL},
      {"对隐患逐处登记", "市水务局", "", NULL},
      {"上述工作由市水务局负责", "市水务局", "", NULL}}},
    {NOTICE "选派25名干部到企业跟班,由市委组织部落实。",
     {{"选派25名干部到企业跟班,由市委组织部落实", "市委组织部", "", NULL}}},
    {NOTICE "对新增拖欠的单位,由市审计局列入必审范围。",
     {{"由市审计局列入必审范围", "市审计局", "", NULL}}},
    {NOTICE "由市住建局牵头,市财政局、市城管局配合,4月底前制定计划。",
     {{"由市住建局牵头,市财政局、市城管局配合,4月底前制定计划", "市住建局", "市财政局、市城管局",
       "2019-04-30"}}},
    {NOTICE "市工信局会同市商务局在5月底前拿出方案。",
     {{"市工信局会同市商务局在5月底前拿出方案", "市工信局", "市商务局", "2019-05-31"}}},
    /* brackets and labels */
    {NOTICE "组织企业参加展会。落实展位补助。(市商务局牵头,市财政局配合)",
     {{"组织企业参加展会", "市商务局", "市财政局", NULL},
      {"落实展位补助", "市商务局", "市财政局", NULL}}},
    {NOTICE "组织企业参加展会。(市商务局、市贸促会)",
     {{"组织企业参加展会", "市商务局、市贸促会", "", NULL}}},
    {NOTICE
     "启动绿道二期。(责任领导:副市长殷素梅;责任单位:市规划局(牵头)、市园林局;完成时限:6月底前)",
     {{"启动绿道二期", "市规划局", "市园林局", "2019-06-30"}}},
    {NOTICE "培训从业人员3000人次。(责任单位:市人社局,市旅游局配合)",
     {{"培训从业人员3000人次", "市人社局", "市旅游局", NULL}}},
    {NOTICE "推动园区上云。(牵头单位:市大数据局;配合单位:各县(市、区)人民政府、市通信管理办公室)",
     {{"推动园区上云", "市大数据局", "各县(市、区)人民政府、市通信管理办公室", NULL}}},
    {NOTICE "推动园区上云。(责任单位:市工业和信息化局、市财政局)",
     {{"推动园区上云", "市工业和信息化局、市财政局", "", NULL}}},
    /* who acts, and what is a thing */
    {NOTICE "审计部门全程跟踪资金使用。", {{"审计部门全程跟踪资金使用", "审计部门", "", NULL}}},
    {NOTICE "发改、财政、住建要密切配合。",
     {{"发改、财政、住建要密切配合", "发改、财政、住建", "", NULL}}},
    {NOTICE "跨境电商企业突破1000家。", {{"跨境电商企业突破1000家", "", "", NULL}}},
    {NOTICE "责令市住建局3月底前整改到位。",
     {{"责令市住建局3月底前整改到位", "市住建局", "", "2019-03-31"}}},
    {NOTICE "请各单位于10月30日前将情况报县政府督查室（联系人：王磊）。",
     {{"请各单位于10月30日前将情况报县政府督查室（联系人：王磊）", "各单位", "", "2019-10-30"}}},
    {NOTICE "个别乡镇报送数据不准。各乡镇要严格把关。", {{"各乡镇要严格把关", "各乡镇", "", NULL}}},
    {NOTICE "各镇（街道）要做好群众工作。",
     {{"各镇（街道）要做好群众工作", "各镇（街道）", "", NULL}}},
    {"县政府常务会议纪要\n一、关于学习借鉴外地做法\n会议明确,县审批局要拿出对标桐乡市的改革方案。",
     {{"县审批局要拿出对标桐乡市的改革方案", "县审批局", "", NULL}}},
    /* one sentence, several commitments */
    {NOTICE "市住建局要在3月底前完成排查,6月底前完成改造。",
     {{"市住建局要在3月底前完成排查", "市住建局", "", "2019-03-31"},
      {"6月底前完成改造", "市住建局", "", "2019-06-30"}}},
    {NOTICE "养护工作由县公路站负责,县财政局按每公里5000元予以补助。",
     {{"养护工作由县公路站负责", "县公路站", "", NULL},
      {"县财政局按每公里5000元予以补助", "县财政局", "", NULL}}},
    {NOTICE "今年选10个村试点,明年扩大到40个。",
     {{"今年选10个村试点", "", "", "2019-12-31"}, {"明年扩大到40个", "", "", "2020-12-31"}}},
    {NOTICE "市财政局要安排资金2亿元,确保6月底前拨付到位。",
     {{"市财政局要安排资金2亿元", "市财政局", "", NULL},
      {"确保6月底前拨付到位", "市财政局", "", "2019-06-30"}}},
    /* days */
    {NOTICE "各单位于国庆节前完成整改。",
     {{"各单位于国庆节前完成整改", "各单位", "", "2019-09-30"}}},
    {NOTICE "各单位每月25日前报送进展。", {{"各单位每月25日前报送进展", "各单位", "", NULL}}},
};

/* The first that holds the text; NULL: none. */
static const ProseProposal *commitment_with(const Reading *reading, Text text)
{
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading->proposals, ProseProposal, i);
        if (proposal->kind == PROSE_COMMITMENT && text_contains(proposal->text, text)) {
            return proposal;
        }
    }
    return NULL;
}

static size_t count_commitments(const Reading *reading)
{
    size_t count = 0;
    for (size_t i = 0; i < reading->proposals.count; i++)
        count += LIST_AT(&reading->proposals, ProseProposal, i)->kind == PROSE_COMMITMENT;
    return count;
}

static bool is_owed(const Reading *reading, const Owed *owed)
{
    const ProseProposal *found = commitment_with(reading, text_from(owed->text));
    if (!found) {
        print_message("  no commitment: %s\n", owed->text);
        return false;
    }
    Buf day = buf_new(reading->arena);
    if (found->period.last != DATE_NONE) date_print(&day, found->period.last);
    bool right = text_equal(found->owner, text_from(owed->owner)) &&
                 text_equal(found->assist, text_from(owed->assist)) &&
                 text_equal(buf_text(&day), text_from(owed->by ? owed->by : ""));
    if (!right) {
        print_message("  %s: owner %.*s, assist %.*s, by %.*s\n", owed->text,
                      TEXT_ARGS(found->owner), TEXT_ARGS(found->assist), TEXT_ARGS(buf_text(&day)));
    }
    return right;
}

static bool case_holds(Arena *arena, const ProseRules *rules, const Case *one)
{
    Reading reading = test_read(arena, rules, text_from(one->text), date_make(2019, 3, 1), 0);
    bool good = true;
    size_t count = 0, found = count_commitments(&reading);
    for (; count < OWED_MOST && one->owed[count].text; count++)
        good = is_owed(&reading, &one->owed[count]) && good;
    if (found != count) print_message("  %zu commitments: %s\n", found, one->text);
    return good && found == count;
}

static void what_is_owed_is_found_where_it_is_said(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ProseRules *rules = test_rules(arena, source_root);
    bool good = true;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        good = case_holds(arena, rules, &CASES[i]) && good;
    prose_rules_free(rules);
    arena_free(arena);
    assert_true(good);
}

int main(int argc, char **argv)
{
    source_root = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_owed_is_found_where_it_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
