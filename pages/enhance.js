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
