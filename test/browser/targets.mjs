// An analyst sets a target: from a gap with one click, trying what would be if, kept as a record.
import { EVENING, accessible, assert, no_faults, picture, says, send, story } from './harness.mjs'

// Axe is a script itself.
const accessible_if = (scripts, page) => scripts ? accessible(page, page.url()) : undefined

for (const scripts of [true, false]) {
  await story(`a target is set from a gap, ${scripts ? 'with' : 'without'} scripts`, async ({ url, visitor }) => {
    const page = await visitor({ javaScriptEnabled: scripts })
    await page.goto(`${url}/gaps/budget_rev?as_of=${EVENING}&with=411000`)
    await page.click('a.button >> text=定目标')
    await says(page, '目标工坊')
    await says(page, '有先例')
    await says(page, '分年目标 亿元')
    const before = await page.locator('#outcome .lead').innerText()
    assert.ok(before.includes('许昌'), before)

    // The leader slows down: with scripts a slider moves by the keyboard, without them a button computes.
    if (scripts) {
      const slider = page.getByRole('slider', { name: '标杆每年增长' })
      await slider.focus()
      await page.keyboard.press('Home')
      await page.waitForFunction(old => document.querySelector('#outcome').innerText !== old && /pace=/.test(location.href), before)
      assert.equal(await page.inputValue('#w-pace'), '-15')
      await page.fill('#w-pace', '2')
      await page.waitForFunction(() => document.querySelector('#outcome').innerText.includes('假定') || /pace=2(&|$)/.test(location.href))
      await page.waitForSelector('#outcome:not([aria-busy])')
    } else {
      await page.fill('#w-pace', '2')
      await page.click('form.question button[type=submit]')
      assert.equal(await page.inputValue('#w-pace'), '2')
    }
    const after = await page.locator('#outcome .lead').innerText()
    assert.notEqual(after, before)
    await picture(page, `workshop-${scripts ? 'script' : 'plain'}`)
    await page.click('text=存为目标')
    await says(page, '草案')
    await says(page, '地方一般公共预算收入（亿元）') // what its figures are figures of
    assert.ok(/\/records\/target\/\d+$/.test(page.url()), page.url())

    // From the target to what is done about it, without looking for the target again.
    await page.click('.additions a >> text=添举措')
    assert.equal(await page.locator('[name=targets]:checked').count(), 1)
    await send(page, { zh: '把税源企业逐家摸清', kind: '服务' })
    await page.click('.additions a >> text=添任务')
    await send(page, { zh: '先摸清前十家', lead: '市财政局', due: '2016-12-31' })
    const chain = await page.locator('section[aria-labelledby=chain]').innerText()
    for (const words of ['先摸清前十家', '把税源企业逐家摸清', '地方一般公共预算收入', '许昌市'])
      assert.ok(chain.includes(words), `${words} is not in ${chain}`)

    // And from the gap that is kept back to how it stands, where the target was set.
    await page.goto(`${url}/records/gap`)
    await page.click('tbody a >> text=地方一般公共预算收入')
    await page.click('text=看差距走势')
    await says(page, '历史与所需路径')

    await page.goto(`${url}/targets/workshop?as_of=${EVENING}&indicator=gdp&due=1999&pace=abc`)
    await says(page, '“abc”不是数')
    await says(page, '1999')

    // Shared out over units: the parts make exactly the whole, tried first, then kept.
    await page.goto(`${url}/records/target`)
    await page.click('tbody a >> text=财政科学技术支出')
    await page.click('a.button >> text=分解到单位')
    await page.click('.choose a >> text=2018')
    const goal = (await page.locator('.lead').innerText()).match(/[\d.]+ 亿元/)[0].split(' ')[0]
    const weights = page.locator('input[name=weight]'), units = page.locator('input[name=unit]')
    await units.nth(0).fill('示例县')
    await weights.nth(0).fill('1')
    await weights.nth(1).fill('1')
    await weights.nth(2).fill('x')
    await page.click('button[value=try]')
    await says(page, '“x”应是大于零的数')
    await weights.nth(2).fill('')
    await page.click('button[value=try]')
    assert.equal(await page.locator('tfoot td').last().innerText(), goal)
    await page.click('button[value=keep]')
    await says(page, '余数进一位')
    await picture(page, `shares-${scripts ? 'script' : 'plain'}`)
    await accessible_if(scripts, page)
    if (scripts) no_faults(page)
  })
}

await story('the workshop can be used by everybody, and begins with the widest gaps', async ({ url, visitor }) => {
  const page = await visitor()
  await page.goto(`${url}/targets`)
  await page.click('a.button >> text=目标工坊')
  await says(page, '从最大的差距选起')
  await accessible(page, 'the workshop before a choice')
  await page.click('.offers a >> nth=0')
  await says(page, '保底')
  await accessible(page, 'the workshop')
})
