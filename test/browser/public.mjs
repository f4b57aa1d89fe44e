// From the claim link to a published page: a supervisor drafts, a leader approves, the citizen reads
// and answers, without signing in. And what each administrator sees, and does not.
import { accessible, assert, command, no_faults, picture, says, story } from './harness.mjs'

const PASSWORD = 'Long-enough-7'

function account(workspace, login, role, ...unit) {
  const link = command(workspace, 'account', 'add', login).match(/dbc_[\w-]+/)[0]
  command(workspace, 'account', 'grant', login, role, ...unit)
  return link
}

async function enter(page, url, link, login) {
  await page.goto(`${url}/claim/${link}`)
  await page.fill('#password', PASSWORD)
  await page.fill('#again', PASSWORD)
  await page.click('main button[type=submit]')
  await page.goto(`${url}/sign-in`)
  await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${url}/`)
}

async function give(page, name, value) {
  const field = page.locator(`[name="${name}"]`).first()
  if (await field.evaluate(one => one.tagName) === 'SELECT') await field.selectOption({ label: value })
  else await field.fill(value)
}

for (const scripts of [true, false]) {
  await story(`from a claim link to a published page, ${scripts ? 'with' : 'without'} scripts`, async ({ url, claim: first, workspace, visitor }) => {
    const admin = await visitor({ javaScriptEnabled: scripts })
    await admin.goto(first)
    await admin.fill('#login', 'chief')
    await admin.fill('#password', PASSWORD)
    await admin.fill('#again', PASSWORD)
    await admin.click('main button[type=submit]')

    const supervisor = await visitor({ javaScriptEnabled: scripts })
    await enter(supervisor, url, account(workspace, 'zhao', 'supervisor'), 'zhao')
    await supervisor.goto(`${url}/records/publication/new`)
    await give(supervisor, 'zh', '第二期督查通报')
    await give(supervisor, 'kind', '督查通报')
    await give(supervisor, 'body', '三件办结，一件缓慢。')
    await give(supervisor, 'organisation', '市政府督查室')
    await supervisor.click('main form.sheet button[type=submit]')
    await says(supervisor, '拟稿')
    await supervisor.click('.moves a >> text=送审')
    await supervisor.click('main form.sheet button[type=submit]')
    await says(supervisor, '送审')
    const address = supervisor.url()

    // Nobody sees it before it was approved and published, and a draft looks like nothing at all.
    const citizen = await visitor({ javaScriptEnabled: scripts })
    await citizen.goto(`${url}/public`)
    assert.ok(!(await citizen.locator('main').innerText()).includes('第二期'))
    const number = address.match(/\d+$/)[0]
    assert.equal((await citizen.goto(`${url}/public/publications/${number}`)).status(), 404)

    const leader = await visitor({ javaScriptEnabled: scripts })
    await enter(leader, url, account(workspace, 'sun', 'leader'), 'sun')
    await leader.goto(address)
    await leader.click('.moves a >> text=批准')
    await give(leader, 'approver', '焦作市市长')
    await leader.click('main form.sheet button[type=submit]')
    await says(leader, '批准')
    await supervisor.goto(address)
    await supervisor.click('.moves a >> text=发布')
    await supervisor.click('main form.sheet button[type=submit]')
    await says(supervisor, '已发布')

    await citizen.goto(`${url}/public`)
    await says(citizen, '示例县承诺于')
    await picture(citizen, `public-${scripts ? 'script' : 'plain'}`)
    await citizen.click('text=第二期督查通报')
    await says(citizen, '一件缓慢')
    await citizen.click('text=就此留言')
    await citizen.fill('#s-text', '慢在哪里，何时办结？')
    await citizen.fill('#s-phone', '13800000000')
    await citizen.click('main button[type=submit]')
    await says(citizen, '5个工作日内答复')
    // It waits to be looked at, and how to reach the writer is never shown.
    await citizen.goto(`${url}/public`)
    assert.ok(!(await citizen.locator('body').innerText()).includes('慢在哪里'))
    await supervisor.goto(`${url}/records/message`)
    await says(supervisor, '慢在哪里')
    assert.equal((await citizen.goto(`${url}/records/message`)).status(), 401)
    if (scripts) for (const page of [citizen, supervisor, leader]) no_faults(page)
  })
}

await story('each administrator has their own pages, and an enterprise its own', async ({ url, claim: first, workspace, visitor }) => {
  const page = await visitor()
  await page.goto(first)
  await page.fill('#login', 'chief')
  await page.fill('#password', PASSWORD)
  await page.fill('#again', PASSWORD)
  await page.click('main button[type=submit]')
  const others = (await page.locator('main').innerText()).match(/claim\/dbc_[\w-]+/g)
  await page.goto(`${url}/sign-in`)
  await page.fill('#login', 'chief')
  await page.fill('#password', PASSWORD)
  await page.click('main button[type=submit]')

  await page.click('header >> text=管理')
  await page.fill('#a-login', 'li.ming')
  await page.click('main form.question button')
  const link = (await page.locator('.key').innerText()).match(/dbc_[\w-]+/)[0]
  await picture(page, 'admin-account')
  await page.goto(`${url}/admin/system?check=1`)
  await page.selectOption('#j-kind', 'backup')
  await page.click('main form.question button')
  await says(page, '等待')
  command(workspace, 'tick')
  await page.goto(`${url}/admin/system?check=1`)
  await says(page, '演练通过')
  await picture(page, 'admin-system')
  assert.equal((await page.goto(`${url}/admin/audit`)).status(), 404)
  assert.equal((await page.goto(`${url}/admin/rules`)).status(), 404)

  const security = await visitor()
  await enter(security, url, others[0].slice(6), 'secadmin')
  await security.goto(`${url}/admin/accounts`)
  await security.click('text=li.ming')
  await security.click('text=授予角色')
  await give(security, 'role', '企业')
  await security.click('main form.sheet button[type=submit]')
  await security.goto(`${url}/admin/roles?role=officer`)
  await says(security, '单位经办人')
  assert.equal((await security.goto(`${url}/admin/system`)).status(), 404)
  await security.goto(`${url}/admin/rules/compare`)
  await says(security, '随程序')

  const auditor = await visitor()
  await enter(auditor, url, others[1].slice(6), 'auditor')
  await auditor.goto(`${url}/admin/audit?verify=1`)
  await says(auditor, '链条完整')
  assert.equal((await auditor.goto(`${url}/admin/system`)).status(), 404)

  const enterprise = await visitor()
  await enter(enterprise, url, link, 'li.ming')
  assert.equal((await enterprise.goto(`${url}/admin/accounts`)).status(), 404)
  await enterprise.goto(`${url}/public`)
  await says(enterprise, '公开承诺')
  for (const one of [page, security, auditor, enterprise]) no_faults(one)
})

await story('files are attached and taken away, a change is taken back', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  const id = JSON.parse(command(workspace, 'list', 'task', '--json')).rows[0].id
  await page.goto(`${url}/records/task/${id}`)
  await page.click('text=添附件')
  await page.setInputFiles('#i-file', { name: '现场 1.txt', mimeType: 'text/plain', buffer: Buffer.from('已完成') })
  await page.click('main form.sheet button[type=submit]')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('main li a')])
  assert.equal(download.suggestedFilename(), '现场 1.txt')
  await page.goto(`${url}/records/task/${id}`)
  await says(page, '现场 1.txt')
  await page.click('text=添附件')
  await page.click('text=移除')
  await says(page, '还没有附件')

  await page.goto(`${url}/records/lesson/new`)
  await give(page, 'zh', '试写一条')
  await give(page, 'lens', '方法')
  await give(page, 'visit', '许昌、南通、扬州学习考察')
  await page.click('main form.sheet button[type=submit]')
  await page.click('text=修改 >> nth=0')
  await give(page, 'zh', '改写一条')
  await page.click('main form.sheet button[type=submit]')
  await says(page, '改写一条')
  await page.click('text=撤回上次修改')
  await page.click('main form.sheet button[type=submit]')
  assert.equal(await page.locator('h1').innerText(), '试写一条')
  no_faults(page)
})

for (const scripts of [true, false]) {
  await story(`a file of figures is looked at, then taken in, ${scripts ? 'with' : 'without'} scripts`, async ({ url, workspace, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    const file = { name: '快报.csv', mimeType: 'text/csv', buffer: Buffer.from('城市,2015年地区生产总值（亿元）,2015年无名指标\n焦作市,1926.1,3\n许昌市,2170.6,4\n') }
    await page.goto(`${url}/records`)
    await page.click('text=导入数据')
    await page.setInputFiles('#m-file', file)
    await page.click('button[value=look]')
    await says(page, '没有登记的指标“无名指标”')
    assert.ok(!(await page.locator('body').innerText()).includes('duibiao-import'), 'where the file waits is told')
    assert.equal(await page.locator('button[value=take]').count(), 0)
    const batches = () => JSON.parse(command(workspace, 'list', 'batch', '--json')).rows.length
    const before = batches()
    await page.setInputFiles('#m-file', file)
    await page.check('[name=skip_unknown]')
    await page.fill('#m-known', '2016-03-01')
    await page.click('button[value=look]')
    await says(page, '2 个数')
    assert.equal(batches(), before)
    await page.click('button[value=take]')
    await says(page, '新增 2 个数')
    assert.equal(batches(), before + 1)
    if (scripts) { await picture(page, 'import'); await accessible(page, 'import') }
  })
}
