// A table of records comes in by the browser: the template is filled in, looked at without writing anything,
// refused with the place and the remedy, mended, agreed to and kept as a whole; with scripts and without.
import { account, accessible, assert, command, enter, claim, no_faults, picture, says, serve, story } from './harness.mjs'

const tasks = workspace => JSON.parse(command(workspace, 'list', 'task', '--columns', 'zh,en,lead,due', '--limit', '1000', '--json')).rows
const choose = (page, name, text) => page.setInputFiles('#m-file', { name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const text_of = page => page.locator('main').innerText()

// A table as CSV has it, and back.
function read_csv(text) {
  const rows = [[]]
  for (const [, quoted, plain, end] of text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '') break
    if (end !== ',') rows.push([])
  }
  return rows.filter(row => row.length > 1)
}
const write_csv = rows => rows.map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n') + '\n'

// The template of a type as a table whose cells are named by their headings.
async function template_of(page, url, type) {
  const answer = await page.request.get(`${url}/records/${type}/template.csv`)
  assert.equal(answer.status(), 200)
  const rows = read_csv(await answer.text()), at = heading => rows[0].indexOf(heading)
  return {
    rows, text: () => write_csv(rows),
    set: (row, heading, value) => { rows[row][at(heading)] = value },
    get: (row, heading) => rows[row][at(heading)],
    add: values => rows.push(rows[0].map(heading => values[heading] ?? '')),
  }
}

const look = async page => {
  await page.click('button[value=look]')
  await page.waitForURL(/\/load\/\d+$/)
}
const counts = page => page.locator('dl.counts dd').allInnerTexts()

// Files that are none of this page's, one after the other.
async function strangers(here, page, workspace, scripts) {
  const refused = async (name, bytes, ...words) => {
    await page.goto(`${here}/records/task/load`)
    await page.setInputFiles('#m-file', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })
    await look(page)
    await page.waitForSelector('.refusal, .findings')
    for (const word of words) await says(page, word)
    assert.equal(await page.locator('button[value=take]').count(), 0, `${name} can be loaded`)
  }
  const before = tasks(workspace)
  const lessons = await template_of(page, here, 'lesson'), own = await template_of(page, here, 'task')
  await refused('lessons.csv', lessons.text(), '是“经验”的表，不是“任务”的')
  await picture(page, `load-other-type-${scripts}`)
  await refused('note.txt', '今天下午开会，请准时参加。\n', '没有“任务”的表头')
  await refused('noise.bin', Uint8Array.from({ length: 900 }, (_, at) => at * 89 % 256), 'noise.bin')
  await refused('broken.xlsx', 'PK\x03\x04 and nothing that follows', 'broken.xlsx')
  const list = await page.request.get(`${here}/api/export/task.csv`)
  await refused('list.csv', await list.text(), '多半是导出的列表', '请取下面的模板')
  await picture(page, `load-exported-${scripts}`)
  own.add({ 事项: '=HYPERLINK("http://evil.example","x")', 牵头单位: '市财政局', 完成时限: '2017-12-31' })
  await page.goto(`${here}/records/task/load`)
  await choose(page, '<b>own</b>.csv', own.text())
  await look(page)
  await page.waitForSelector('button[value=take]')
  assert.equal(await page.locator('.history >> text==HYPERLINK("http://evil.example","x")').count(), 2, 'a formula is no text')
  for (let at = 0; at < 60; at++) own.add({ 事项: `第${at}件`, 牵头单位: '市财政局', 完成时限: '2017-12-31' })
  await refused('many.csv', own.text(), '超过 50 行', '分成几个文件')
  await page.goto(`${here}/records/task/load`)
  await page.setInputFiles('#m-file', { name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(400000, 'x') })
  await page.click('button[value=look]')
  await says(page, '内容超出大小限制。请拆分后再传')
  assert.deepEqual(tasks(workspace), before)
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts'
  await story(`a table is filled in, looked at, refused, mended and loaded, ${how}`, async ({ url, workspace, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    const before = tasks(workspace)
    await page.goto(`${url}/records/task`)
    await page.click('text=读入填好的表')
    await page.waitForURL(`${url}/records/task/load`)
    if (scripts) await accessible(page, 'where a table is chosen')
    await picture(page, `load-choose-${scripts}`)

    // One row is changed, one is new, one is wrong; the rest stays as it is.
    const table = await template_of(page, url, 'task')
    const name = table.get(1, '事项'), old = table.get(1, '英文表述')
    table.set(1, '英文表述', 'List the projects')
    table.add({ 事项: '十家企业年底前上规模', 牵头单位: '市财政局', 完成时限: '2017-12-31' })
    table.add({ 事项: '写错单位的一件', 牵头单位: '没有这个局', 完成时限: '明年' })
    await choose(page, 'tasks.csv', table.text())
    await look(page)
    await says(page, '“tasks.csv”有误，不能读入')
    await says(page, `tasks!S${table.rows.length}`)
    await says(page, '没有登记的“单位”：没有这个局')
    await says(page, '请先登记，或改正代码、名称')
    assert.deepEqual(await counts(page), ['1', '1', String(before.length - 1), '0', '1'])
    assert.equal(await page.locator('button[value=take]').count(), 0, 'what is wrong can be loaded')
    assert.ok(!(await text_of(page)).includes('duibiao load'), 'words of the terminal on a page')
    if (scripts) await accessible(page, 'what is wrong with a table')
    await picture(page, `load-refused-${scripts}`)
    assert.deepEqual(tasks(workspace), before, 'looking wrote something')

    table.rows.pop()
    await choose(page, 'tasks.csv', table.text())
    await look(page)
    await page.waitForSelector('button[value=take]')
    assert.deepEqual(await counts(page), ['1', '1', String(before.length - 1), '0', '0'])
    const changed = page.locator('.history > li', { hasText: name })
    assert.ok((await changed.innerText()).includes('第 2 行 · 修改'))
    assert.ok((await changed.innerText()).includes(`英文表述 ${old} → List the projects`), await changed.innerText())
    assert.equal(await changed.locator('a').count(), 1, 'the record cannot be looked up')
    await page.click('summary')
    await says(page, '2017-12-31')
    if (scripts) await accessible(page, 'what a table would do')
    await picture(page, `load-looked-${scripts}`)
    assert.deepEqual(tasks(workspace), before, 'looking wrote something')
    // What was found is told in the reader's language, whoever asked in which.
    await page.click('a.language')
    await says(page, 'Row 2 · changed')
    await says(page, `${old} → List the projects`)
    await picture(page, `load-looked-en-${scripts}`)
    await page.click('a.language')

    await page.click('button[value=take]')
    await page.waitForSelector('text=已读入“tasks.csv”：新增 1 条，修改 1 条')
    if (scripts) await accessible(page, 'what was loaded')
    await picture(page, `load-kept-${scripts}`)
    const after = tasks(workspace)
    assert.equal(after.length, before.length + 1)
    assert.equal(after.find(one => one.zh === name).en, 'List the projects')
    await page.click('.history a >> text=十家企业年底前上规模')
    await says(page, 'tasks.csv')
    await says(page, '新建')

    // The same table again: of its new row nobody knows that it is there; of the others the version is old.
    await page.goto(`${url}/records/task/load`)
    await says(page, '近来读入的表')
    table.set(1, '英文表述', 'List them')
    await choose(page, 'tasks.csv', table.text())
    await look(page)
    await says(page, '已被他人修改')
    if (scripts) no_faults(page)
  })

  await story(`what is no table of the type is refused with what to do, ${how}`, async ({ url, workspace, visitor, stop }) => {
    await stop()
    const { url: here, ...server } = await serve(workspace, 'upload_bytes=200000,load_rows=50')
    try {
      await strangers(here, await visitor({ javaScriptEnabled: scripts }), workspace, scripts)
    } finally {
      await server.stop()
    }
  })
}

await story('who changes a record between the look and the loading is not overwritten', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  const before = tasks(workspace)
  await page.goto(`${url}/records/entity/load`)
  await choose(page, 'names.csv', '代码,名称,类别\n410800,焦作,city\n')
  await look(page)
  await page.waitForSelector('button[value=take]')
  const id = JSON.parse(command(workspace, 'list', 'entity', '--where', 'code=410800', '--json')).rows[0].id
  command(workspace, 'set', 'entity', String(id), 'en=Jiaozuo City')
  await page.click('button[value=take]')
  await page.waitForSelector('text=此间有人改过有关的记录')
  await picture(page, 'load-overtaken')
  assert.equal(JSON.parse(command(workspace, 'list', 'entity', '--where', 'code=410800', '--columns', 'zh', '--json')).rows[0].zh, '焦作市')
  assert.deepEqual(tasks(workspace), before)
})

await story('the table is for who may write such records, and for nobody else', async ({ url, claim: first, workspace, visitor }) => {
  const chief = await visitor(), officer = await visitor(), clerk = await visitor()
  await claim(chief, first, 'chief')
  await enter(officer, url, account(workspace, 'li', 'supervisor'), 'li')
  await officer.goto(`${url}/records/task`)
  await officer.click('text=读入填好的表')
  await choose(officer, 'mine.csv', '事项,牵头单位,完成时限\n十家企业年底前上规模,市财政局,2017-12-31\n')
  await look(officer)
  const job = officer.url()
  await officer.click('button[value=take]')
  await says(officer, '已读入“mine.csv”：新增 1 条')
  await officer.click('.history a')
  await says(officer, 'li')
  await officer.goto(`${url}/records/role_grant/load`)
  assert.equal(await officer.title().then(title => title.includes('读入')), false, 'roles can be granted by a table')

  await enter(clerk, url, account(workspace, 'fen', 'scorer'), 'fen')
  const answer = await clerk.goto(`${url}/records/task/load`)
  assert.equal(answer.status(), 404)
  await clerk.goto(`${url}/records/task`)
  assert.ok(!(await text_of(clerk)).includes('读入填好的表'))
  assert.equal((await clerk.goto(job)).status(), 404)
  const posted = await officer.request.post(`${url}/records/task/load`, { multipart: { do: 'look', file: { name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('事项\nx\n') } } })
  assert.equal(posted.status(), 403, 'without the token of a form')
  // The system administrator sees that there was a job, and nothing of what stood in it.
  await enter(chief, url, account(workspace, 'sys', 'sysadmin'), 'sys')
  const told = await chief.request.get(`${url}/api/jobs`)
  assert.equal(told.status(), 200)
  assert.ok(!(await told.text()).includes('十家企业'), 'what was loaded is told to the system administrator')
})
