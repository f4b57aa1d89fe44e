// A file of figures comes in by the browser: looked at first, refused with the place and the remedy, taken
// in, followed while it goes on and called off; with scripts and without.
import { accessible, assert, command, no_faults, picture, says, story } from './harness.mjs'

const GOOD = '地区,年份,GDP（亿元）\n焦作市,2009,1071.4\n许昌市,2009,1130.7\n'
const BAD = '地区,年份,GDP（亿元）\n焦作市,2009,1071.4\n无此市,2009,12x\n'
const batches = workspace => JSON.parse(command(workspace, 'list', 'batch', '--columns', 'file_name,state', '--json')).rows

const choose = (page, name, text) => page.setInputFiles('#m-file', { name, mimeType: 'text/csv', buffer: Buffer.from(text) })

// Many figures, so that one can see it go on.
function many(workspace, rows) {
  const codes = type => JSON.parse(command(workspace, 'list', type, '--columns', 'code', '--limit', '300', '--json')).rows.map(one => one.code)
  const entities = codes('entity'), indicators = codes('indicator')
  const lines = ['entity_code,indicator_code,year,value']
  for (let year = 1990; lines.length < rows && year < 2016; year++)
    for (const entity of entities) for (const indicator of indicators) lines.push(`${entity},${indicator},${year},${10 + lines.length % 80}`)
  return lines.join('\n') + '\n'
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts'
  await story(`a file is looked at, refused, mended and taken in, ${how}`, async ({ url, workspace, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    const before = batches(workspace).length
    await page.goto(`${url}/import`)
    await choose(page, 'gdp.csv', BAD)
    await page.click('button[value=look]')
    await page.waitForURL(/\/import\/\d+$/)
    await says(page, '无此市')
    await says(page, 'gdp!A3')
    await says(page, 'gdp.csv 有 1 处错误')
    await says(page, '→')
    assert.ok(!(await page.locator('main').innerText()).includes('--'), 'words of the terminal on a page')
    assert.equal(await page.locator('button[value=take]').count(), 0, 'what is wrong can be taken in')
    if (scripts) await accessible(page, 'what is wrong with a file')
    await picture(page, `import-refused-${scripts}`)

    await choose(page, 'gdp.csv', GOOD)
    await page.click('button[value=look]')
    await page.waitForSelector('button[value=take]')
    await says(page, '读了 2 行，2 个数')
    assert.equal(batches(workspace).length, before, 'looking wrote something')
    // What was found is told in the reader's language, whoever asked in which.
    await page.click('a.language')
    await says(page, '2 rows, 2 figures')
    await page.click('a.language')
    await page.click('button[value=take]')
    await page.waitForSelector('text=已导入，新增 2 个数')
    if (scripts) await accessible(page, 'what was taken in')
    assert.equal(batches(workspace).length, before + 1)
    await page.goto(`${url}/import`)
    await says(page, '近来的导入')
    await choose(page, 'gdp.csv', GOOD)
    await page.click('button[value=look]')
    await page.click('button[value=take]')
    await page.waitForSelector('text=这个文件已经导入过')
    if (scripts) no_faults(page)
  })

  await story(`a large file is followed and called off, ${how}`, async ({ url, workspace, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    const before = batches(workspace).length
    await page.goto(`${url}/import`)
    await choose(page, 'many.csv', many(workspace, 500000))
    await page.click('button[value=look]')
    await page.waitForSelector('progress')
    assert.match(await page.locator('main [role=status]').first().innerText(), /正在查看|排队中/)
    if (scripts) await accessible(page, 'how far an import is')
    await picture(page, `import-followed-${scripts}`)
    // Nobody touches the page: it follows by itself, and others are served meanwhile.
    const began = Date.now()
    assert.equal((await page.request.get(`${url}/healthz`)).status(), 200)
    assert.ok(Date.now() - began < 2000)
    await page.waitForSelector('button[value=take]', { timeout: 120000 })
    await page.click('button[value=take]')
    await page.waitForSelector('progress')
    await page.click('text=取消')
    await page.waitForSelector('text=已取消，什么都没有写入', { timeout: 60000 })
    assert.deepEqual(batches(workspace).slice(before).map(one => one.state).filter(state => state === 'accepted'), [])
    if (scripts) no_faults(page)
    await page.goto('about:blank')
  }, { limits: 'page_wait_seconds=0' }) // how far it is is shown at once, however quick the machine
}
