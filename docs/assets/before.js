// Runs before Material's bundle, on every page.
(() => {
  // The search index and its worker are most of a first visit's bytes. Both wait here until
  // the search is touched: a click, a tap, or the keys that lead to it.
  const search = document.querySelector("[data-md-component=search]")
  /** @type {Promise<unknown>} */
  const touched = new Promise(resolve => {
    search?.addEventListener("focusin", resolve, { once: true })
    if (new URLSearchParams(location.search).has("q")) resolve(null)
  })

  // The sitemap tells instant navigation which links are pages: it waits for the first sign of a
  // reader. A link that is followed before it is there loads its page anew.
  /** @type {Promise<unknown>} */
  const awake = new Promise(resolve => {
    for (const sign of ["pointermove", "pointerdown", "keydown", "wheel", "focusin"])
      addEventListener(sign, resolve, { once: true, passive: true })
  })

  // At its start Material makes the browser style the whole page twice without need, and measures
  // in between: it writes each relative address anew as a whole one, a style sheet's too, and
  // puts a <meta> for the scheme (extra.css has that). The sheet's address waits for a reader, for
  // instant navigation compares it; the <meta> does not come.
  for (const sheet of document.querySelectorAll("link")) {
    if (sheet.rel !== "stylesheet") continue
    const { href } = sheet
    Object.defineProperty(sheet, "href", { get: () => href, set() {}, configurable: true })
    awake.then(() => {
      Reflect.deleteProperty(sheet, "href")
      sheet.href = href
    })
  }
  const { head } = document
  Object.assign(head, {
    appendChild(/** @type {Node} */ node) {
      const unwanted = node instanceof HTMLMetaElement && node.name === "color-scheme"
      return unwanted ? node : Node.prototype.appendChild.call(head, node)
    },
  })

  const late = new Map([["search_index.json", touched], ["sitemap.xml", awake]])
  /** @type {WeakMap<XMLHttpRequest, Promise<unknown>>} */
  const waiting = new WeakMap()
  const { open, send } = XMLHttpRequest.prototype
  Object.assign(XMLHttpRequest.prototype, {
    /** @this {XMLHttpRequest} @param {[string, string | URL, boolean]} given */
    open(...given) {
      const until = late.get(String(given[1]).split("/").at(-1) ?? "")
      if (until) waiting.set(this, until)
      open.apply(this, given)
    },
    /** @this {XMLHttpRequest} @param {XMLHttpRequestBodyInit} body */
    send(body) {
      const until = waiting.get(this)
      if (until) until.then(() => send.call(this, body))
      else send.call(this, body)
    },
  })

  const RealWorker = Worker
  /** @param {string} url @param {WorkerOptions} options */
  const LateWorker = function (url, options) {
    if (!/\/workers\/search\./.test(url)) return new RealWorker(url, options)
    const worker = touched.then(() => {
      const real = new RealWorker(url, options)
      real.onmessage = ({ data }) => port.dispatchEvent(new MessageEvent("message", { data }))
      return real
    })
    const postMessage = (/** @type {unknown} */ message) => worker.then(real => real.postMessage(message))
    const port = Object.assign(new EventTarget(), { postMessage })
    return port
  }
  Object.assign(window, { Worker: LateWorker })

  // What is copied is the program without the marks that the text refers to:
  // "# ①" goes with its comment, "# ① some words" and "# some words ①" keep the words.
  const bare = (/** @type {string} */ text) => text
    .replace(/[ \t]*# [①-⑳]+$/gm, "")
    .replace(/# [①-⑳]+ /g, "# ")
    .replace(/(#.*?)[ \t]+[①-⑳]+$/gm, "$1")
  document.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null | undefined} */
    const button = target instanceof Element ? target.closest("[data-clipboard-target]") : null
    const code = button?.closest("pre")?.querySelector("code")
    if (button && code) button.dataset.clipboardText = bare(code.textContent).trimEnd()
  }, true)

  // What was answered on an earlier visit is ticked again, and the output that was asked about is
  // open, before anybody sees it folded. (ui/kept.mjs keeps it, ui/predict.mjs judges it.)
  const answered = (/** @type {HTMLElement} */ form) => {
    try {
      return JSON.parse(localStorage.getItem(`tdd:predict:${form.dataset.key}`) ?? "null")
    } catch {
      return null
    }
  }
  const recall = (/** @type {Element} */ asked) => {
    asked.classList.add("predictions--known")
    /** @type {HTMLElement[]} */
    const forms = [...asked.querySelectorAll("form")]
    const ticked = forms.map(answered)
    forms.forEach((form, place) => form.querySelectorAll("input").forEach((box, number) => {
      box.checked = ticked[place]?.includes?.(number) ?? false
    }))
    const show = asked.querySelector(".predict-show input")
    if (show instanceof HTMLInputElement) show.checked = ticked.every(Array.isArray)
  }
  const recallAll = () =>
    document.querySelectorAll(".predictions:not(.predictions--known)").forEach(recall)
  recallAll()

  // Each block's buttons sit in a nameless <nav>: no landmark for one button. And Material
  // gives all blocks of an example one id, which it makes of the example's.
  let blocks = 0
  new MutationObserver(() => {
    recallAll()
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])")) {
      nav.setAttribute("role", "none")
      /** @type {HTMLElement | null} */
      const button = nav.querySelector("[data-clipboard-target]")
      const block = nav.closest("pre")
      if (!block || !button) continue
      block.id = `block-${++blocks}`
      button.dataset.clipboardTarget = `#${block.id}`
    }
  }).observe(document.body, { childList: true, subtree: true })
})()
