// From the first link to people at work: who is not signed in sees nothing, who is sees what their
// role lets them, and nothing that was typed is lost.
import { PASSWORD, accessible, account, assert, claim, command, no_faults, picture, says, sign_in, story } from './harness.mjs'

for (const scripts of [true, false]) {
  await story(`from the first claim to people at work, ${scripts ? 'with' : 'without'} scripts`, async ({ url, claim: first, workspace, visitor }) => {
    const admin = await visitor({ javaScriptEnabled: scripts })
    await admin.goto(`${url}/`)
    await says(admin, '本机')
    await claim(admin, first, 'chief')
    await says(admin, '安全管理员')
    await picture(admin, 'claimed')

    // From now on everybody signs in, and a link is good once.
    for (const path of ['/', '/gaps', '/records', '/records/task', '/records/task/1', '/metrics', '/account']) {
      const answer = await admin.goto(`${url}${path}`)
      assert.equal(answer.status(), 401, path)
      await says(admin, '登录名')
    }
    assert.equal((await admin.goto(first)).status(), 403)

    const link = account(workspace, 'wang', 'analyst')
    const analyst = await visitor({ javaScriptEnabled: scripts })
    await claim(analyst, url + link, 'wang')
    await analyst.goto(`${url}/sign-in`)
    await analyst.fill('#login', 'wang')
    await analyst.fill('#password', 'wrong')
    await analyst.click('main button[type=submit]')
    await says(analyst, '不对')
    assert.equal(await analyst.inputValue('#login'), 'wang')
    await sign_in(analyst, url, 'wang')
    await says(analyst, 'wang')
    await analyst.goto(`${url}/gaps?as_of=2016-10-13`)
    await says(analyst, '32项对比中26项落后')

    // A page that is not there and one that is not for her look the same.
    const words = async path => {
      const answer = await analyst.goto(`${url}${path}`)
      return [answer.status(), await analyst.locator('main h1').innerText(), await analyst.locator('main .lead').innerText()]
    }
    assert.deepEqual(await words('/records/account'), await words('/records/nothing'))
    assert.equal((await words('/records/account'))[0], 404)

    // A form whose session has ended is kept, and sent after signing in again.
    await analyst.goto(`${url}/records/lesson`)
    await analyst.click('tbody a >> nth=0')
    await analyst.click('text=修改 >> nth=0')
    const other = await visitor({ javaScriptEnabled: scripts })
    await sign_in(other, url, 'wang')
    await other.goto(`${url}/account`)
    await says(other, '本次')
    await picture(other, 'account')
    await other.click('text=全部结束')
    await analyst.click('summary >> text=其他栏目')
    await analyst.fill('textarea[name=evidence]', '现场所见')
    await analyst.click('main button[type=submit]')
    await says(analyst, '刚才填写的内容还在')
    await analyst.fill('#login', 'wang')
    await analyst.fill('#password', PASSWORD)
    await analyst.click('main button[type=submit]')
    await says(analyst, '尚未提交')
    await analyst.click('main button[type=submit]')
    await says(analyst, '现场所见')
    await picture(analyst, 'record')

    await analyst.goto(`${url}/account`)
    await analyst.click('text=退出登录')
    assert.equal((await analyst.goto(`${url}/gaps`)).status(), 401)
    if (scripts) { no_faults(analyst); no_faults(admin) }
  })
}

await story('every template can be used by everybody', async ({ url, claim: first, visitor, workspace }) => {
  const ids = JSON.parse(command(workspace, 'list', 'task', '--json')).rows
  const of = type => JSON.parse(command(workspace, 'list', type, '--json')).rows[0].id
  const paths = ['/', '/learn', '/gaps?as_of=2016-10-13', '/gaps/gdp?as_of=2016-10-13', '/strengths', '/targets',
    '/deliver', '/improve', '/indicators', '/indicators/gdp_per_capita', '/quality?as_of=2016-10-13', '/figures/gdp/410800/2015', '/records', '/records/task', `/records/task/${ids[0].id}`,
    `/records/task/${ids[0].id}/edit`, `/records/task/${ids[0].id}/compare`, '/records/task/grid', '/records/task/views?state=assigned&order=-due', '/records/lesson/new', '/account', '/nowhere',
    '/targets/workshop?indicator=gdp&as_of=2016-10-13', `/targets/${of('target')}/shares`, `/learn/visits/${of('visit')}`,
    `/enterprises/${of('enterprise')}`, '/admin/accounts', '/admin/roles', '/admin/roles?role=officer', '/admin/rules',
    '/admin/rules/compare', '/admin/system?check=1', '/admin/audit?verify=1', '/public', '/public/figures', `/public/publications/${of('publication')}`,
    '/public/say', `/records/task/${ids[0].id}/undo`, `/records/task/${ids[0].id}/files`, '/api/', '/api/?type=task', new URL(first).pathname]
  for (const colorScheme of ['light', 'dark']) {
    const page = await visitor({ colorScheme })
    for (const path of paths) {
      await page.goto(url + path)
      await accessible(page, `${path}, ${colorScheme}`)
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than the window`)
    }
    no_faults(page)
  }
})
