// Every page in both languages and both colour schemes, wide and on a phone: usable by everybody, no
// wider than its window, and nothing that a script or the policy complains of. Takes long: check-all.
import { EVENING, accessible, assert, command, no_faults, picture, story } from './harness.mjs'

function pages_of(workspace) {
  const of = type => JSON.parse(command(workspace, 'list', type, '--json')).rows[0].id
  const task = of('task')
  return ['/', '/learn', `/learn/visits/${of('visit')}`, '/readings', `/gaps?as_of=${EVENING}`, `/gaps/gdp?as_of=${EVENING}`, '/strengths',
    '/targets', '/targets/workshop', `/targets/workshop?indicator=gdp&as_of=${EVENING}`, `/targets/${of('target')}/shares`,
    '/deliver', '/improve', '/indicators', '/indicators/gdp_per_capita', `/quality?as_of=${EVENING}`, '/import',
    '/figures/gdp/410800/2015', `/enterprises/${of('enterprise')}`, '/records', '/records/task', `/records/task/${task}`,
    `/records/task/${task}/edit`, `/records/task/${task}/undo`, `/records/task/${task}/compare`, `/records/task/${task}/files`, '/records/lesson/new', '/records/task/grid', '/records/task/load', '/records/task/views?state=assigned&order=-due', '/account',
    '/admin/accounts', '/admin/roles', '/admin/roles?role=officer', '/admin/rules', '/admin/rules/compare', '/admin/system?check=1',
    '/admin/audit?verify=1', '/public', `/public/publications/${of('publication')}`, '/public/say', '/nowhere']
}

const WINDOWS = { wide: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } }

for (const lang of ['zh', 'en']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of Object.entries(WINDOWS)) {
      await story(`every page, ${lang}, ${colorScheme}, ${size}`, async ({ url, workspace, visitor }) => {
        const page = await visitor({ colorScheme, viewport })
        await page.goto(`${url}/language/${lang}`)
        for (const path of pages_of(workspace)) {
          await page.goto(url + path)
          await accessible(page, `${path}, ${lang}, ${colorScheme}, ${size}`)
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than the window`)
          await picture(page, `every-${lang}-${colorScheme}-${size}${path.split('?')[0].replaceAll('/', '-')}`)
        }
        no_faults(page)
      })
    }
  }
}
