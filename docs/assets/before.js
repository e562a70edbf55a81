// Runs before Material's bundle, on every page.
(() => {
  // The search index and its worker are most of a first visit's bytes. Both wait here until
  // the search is touched: a click, a tap, or the keys that lead to it.
  const search = document.querySelector("[data-md-component=search]")
  const touched = new Promise(resolve => {
    search?.addEventListener("focusin", resolve, { once: true })
    if (new URLSearchParams(location.search).has("q")) resolve()
  })

  // The sitemap tells instant navigation which links are pages: it waits for the first sign of a
  // reader. A link that is followed before it is there loads its page anew.
  const awake = new Promise(resolve => {
    for (const sign of ["pointermove", "pointerdown", "keydown", "wheel", "focusin"])
      addEventListener(sign, resolve, { once: true, passive: true })
  })

  const waits = new Map([["search_index.json", touched], ["sitemap.xml", awake]])
  const { open, send } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.open = function (method, url, ...more) {
    this.waits = waits.get(String(url).split("/").at(-1))
    return open.call(this, method, url, ...more)
  }
  XMLHttpRequest.prototype.send = function (body) {
    if (this.waits) this.waits.then(() => send.call(this, body))
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

  // What is copied is the program without the marks that the text refers to:
  // "# ①" goes with its comment, "# ① some words" and "# some words ①" keep the words.
  const bare = text => text
    .replace(/[ \t]*# [①-⑳]+$/gm, "")
    .replace(/# [①-⑳]+ /g, "# ")
    .replace(/(#.*?)[ \t]+[①-⑳]+$/gm, "$1")
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-clipboard-target]")
    const code = button?.closest("pre")?.querySelector("code")
    if (code) button.dataset.clipboardText = bare(code.textContent).trimEnd()
  }, true)

  // Each block's buttons sit in a nameless <nav>: no landmark for one button. And Material
  // gives all blocks of an example one id, which it makes of the example's.
  let blocks = 0
  new MutationObserver(() => {
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])")) {
      nav.setAttribute("role", "none")
      const block = nav.closest("pre"), button = nav.querySelector("[data-clipboard-target]")
      if (!block || !button) continue
      block.id = `block-${++blocks}`
      button.dataset.clipboardTarget = `#${block.id}`
    }
  }).observe(document.body, { childList: true, subtree: true })
})()
