// An empty workspace: each page says what it needs and leads there, until nothing is missing.
import { accessible, assert, command, make_bare_workspace, no_faults, picture, says, story } from './harness.mjs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const steps = page => page.locator('#first + ol li')

await story('an empty workspace says where to begin', async ({ url, workspace, visitor }) => {
  const own = await visitor()
  await own.goto(`${url}/`)
  await says(own, '从这里开始')
  assert.equal(await steps(own).count(), 6)
  await picture(own, 'bare')
  await accessible(own, 'the first page of an empty workspace')

  // Nobody to look at, nobody to compare with, nothing to compare: three different sentences.
  await own.goto(`${url}/gaps`)
  await says(own, '请填“本方”')
  assert.ok(await own.locator('#q-names option').count() > 300)
  await own.goto(`${url}/gaps?subject=焦作`)
  await says(own, '还没有比较的对象')
  await own.goto(`${url}/strengths?subject=焦作&against=许昌`)
  await says(own, '双方还没有可比的数据')
  assert.ok(!(await own.locator('body').innerText()).includes('尚无领先'))
  await own.click('text=导入数据')
  await says(own, '选择文件')

  // Once there are figures and a benchmark, the steps are ticked off and the gap is told.
  const file = join(workspace.folder, 'figures.csv')
  writeFileSync(file, '地区,地区生产总值（亿元）\n焦作市,1926.08\n许昌市,2171.16\n')
  command(workspace, 'import', file, '--period', '2015')
  await own.goto(`${url}/`)
  await own.click('text=登记标杆')
  await own.selectOption('[name=subject]', { label: '焦作市' })
  await own.selectOption('[name=reference]', { label: '许昌市' })
  await own.fill('[name=reason]', '同省，近似，走在前面')
  await own.click('main button[type=submit]')
  await own.goto(`${url}/`)
  await says(own, '焦作市2015年地区生产总值落后许昌市11.3%')
  assert.deepEqual(await steps(own).locator('.sign').count(), 2)
  await own.click('text=读入讲话、纪要或方案')
  assert.equal(new URL(own.url()).pathname, '/readings')

  // To look is no step: who may do none of them is shown none.
  await own.goto(`${url}/gaps`)
  await says(own, '11.3%')
  no_faults(own)
}, { make: make_bare_workspace })
