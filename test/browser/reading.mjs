// A text becomes records: pasted or uploaded, decided on from the keyboard, taken back, and looked at;
// with scripts and without them, in both languages.
import { accessible, assert, command, join, no_faults, picture, says, story, writeFileSync } from './harness.mjs'

const TEXT = `赴许昌、扬州学习考察的报告
2016年9月20日
9月12日至14日，焦作市市长李向东率考察团赴许昌、扬州参观考察，主要学习转型升级的经验。
全省建成150多公里的高架路网。今年前8个月，全省完成投资531亿元。
焦作市市长李向东强调，要对标南通市，真抓实干。
一是筑牢“主支撑”。要坚持工业强市不动摇，新开工项目20个。
市发展和改革委员会要在10月底前制定方案。要加强督查考核。要强化责任落实。
`

const rows = (workspace, type) => JSON.parse(command(workspace, 'list', type, '--json')).rows

async function paste(page, url) {
  await page.goto(`${url}/learn`)
  await page.click('text=读文取舍')
  await page.fill('#i-text', TEXT)
  await page.click('summary >> text=名称、日期')
  await page.selectOption('#i-subject', { label: '焦作市' })
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/readings\/\d+/)
  await says(page, '未定')
  return page.url().split('?')[0].split('#')[0]
}

const heading = page => page.locator('#proposal').innerText()
const progress = async page => (await page.locator('.standing').innerText()).match(/已定 (\d+)/)[1]

// Presses what decides, and waits for the page that follows.
async function press(page, key) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)])
}

async function go(page, link) {
  await Promise.all([page.waitForNavigation(), page.click(link)])
}

await story('a text is decided on from the keyboard', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  const before = rows(workspace, 'heard_figure').length
  const address = await paste(page, url)
  await accessible(page, 'a text with its proposals')
  await picture(page, 'reading')
  const first = await heading(page)
  assert.ok(first.startsWith('1 · 所闻数据'), first)
  // One is known already: the demonstration has an entry of that name.
  assert.equal(await progress(page), '1')
  // The benchmark inside a commitment has a mark of its own.
  assert.equal(await page.locator('.mark >> text=对标南通市').count(), 1)
  assert.ok((await page.locator('.reading-text').innerText()).includes('要4 标杆对标南通市，真抓实干'))
  // The first proposals are figures: accept, take back, accept again.
  await press(page, 'a')
  assert.equal(await progress(page), '2')
  await go(page, '.proposals a >> nth=0')
  await says(page, '所成的记录')
  await picture(page, 'reading-decided')
  await press(page, 'u')
  assert.equal(await progress(page), '1')
  await press(page, 'a')
  await press(page, 'n')
  await press(page, 'r')
  assert.equal(await progress(page), '3')
  assert.equal(rows(workspace, 'heard_figure').length, before + 1)

  // What a record requires is asked for beside its field, and what was typed stays.
  await page.goto(address)
  await go(page, '.proposals >> text=标杆: 对标南通市')
  await says(page, '未定')
  await press(page, 'a')
  await says(page, '没有填写')
  assert.ok(await page.locator('.wrong').count() > 0)
  await page.selectOption('select[name=role]', 'field')
  await page.selectOption('select[name=verb]', 'learn')
  await page.fill('textarea[name=reason]', '同为工业市')
  await Promise.all([page.waitForNavigation(), page.click('button >> text=改后采纳')])
  assert.ok(rows(workspace, 'benchmark').some(row => JSON.stringify(row).includes('南通')))

  // Merged with the next of its kind; split before these words.
  await page.goto(address)
  await go(page, '.mark >> text=要加强督查考核')
  await press(page, 'm')
  assert.ok(rows(workspace, 'commitment').some(row => JSON.stringify(row).includes('要加强督查考核；要强化责任落实')))
  await page.goto(address)
  await go(page, '.mark >> text=要坚持工业强市不动摇')
  await page.keyboard.press('s')
  await page.keyboard.type('新开工项目')
  await press(page, 'Enter')
  assert.ok(rows(workspace, 'commitment').some(row => row.zh === '新开工项目20个' || JSON.stringify(row).includes('"新开工项目20个"')))

  // The record keeps its place and its text.
  const commitment = rows(workspace, 'commitment').find(row => JSON.stringify(row).includes('"新开工项目20个"'))
  await page.goto(`${url}/records/commitment/${commitment.id}`)
  await says(page, '赴许昌、扬州学习考察的报告')
  await says(page, '出自文稿')
  no_faults(page)
})

await story('the same without scripts, on a phone and in the dark', async ({ url, workspace, visitor }) => {
  const page = await visitor({ javaScriptEnabled: false, colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  const address = await paste(page, url)
  await picture(page, 'reading-phone')
  // The button that accepts has the focus: Enter decides, one Tab further rejects.
  await press(page, 'Enter')
  assert.equal(await progress(page), '2')
  await page.keyboard.press('Tab')
  await press(page, 'Enter')
  assert.equal(await progress(page), '3')
  await page.goto(address)
  await page.click('text=据此文建立学习考察')
  await says(page, '市长')
  await picture(page, 'reading-visit')
  await Promise.all([page.waitForNavigation(), page.click('main button[type=submit]')])
  await says(page, '出自的考察')
  const visit = rows(workspace, 'visit').find(row => JSON.stringify(row).includes('赴许昌、扬州学习考察的报告'))
  assert.ok(JSON.stringify(visit).includes('2016-09-12'), JSON.stringify(visit))
})

await story('a file, another language, and what cannot be read', async ({ url, workspace, visitor }) => {
  const page = await visitor({ locale: 'en-GB' })
  await page.goto(`${url}/readings`)
  const file = join(workspace.folder, 'report.txt')
  writeFileSync(file, TEXT)
  await page.setInputFiles('#i-file', file)
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/readings\/\d+/)
  await says(page, 'proposals')
  await accessible(page, 'a text, in English')
  await page.evaluate(() => document.querySelectorAll('.reading-text p, blockquote, .proposals li a, #i-zh, h1, textarea, select, dd, .crumbs').forEach(one => one.remove()))
  const left = (await page.locator('main').innerText()).match(/\p{Script=Han}+/gu)
  assert.equal(left, null, `Chinese on an English page: ${left}`)

  await page.goto(`${url}/readings`)
  await page.setInputFiles('#i-file', { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') })
  await page.click('main button[type=submit]')
  await says(page, 'pdftotext')
  await accessible(page, 'a file that cannot be read')
  await page.fill('#i-text', 'The quick brown fox jumps over the lazy dog, again and again.')
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/readings\/\d+/)
  await says(page, 'does not look like Chinese official prose')
  no_faults(page)
})

// ---- Who may read and not decide ----

const PASSWORD = 'Long-enough-7'

async function claim(page, address, login) {
  await page.goto(address)
  if (await page.getAttribute('#login', 'readonly') === null) await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.fill('#again', PASSWORD)
  await page.click('main button[type=submit]')
  await says(page, login)
}

async function sign_in(page, url, login) {
  await page.goto(`${url}/sign-in`)
  await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${url}/`)
}

await story('a leader reads what was found and decides nothing', async ({ url, claim: first, workspace, visitor }) => {
  const address = await paste(await visitor(), url)
  const before = rows(workspace, 'reading_choice').length
  await claim(await visitor(), first, 'chief')
  const link = command(workspace, 'account', 'add', 'li').match(/dbc_[\w-]+/)[0]
  command(workspace, 'account', 'grant', 'li', 'leader')
  const page = await visitor()
  await claim(page, `${url}/claim/${link}`, 'li')
  await sign_in(page, url, 'li')

  // The list has the text, and nothing to paste or upload another with.
  await page.goto(`${url}/readings`)
  await says(page, '赴许昌、扬州学习考察的报告')
  assert.equal(await page.locator('#i-text, #i-file').count(), 0)

  // The text with its spans and each proposal with its fields; no button, and the keys do nothing.
  await page.goto(address)
  await says(page, '未定')
  assert.ok(await page.locator('.mark').count() > 5)
  await go(page, '.proposals >> text=标杆: 对标南通市')
  assert.ok((await heading(page)).includes('标杆'))
  for (const word of ['采纳', '不采纳', '改后采纳', '合并', '拆分', '据此文建立学习考察']) {
    assert.equal(await page.locator(`main button:has-text("${word}"), main a:has-text("${word}")`).count(), 0, word)
  }
  const standing = await progress(page)
  for (const key of ['a', 'r', 'm', 'u']) await page.keyboard.press(key)
  await page.goto(address)
  assert.equal(await progress(page), standing)
  await accessible(page, 'a text for who only reads')
  await picture(page, 'reading-only')

  // Nor does the address behind the buttons take a decision from this person, with a good token.
  const key = new URL(await page.locator('.proposals a').first().getAttribute('href'), url).searchParams.get('at')
  await page.goto(`${url}/account`)
  const token = await page.locator('input[name=token]').first().inputValue()
  const refused = await page.evaluate(async ([action, key, token]) => {
    const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ token, key, do: 'accept' }) })
    return answer.status
  }, [address, key, token])
  assert.equal(refused, 403)
  assert.equal(rows(workspace, 'reading_choice').length, before)
})
