// Each kind of user at their own work, from the link that claims the account to the page that tells what
// became of it: a task from its beginning to its end, an enterprise's issue, a score, what the public
// asks, and what those who look after the system see. All of it with and without scripts.
import { account, accessible, assert, claim, command, enter, give, join, move, no_faults, picture, says, send,
  sign_in, story, writeFileSync } from './harness.mjs'

const text_of = page => page.locator('main').innerText()
const first_id = (workspace, type, ...where) => JSON.parse(command(workspace, 'list', type, ...where, '--json')).rows[0].id

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts'

  await story(`a task from the supervisor to the unit and back, ${how}`, async ({ url, claim: first, workspace, visitor }) => {
    const people = {}
    const come = async (login, role, ...unit) => {
      const page = await visitor({ javaScriptEnabled: scripts })
      await enter(page, url, account(workspace, login, role, ...unit), login)
      return people[login] = page
    }
    await claim(await visitor({ javaScriptEnabled: scripts }), first, 'chief')
    const supervisor = await come('zhao', 'supervisor')
    const officer = await come('wang', 'officer', '示例县')
    const head = await come('qian', 'liaison', '示例县')
    const leader = await come('sun', 'leader')
    assert.ok(!(await text_of(officer)).includes('十家企业'), 'nothing of it waits yet')

    await supervisor.goto(`${url}/records/task/new`)
    await says(supervisor, '牵头单位 必填，或由出处带入') // marked, though no browser demands it
    await send(supervisor, { zh: '十家企业年底前上规模', lead: '示例县', due: '2030-12-31' })
    const task = supervisor.url()
    await move(supervisor, '送审')
    // Who decides for all units is told on the first page what waits for that, and is led there.
    await leader.goto(`${url}/`)
    await leader.click('text=任务：交办')
    await says(leader, '共 1 条')
    await leader.click('text=十家企业年底前上规模')
    // Who may not share a target out is told what was shared, or that nothing was.
    await leader.goto(`${url}/targets/${first_id(workspace, 'target')}/shares`)
    await says(leader, '还没有分解到单位')
    await leader.goto(task)
    await move(leader, '交办')
    await says(leader, '已交办')

    // What is due stands on the first page of whoever acts for the unit, and of nobody else.
    await officer.goto(`${url}/`)
    await says(officer, '等本单位办的')
    await says(officer, '十家企业年底前上规模')
    await says(officer, '2030-12-31')
    await picture(officer, `officer-home-${scripts ? 'script' : 'plain'}`)
    if (scripts) await accessible(officer, 'what waits for a unit')
    await supervisor.goto(`${url}/`)
    assert.ok(!(await text_of(supervisor)).includes('等本单位办的'))

    // The head of the unit objects, with what would work; the leader hears it and assigns it again.
    await head.goto(`${url}/`)
    await head.click('text=十家企业年底前上规模')
    await move(head, '提出异议', { objection: '十家太多', alternative: '先办五家，其余明年' })
    await leader.goto(task)
    await says(leader, '先办五家')
    await move(leader, '交办')
    await head.goto(task)
    await move(head, '签收')

    // The officer reports, with evidence, and is told why it came back.
    await officer.goto(task)
    await move(officer, '开始办理')
    await officer.click('text=添进展报告')
    await send(officer, { standing: '进展顺利', progress: '五家已报统计部门' })
    await says(officer, '五家已报统计部门')
    await officer.goto(`${url}/records/evidence/new`)
    await send(officer, { zh: '企业花名册', kind: '文件', organisation: '示例县', attached:
      { name: '花名册.txt', mimeType: 'text/plain', buffer: Buffer.from('一、某某公司') } })
    await says(officer, '花名册.txt')
    await officer.goto(task)
    await officer.click('.moves a >> text="报请核查"')
    await send(officer, { progress: '五家已上规模' })
    await says(officer, '佐证') // it is not sent without
    await send(officer, { progress: '五家已上规模', evidence: '企业花名册' })
    await says(officer, '待核查')
    // A move of somebody else's says whose it is, and no more.
    await says(officer, '核查通过 由督查人员办理')
    await supervisor.goto(`${url}/`)
    await says(supervisor, '任务：核查通过')
    assert.ok(!(await text_of(officer)).includes('您无权'), 'what is others’ is told as a refusal')
    await supervisor.goto(task)
    await supervisor.locator('section[aria-labelledby=chain] a').last().click()
    await says(supervisor, '五家已报统计部门')
    await supervisor.goto(task)
    await move(supervisor, '退回重办', { shortfall: '缺统计部门入库证明' })
    await officer.goto(`${url}/`)
    await says(officer, '缺统计部门入库证明')
    await officer.click('text=十家企业年底前上规模')
    await says(officer, '缺统计部门入库证明')
    if (scripts) await accessible(officer, 'a task that was returned')
    await move(officer, '报请核查', { evidence: '统计局入库证明' })
    await supervisor.goto(task)
    await move(supervisor, '核查通过')
    await move(supervisor, '销号')
    await says(supervisor, '销号')
    await officer.goto(`${url}/`)
    assert.ok(!(await text_of(officer)).includes('十家企业'), 'what is closed waits for nobody')

    // What is cut says so, and leads to the rest.
    await leader.goto(`${url}/deliver`)
    await says(leader, '这里是前 20 条')
    await leader.click('section[aria-labelledby=commitment] >> text=看全部')
    assert.equal(leader.url(), `${url}/records/commitment`)

    // A unit sees its own: neither another's task nor a button to close its own.
    const others = first_id(workspace, 'task')
    assert.equal((await officer.goto(`${url}/records/task/${others}`)).status(), 404)
    assert.equal((await officer.goto(`${task}/move/archive`)).status(), 403)
    if (scripts) Object.values(people).forEach(no_faults)
  })

  await story(`an enterprise's issue, match and policy, ${how}`, async ({ url, claim: first, workspace, visitor }) => {
    const figures = join(workspace.folder, 'figures.csv')
    writeFileSync(figures, '对象,年份,规模以上工业企业利润总额（亿元）\n91410800MA3X00001F,2015,3.2\nSVW-YIZHENG,2015,20.5\n')
    command(workspace, 'import', figures, '--known-from', '2016-01-01')
    await claim(await visitor({ javaScriptEnabled: scripts }), first, 'chief')
    const come = async (login, role, ...unit) => {
      const page = await visitor({ javaScriptEnabled: scripts })
      await enter(page, url, account(workspace, login, role, ...unit), login)
      return page
    }
    const enterprise = await come('li', 'enterprise', '示例重工有限公司')
    const service = await come('zhou', 'service')
    const officer = await come('wu', 'officer', '示例县')

    // Its first page is its own: where it stands, its issues, its matches, what it is due.
    await enterprise.goto(`${url}/`)
    assert.equal(enterprise.url(), `${url}/enterprise`)
    for (const words of ['落后上汽大众仪征分公司84.4%', '示例：流动资金周转不开', '示例：流动资金贷款', '18万元']) await says(enterprise, words)
    assert.equal(await enterprise.locator('main a.figure').count(), 0, 'figures lead where it may not go')
    assert.ok(!(await text_of(enterprise)).includes('首席服务员'), 'a post is a bare number to who may not read posts')
    assert.equal(await enterprise.locator('nav.sections').count(), 0, 'sections with nothing to see')
    assert.ok(await enterprise.locator('section[aria-labelledby=position] .scroll').evaluate(box => box.scrollWidth <= box.clientWidth),
      'the table of where it stands is wider than the page')
    await picture(enterprise, `enterprise-${scripts ? 'script' : 'plain'}`)
    if (scripts) await accessible(enterprise, 'the page of an enterprise')
    await enterprise.click('text=提一个诉求')
    // It is asked for what is its own to say: not who will see to it by when, nor what it may not read of.
    for (const field of ['lead', 'due', 'outcome', 'gap', 'service_post'])
      assert.equal(await enterprise.locator(`[name="${field}"]`).count(), 0, `${field} is not the enterprise's to fill in`)
    assert.equal(await enterprise.locator('[name=enterprise] option:checked').innerText(), '示例重工有限公司')
    await send(enterprise, { zh: '两名技工缺编', ledger: '工业台账' })
    await says(enterprise, '收集')
    const issue = enterprise.url()
    // Without a link that says so it is its own too; an officer's unit is theirs, a service centre may mean anyone.
    const chosen = (page, field) => page.locator(`[name=${field}] option:checked`).innerText()
    await enterprise.goto(`${url}/records/issue/new`)
    assert.equal(await chosen(enterprise, 'enterprise'), '示例重工有限公司')
    await officer.goto(`${url}/records/publicity/new`)
    assert.equal(await chosen(officer, 'organisation'), '示例县')

    await service.goto(issue)
    await service.goto(`${url}/records/issue/new`)
    for (const field of ['lead', 'due', 'gap']) assert.equal(await service.locator(`[name="${field}"]`).count(), 1, field)
    assert.equal(await chosen(service, 'enterprise'), '—')
    await service.goto(issue)
    await move(service, '受理')
    await move(service, '交办', { lead: '示例县', due: '2030-06-30' })
    await officer.goto(`${url}/`)
    await says(officer, '两名技工缺编')
    await officer.click('text=两名技工缺编')
    await move(officer, '签收')
    await move(officer, '办理')
    await move(officer, '答复', { reply: '已与职业学院定向培养', outcome: '已解决' })
    await enterprise.goto(`${url}/enterprise`)
    await says(enterprise, '已解决')
    await enterprise.click('text=两名技工缺编')
    await says(enterprise, '已与职业学院定向培养')
    await enterprise.click('text=添企业评价')
    await send(enterprise, { grade: '满意' })
    await enterprise.goto(issue)
    await move(enterprise, '评价')
    await says(enterprise, '企业评价')
    await service.goto(issue)
    await service.click('text=添回访')
    await send(service, { visitor: '示例局', still_solved: '是', words: '技工已到岗' })
    await service.goto(issue)
    await move(service, '回访')
    await move(service, '销号')
    await enterprise.goto(`${url}/enterprise`)
    await says(enterprise, '销号')

    // What it may hand in and not see again has a door, and an answer.
    await enterprise.goto(`${url}/records`)
    await enterprise.click('text=填写环境投诉')
    await send(enterprise, { zh: '重复检查', kind: '重复检查' })
    await says(enterprise, '已交上：环境投诉')

    // Another enterprise's page is not there for it, nor anything of the city's business.
    const other = first_id(workspace, 'enterprise', '--where', 'organisation=示例轮胎股份有限公司')
    for (const path of [`/enterprises/${other}`, `/records/enterprise/${other}`, '/records/task', '/records/signal'])
      assert.equal((await enterprise.goto(url + path)).status(), 404, path)
    if (scripts) for (const page of [enterprise, service, officer]) no_faults(page)
  })

  await story(`a score, an answer to the public and a result that is published, ${how}`, async ({ url, claim: first, workspace, visitor }) => {
    const people = {}
    const come = async (login, role, ...unit) => {
      const page = await visitor({ javaScriptEnabled: scripts })
      await enter(page, url, account(workspace, login, role, ...unit), login)
      return people[login] = page
    }
    await claim(await visitor({ javaScriptEnabled: scripts }), first, 'chief')
    const scorer = await come('zheng', 'scorer')
    const leader = await come('sun', 'leader')
    const supervisor = await come('zhao', 'supervisor')
    const officer = await come('wang', 'officer', '示例县')
    const citizen = await visitor({ javaScriptEnabled: scripts })

    // A bonus is proposed with its reason, and only the leader grants it.
    // The only scheme there is stands in the form: what has one answer is not asked.
    await scorer.goto(`${url}/records/score_change/new`)
    assert.equal(await scorer.locator('[name=scheme] option:checked').textContent(), '示例：2016年度目标考核')
    await send(scorer, { organisation: '示例县', points: '2', reason: '首创经验在全省推广' })
    const bonus = scorer.url()
    await says(scorer, '提出')
    assert.equal(await scorer.locator('.moves a >> text="批准"').count(), 0)
    await leader.goto(bonus)
    await move(leader, '批准')
    await says(leader, '批准')
    await scorer.goto(`${url}/records/score/new`)
    await send(scorer, { scheme_item: '示例：企业上规模任务', organisation: '示例县', period: '2016年', points: '58', arithmetic: '60×58÷60=58' })
    await move(scorer, '公示')
    await says(scorer, '已公示')
    await officer.goto(scorer.url())
    await says(officer, '60×58÷60=58')
    await officer.goto(bonus)
    await says(officer, '首创经验')

    // The result is drafted by who scores, approved by who leads, and published.
    await scorer.goto(`${url}/records/publication/new`)
    await send(scorer, { zh: '二〇一六年度考核结果', kind: '考核结果', body: '示例县五十八分，加二分。', organisation: '示例局' })
    const result = scorer.url()
    await move(scorer, '送审')
    await leader.goto(result)
    await move(leader, '批准', { approver: '焦作市市长' })
    await scorer.goto(result)
    await move(scorer, '发布')

    // The public reads it and asks; the question is looked at, passed on, answered, opened.
    await citizen.goto(`${url}/public`)
    await citizen.click('text=二〇一六年度考核结果')
    await says(citizen, '加二分')
    await citizen.click('text=就此留言')
    await give(citizen, 'kind', '建议')
    await send(citizen, { zh: '请同时公布扣分事项', phone: '13800000001' })
    await says(citizen, '5个工作日内答复')
    await supervisor.goto(`${url}/records/message`)
    await supervisor.click('text=请同时公布扣分事项')
    await move(supervisor, '审查')
    await move(supervisor, '转办', { lead: '示例县' })
    const message = supervisor.url()
    await officer.goto(message)
    assert.ok(!(await text_of(officer)).includes('13800000001'), 'how to reach the writer is sealed')
    await move(officer, '答复', { reply: '下期起一并公布', outcome: '采纳' })
    await citizen.goto(`${url}/public`)
    assert.ok(!(await text_of(citizen)).includes('下期起一并公布'), 'an answer is shown once it was opened')
    await supervisor.goto(message)
    await move(supervisor, '公开')
    await citizen.goto(`${url}/public`)
    await says(citizen, '请同时公布扣分事项')
    await says(citizen, '下期起一并公布')
    assert.ok(!(await citizen.content()).includes('13800000001'))
    await picture(citizen, `citizen-${scripts ? 'script' : 'plain'}`)
    if (scripts) {
      await accessible(citizen, 'the public page, with an answer')
      for (const page of [...Object.values(people), citizen]) no_faults(page)
    }
  })

  await story(`who looks after the system sees the system, and no business, ${how}`, async ({ url, claim: first, workspace, visitor }) => {
    const admin = await visitor({ javaScriptEnabled: scripts })
    await claim(admin, first, 'chief')
    const others = (await text_of(admin)).match(/\/claim\/dbc_[\w-]+/g)
    const keepers = {}
    for (const [login, link] of [['secadmin', others[0]], ['auditor', others[1]]]) {
      keepers[login] = await visitor({ javaScriptEnabled: scripts })
      await claim(keepers[login], url + link, login)
    }
    keepers.chief = admin
    const task = first_id(workspace, 'task')
    const own = { chief: '/admin/system', secadmin: '/admin/rules', auditor: '/admin/audit?verify=1' }
    const closed = { chief: ['/admin/rules', '/admin/audit'], secadmin: ['/admin/system', '/admin/audit'], auditor: ['/admin/system'] }
    for (const [login, page] of Object.entries(keepers)) {
      await sign_in(page, url, login)
      assert.ok(page.url().startsWith(`${url}/admin/`), `${login} begins at ${page.url()}`)
      assert.equal((await page.goto(url + own[login])).status(), 200, `${login} ${own[login]}`)
      if (scripts) await accessible(page, own[login])
      for (const path of closed[login])
        assert.equal((await page.goto(url + path)).status(), 404, `${login} ${path}`)
      for (const path of [`/records/task/${task}`, '/records/task', '/records/task.csv', '/records/signal', '/import', `/api/task/${task}`])
        assert.equal((await page.goto(url + path)).status(), 404, `${login} ${path}`)
      for (const path of ['/gaps', '/improve?as_of=2016-10-13', '/figures/gdp/410800/2015', '/api/rpc/report.html?subject=410800'])
        assert.equal((await page.goto(url + path)).status(), 403, `${login} ${path}`)
      await page.goto(`${url}/records`)
      assert.ok(!/任务|经验|差距/.test(await text_of(page)), `${login} sees business:\n${await text_of(page)}`)
      if (scripts) no_faults(page)
    }
  })
}
