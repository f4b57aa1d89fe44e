// Letters decide while the keyboard is at the proposal; without this file the buttons do the same.
const panel = document.getElementById('decide')
const keys = panel.querySelector('.keys')
if (keys) keys.hidden = false
if (!panel.contains(document.activeElement)) panel.focus({ preventScroll: true })

const current = document.querySelector('.reading-text [aria-current]')
const text = document.querySelector('.reading-text')
if (current) text.scrollTop = current.offsetTop - text.offsetTop - text.clientHeight / 3

const writes = element => element.matches('input, textarea, select')

panel.addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || writes(event.target)) return
  const control = panel.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
  if (!control) return
  event.preventDefault()
  control.click()
  const details = control.closest('details')
  if (details?.open) details.querySelector('input:not([type=hidden]), textarea, select')?.focus()
})

// A form is sent once.
panel.addEventListener('submit', event => {
  if (panel.dataset.sent) event.preventDefault()
  panel.dataset.sent = 'yes'
})
