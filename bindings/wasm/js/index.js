// The form engine for a page: typed calls over the line protocol. See index.d.ts.
import init, { initSync, Files, FormLine } from './farola_wasm.js'

/** Loads the engine once; a page gives nothing, Node the bytes of farola_wasm_bg.wasm. */
export async function load(wasm) {
  if (wasm === undefined) await init()
  else initSync({ module: wasm })
}

const utf8 = new TextEncoder()
const bytes = (content) => (typeof content === 'string' ? utf8.encode(content) : content)

export class Form {
  #line

  constructor(xml, media = {}, options = {}) {
    const files = new Files()
    for (const [name, content] of Object.entries(media)) files.put(name, bytes(content))
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    this.#line = new FormLine(bytes(xml), files, JSON.stringify({ zone, ...options }))
    this.hello = JSON.parse(this.#line.hello())
  }

  request(request) {
    return JSON.parse(this.#line.answer(JSON.stringify(request)))
  }

  answer(ref, value) {
    return this.request({ op: 'answer', ref, value })
  }
  add(ref) {
    return this.request({ op: 'add', ref })
  }
  remove(ref) {
    return this.request({ op: 'remove', ref })
  }
  dump() {
    return this.request({ op: 'dump' }).nodes
  }
  questions() {
    return this.request({ op: 'questions' }).questions
  }
  drawn(ref, language) {
    return this.request({ op: 'drawn', ref, language })
  }
  screen() {
    return this.request({ op: 'screen' })
  }
  next() {
    return this.request({ op: 'next' })
  }
  back() {
    return this.request({ op: 'back' })
  }
  goto(ref) {
    return this.request({ op: 'goto', ref })
  }
  evaluate(expr, context) {
    return this.request({ op: 'eval', expr, context })
  }
  language(value) {
    return this.request({ op: 'language', value })
  }
  validate() {
    return this.request({ op: 'validate' }).errors
  }
  finalize() {
    return this.request({ op: 'finalize' })
  }
  save() {
    return this.request({ op: 'save' }).xml
  }

  /** Gives the engine's memory back; the form is of no use afterwards. */
  close() {
    this.#line.free()
  }
}
