// A list's filter, order and columns kept under a name: for oneself, for one's unit, and at a terminal.
import { accessible, account, assert, claim, command, enter, no_faults, picture, says, sheet_of, story } from './harness.mjs'

const titles = page => page.locator('tbody tr th, tbody tr td:first-child').allInnerTexts()

for (const scripts of [true, false]) {
  await story(`what a list is asked is kept under a name, ${scripts ? 'with' : 'without'} scripts`, async ({ url, workspace, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    await page.goto(`${url}/records/commitment`)
    assert.equal(await page.locator('text=存为视图').count(), 0)
    await page.selectOption('#f-kind', 'action')
    await page.click('text=筛选')
    await page.click('th a >> text=时限')
    await page.click('summary >> text=选择列')
    for (const column of ['area', 'kind', 'quantity']) await page.uncheck(`input[name=columns][value=${column}]`)
    await page.click('text=显示 >> nth=-1')
    const shown = await titles(page)
    assert.ok(page.url().includes('kind=action') && page.url().includes('order=due'), page.url())

    // A file of it is what is seen: these columns, these rows, in this order; and a date is a date.
    const seen = await page.locator('main table').first().evaluate(table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim())))
    const file = await page.request.get(new URL(await page.getAttribute('.exports a >> text=XLSX', 'href'), page.url()).href)
    const [, heads, ...rows_of_file] = sheet_of(await file.body())
    const names = seen[0].map(name => name.replace(/ [▲▼]$/, ''))
    assert.deepEqual(heads, ['id', ...names]) // the id to load it back by
    assert.deepEqual(rows_of_file.map(row => row[heads.indexOf(names[0])]), shown)
    const day = text => (Date.parse(text) - Date.UTC(1899, 11, 30)) / 86400000
    const due = names.indexOf('时限'), dates = seen.slice(1).map(row => row[due]).filter(Boolean)
    assert.ok(dates.length > 0)
    assert.deepEqual(rows_of_file.map(row => row[heads.indexOf('时限')]).filter(cell => cell > 0), dates.map(day))

    await page.click('text=存为视图')
    await says(page, '种类＝行动')
    if (scripts) await accessible(page, 'keeping a view')
    await page.fill('#v-name', '行动，先到期的在前')
    await page.click('main button[type=submit]')
    assert.equal(await page.getAttribute('.views a', 'aria-current'), 'page')
    assert.deepEqual(await titles(page), shown)
    await picture(page, `views-${scripts ? 'script' : 'plain'}`)
    if (scripts) await accessible(page, 'a list with views')

    // The same at a terminal, narrowed further there.
    const rows = JSON.parse(command(workspace, 'list', 'commitment', '--view', '行动，先到期的在前', '--json')).rows
    assert.deepEqual(rows.map(row => row.zh), shown)
    assert.deepEqual(Object.keys(rows[0]).filter(key => ['kind', 'area'].includes(key)), [])
    const fewer = JSON.parse(command(workspace, 'list', 'commitment', '--view', '行动，先到期的在前', '--where', 'due=', '--json')).rows
    assert.ok(fewer.length > 0 && fewer.length < rows.length)

    // From the whole list back by the link; and away with it.
    await page.goto(`${url}/records/commitment`)
    await page.click('.views a')
    assert.deepEqual(await titles(page), shown)
    await page.click('text=存为视图')
    await page.click('text=删除')
    await page.click('main button[type=submit]')
    await page.goto(`${url}/records/commitment`)
    assert.equal(await page.locator('.views').count(), 0)
    if (scripts) no_faults(page)
  })
}

await story('numbers of a list are numbers in a workbook, in the order of the screen', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  await page.goto(`${url}/records/benefit`)
  const seen = await page.locator('main table').first().evaluate(table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim())))
  const file = await page.request.get(`${url}/records/benefit.xlsx`)
  const [, heads, ...rows] = sheet_of(await file.body())
  assert.deepEqual(heads, ['id', ...seen[0].map(name => name.replace(/ [▲▼]$/, ''))])
  assert.equal(seen[1][seen[0].indexOf('降本金额')], '18万元')
  assert.equal(rows[0][heads.indexOf('降本金额')], 180000)
  // What is computed too, and it stands to the right as numbers do.
  await page.goto(`${url}/records/target`)
  assert.equal(await page.locator('thead th', { hasText: '现行目标值' }).getAttribute('class'), 'n')
  const targets = await page.request.get(`${url}/records/target.xlsx`)
  const [, names, first] = sheet_of(await targets.body())
  assert.equal(first[names.indexOf('现行目标值')], 3580.68)
  no_faults(page)
})

await story('a view keeps whatever the list was asked, and every door reads it alike', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  const at_terminal = (...where) => JSON.parse(command(workspace, 'list', 'commitment', ...where, '--json')).rows.map(row => row.zh)
  const asked = { 'kind.not': 'goal|principle', 'quantity.not': '-', zh: '*%E5%B7%A5*', state: 'made|settled' }
  const query = Object.entries(asked).map(([name, value]) => `${name}=${value}`).join('&')
  await page.goto(`${url}/records/commitment?${query}`)
  const shown = await titles(page)
  assert.deepEqual(shown, at_terminal('--where', 'kind!=goal|principle\nquantity!=\nzh=*工*\nstate=made|settled'))
  assert.ok(shown.length > 0 && shown.length < at_terminal().length)
  // What the form has no control for is shown, and can be taken away.
  assert.equal(await page.inputValue('input[name="kind.not"]'), 'goal|principle')
  await accessible(page, 'a list asked for more than its form offers')
  await page.click('text=存为视图')
  await says(page, '种类 ≠ 目标 / 原则')
  await page.fill('#v-name', '有数的')
  await page.click('main button[type=submit]')
  assert.deepEqual(await titles(page), shown)
  assert.equal(await page.getAttribute('.views a', 'aria-current'), 'page')
  assert.deepEqual(at_terminal('--view', '有数的'), shown)
  await page.goto(`${url}/records/commitment?due.over=2016-10-13&due.under=2017-01-01`)
  assert.deepEqual(await titles(page), at_terminal('--where', 'due>2016-10-13\ndue<2017-01-01'))
  // What cannot be understood is told, not left out in silence.
  await page.goto(`${url}/records/commitment?state=nonsense`)
  await says(page, 'nonsense')
  no_faults(page)
})

await story('a file that would be cut is refused, with the way to all of it', async ({ url, visitor }) => {
  const page = await visitor()
  for (const name of ['commitment.xlsx', 'commitment.csv', 'commitment/template.xlsx']) {
    const answer = await page.request.get(`${url}/records/${name}`)
    assert.ok(answer.status() >= 400 && answer.status() < 500, `${name}: ${answer.status()}`)
    assert.match(await answer.text(), /至多装 3 行|超过 3 条/)
  }
  await page.goto(`${url}/records/commitment`) // a page of it is there as ever
  assert.ok((await titles(page)).length > 3)
  const whole = await page.request.get(`${url}/records/visit.csv`)
  assert.equal(whole.status(), 200)
  no_faults(page)
}, { limits: 'file_rows=3' })

await story('a list gives a table in which rows are begun for what is to be made', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  await page.goto(`${url}/records/report`)
  const link = await page.getAttribute('.exports a >> text=模板', 'href')
  const answer = await page.request.get(new URL(link, page.url()).href)
  const [heads, ...rows] = sheet_of(await answer.body())
  const tasks = JSON.parse(command(workspace, 'list', 'task', '--where', 'state=assigned', '--json')).rows.map(row => row.zh)
  assert.deepEqual(heads.slice(0, 3), ['id', 'version', '任务'])
  assert.ok(tasks.length > 0 && tasks.every(task => rows.some(row => row.includes(task))), tasks.join())
  assert.equal((await page.request.get(`${url}/records/observation/template.xlsx`)).status(), 404)
  await accessible(page, 'a list with a table to fill in')
  await picture(page, 'views-template')
  no_faults(page)
})

await story('a supervisor shares a view with their office', async ({ url, workspace, visitor, claim: first }) => {
  await claim(await visitor(), first, 'chief')
  const page = await visitor(), colleague = await visitor()
  await enter(page, url, account(workspace, 'su', 'supervisor', '市政府督查室'), 'su')
  await enter(colleague, url, account(workspace, 'du', 'supervisor', '市政府督查室'), 'du')
  await page.goto(`${url}/records/task?state=assigned`)
  await page.click('text=存为视图')
  await page.fill('#v-name', '全市已交办')
  await page.check('input[name=shared]')
  await page.click('main button[type=submit]')
  const before = await titles(page)
  await colleague.goto(`${url}/records/task`)
  await colleague.click('.views a')
  assert.deepEqual(await titles(colleague), before)
  no_faults(page)
})

await story('a view is seen by who keeps it, and by the unit it is shared with', async ({ url, workspace, visitor, claim: first }) => {
  await claim(await visitor(), first, 'chief')
  const keep = async (page, name, shared) => {
    await page.goto(`${url}/records/task?state=assigned`)
    await page.click('text=存为视图')
    await page.fill('#v-name', name)
    if (shared) await page.check('input[name=shared]')
    await page.click('main button[type=submit]')
  }
  const head = await visitor(), officer = await visitor(), other = await visitor()
  await enter(head, url, account(workspace, 'head', 'liaison', '市科学技术局'), 'head')
  await enter(officer, url, account(workspace, 'officer', 'officer', '市科学技术局'), 'officer')
  await enter(other, url, account(workspace, 'other', 'officer', '市财政局'), 'other')
  await keep(head, '本局已交办', true)
  await keep(head, '我自己看的', false)
  await says(head, '本局已交办')
  await says(head, '我自己看的')
  await officer.goto(`${url}/records/task`)
  assert.deepEqual(await officer.locator('.views a').allInnerTexts(), ['本局已交办 本单位'])
  await officer.goto(`${url}/records/task/views?state=assigned`)
  assert.equal(await officer.locator('input[name=shared]').count(), 0) /* sharing is not for everybody */
  await other.goto(`${url}/records/task`)
  assert.equal(await other.locator('.views').count(), 0)
  no_faults(head)
})
