// A field is asked once: what a report has said comes filled in where it is asked for again, with its
// source; people may write something else.
import { accessible, assert, command, move, no_faults, picture, says, send, story } from './harness.mjs'

const WORDS = '四十个项目已排出\n投产月份齐全'

for (const scripts of [true, false]) {
  await story(`what stands elsewhere is not asked again, ${scripts ? 'with' : 'without'} scripts`, async ({ url, workspace, visitor }) => {
    const task = JSON.parse(command(workspace, 'list', 'task', '--json')).rows[0].id
    const report = words => JSON.parse(command(workspace, 'create', 'report', `task=${task}`, 'day=2016-11-03',
      'standing=smooth', `progress=${words}`, '--json')).id
    const first = report(WORDS)
    command(workspace, 'create', 'evidence', `report=${first}`, 'organisation=市发展和改革委员会', 'zh=项目清单', 'kind=document', 'link=发改〔2016〕88号')
    command(workspace, 'move', 'task', String(task), 'accept')
    command(workspace, 'move', 'task', String(task), 'start')

    // Begun from the task, the form is filled in at once; begun from nothing, when it comes back.
    const officer = await visitor({ javaScriptEnabled: scripts })
    const source = officer.locator('.taken')
    await officer.goto(`${url}/records/extension/new?task=${task}`)
    assert.equal(await officer.inputValue('[name=progress]'), WORDS)
    assert.equal(await source.innerText(), `取自进展报告 ${first}（2016-11-03）`)
    await picture(officer, 'taken')
    await officer.goto(`${url}/records/extension/new`)
    assert.equal(await officer.inputValue('[name=progress]'), '')
    await officer.selectOption('[name=task]', String(task))
    await send(officer, { asked_on: '2016-11-04', asked_until: '2017-01-31', reason: '企业未报' })
    assert.equal(await officer.inputValue('[name=progress]'), WORDS)
    assert.equal(await officer.inputValue('[name=reason]'), '企业未报')
    await send(officer)
    await says(officer, '申请')
    await says(officer, `“目前进展”取自进展报告 ${first}`)

    // Granted as it was asked, unless the leader says otherwise.
    await officer.click('.moves a >> text="同意"')
    assert.equal(await officer.inputValue('[name=granted_until]'), '2017-01-31')
    await send(officer, { granted_until: '2017-01-15' })
    await says(officer, '2017-01-15')
    assert.ok(!(await officer.locator('body').innerText()).includes('“准予延至”取自'))

    // What was done and what proves it are not written a second time; after a return the newer report counts.
    await officer.goto(`${url}/records/task/${task}`)
    await officer.click('.moves a >> text="报请核查"')
    assert.equal(await officer.inputValue('[name=progress]'), WORDS)
    assert.equal(await officer.inputValue('[name=evidence]'), '项目清单：发改〔2016〕88号')
    if (scripts) await accessible(officer, 'a form that comes filled in')
    await send(officer)
    await says(officer, '待核查')
    await says(officer, `“进展”取自进展报告 ${first}`)
    await move(officer, '退回重办', { shortfall: '缺投产月份' })
    const second = report('已补投产月份')
    await officer.reload()
    await officer.click('.moves a >> text="报请核查"')
    assert.equal(await officer.inputValue('[name=progress]'), '已补投产月份')
    await officer.goto(`${url}/language/en`)
    await officer.goto(`${url}/records/task/${task}/move/submit`)
    assert.equal(await source.first().innerText(), `taken from Progress report ${second} of 2016-11-03`)
    if (scripts) no_faults(officer)
  })
}
