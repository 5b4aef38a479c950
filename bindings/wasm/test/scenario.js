// One scenario for Node and for the browser: the stop form of the kit, filled to the end.
// Gives a list of [what, found, expected].

const NOW = '2026-11-23T20:00:00-06:00'

export function scenario(Form, xml) {
  const rows = []
  const is = (what, found, expected) =>
    rows.push([what, JSON.stringify(found), JSON.stringify(expected)])

  const form = new Form(xml, {}, { now: NOW, seed: 7 })
  is('loaded', [form.hello.loaded, form.hello.id], [true, 'cs_punto'])
  const value = (ref) => form.dump().find((node) => node.ref === ref)
  is('clock', value('/data/start').value, '2026-11-23T20:00:00.000-06:00')

  // A constraint with a regular expression, in words of the form.
  is('bad code', form.answer('/data/walk_code', 'x').valid, false)
  is('code', form.answer('/data/walk_code', '14039-20261123-a3f09c'), { ok: true, valid: true })
  is('not a number', form.answer('/data/parada', 'tres').error, 'type')
  form.answer('/data/parada', 3)
  is('calculated', value('/data/meta/instanceName').value, 'Parada 3')

  is('in words', form.drawn('/data/parada', 'en').shown, '3')
  is('not drawn', form.drawn('/data/none').ok, false)

  // What depends on an answer follows it.
  is('hidden', value('/data/pos_fix').relevant, false)
  form.answer('/data/pos', '20.6 -103.3 0 40')
  is('accuracy', value('/data/pos_acc').value, '40')
  is('shown', value('/data/pos_fix').relevant, true)
  is('evaluated', form.evaluate('/data/parada * 2').value, '6')

  const errors = form.finalize()
  is('not complete', [errors.ok, errors.errors.length > 0], [false, true])

  // A correction of what was saved; the clock and the randomness are the browser's.
  const again = new Form(xml, {}, { instance: form.save() })
  const id = again.evaluate('/data/meta/instanceID').value
  is('new id', /^uuid:[0-9a-f-]{36}$/.test(id), true)
  const year = Number(again.evaluate("format-date(today(), '%Y')").value)
  is('own clock', year, new Date().getFullYear())
  is('kept', again.evaluate('/data/parada').value, '3')

  // A draft goes on as the submission it was.
  const draft = new Form(xml, {}, { draft: form.save() })
  const own = form.evaluate('/data/meta/instanceID').value
  is('same id', draft.evaluate('/data/meta/instanceID').value, own)
  draft.close()

  is('no form', new Form('<x/>').hello.loaded, false)
  again.close()
  form.close()
  return rows
}
