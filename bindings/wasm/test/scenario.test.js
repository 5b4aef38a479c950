// The scenario in Node and in headless Chromium. No dependency but the two.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { test } from 'node:test'

const root = new URL('../../../', import.meta.url)
const FORM = 'kit/cs_punto.xml'

function check(rows) {
  assert.ok(rows.length > 10)
  for (const [what, found, expected] of rows) assert.equal(found, expected, what)
}

test('in Node', async () => {
  const { load, Form } = await import('../dist/index.js')
  const { scenario } = await import('./scenario.js')
  await load(await readFile(new URL('../dist/farola_wasm_bg.wasm', import.meta.url)))
  check(scenario(Form, await readFile(new URL(FORM, root), 'utf8')))
})

const PAGE = `<!doctype html><meta charset="utf-8"><pre id="out">…</pre><script type="module">
import { load, Form } from '/bindings/wasm/dist/index.js'
import { scenario } from '/bindings/wasm/test/scenario.js'
let said
try {
  await load()
  const xml = await (await fetch('/${FORM}')).text()
  said = JSON.stringify(scenario(Form, xml))
} catch (error) {
  said = 'FAILED ' + error
}
await fetch('/said', { method: 'POST', body: said })
</script>`

const TYPES = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.xml': 'application/xml',
}

/** Serves the folder and the page; resolves to what the page says. */
function serve() {
  let heard
  const said = new Promise((resolve) => (heard = resolve))
  const server = createServer(async (request, response) => {
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html')
      return response.end(PAGE)
    }
    if (request.url === '/said') {
      const parts = []
      for await (const part of request) parts.push(part)
      heard(Buffer.concat(parts).toString())
      return response.end()
    }
    const path = request.url.slice(1)
    if (!/^(bindings\/wasm\/(dist|test)|kit)\/[\w.]+$/.test(path)) {
      return response.writeHead(404).end()
    }
    response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain')
    response.end(await readFile(new URL(path, root)))
  })
  return { server, said }
}

const browser = process.env.CHROMIUM
test('in Chromium', { skip: !browser && 'no Chromium here' }, async () => {
  const { server, said } = serve()
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${server.address().port}/`
  const profile = await mkdtemp(join(tmpdir(), 'farola-wasm-'))
  // The debugging port keeps it open until it is closed here.
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run']
  const paths = [`--user-data-dir=${profile}`, '--remote-debugging-port=0', url]
  const child = spawn(browser, [...options, ...paths], { stdio: 'ignore' })
  const gone = new Promise((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the browser ended with ${code}`)))
    setTimeout(() => reject(new Error('the page said nothing for 90 s')), 90_000).unref()
  })
  try {
    const rows = await Promise.race([said, gone])
    assert.ok(!rows.startsWith('FAILED'), rows)
    check(JSON.parse(rows))
  } finally {
    child.removeAllListeners('exit')
    child.kill()
    server.closeAllConnections()
    server.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})
