// The description of the interface is a sound OpenAPI 3.1 document, and it is true: requests are made
// out of it, good ones and hostile ones, and every answer must be one that it names.
// FUZZ_REQUESTS and FUZZ_SEED say how many and which.
import { createRequire } from 'node:module'
import { Agent, request as ask } from 'node:http'
import { rmSync } from 'node:fs'
import { assert, join, make_workspace, serve } from './harness.mjs'

const require = createRequire(join(process.env.BROWSER_MODULES, 'node_modules', 'here.js'))
const { Validator } = await import(require.resolve('@seriousme/openapi-schema-validator'))
const Ajv = require('ajv/dist/2020').default
const add_formats = require('ajv-formats').default

const requests = Number(process.env.FUZZ_REQUESTS ?? 1500)
const seed = Number(process.env.FUZZ_SEED ?? 20161013)

const workspace = make_workspace()
const server = await serve(workspace, 'requests_per_second=0')
const agent = new Agent({ keepAlive: true, maxSockets: 2 })

// ---- Chance, the same every time ----

let state = seed >>> 0
function chance() {
  state = (state + 0x6D2B79F5) >>> 0
  let t = state
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const happens = share => chance() < share
const whole = most => Math.floor(chance() * most)
const one_of = list => list[whole(list.length)]

// ---- Asking ----

function call(method, path, headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const sent = ask({ agent, hostname, port, method, path, headers: { ...headers,
      ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) } }, answer => {
      const pieces = []
      answer.on('data', piece => pieces.push(piece))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
        body: Buffer.concat(pieces) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const json_of = answer => JSON.parse(answer.body.toString('utf8'))
const type_of = answer => (answer.headers['content-type'] ?? '').split(';')[0]

async function holds(name, tell) {
  try {
    await tell()
    console.log(`[       OK ] ${name}`)
  } catch (error) {
    console.error(`[  FAILED  ] ${name}\n${error.stack}`)
    process.exitCode = 1
  }
}

const described = await call('GET', '/api/', { 'Accept-Language': 'en' })
const document = json_of(described)
const ajv = new Ajv({ strict: false, allErrors: false })
add_formats(ajv)
ajv.addSchema(document, 'document')

const checks = new Map()
function check_of(schema) {
  const key = JSON.stringify(schema)
  if (!checks.has(key)) checks.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/', '"document#/'))))
  return checks.get(key)
}

const follow = part => part?.$ref ? part.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : part

// ---- The document ----

await holds('the description is OpenAPI 3.1, for programs and for people, in both languages', async () => {
  assert.equal(described.status, 200)
  assert.equal(type_of(described), 'application/openapi+json')
  const result = await new Validator().validate(structuredClone(document))
  assert.ok(result.valid, JSON.stringify(result.errors, null, 1)?.slice(0, 3000))
  const page = await call('GET', '/api/', { Accept: 'text/html,*/*' })
  assert.equal(type_of(page), 'text/html')
  const chinese = json_of(await call('GET', '/api/?type=task', { 'Accept-Language': 'zh' }))
  assert.equal(chinese.tags[0].description, '任务')
  assert.ok(chinese.paths['/api/task/{id}/move/accept'].post)
  assert.equal(chinese.paths['/api/lesson'], undefined)
  assert.equal((await call('GET', '/api/?type=nothing')).status, 404)
})

// Every operation of the document, with its parts looked up.
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path, method: method.toUpperCase(), id: operation.operationId, type: operation.tags?.[0],
    parameters: (operation.parameters ?? []).map(follow),
    takes_files: Boolean(follow(operation.requestBody)?.content?.['text/csv']),
    body: follow(operation.requestBody)?.content?.['application/json']?.schema,
    responses: Object.fromEntries(Object.entries(operation.responses).map(([code, answer]) => [code, follow(answer)])),
  })))

await holds('names of operations stand once, and references lead somewhere', async () => {
  assert.equal(new Set(operations.map(one => one.id)).size, operations.length)
  for (const [, ref] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) assert.ok(follow({ $ref: ref }), ref)
})

// ---- What is there ----

const known = {} // of each type some records, as they are now
async function look(type) {
  const answer = await call('GET', `/api/${type}?limit=3`)
  known[type] = answer.status === 200 ? json_of(answer) : []
}
for (const tag of document.tags) await look(tag.name)

// ---- Making requests ----

const HOSTILE = ['', ' ', '0', '-1', '1e309', '9223372036854775808', 'NaN', 'null', 'true', "' OR 1=1 --", '%', '*', '_',
  '"; DROP TABLE "change"; --', '<script>alert(1)</script>', '{{7*7}}', '../../etc/passwd', '𝔘𝔫𝔦', '\u202Eabc', '汉字'.repeat(400),
  'a'.repeat(3000), '(((((((((((', ')', ',', '"', '\\', 'eq.', 'in.(', 'not.not.not.eq.1', 'and(', '2016-02-30', '2016-10-13',
  'id,zh,id', '*,*', 'lead(lead(lead(id)))', 'eq.\n1', '=1+1', '\t']

function sample(schema, depth = 0) {
  const one = follow(schema) ?? {}
  if (one.allOf) return sample(one.allOf[0], depth)
  if (one.oneOf) return sample(one.oneOf[happens(0.2) ? 1 : 0], depth)
  if (one.enum) return one_of(one.enum)
  const type = Array.isArray(one.type) ? one.type[0] : one.type
  switch (type) {
    case 'integer': return (one.minimum ?? 0) + whole(5)
    case 'number': return Math.round(chance() * 1000) / 10
    case 'boolean': return happens(0.5)
    case 'array': return depth > 2 ? [] : Array.from({ length: whole(3) }, () => sample(one.items ?? {}, depth + 1))
    case 'object': return Object.fromEntries(Object.entries(one.properties ?? {})
      .filter(([, property]) => !property.readOnly && happens(0.6)).map(([key, property]) => [key, sample(property, depth + 1)]))
    default: return one.format === 'date' ? `20${10 + whole(15)}-0${1 + whole(9)}-1${whole(9)}`
      : one.format === 'date-time' ? '2016-10-13T12:00:00Z' : one.pattern ? 'a1' : `值 ${whole(1000)}`
  }
}

function hostile_value() {
  return one_of([null, true, 1e308, -1, [], {}, [[[[[[[[[1]]]]]]]]], { from: 1 }, [null], one_of(HOSTILE)])
}

function body_of(operation) {
  const value = sample(operation.body)
  if (happens(0.1)) return one_of(['', '{', '[]', '[{}]', 'null', '"x"', '{"a":1,"a":2}', '[1]', '{"id":1}', '\u0000', '{"zh":"\ud800"}'])
  const target = Array.isArray(value) ? value[0] : value
  if (target && typeof target === 'object' && happens(0.4)) {
    const keys = [...Object.keys(target), one_of(HOSTILE), 'id', 'version', 'state', '__proto__']
    Object.defineProperty(target, one_of(keys), { value: hostile_value(), enumerable: true, configurable: true })
  }
  return JSON.stringify(value)
}

// Tables, good and broken, and what only looks like one.
function file_of() {
  const cell = () => one_of(['焦作市', '411000', 'gdp', '2015', '1926.1', '亿元', '地区', '年份', '', one_of(HOSTILE)])
  const rows = Array.from({ length: whole(6) }, () => Array.from({ length: 1 + whole(5) }, cell).join(','))
  return one_of([rows.join('\n'), '地区,年份,GDP（亿元）\n焦作市,2015,1926.1', 'PK\u0003\u0004broken', '<table><tr><td>', '{"a":',
    '--x\r\nContent-Disposition: form-data; name="file"; filename="../a.csv"\r\n\r\n地区,2015\n\r\n--x--\r\n', '--x'])
}

function condition_of(operation, name) {
  const record = one_of(known[operation.type] ?? []) ?? {}
  const value = record[name] ?? one_of(['1', 'a', '2016-10-13'])
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return one_of([`eq.${text}`, `neq.${text}`, `in.(${text},${text})`, `gt.${text}`, `lte.${text}`, `like.*${text}*`,
    'is.null', 'not.is.null', `not.eq.${text}`, `cs.{${text}}`, `ov.{1,2}`, `isdistinct.${text}`, text])
}

function order_of(parameter) {
  const fields = parameter.schema.pattern.match(/\^\(([^)]*)\)/)[1].split('|')
  return one_of(fields) + one_of(['', '.asc', '.desc', '.desc.nullslast'])
}

// What makes sense as this parameter.
function value_of(operation, parameter, record) {
  switch (parameter.name) {
    case 'id': return parameter.in === 'path' ? String(record?.id ?? 1) : `eq.${record?.id ?? 1}`
    case 'If-Match': return record ? `"${record.version}"` : '"1"'
    case 'Prefer': return one_of(['return=representation', 'return=minimal', 'count=exact', 'count=planned', 'resolution=ignore-duplicates', 'respond-async'])
    case 'Range': return one_of(['0-4', '2-', '5-1', 'x'])
    case 'Accept-Language': return one_of(['zh', 'en', 'fr', '*;q=0.1'])
    case 'order': return parameter.schema.pattern ? order_of(parameter) : 'id'
    case 'select': return one_of(['id', '*', 'id,version', 'id,name:id', `id,${Object.keys(record ?? { id: 1 })[0]}`])
    case 'subject': return one_of(['410800', '焦作', '411000'])
    case 'against': return one_of(['411000', '扬州', '410100'])
    case 'indicator': return one_of(['gdp', 'nothing'])
    case 'as_of': case 'later': return '2016-10-13'
    case 'year': case 'due': return one_of(['2015', '2020'])
    case 'type': return one_of(Object.keys(known))
    case 'columns': return one_of(['zh', 'zh,due', 'note'])
    case 'and': case 'or': return one_of(['(id.gt.1,id.lt.5)', '(id.eq.1,or(id.eq.2,id.eq.3))', '(id.is.null)'])
    default: return parameter.in === 'query' && parameter.schema.type === 'string' && operation.id.endsWith('.list')
      ? condition_of(operation, parameter.name) : String(sample(parameter.schema))
  }
}

const header_safe = text => [...text].every(c => c >= ' ' && c <= '~')

function request_of(operation) {
  const record = happens(0.85) ? one_of(known[operation.type] ?? []) : undefined
  const headers = { Accept: one_of(['application/json', '*/*', 'application/json', 'application/vnd.pgrst.object+json', 'text/html']) }
  const query = []
  let path = operation.path
  for (const parameter of operation.parameters) {
    if (!happens(parameter.required ? 0.93 : 0.15) && parameter.in !== 'path') continue
    let value = happens(0.2) ? one_of(HOSTILE) : value_of(operation, parameter, record)
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value === '' ? 'x' : value))
    else if (parameter.in === 'query') query.push(`${encodeURIComponent(parameter.name)}=${encodeURIComponent(value)}`)
    else if (header_safe(value)) headers[parameter.name] = value
  }
  if (happens(0.05)) query.push(`${encodeURIComponent(one_of(HOSTILE))}=${encodeURIComponent(one_of(HOSTILE))}`)
  // Most of what changes something is tried and taken back, so that there is something left to ask about.
  if (operation.method !== 'GET' && happens(0.7)) headers.Prefer = [headers.Prefer, 'tx=rollback'].filter(Boolean).join(', ')
  let body
  if (operation.body && happens(0.95)) {
    body = body_of(operation)
    headers['Content-Type'] = happens(0.95) ? 'application/json' : one_of(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
  }
  if (operation.takes_files && happens(0.95)) {
    body = file_of()
    headers['Content-Type'] = one_of(['text/csv', 'application/octet-stream', 'multipart/form-data; boundary=x'])
  }
  return { method: operation.method, path: path + (query.length ? `?${query.join('&')}` : ''), headers, body,
    shapes: query.some(pair => pair.startsWith('select=')) }
}

// ---- What every answer must be ----

function check_answer(operation, sent, answer) {
  const where = `${sent.method} ${sent.path.slice(0, 300)}\n${JSON.stringify(sent.headers)}\n${sent.body?.slice(0, 300) ?? ''}\n` +
    `answered ${answer.status} ${type_of(answer)} ${answer.body.toString('utf8').slice(0, 500)}`
  assert.ok(answer.status < 500, `broke down: ${where}`)
  const named = operation.responses[answer.status]
  assert.ok(named, `${operation.id} names no ${answer.status}: ${where}`)
  if (answer.body.length === 0) return
  const type = type_of(answer), content = named.content?.[type]
  assert.ok(content, `${operation.id} names no ${type} at ${answer.status}: ${where}`)
  if (!type.includes('json') || !content.schema) return
  const value = json_of(answer)
  if (answer.status >= 400) assert.equal(value.status, answer.status, where)
  if (sent.shapes && answer.status < 300) return
  const check = check_of(content.schema)
  assert.ok(check(value), `not as described: ${ajv.errorsText(check.errors)}: ${where}`)
}

await holds(`${requests} requests made from the description get answers that it names (seed ${seed})`, async () => {
  const seen = {}
  // Each kind of operation as often as any other, however many types and moves there are.
  const kinds = Object.values(Object.groupBy?.(operations, one => one.id.split('.')[1] ?? one.id) ??
    operations.reduce((all, one) => { (all[one.id.split('.')[1] ?? one.id] ??= []).push(one); return all }, {}))
  for (let i = 0; i < requests; i++) {
    const operation = one_of(one_of(kinds)), sent = request_of(operation)
    const answer = await call(sent.method, sent.path, sent.headers, sent.body)
    check_answer(operation, sent, answer)
    seen[answer.status] = (seen[answer.status] ?? 0) + 1
    if (operation.type && answer.status < 300 && sent.method !== 'GET') await look(operation.type)
  }
  console.log(`answers: ${JSON.stringify(seen)}`)
  for (const code of [200, 400, 404, 412, 422, 428]) assert.ok(seen[code] > 0, `${code} never came: ${JSON.stringify(seen)}`)
})

await holds('a method that is not described is refused with those that are', async () => {
  for (let i = 0; i < requests / 20; i++) {
    const operation = one_of(operations)
    const method = one_of(['PUT', 'DELETE', 'PATCH', 'POST', 'OPTIONS', 'TRACE'])
    if (document.paths[operation.path][method.toLowerCase()]) continue
    const answer = await call(method, operation.path.replace('{id}', '1'), {}, method === 'TRACE' ? undefined : '')
    assert.ok([403, 404, 405, 415, 422, 428, 400].includes(answer.status), `${method} ${operation.path}: ${answer.status}`)
    assert.equal(type_of(answer), 'application/problem+json', `${method} ${operation.path}`)
    assert.equal(json_of(answer).status, answer.status, `${method} ${operation.path} says another status in its body`)
    if (answer.status === 405) assert.ok(answer.headers.allow.includes('GET') || operation.method !== 'GET')
  }
})

agent.destroy()
await server.stop()
rmSync(workspace.folder, { recursive: true, force: true })
