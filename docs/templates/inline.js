{#-
  Runs before Material's bundle. In the page itself, without these comments: one request
  less on a first visit. An edit needs a new hash in policy.html.
-#}
(() => {
  {#-
    The search index and its worker are most of a first visit's bytes. Both wait here until
    the search is touched: a click, a tap, or the keys that lead to it.
  #}
  const search = document.querySelector("[data-md-component=search]")
  const touched = new Promise(resolve => {
    search.addEventListener("focusin", resolve, { once: true })
    if (new URLSearchParams(location.search).has("q")) resolve()
  })

  const { open, send } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.open = function (method, url, ...more) {
    this.waits = String(url).endsWith("/search_index.json")
    return open.call(this, method, url, ...more)
  }
  XMLHttpRequest.prototype.send = function (body) {
    if (this.waits) touched.then(() => send.call(this, body))
    else send.call(this, body)
  }

  const RealWorker = Worker
  window.Worker = function (url, options) {
    if (!/\/workers\/search\./.test(url)) return new RealWorker(url, options)
    const port = new EventTarget()
    const worker = touched.then(() => {
      const real = new RealWorker(url, options)
      real.onmessage = ({ data }) => port.dispatchEvent(new MessageEvent("message", { data }))
      return real
    })
    port.postMessage = message => worker.then(real => real.postMessage(message))
    return port
  }
  {#
    What is copied is the program without the marks that the text refers to:
    "# ①" goes with its comment, "# ① some words" and "# some words ①" keep the words.
  #}
  const bare = text => text
    .replace(/[ \t]*# [①-⑳]+$/gm, "")
    .replace(/# [①-⑳]+ /g, "# ")
    .replace(/(#.*?)[ \t]+[①-⑳]+$/gm, "$1")
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-clipboard-target]")
    const code = button && document.querySelector(button.dataset.clipboardTarget)
    if (code) code.dataset.copy = bare(code.textContent)
  }, true)
  {#
    Each block's buttons sit in a nameless <nav>: no landmark for one button.
  #}
  new MutationObserver(() => {
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])"))
      nav.setAttribute("role", "none")
  }).observe(document.body, { childList: true, subtree: true })
})()
