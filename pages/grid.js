// A grid of records gains here what one is used to from a spreadsheet: cells are walked by the keyboard, a
// block that was copied there is pasted over cells, and what was changed is marked and counted. Without
// this file the same inputs are filled in one by one and sent by the same button.
'use strict'

const form = document.querySelector('.grid-form')
const body = form?.querySelector('.grid tbody')
const told = form?.querySelector('.grid-said')

const cells_of = row => [...row.cells].slice(1)
const control_of = cell => cell?.querySelector('input:not([type=hidden]), select, textarea') ?? null
const rows = () => [...body.rows]

// ---- What was changed ----

const chosen_at_first = select => [...select.options].find(option => option.defaultSelected)?.value ?? select.options[0].value
const at_first = control => control.matches('select') ? chosen_at_first(control) : control.defaultValue

function mark(control) {
  const cell = control.closest('td'), row = control.closest('tr')
  cell.classList.toggle('touched', control.value !== at_first(control))
  row.classList.toggle('touched-row', row.querySelector('.touched') !== null)
}

const tally = (name, number) => (number > 0 ? `${form.dataset[name]} ${number}`.replace('： ', '：') : '')

function count(...more) {
  told.textContent = [...more, tally('changed', body.querySelectorAll('.touched-row').length)].filter(Boolean).join(' · ')
}

// ---- A block of a spreadsheet ----

// Rows of cells apart by tabs; a cell with a tab, a line or a quote in it stands in quotes, doubled within.
function read_block(text) {
  const block = [[]]
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      for (at++; at < text.length && (text[at] !== '"' || text[at + 1] === '"'); at++) {
        if (text[at] === '"') at++
        cell += text[at]
      }
      at++
    }
    while (at < text.length && !'\t\r\n'.includes(text[at])) cell += text[at++]
    block.at(-1).push(cell.replaceAll('\u00a0', ' ').trim())
    if (text[at] === '\t') { at++; if (at === text.length) block.at(-1).push('') }
    else if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1
      if (at < text.length) block.push([])
    }
  }
  return block
}

// A choice is named by its words; what is none of them stays, for the server to say so.
function put(control, text) {
  if (control.matches('select')) {
    const wanted = text.toLowerCase()
    const option = [...control.options].find(one => one.value.toLowerCase() === wanted || one.text.trim().toLowerCase() === wanted)
    if (option) control.value = option.value
    else control.add(new Option(text, text, false, true))
  } else control.value = control.matches('textarea') ? text : text.replace(/\s*\n\s*/g, ' ')
  mark(control)
}

// The headings that were copied along are no values.
function without_headings(block, first_column) {
  const heads = [...form.querySelectorAll('.grid thead th')].slice(1 + first_column).map(head => head.firstChild.textContent.trim())
  return block.length > 1 && block[0].every((text, at) => text === heads[at]) ? block.slice(1) : block
}

// ---- New rows ----

// One more empty row, made of the last one; null where none can be added.
function add_row() {
  const last = rows().at(-1)
  if (!last?.hasAttribute('data-new') || body.querySelectorAll('[data-new]').length >= Number(form.dataset.most)) return null
  const row = last.cloneNode(true), before = last.id, number = rows().length + 1
  const renamed = text => text.split(' ').map(id => (id === before ? `g-${number}` : id.startsWith(`${before}-`) ? `g-${number}${id.slice(before.length)}` : id)).join(' ')
  for (const element of [row, ...row.querySelectorAll('*')]) {
    for (const name of ['id', 'aria-labelledby']) if (element.hasAttribute(name)) element.setAttribute(name, renamed(element.getAttribute(name)))
    for (const name of ['aria-invalid', 'title']) if (element.matches('input, select, textarea')) element.removeAttribute(name)
  }
  row.classList.remove('changed', 'wrong-row', 'touched-row')
  row.querySelectorAll('.touched').forEach(cell => cell.classList.remove('touched'))
  row.querySelectorAll('th .unseen').forEach(label => { label.textContent = label.textContent.replace(/\d+$/, number) })
  row.querySelectorAll('input:not([type=hidden]), select, textarea').forEach(control => { control.value = at_first(control) })
  last.after(row)
  return row
}

let pasted = []

function paste(cell, text) {
  const row = cell.closest('tr'), column = cells_of(row).indexOf(cell)
  const block = without_headings(read_block(text), column)
  const from = rows().indexOf(row), before = [], there = rows().length
  let filled = 0, left = 0
  block.forEach((line, down) => line.forEach((value, right) => {
    const target = rows()[from + down] ?? add_row()
    const control = target && control_of(cells_of(target)[column + right])
    if (!control) { left++; return }
    before.push([control, control.value])
    put(control, value)
    filled++
  }))
  pasted.push(before)
  count(tally('pasted', filled), tally('added', rows().length - there), tally('left', left), form.dataset.back)
}

function take_back() {
  for (const [control, value] of pasted.pop() ?? []) put(control, value)
  count()
}

// ---- The keyboard ----

function go(control, down, right) {
  const cell = control.closest('td'), row = cell.parentNode
  let target = row, column = cells_of(row).indexOf(cell)
  for (;;) {
    if (down) target = down > 0 ? target.nextElementSibling : target.previousElementSibling
    column += right
    const next = target && cells_of(target)[column]
    if (!next) return false
    const found = control_of(next)
    if (found) {
      found.focus()
      if (!found.matches('select')) found.select()
      return true
    }
  }
}

function is_at_edge(control, right) {
  if (control.matches('select')) return false
  const place = right > 0 ? control.value.length : 0
  const is_whole = control.selectionStart === 0 && control.selectionEnd === control.value.length
  return is_whole || (control.selectionStart === place && control.selectionEnd === place)
}

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }

function on_key(event) {
  const control = event.target
  if (event.isComposing || event.altKey || event.metaKey || !control.closest('td')) return
  const step = event.key === 'Enter' ? [event.shiftKey ? -1 : 1, 0] : STEPS[event.key]
  const is_plain = !event.ctrlKey && event.key !== 'Enter'
  // A list of choices keeps its own arrows; so does a text until its end is reached.
  const is_own = is_plain && step && (control.matches('select') || (step[1] !== 0 && !is_at_edge(control, step[1])) ||
    (control.matches('textarea') && control.value.includes('\n')))
  if (step && !is_own) {
    if (go(control, ...step) || event.key === 'Enter') event.preventDefault()
  } else if (event.key === 'Escape') {
    put(control, at_first(control))
    count()
  } else if (event.ctrlKey && event.key.toLowerCase() === 'd') {
    const above = control.closest('tr').previousElementSibling
    const source = above && control_of(cells_of(above)[cells_of(control.closest('tr')).indexOf(control.closest('td'))])
    event.preventDefault()
    if (source) { put(control, source.value); count() }
  } else if (event.ctrlKey && event.key.toLowerCase() === 'z' && pasted.length > 0) {
    event.preventDefault()
    take_back()
  }
}

if (form && told) {
  form.querySelector('.keys').hidden = false
  let is_sent = false
  body.addEventListener('keydown', on_key)
  body.addEventListener('input', event => { pasted = []; mark(event.target); count() })
  body.addEventListener('paste', event => {
    const text = event.clipboardData.getData('text/plain')
    const cell = event.target.closest('td')
    if (!cell || !/[\t\n]/.test(text.trimEnd()) && !event.target.matches('select')) return
    event.preventDefault()
    paste(cell, text)
  })
  form.addEventListener('submit', () => { is_sent = true })
  window.addEventListener('beforeunload', event => {
    if (!is_sent && body.querySelector('.touched')) event.preventDefault()
  })
}
