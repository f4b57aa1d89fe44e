// The same pages on a phone, on a wide wall and on paper: nothing is wider than its window, a line of
// text can be read, and paper carries what is said without what leads elsewhere.
import { EVENING, accessible, assert, command, no_faults, picture, story } from './harness.mjs'

const LETTERS_MOST = 90 // of one line of running text
const PAGE = { width: 688, height: 971 } // A4 within its margins, 96 dots an inch

function pages_of(workspace) {
  const of = type => JSON.parse(command(workspace, 'list', type, '--json')).rows[0].id
  return ['/', '/learn', `/learn/visits/${of('visit')}`, `/gaps?as_of=${EVENING}`, `/gaps/gdp?as_of=${EVENING}`, '/strengths',
    `/targets/workshop?indicator=gdp&as_of=${EVENING}`, '/improve', '/indicators', `/quality?as_of=${EVENING}`, '/records/task',
    `/records/task/${of('task')}`, `/records/task/${of('task')}/edit`, '/records/task/grid', '/import', '/admin/roles', '/public',
    `/enterprises/${of('enterprise')}`]
}

async function each_page(told, media, look) {
  const page = await told.visitor(media)
  await page.goto(`${told.url}/language/en`)
  if (media.print) await page.emulateMedia({ media: 'print' })
  for (const path of pages_of(told.workspace)) {
    await page.goto(told.url + path)
    await look(page, path)
  }
  no_faults(page)
}

await story('no page is wider than a phone', told =>
  each_page(told, { viewport: { width: 360, height: 740 } }, async (page, path) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${path} is ${wide} pixels wider than a phone`)
  }))

// Texts of more than a line; how many letters of its own kind fit across.
function long_lines() {
  const pen = document.createElement('canvas').getContext('2d')
  const texts = [...document.querySelectorAll('main p, main li, main dd, main small')].filter(one => one.checkVisibility() && one.innerText.length > 100 &&
    [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 100))
  return texts.map(one => {
    const style = getComputedStyle(one), text = one.innerText
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    const letters = Math.round(room / (pen.measureText(text).width / text.length))
    return { letters, text: text.slice(0, 60) }
  })
}

await story('a line of text on a wide wall is no longer than an eye follows', async told => {
  let texts = 0
  await each_page(told, { viewport: { width: 3840, height: 2160 } }, async (page, path) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${path} is ${wide} pixels wider than the wall`)
    const lines = await page.evaluate(long_lines)
    texts += lines.length
    for (const { letters, text } of lines) assert.ok(letters <= LETTERS_MOST, `${path}: ${letters} letters a line: ${text}…`)
  })
  assert.ok(texts > 10, `there were only ${texts} texts to look at`)
})

const NOT_ON_PAPER = ['.masthead', '.question', '.crumbs', '.choose', '.moves', '.actions', '.additions', 'button', 'a.button', '.pages', '.exports']

await story('paper has no navigation and no chart that is cut', async told => {
  let charts = 0
  await each_page(told, { viewport: PAGE, print: true }, async (page, path) => {
    const seen = await page.evaluate(names => names.filter(name =>
      [...document.querySelectorAll(name)].some(one => one.getClientRects().length > 0)), NOT_ON_PAPER)
    assert.deepEqual(seen, [], `${path} prints what leads elsewhere`)
    const wide = await page.evaluate(() => [...document.querySelectorAll('main p, main h1, main svg, main figure, .stands')]
      .filter(one => one.getBoundingClientRect().right > innerWidth + 1).length)
    assert.equal(wide, 0, `${path}: ${wide} things run off the paper`)
    const figures = await page.evaluate(() => [...document.querySelectorAll('figure')].map(one => ({
      height: one.getBoundingClientRect().height, whole: getComputedStyle(one).breakInside })))
    for (const { height, whole } of figures) {
      assert.ok(height < PAGE.height * 0.85, `${path}: a chart of ${height} pixels is cut or leaves a page empty before it`)
      assert.equal(whole, 'avoid', path)
    }
    charts += figures.length
    await accessible(page, `${path} on paper`, ['color-contrast'])
    await picture(page, `paper${path.split('?')[0].replaceAll('/', '-')}`)
  })
  assert.ok(charts > 4, `there were only ${charts} charts to look at`)
})
