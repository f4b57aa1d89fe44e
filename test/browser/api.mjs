// A program speaks to the interface through a client that was not made for it: postgrest-js.
import { createRequire } from 'node:module'
import { EVENING, assert, command, join, make_workspace, serve } from './harness.mjs'
import { readFileSync, readdirSync, rmSync } from 'node:fs'

const require = createRequire(join(process.env.BROWSER_MODULES, 'node_modules', 'here.js'))
const { PostgrestClient } = require('@supabase/postgrest-js')

const workspace = make_workspace()
const server = await serve(workspace)
const api = new PostgrestClient(`${server.url}/api`, { headers: { 'Accept-Language': 'en' } })

async function holds(name, tell) {
  try {
    await tell()
    console.log(`[       OK ] ${name}`)
  } catch (error) {
    console.error(`[  FAILED  ] ${name}\n${error.stack}`)
    process.exitCode = 1
  }
}

function ok({ data, error }) {
  assert.equal(error, null, JSON.stringify(error))
  return data
}

await holds('rows are chosen, ordered and limited', async () => {
  const tasks = ok(await api.from('task').select('id,zh,state').eq('state', 'assigned').order('id').limit(3))
  assert.ok(tasks.length > 0 && tasks.length <= 3)
  assert.deepEqual(Object.keys(tasks[0]), ['id', 'zh', 'state'])
  assert.ok(tasks.every(task => task.state === 'assigned'))
  const two = ok(await api.from('task').select('id').in('id', tasks.map(task => task.id)).order('id', { ascending: false }))
  assert.deepEqual(two.map(task => task.id), tasks.map(task => task.id).reverse())
  const cities = ok(await api.from('entity').select('code,zh').like('zh', '%州%').or('code.eq.411000,code.eq.321000'))
  assert.deepEqual(cities.map(city => city.zh), ['扬州市'])
})

await holds('what refers to another record shows it', async () => {
  const task = ok(await api.from('task').select('id,lead(id,zh),who:lead(en)').limit(1).single())
  assert.ok(task.lead.id > 0 && task.lead.zh.length > 0)
  assert.deepEqual(Object.keys(task.who), ['en'])
})

await holds('pages are counted', async () => {
  const page = await api.from('entity').select('id', { count: 'exact' }).order('id').range(10, 19)
  assert.equal(page.status, 206)
  assert.equal(page.data.length, 10)
  assert.ok(page.count > 300)
  const head = await api.from('entity').select('*', { count: 'exact', head: true })
  assert.equal(head.count, page.count)
  const beyond = await api.from('unit_group').select('*', { count: 'exact' }).range(5000, 5001)
  assert.equal(beyond.status, 416)
})

await holds('one row, or none, or an error', async () => {
  assert.equal(ok(await api.from('entity').select('zh').eq('code', '410800').single()).zh, '焦作市')
  assert.equal(ok(await api.from('entity').select('zh').eq('code', 'nowhere').maybeSingle()), null)
  const none = await api.from('entity').select('zh').eq('code', 'nowhere').single()
  assert.equal(none.status, 406)
  assert.equal(none.error.code, 'api.not_single')
})

await holds('rows are made, changed by those who saw them, and kept from others', async () => {
  const made = ok(await api.from('unit_group').insert([{ zh: '甲组' }, { zh: '乙组', place: 2 }]).select())
  assert.deepEqual(made.map(group => [group.zh, group.version]), [['甲组', 1], ['乙组', 1]])
  const again = await api.from('unit_group').insert({ zh: '甲组' })
  assert.equal(again.status, 409)
  assert.equal(again.error.problems[0].field, 'zh')
  const id = made[0].id
  assert.equal((await api.from('unit_group').update({ place: 1 }).eq('id', id)).status, 428)
  const changed = ok(await api.from('unit_group').update({ place: 1 }).eq('id', id)
    .setHeader('If-Match', '"1"').select().single())
  assert.deepEqual([changed.place, changed.version], [1, 2])
  const stale = await api.from('unit_group').update({ place: 9 }).eq('id', id).setHeader('If-Match', '"1"')
  assert.equal(stale.status, 412)
  assert.equal(stale.error.current.place, 1)
  const kept = await api.from('unit_group').delete().eq('id', id).setHeader('If-Match', '"2"')
  assert.equal(kept.status, 403)
  const trial = await api.from('unit_group').insert({ zh: '丙组' }).rollback()
  assert.equal(trial.status, 201)
  assert.equal(ok(await api.from('unit_group').select().eq('zh', '丙组')).length, 0)
})

await holds('what is wrong is said with its code, its remedy and all at once', async () => {
  const { error, status } = await api.from('task').insert([{ zh: '一' }, { colour: 1, due: 5 }])
  assert.equal(status, 422)
  assert.ok(error.message.length > 0 && typeof error.hint === 'string' && typeof error.details === 'string')
  assert.ok(error.problems.some(problem => problem.code === 'api.unknown_field' && problem.row === 2))
  assert.ok(error.problems.every(problem => problem.remedy.length > 0))
  const undeclared = await api.from('task').select().eq('progress', 'x')
  assert.equal(undeclared.status, 400)
  assert.ok(undeclared.error.message.includes('state'), 'names what may be used')
  assert.equal((await api.from('nothing').select()).status, 404)
})

await holds('questions of comparison are answered as at the terminal', async () => {
  const asked = { subject: '410800', as_of: EVENING }
  const gap = ok(await api.rpc('gap', asked, { get: true }))
  const said = JSON.parse(command(workspace, 'gap', '410800', '--as-of', EVENING, '--json', '--lang', 'en'))
  assert.deepEqual(gap, said)
  assert.ok(ok(await api.rpc('advantages', asked, { get: true })).rows.length > 0)
  assert.ok(ok(await api.rpc('position', asked, { get: true })).rows.length > 0)
  const target = ok(await api.rpc('target', { ...asked, indicator: 'gdp', due: 2020 }, { get: true }))
  assert.ok(target.rows.length > 0)
  assert.equal((await api.rpc('gap', { subject: 'nowhere' }, { get: true })).status, 400)
})

await holds('a file is understood first, then taken in as a batch, and once', async () => {
  const send = (query, body, type = 'text/csv') => fetch(`${server.url}/api/import?name=gdp.csv&${query}`,
    { method: 'POST', body, headers: { 'Content-Type': type, 'Accept-Language': 'en' } })
  const file = '地区,年份,GDP（亿元）\n焦作市,2009,1071.4\n许昌市,2009,1130.7\n'
  const dry = await send('dry_run=true', file)
  const understood = await dry.json()
  assert.equal(dry.status, 200, JSON.stringify(understood))
  assert.deepEqual(understood.readings[0].columns.map(column => column.role), ['entity', 'period', 'value'])
  assert.deepEqual([understood.figures_read, understood.batch], [2, 0])
  const taken = await send('', file)
  const batch = await taken.json()
  assert.equal(taken.status, 201, JSON.stringify(batch))
  assert.equal(taken.headers.get('location'), `/api/batch/${batch.batch}`)
  assert.equal((await fetch(server.url + taken.headers.get('location'))).status, 200)
  assert.equal((await (await send('', file)).json()).already_there, true)
  const wrong = await send('', '地区,年份,GDP（亿元）\n无此市,2009,12x\n')
  assert.equal(wrong.status, 422)
  assert.ok((await wrong.json()).problems.every(problem => problem.row > 0 && problem.remedy.length > 0))
  const form = new FormData()
  form.append('file', new Blob([file + '\n'.repeat(1 << 19)]), '../../gdp.csv')
  assert.equal((await fetch(`${server.url}/api/import?dry_run=true`, { method: 'POST', body: form })).status, 200)
  assert.equal((await send('', '')).status, 400)
})

await holds('the one-page report is that of the terminal', async () => {
  const asked = `subject=410800&as_of=${EVENING}&later=2019-12-31`
  const said = ['--lang', 'zh', 'report', '410800', '--as-of', EVENING, '--later', '2019-12-31']
  const get = (ending, query = asked) => fetch(`${server.url}/api/rpc/report${ending}?${query}`, { headers: { 'Accept-Language': 'zh' } })
  const page = await get('.html')
  assert.equal(page.headers.get('content-disposition'), "attachment; filename*=UTF-8''report.html")
  const file = join(workspace.folder, 'report.html')
  command(workspace, ...said, '--html', file)
  assert.equal(await page.text(), readFileSync(file, 'utf8'))
  assert.deepEqual(await (await get('')).json(), JSON.parse(command(workspace, ...said, '--json')))
  const book = Buffer.from(await (await get('.xlsx')).arrayBuffer())
  assert.equal(book.subarray(0, 2).toString(), 'PK')
  const one = await (await get('', `${asked}&against=411000`)).json()
  assert.ok(one.rows.every(row => row.reference === '许昌市'), JSON.stringify(one.rows[0]))
  assert.equal((await get('.html', 'subject=410800&later=soon')).status, 400)
})

await holds('what a query shows is had as a file, all of it', async () => {
  const query = 'state=eq.assigned&order=due.desc&select=zh,due'
  const rows = ok(await api.from('task').select('zh,due').eq('state', 'assigned').order('due', { ascending: false }))
  const answer = await fetch(`${server.url}/api/export/task.csv?${query}`)
  assert.equal(answer.headers.get('content-disposition'), "attachment; filename*=UTF-8''task.csv")
  const lines = (await answer.text()).trim().split(/\r?\n/)
  assert.equal(lines.length, rows.length + 1)
  assert.ok(rows.every((row, at) => lines[at + 1].includes(row.due)))
  const many = [...Array(2500).keys()].map(at => ({ zh: `组别${at}` }))
  for (const from of [0, 1000, 2000]) ok(await api.from('unit_group').insert(many.slice(from, from + 1000)))
  const all = await (await fetch(`${server.url}/api/export/unit_group.csv?select=zh&zh=like.组别*`)).text()
  assert.equal(new Set(all.match(/组别\d+/g)).size, 2500)
  const part = await (await fetch(`${server.url}/api/export/unit_group.csv?zh=like.组别*&limit=1500&offset=3`)).text()
  assert.equal(part.trim().split('\n').length, 1501)
  const book = Buffer.from(await (await fetch(`${server.url}/api/export/unit_group.xlsx`)).arrayBuffer())
  assert.equal(book.subarray(0, 2).toString(), 'PK')
  assert.equal((await fetch(`${server.url}/api/export/task.csv?select=lead(zh)`)).status, 400)
})

await server.stop()

await holds('what was sent under a key is done once, whatever the server dies of', async () => {
  const send = (url, at) => fetch(`${url}/api/unit_group`, { method: 'POST', body: JSON.stringify({ zh: `第${at}组` }),
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `group-${at}`, Prefer: 'return=representation' } })
  const many = [...Array(40).keys()]
  for (let round = 0; round < 3; round++) {
    const doomed = await serve(workspace, 'requests_per_second=0')
    const heard = many.map(at => send(doomed.url, at).then(answer => answer.json(), () => null))
    await new Promise(resolve => setTimeout(resolve, 20 + 60 * round))
    await doomed.kill()
    await Promise.all(heard)
  }
  const last = await serve(workspace, 'requests_per_second=0')
  const made = await Promise.all(many.map(async at => (await send(last.url, at)).json()))
  const again = await Promise.all(many.map(async at => (await send(last.url, at)).json()))
  assert.deepEqual(again.map(rows => rows[0]?.id ?? rows.id), made.map(rows => rows[0]?.id ?? rows.id))
  const there = await (await fetch(`${last.url}/api/unit_group?zh=like.%E7%AC%AC*%E7%BB%84&select=id`)).json()
  assert.equal(there.length, many.length)
  await last.stop()
})

// A large file is taken in beside the requests; its sender, and nobody else but who looks after the system,
// asks how far it is.
await holds('a file is taken in by a job, whose sender alone is told', async () => {
  const busy = await serve(workspace)
  const send = (body, query = '', prefer = 'respond-async') => fetch(`${busy.url}/api/import?name=gdp.csv${query}`,
    { method: 'POST', body, headers: { 'Content-Type': 'text/csv', ...(prefer ? { Prefer: prefer } : {}) } })
  const ended = async (answer, headers = {}) => {
    assert.equal(answer.status, 202)
    const place = busy.url + answer.headers.get('location')
    for (let i = 0; i < 300; i++) {
      const job = await (await fetch(place, { headers })).json()
      if (!['waiting', 'running'].includes(job.state)) return job
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    assert.fail('the job never ended')
  }
  const file = '地区,年份,GDP（亿元）\n焦作市,2008,1031.6\n许昌市,2008,1062.0\n'
  const looked = await ended(await send(file, '&dry_run=true'))
  assert.deepEqual([looked.state, looked.result.figures_read, looked.result.batch], ['done', 2, 0])
  const answer = await send(file)
  assert.equal(answer.headers.get('preference-applied'), 'respond-async')
  const taken = await ended(answer)
  assert.deepEqual([taken.state, taken.kind, taken.result.added, taken.done], ['done', 'import', 2, taken.total])
  const batch = await (await fetch(`${busy.url}/api/batch/${taken.result.batch}`)).json()
  assert.equal(batch.file_name, 'gdp.csv')
  const wrong = await ended(await send('地区,年份,GDP（亿元）\n无此市,2008,12x\n'))
  assert.deepEqual([wrong.state, wrong.outcome], ['failed', 'exchange.job_refused'])
  assert.ok(wrong.message.length > 0 && wrong.result.problems.every(problem => problem.remedy.length > 0))
  assert.equal((await ended(await send(file + '\n'.repeat(2 << 20), '', ''))).result.already_there, false)
  assert.deepEqual(readdirSync(`${workspace.path}.jobs`), [], 'files stay behind')
  // Who waits is told what came of it, as long as it ends in time; a failure too, in the reader's language.
  const waited = await send(file.replaceAll('2008', '2007'), '', 'respond-async, wait=20')
  assert.deepEqual([waited.status, waited.headers.get('preference-applied')], [201, 'respond-async, wait=20'])
  assert.equal((await waited.json()).added, 2)
  const refused = await send('地区,年份,GDP（亿元）\n无此市,2007,12x\n', '', 'wait=20')
  const problem = await refused.json()
  assert.deepEqual([refused.status, problem.code, problem.kind], [422, 'exchange.bad_rows', 'invalid'])
  assert.ok(problem.problems.length > 0 && problem.detail.includes('gdp.csv') && !problem.detail.includes('/'), problem.detail)
  assert.equal((await send(file.replaceAll('2008', '2006'), '', 'wait=0')).status, 202)
  const english = { 'Accept-Language': 'en' }, chinese = { 'Accept-Language': 'zh' }
  const tongues = await Promise.all([english, chinese].map(async headers =>
    (await ended(await send('地区,年份,GDP（亿元）\n无此市,2005,12x\n'), headers)).result.problems[0].message))
  assert.notEqual(tongues[0], tongues[1])
  assert.ok(/[一-鿿]/.test(tongues[1]))
  // A job that needs a file is not asked for by its name.
  assert.equal((await fetch(`${busy.url}/api/jobs`, { method: 'POST', body: '{"kind":"import"}',
    headers: { 'Content-Type': 'application/json' } })).status, 404)
  await busy.stop()
})

// Nobody works here, so what is asked for waits, and can be called off.
await holds('an import is called off, and leaves nothing', async () => {
  const idle = await serve(workspace, 'job_seconds=0')
  const figures = () => JSON.parse(command(workspace, 'import', 'list', '--json')).rows.length
  const before = figures()
  const answer = await fetch(`${idle.url}/api/import?name=late.csv`, { method: 'POST',
    body: '地区,年份,GDP（亿元）\n焦作市,1999,230.1\n', headers: { 'Content-Type': 'text/csv', Prefer: 'wait=20' } })
  assert.equal(answer.status, 202)
  const { id, state } = await answer.json()
  assert.equal(state, 'waiting')
  const called_off = await (await fetch(`${idle.url}/api/jobs/${id}/cancel`, { method: 'POST' })).json()
  assert.deepEqual([called_off.state, called_off.cancel_asked], ['cancelled', true])
  assert.equal((await fetch(`${idle.url}/api/jobs/${id}/cancel`, { method: 'POST' })).status, 409)
  command(workspace, 'tick')
  assert.equal(figures(), before)
  assert.deepEqual(readdirSync(`${workspace.path}.jobs`), [], 'files stay behind')
  await idle.stop()
})

await holds('jobs are done by the server, and how far they are can be asked', async () => {
  const busy = await serve(workspace)
  const asked = await fetch(`${busy.url}/api/jobs`, { method: 'POST', body: '{"kind":"audit"}',
    headers: { 'Content-Type': 'application/json' } })
  assert.equal(asked.status, 202)
  const { id } = await asked.json()
  let job
  for (let i = 0; i < 100 && job?.state !== 'done'; i++) {
    job = await (await fetch(`${busy.url}/api/jobs/${id}`)).json()
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.equal(job.state, 'done', JSON.stringify(job))
  assert.ok((await (await fetch(`${busy.url}/api/jobs`)).json()).some(one => one.id === id))
  assert.equal((await fetch(`${busy.url}/api/jobs/${id}/cancel`, { method: 'POST' })).status, 409)
  await busy.stop()
})
rmSync(workspace.folder, { recursive: true, force: true })
