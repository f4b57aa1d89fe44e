// What a page gains where scripts run. Everything here is an addition: without it the same forms are
// sent by their buttons, and the same figures stand in the tables.
'use strict'

// ---- A form that answers while one turns its knobs ----

// The server computes; this sends the question again and puts its answer in the place of the old one.
function make_live(form) {
  const place = document.getElementById(form.dataset.live)
  let asked = 0, waiting
  const ask = async () => {
    const mine = ++asked
    const question = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (value !== '') question.append(name, value)
    const address = `${form.action.split('?')[0]}?${question}`
    place.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(address, { headers: { accept: 'text/html' } })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = page.getElementById(form.dataset.live)
      if (mine !== asked || !fresh) return
      // What was open stays open.
      const open = [...place.querySelectorAll('details')].map(details => details.open)
      place.replaceChildren(...fresh.childNodes)
      place.querySelectorAll('details').forEach((details, at) => { details.open = open[at] ?? false })
      history.replaceState(null, '', address)
      make_charts_speak(place)
    } finally {
      if (mine === asked) place.removeAttribute('aria-busy')
    }
  }
  form.querySelectorAll('input[data-from]').forEach(field => add_slider(field, () => {
    clearTimeout(waiting)
    waiting = setTimeout(ask, 200)
  }))
  form.querySelectorAll('select[data-send]').forEach(select => {
    select.addEventListener('change', () => form.requestSubmit())
  })
}

// A slider beside a number: either moves the other. An empty number is what the rules say.
function add_slider(field, changed) {
  const slider = document.createElement('input')
  const now = () => (field.value === '' ? field.placeholder : field.value)
  Object.assign(slider, { type: 'range', min: field.dataset.from, max: field.dataset.to, step: field.dataset.step })
  slider.value = now()
  slider.setAttribute('aria-label', field.labels[0].textContent)
  slider.addEventListener('input', () => { field.value = slider.value; changed() })
  field.addEventListener('input', () => { slider.value = now(); changed() })
  field.after(slider)
}

document.querySelectorAll('form[data-live]').forEach(make_live)

// ---- Work that goes on: the page is asked again until it has ended ----

// The server answers when there is news, or after a moment; without scripts the page loads itself anew.
async function follow(place) {
  while (place.hasAttribute('data-follow')) {
    const began = Date.now()
    let fresh
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
      fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(place.id)
    } catch {}
    if (fresh) {
      const held = document.activeElement?.closest('a, button')?.textContent
      place.replaceChildren(...fresh.childNodes)
      place.toggleAttribute('data-follow', fresh.hasAttribute('data-follow'))
      if (held) [...place.querySelectorAll('a, button')].find(one => one.textContent === held)?.focus()
    }
    await new Promise(resolve => setTimeout(resolve, Math.max(0, 1000 - (Date.now() - began))))
  }
}

document.querySelectorAll('[data-follow]').forEach(follow)

// ---- Charts that tell a figure where the pointer or the keyboard is ----

// Every mark of a chart that says what it is (data-says) can be pointed at, and reached by the arrow
// keys once the chart has the focus. The same figures stand in the table behind the chart.
const said = document.createElement('p')
said.className = 'said-here'
said.setAttribute('role', 'status')
said.hidden = true
document.body.append(said)

function tell(mark) {
  said.textContent = mark.dataset.says
  said.hidden = false
  const place = mark.getBoundingClientRect()
  const left = Math.min(Math.max(8, place.left + scrollX - 40), document.documentElement.clientWidth - said.offsetWidth - 8 + scrollX)
  said.style.left = `${left}px`
  said.style.top = `${place.top + scrollY - said.offsetHeight - 10}px`
}

function make_chart_speak(figure) {
  const marks = [...figure.querySelectorAll('[data-says]')]
  if (marks.length === 0) return
  let at = -1
  const step = by => { at = (at + by + marks.length) % marks.length; tell(marks[at]) }
  figure.addEventListener('keydown', event => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (by) { event.preventDefault(); step(by) }
    if (event.key === 'Escape') said.hidden = true
  })
  figure.addEventListener('pointerover', event => {
    const mark = event.target.closest('[data-says]')
    if (mark) { at = marks.indexOf(mark); tell(mark) } else said.hidden = true
  })
  figure.addEventListener('pointerleave', () => { said.hidden = true })
  figure.addEventListener('blur', () => { said.hidden = true })
}

const make_charts_speak = place => place.querySelectorAll('figure.chart').forEach(make_chart_speak)
make_charts_speak(document)
