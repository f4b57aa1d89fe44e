// What every story in a browser shares: a workspace made by the demonstration, the built program
// serving it, Debian's Chromium, and a few words to say what must hold.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'

const require = createRequire(join(process.env.BROWSER_MODULES, 'node_modules', 'here.js'))
const { chromium } = require('playwright-core')
const axe_source = require('axe-core').source

const duibiao = process.env.DUIBIAO
const shots = process.env.BROWSER_SHOTS
export const EVENING = '2016-10-13'

export function make_workspace() {
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-browser-'))
  execFileSync(duibiao, ['demo', join(folder, 'demo')], { env: { ...process.env, DUIBIAO_LANG: 'zh' } })
  return { folder, path: join(folder, 'demo', 'jiaozuo.duibiao') }
}

// What `init` makes: regions and indicators, and nothing else yet.
export function make_bare_workspace() {
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-browser-'))
  const workspace = { folder, path: join(folder, 'city.duibiao') }
  execFileSync(duibiao, ['init', workspace.path])
  return workspace
}

// Serves until stop() is called; throws where the program does not end well.
export async function serve(workspace, limits) {
  // What is looked at is as it stands, however slow the machine.
  const all = ['survey_wait_ms=20000', ...(limits ? [limits] : [])].join(',')
  const child = spawn(duibiao, ['-w', workspace.path, 'serve', '--json', '--listen', '127.0.0.1:0', '--limits', all],
    { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = '', said = ''
  child.stderr.on('data', bytes => { log += bytes })
  const ended = new Promise(resolve => child.on('exit', code => resolve(code)))
  const ready = await new Promise((resolve, reject) => {
    child.stdout.on('data', bytes => {
      said += bytes
      if (said.includes('}')) resolve(JSON.parse(said))
    })
    ended.then(code => reject(new Error(`the server ended with ${code}: ${log}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    assert.equal(code, 0, `the server ended with ${code}: ${log}`)
    assert.ok(!log.includes(' ERROR '), log)
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { url: ready.address.replace(/\/$/, ''), claim: ready.claim, stop, kill, log: () => log }
}

export async function open_browser(options = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  const visitor = async (more = {}) => {
    const context = await browser.newContext({
      locale: 'zh-CN', viewport: { width: 1280, height: 900 }, ...options, ...more,
    })
    context.setDefaultTimeout(20000)
    const page = await context.newPage()
    const faults = []
    // Whatever the policy forbids, and every script that fails, is a fault of the page.
    page.on('console', message => { if (message.type() === 'error') faults.push(message.text()) })
    page.on('pageerror', error => faults.push(String(error)))
    page.faults = faults
    return page
  }
  return { visitor, close: () => browser.close() }
}

// Errors of the protocol that a story provokes on purpose are told to the console too.
export function no_faults(page) {
  const faults = page.faults.filter(text => !/status of (4\d\d)/.test(text))
  assert.deepEqual(faults, [])
}

export async function says(page, text) {
  const body = await page.locator('body').innerText()
  assert.ok(body.includes(text), `"${text}" is not on ${page.url()}:\n${body.slice(0, 700)}`)
}

export async function picture(page, name) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}

// No violation of WCAG 2.2 A and AA; or of some of its rules alone.
export async function accessible(page, what, rules) {
  await page.evaluate(axe_source).catch(() => {})
  const result = await page.evaluate(only => window.axe.run(document, {
    runOnly: only ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  }), rules && { type: 'rule', values: rules })
  const found = result.violations.map(one => `${one.id}: ${one.help}\n` +
    one.nodes.slice(0, 3).map(node => `    ${node.target}  ${node.failureSummary?.split('\n')[1] ?? ''}`).join('\n'))
  assert.deepEqual(found, [], `${what}\n${found.join('\n')}`)
}

// The first sheet of a workbook, row by row: a text, or a number where the cell holds one; dates are numbers.
export function sheet_of(book) {
  const end = book.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  for (let at = book.readUInt32LE(end + 16); at < end; at += 46 + book.readUInt16LE(at + 28) + book.readUInt16LE(at + 30) + book.readUInt16LE(at + 32)) {
    if (book.toString('utf8', at + 46, at + 46 + book.readUInt16LE(at + 28)) !== 'xl/worksheets/sheet1.xml') continue
    const local = book.readUInt32LE(at + 42), from = local + 30 + book.readUInt16LE(local + 26) + book.readUInt16LE(local + 28)
    const packed = book.subarray(from, from + book.readUInt32LE(at + 20))
    const xml = (book.readUInt16LE(at + 10) ? inflateRawSync(packed) : packed).toString()
    const cell = ([whole]) => (/ t="inlineStr"/.test(whole) ? whole.match(/<t[^>]*>([^]*?)<\/t>/)[1] : Number(whole.match(/<v>(.*?)<\/v>/)?.[1] ?? NaN))
    return [...xml.matchAll(/<row[^]*?<\/row>/g)].map(([row]) => [...row.matchAll(/<c [^]*?(?:\/>|<\/c>)/g)].map(cell))
  }
  return []
}

// A story: its name, what happens, and where another workspace or other limits than usual are needed,
// these; everything it opened is closed whatever comes.
export async function story(name, tell, { make = make_workspace, limits } = {}) {
  const workspace = make()
  const browser = await open_browser()
  let server
  try {
    server = await serve(workspace, limits)
    await tell({ ...server, workspace, visitor: browser.visitor })
    await server.stop()
    console.log(`[       OK ] ${name}`)
  } catch (error) {
    console.error(`[  FAILED  ] ${name}\n${error.stack}\n${server ? server.log().split('\n').slice(-20).join('\n') : ''}`)
    process.exitCode = 1
    await server?.stop().catch(() => {})
  } finally {
    await browser.close()
    rmSync(workspace.folder, { recursive: true, force: true })
  }
}

export function command(workspace, ...words) {
  return execFileSync(duibiao, ['-w', workspace.path, ...words], { encoding: 'utf8' })
}

// ---- People ----

export const PASSWORD = 'Long-enough-7'

// A new account with a role, in a unit or in none: the path of the link that claims it.
export function account(workspace, login, role, ...unit) {
  const link = command(workspace, 'account', 'add', login).match(/dbc_[\w-]+/)[0]
  command(workspace, 'account', 'grant', login, role, ...unit)
  return `/claim/${link}`
}

// Takes an account by its link; the first of all has no name yet.
export async function claim(page, address, login) {
  await page.goto(address)
  if (await page.getAttribute('#login', 'readonly') === null) await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.fill('#again', PASSWORD)
  await page.click('main button[type=submit]')
  await says(page, login)
}

export async function sign_in(page, url, login) {
  await page.goto(`${url}/sign-in`)
  await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.click('main button[type=submit]')
  await page.waitForURL(address => address.pathname !== '/sign-in')
}

export async function enter(page, url, path, login) {
  await claim(page, url + path, login)
  await sign_in(page, url, login)
}

// ---- Forms ----

// A field of a form by its name: what is typed, the words of a choice, or a file.
export async function give(page, name, value) {
  const field = page.locator(`[name="${name}"]`).first()
  const sort = await field.evaluate(one => one.tagName === 'SELECT' ? 'choice' : one.type)
  if (sort === 'choice') await field.selectOption({ label: value })
  else if (sort === 'file') await field.setInputFiles(value)
  else await field.fill(value)
}

// Fills in the form of the page and sends it.
export async function send(page, values = {}) {
  for (const [name, value] of Object.entries(values)) await give(page, name, value)
  await page.click('main form.sheet button[type=submit]')
}

// The move with these words, and what is given at it.
export async function move(page, words, values) {
  await page.click(`.moves a >> text="${words}"`)
  await send(page, values)
}

export { assert, writeFileSync, join }
