// Records of a list edited together: by keyboard, by a block copied in a spreadsheet, as one save that is
// kept as a whole, refused as a whole, and taken back as a whole.
import { accessible, assert, command, no_faults, picture, says, story } from './harness.mjs'

// What was promised that evening and still owes who, when and how much.
const rows_of = workspace => JSON.parse(command(workspace, 'list', 'commitment', '--where', 'kind=action',
  '--columns', 'zh,kind,area,owner,due,quantity', '--json')).rows

// What Excel and WPS put on the clipboard: cells apart by tabs, lines or tabs within a cell in quotes.
const paste = (page, selector, text) => page.locator(selector).evaluate((element, block) => {
  element.focus()
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', block)
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}, text)

const focused = page => page.evaluate(() => document.activeElement.id)

await story('a block copied in a spreadsheet is pasted over a grid, saved as one and taken back as one', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  page.on('dialog', dialog => dialog.accept())
  const before = rows_of(workspace)
  await page.goto(`${url}/records/commitment?kind=action`)
  await page.click('text=成批修改')
  assert.ok(page.url().includes('kind=action'), page.url())
  assert.equal(await page.inputValue('#g-1-zh'), before[0].zh)
  await accessible(page, 'the grid')

  // A block with its headings, dates as a spreadsheet shows them, lines within a cell; and taken back.
  await paste(page, '#g-1-owner', '责任单位\t时限\t量化\r\n市财政局\t2016/12/30\t3项\r\n"市商务局\n"\t2016年12月1日\t"4,000 万元\n""分期"""\r\n')
  assert.equal(await page.inputValue('#g-1-owner'), '市财政局')
  assert.equal(await page.inputValue('#g-2-owner'), '市商务局')
  assert.equal(await page.inputValue('#g-2-quantity'), '4,000 万元 "分期"')
  await says(page, '已粘贴的格：6')
  await says(page, '已改而未保存的行：2')
  await page.keyboard.press('Control+z')
  assert.equal(await page.inputValue('#g-1-owner'), before[0].owner ?? '')

  // A choice is named by its words; what has no place is told.
  await paste(page, '#g-1-kind', '目标\t\t市财政局\t2016/12/30\t3项\t多出的一格\r\n目标\t\t市商务局\t2016-12-01\t4项')
  assert.equal(await page.inputValue('#g-2-kind'), 'goal')
  await says(page, '放不下或不能改而略去的格：1')
  await picture(page, 'grid-pasted')

  // The keyboard: down, the cell above once more, a cell as it was, along the row and up.
  await page.focus('#g-2-due')
  await page.keyboard.press('Enter')
  assert.equal(await focused(page), 'g-3-due')
  await page.keyboard.press('Control+d')
  assert.equal(await page.inputValue('#g-3-due'), '2016-12-01')
  await page.keyboard.press('Escape')
  assert.equal(await page.inputValue('#g-3-due'), before[2].due ?? '')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  assert.equal(await focused(page), 'g-3-owner')
  await page.keyboard.press('ArrowUp')
  assert.equal(await focused(page), 'g-2-owner')

  await page.fill('#g-reason', '办公会议定')
  await page.click('text=全部保存')
  await says(page, '已保存 2 条')
  const filed = JSON.parse(command(workspace, 'list', 'commitment', '--where', 'due=2016-12-30', '--json')).rows
  assert.equal(filed.length, 1)
  await accessible(page, 'the grid, saved')
  await page.click('text=全部撤回')
  await says(page, '已撤回 2 条')
  assert.deepEqual(rows_of(workspace), before)
  no_faults(page)
})

await story('rows pasted beyond the last make new records, each told by itself, and are taken back', async ({ url, workspace, visitor }) => {
  const page = await visitor()
  page.on('dialog', dialog => dialog.accept())
  const count = () => JSON.parse(command(workspace, 'list', 'lesson', '--columns', 'zh,area', '--limit', '1000', '--json')).rows
  const before = count()
  await page.goto(`${url}/records/lesson/grid?lens=method&columns=zh&columns=lens&columns=area&columns=visit&columns=anchor`)
  const news = await page.locator('tr[data-new]').count(), first = await page.locator('tr[data-new] input[name=zh]').first().getAttribute('id')
  assert.ok(news > 0)
  // An area is offered by its words, not by its code.
  assert.ok((await page.locator('datalist#g-list-area option').evaluateAll(all => all.map(one => one.value))).includes('经济总量'))
  const lines = ['甲', '乙', '丙', '丁', '戊'].map((name, at) => `${name}优势\t${at === 2 ? '没有这一种' : '方法'}\t${at === 1 ? 'economy' : '经济总量'}\t许昌、南通、扬州学习考察\t${name}`)
  await paste(page, `#${first}`, lines.join('\n'))
  await says(page, `新增的行：${5 - news}`)
  await accessible(page, 'the grid with new rows')
  await page.click('text=全部保存')
  await says(page, '1 行有误，一行也没有保存')
  assert.equal(count().length, before.length)
  const wrong = page.locator('tr.wrong-row')
  assert.equal(await wrong.count(), 1)
  assert.equal(await wrong.locator('input[name=zh]').inputValue(), '丙优势')
  await picture(page, 'grid-new-rows')
  await wrong.locator('select').selectOption({ label: '方法' })
  await page.click('text=全部保存')
  await says(page, '已保存 5 条')
  const made = count().filter(one => /^.优势$/.test(one.zh))
  assert.equal(made.length, 5)
  assert.deepEqual([...new Set(made.map(one => one.area))], ['economy'])
  await page.click('text=全部撤回')
  await says(page, '已撤回 5 条')
  assert.deepEqual(count(), before)
  no_faults(page)
})

for (const scripts of [true, false]) {
  await story(`one wrong cell keeps all of a grid from being saved, and nothing typed is lost, ${scripts ? 'with' : 'without'} scripts`, async ({ url, workspace, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    const before = rows_of(workspace)
    await page.goto(`${url}/records/commitment/grid?kind=action`)
    await page.fill('#g-1-due', '2016-11-11')
    await page.fill('#g-2-due', '明年')
    await page.fill('#g-2-owner', '没有这个局')
    await page.click('text=全部保存')
    await says(page, '1 行有误，一行也没有保存')
    await says(page, '第 2 行')
    await says(page, '请写成 2016-10-13')
    assert.equal(await page.inputValue('#g-1-due'), '2016-11-11')
    assert.equal(await page.inputValue('#g-2-due'), '明年')
    assert.deepEqual(rows_of(workspace), before)
    await picture(page, `grid-refused-${scripts ? 'script' : 'plain'}`)
    if (scripts) await accessible(page, 'the grid, refused')

    // Somebody else changes a row while it is open here: told once, with what is stored now.
    command(workspace, 'set', 'commitment', String(before[0].id), 'due=2016-12-15')
    await page.fill('#g-2-due', '2016-12-20')
    await page.fill('#g-2-owner', '市财政局')
    await page.click('text=全部保存')
    await says(page, '此间有人把时限改成了“2016-12-15”')
    assert.equal(rows_of(workspace)[1].due, before[1].due)
    await page.click('text=全部保存')
    await says(page, '已保存 2 条')
    assert.equal(rows_of(workspace)[0].due, '2016-11-11')
    assert.equal(rows_of(workspace)[1].due, '2016-12-20')
    if (scripts) no_faults(page)
  })
}
