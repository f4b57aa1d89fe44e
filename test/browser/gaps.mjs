// A leader with five minutes: from the gaps to one indicator, to the cell that a figure came from.
import { EVENING, accessible, assert, command, no_faults, picture, says, story } from './harness.mjs'

async function explore(url, page, name) {
  await page.goto(`${url}/gaps`)
  await page.fill('input[name=as_of]', EVENING)
  await page.click('button[type=submit]')
  await says(page, '32项对比中26项落后')
  await picture(page, `${name}-gaps`)
  await page.uncheck('input[value="321000"]')
  await page.uncheck('input[value="320600"]')
  await page.click('button[type=submit]')
  assert.ok(page.url().includes('against=411000'), page.url())
  await says(page, '许昌')
  assert.ok(!(await page.locator('main table').first().innerText()).includes('扬州'))

  await page.click('main table >> text=地区生产总值 >> nth=0')
  await says(page, '落后许昌市11.3%、1.8年')
  await says(page, '2020年赶超许昌市')
  await says(page, '走本土与民营企业之路')
  await picture(page, `${name}-gap`)

  await page.goto(`${url}/gaps?as_of=${EVENING}`)
  await page.click('a.figure >> text=1926.08 >> nth=0')
  await says(page, '1926.0785')
  assert.match(page.url(), /\/figures\/gdp\/410800\/2015\?/)
  await says(page, '中国城市统计年鉴2016')
  await says(page, '2016!C23')
  await picture(page, `${name}-figure`)
}

await story('a leader walks from the gaps to the cell of a figure', async ({ url, visitor }) => {
  const page = await visitor()
  await explore(url, page, 'leader')
  no_faults(page)
})

await story('the same without scripts, in the dark and on a phone', async ({ url, visitor }) => {
  const page = await visitor({ javaScriptEnabled: false, colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  await explore(url, page, 'phone-dark')
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the phone`)
})

await story('what cannot be understood is said beside the field, and what was typed stays', async ({ url, visitor }) => {
  const page = await visitor()
  await page.goto(`${url}/gaps?subject=${encodeURIComponent('焦做')}&year=abcd`)
  await says(page, '焦做')
  await says(page, '不是年份')
  assert.equal(await page.inputValue('#q-subject'), '焦做')
  assert.equal(await page.getAttribute('#q-subject', 'aria-invalid'), 'true')
  await accessible(page, 'a question that was not understood')
})

await story('both languages, at once and completely', async ({ url, visitor }) => {
  const page = await visitor()
  await page.goto(`${url}/gaps?as_of=${EVENING}`)
  await page.click('a.language')
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  assert.ok(page.url().includes(`as_of=${EVENING}`), 'the question is kept')
  for (const path of ['/', '/gaps', '/gaps/gdp', '/strengths', '/indicators', '/targets/workshop', '/records', '/account']) {
    await page.goto(`${url}${path}?as_of=${EVENING}`)
    // What people wrote in one language only is shown as they wrote it.
    await page.evaluate(() => document.querySelectorAll('.chain').forEach(one => one.remove()))
    const text = (await page.locator('main').innerText()).replace(/“[^”]*”/g, '')
    assert.ok(!/\p{Script=Han}/u.test(text), `${path} holds Chinese:\n${text}`)
  }
  await page.click('a.language')
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN')
})

await story('what stands on a day says so on every page, and counts from it', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  for (const path of ['/', '/gaps', '/records/promise', '/public']) {
    await page.goto(url + path)
    await says(page, '本工作区停在 2016-10-13')
  }
  await says(page, '还有') /* promises are not late by the years since */
  await page.goto(`${url}/`)
  await says(page, '尚未决定')
  await says(page, '尚无目标')
  await page.click('a >> text=尚无目标')
  assert.ok(page.url().includes('state='), page.url())
  assert.equal(await page.locator('tbody tr').count(), 7)
  await accessible(page, 'gaps without a target')

  // How far to the tier: the same by mouse, by keyboard and as a table.
  await page.goto(`${url}/strengths?ladder=budget_rev`)
  const ladder = page.locator('figure.chart').last()
  await ladder.focus()
  await page.keyboard.press('ArrowDown')
  assert.match(await page.locator('.said-here').innerText(), /^郑州市 第1位：[\d.]+ 亿元$/)
  await ladder.locator('[data-says]').nth(6).hover()
  assert.match(await page.locator('.said-here').innerText(), /^焦作市 第7位/)
  await page.keyboard.press('Escape')
  await accessible(page, 'the ladder')

  // A workspace of its own goes with the clock.
  const in_force = JSON.parse(command(workspace, 'list', 'rule_set', '--where', 'name=workspace', '--json')).rows[0]
  command(workspace, 'move', 'rule_set', in_force.id, 'withdraw', 'ended=2016-10-13', 'grounds=试')
  await page.goto(`${url}/`)
  assert.equal(await page.locator('.stands').count(), 0)
  no_faults(page)
})
