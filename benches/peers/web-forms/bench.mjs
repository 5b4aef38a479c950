// ODK Web Forms' side of `make bench-forms`. A JSON line a figure.
// usage: node -C solid -C browser --expose-gc bench.mjs FORMS CASE...
// CPU is the whole process's. solid-js must resolve to its browser build, or nothing is reactive.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><html><body></body></html>');
globalThis.window = window;
for (const name of ['document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Attr', 'Text', 'Comment', 'CDATASection',
	'ProcessingInstruction', 'Document', 'XMLDocument', 'XPathResult', 'XPathEvaluator', 'XPathExpression', 'NodeFilter',
	'NamedNodeMap', 'HTMLElement', 'DocumentType', 'CharacterData'])
	if (window[name] != null) globalThis[name] = window[name];
// The engine's wasm loader has no working branch for Node: it must take this for a browser. What
// looks at the version itself is loaded first.
await fetch('data:,x');
Object.defineProperty(process, 'versions', { value: {} });
const { createInstance } = await import('@getodk/xforms-engine');
const solid = await import('solid-js');

const dir = process.argv[2];
const cpuNow = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1000; };
const print = (line) => console.log(JSON.stringify({ engine: 'web-forms', ...line }));
const figures = (clock, list) => {
	const s = [...list].sort((a, b) => a - b), at = (share) => s[Math.ceil((s.length - 1) * share)];
	return { [`${clock}_ms`]: at(0.5), [`${clock}_p99_ms`]: at(0.99), [`${clock}_max_ms`]: at(1), [`${clock}_total_ms`]: s.reduce((a, b) => a + b, 0) };
};
class Samples {
	cpu = []; wall = [];
	add(cpu, wall, count = 1) { this.cpu.push((cpuNow() - cpu) / count); this.wall.push((performance.now() - wall) / count); }
	take(work) { const c = cpuNow(), w = performance.now(); const result = work(); this.add(c, w); return result; }
	many(count, work) { const c = cpuNow(), w = performance.now(); for (let i = 0; i < count; i++) work(i); this.add(c, w, count); }
	async takeAsync(work) { const c = cpuNow(), w = performance.now(); const result = await work(); this.add(c, w); return result; }
	print(test, what) { print({ case: test, what, n: this.cpu.length, ...figures('cpu', this.cpu), ...figures('wall', this.wall) }); }
}
const one = (test, what, value) => print({ case: test, what, n: 1, cpu_ms: value, wall_ms: value });
const check = (test, what, value) => print({ case: test, check: what, value: String(value) });
const held = () => { for (let i = 0; i < 3; i++) globalThis.gc?.(); return process.memoryUsage().heapUsed / 1048576; };

const fetchFormAttachment = async (url) =>
	new Response(readFileSync(`${dir}/${String(url).split('/').pop()}`), { status: 200, headers: { 'Content-Type': 'text/csv' } });
const load = (file) => {
	const xml = readFileSync(`${dir}/${file}`, 'utf8');
	return solid.createRoot(async (dispose) => {
		const owner = solid.getOwner();
		const made = await solid.runWithOwner(owner, () => createInstance(xml, {
			form: { fetchFormAttachment }, instance: { stateFactory: (x) => x, geolocationProvider: { getLocation: async () => '' } } }));
		if (made.root == null) throw new Error('not loaded');
		return { root: made.root, dispose };
	});
};
const walk = (node, see) => { see(node); for (const child of node.currentState.children ?? []) walk(child, see); };
const byPath = (root) => { const found = {}; walk(root, (node) => { found[node.currentState.reference] = node; }); return found; };

async function loads(test, file, warm, count) {
	const before = held(), first = new Samples();
	let form = await first.takeAsync(() => load(file));
	first.print(test, 'load_first');
	one(test, 'MiB_definition', held() - before);
	for (let i = 0; i < warm; i++) (await load(file)).dispose();
	const times = new Samples();
	for (let i = 0; i < count; i++) { form.dispose(); form = await times.takeAsync(() => load(file)); }
	if (count > 0) times.print(test, 'load_warm');
	return form.root;
}
async function serialise(test, root, count) {
	let size;
	const once = async () => { const made = await root.prepareInstancePayload({ payloadType: 'monolithic' }); size = made.data[0].get('xml_submission_file').size; };
	for (let i = 0; i < 3; i++) await once();
	const times = new Samples();
	for (let i = 0; i < count; i++) await times.takeAsync(once);
	times.print(test, 'serialise_warm');
	check(test, 'bytes saved', size);
}
async function cold(name) {
	const { root } = await load(`${name}.xml`);
	let first;
	walk(root, (node) => { if (first == null && node.nodeType !== 'root' && node.currentState.children == null) first = node; });
	const text = first.currentState.label?.asString;
	one('cold', `process_to_first_question_${name}`, cpuNow());
	check('cold', 'first', first.currentState.reference + (text === undefined ? '' : ''));
}
async function chain(name) {
	const root = await loads(name, `${name}.xml`, 3, 5), at = byPath(root), inputs = name === 'a500' ? 300 : 3000;
	const all = new Samples();
	for (let i = 1; i <= inputs; i++) all.take(() => at[`/data/n${i}`].setValue(i));
	all.print(name, 'answer_all_first_time');
	for (const [what, number, groups, size] of [['n3', 3, 40, 1], ['n_half', inputs / 2, 40, 1], ['n_last', inputs, 20, 49], ['n1', 1, 20, 49]]) {
		const node = at[`/data/n${number}`], times = new Samples();
		for (let i = 0; i < 5; i++) node.setValue(i);
		let turn = 0;
		for (let i = 0; i < groups; i++) times.many(size, () => node.setValue(51 + (turn++ % 49)));
		times.print(name, `answer_${what}`);
	}
	const round = new Samples();
	for (let i = 0; i < inputs; i++) round.take(() => at[`/data/n${(i % inputs) + 1}`].setValue(100 + i + 2 * inputs));
	round.print(name, 'answer_round_robin');
	check(name, 'last of chain', at[`/data/c${inputs / 3}`].currentState.value);
	const first = new Samples();
	first.take(() => root.validationState.violations.length);
	first.print(name, 'validate_first');
	const times = new Samples(), both = new Samples();
	for (let i = 0; i < 50; i++) times.many(20, () => root.validationState.violations.length);
	times.print(name, 'validate_all');
	for (let i = 0; i < 50; i++) both.take(() => { at['/data/n2'].setValue(i); return root.validationState.violations.length; });
	both.print(name, 'answer_and_validate');
	await serialise(name, root, 20);
}
const inside = (node, end) => { let found; walk(node, (x) => { if (x.nodeType === 'input' && x.currentState.reference.endsWith(end)) found = x; }); return found; };
const clear = (range) => { const count = range.currentState.children.length; if (count > 0) range.removeInstances(0, count); };
async function repeat(kind, n) {
	const name = `${kind}_${n}`, { root } = await load(`${kind}.xml`);
	let range; walk(root, (node) => { if (node.nodeType === 'repeat-range:uncontrolled') range = node; });
	clear(range);
	const adds = new Samples(), answers = new Samples(), whole = new Samples(), age = (k) => inside(range.currentState.children[k], '/age');
	whole.take(() => {
		for (let k = 0; k < n; k++) {
			adds.take(() => range.addInstances(k - 1, 1));
			const node = age(k);
			answers.take(() => node.setValue(k % 90));
		}
	});
	const part = (all, from, until) => Object.assign(new Samples(), { cpu: all.cpu.slice(from, until), wall: all.wall.slice(from, until) });
	whole.print(name, 'fill_whole');
	part(adds, 5, 15).print(name, 'add_at_10'); part(adds, n - 20, n).print(name, 'add_at_last');
	part(answers, 5, 15).print(name, 'answer_at_10'); part(answers, n - 20, n).print(name, 'answer_at_last');
	for (const [where, k] of [['first', 0], ['middle', n >> 1], ['last', n - 1]]) {
		const node = age(k), times = new Samples();
		for (let i = 0; i < 10; i++) times.take(() => node.setValue((i + 31) % 90));
		times.print(name, `answer_age_${where}`);
	}
	const at = byPath(root);
	check(name, 'totals', ['total', 'n', 'least', 'greatest', 'shares'].map((x) => at[`/data/${x}`]?.currentState.value ?? '').join(' '));
	await serialise(name, root, 10);
	const deletes = new Samples();
	for (let i = 0; i < 5; i++) deletes.take(() => range.removeInstances(0, 1));
	deletes.print(name, 'delete_first');
}
async function nested(kind, width) {
	const name = `${kind}_${width}`, { root } = await load(`${kind}.xml`), whole = new Samples(), leaves = [];
	const ranges = (node) => { const found = []; const see = (x) => { for (const child of x.currentState.children ?? []) { if (child.nodeType === 'repeat-range:uncontrolled') found.push(child); else see(child); } }; see(node); return found; };
	const fill = (node) => {
		for (const range of ranges(node)) {
			clear(range);
			for (let k = 0; k < width; k++) { range.addInstances(k - 1, 1); fill(range.currentState.children[k]); }
		}
		const leaf = node.nodeType === 'repeat-instance' && ranges(node).length === 0 ? inside(node, '/v') : null;
		if (leaf != null) { leaf.setValue(leaves.length % 90); leaves.push(leaf); }
	};
	whole.take(() => fill(root));
	whole.print(name, 'fill_whole');
	const times = new Samples();
	for (let i = 0; i < 100; i++) times.take(() => leaves[(i * 7) % leaves.length].setValue((i % 90) + 1));
	times.print(name, 'answer_at_bottom');
	check(name, 'leaves', leaves.length);
}
async function cascade(name) {
	const root = await loads(name, `${name}.xml`, 0, 0), at = byPath(root), before = held();
	const select = (node, value) => at[`/data/${node}`].selectValue(value), offered = (node) => at[`/data/${node}`].currentState.valueOptions.length;
	select('state', 's01'); select('mun', 'm0001');
	const first = new Samples();
	check(name, 'choices', first.take(() => offered('place')));
	first.print(name, 'filter_places_first');
	const names = ['answer_state_and_list', 'answer_mun_and_both_lists', 'answer_place'];
	const times = names.map(() => new Samples()), pad = (x, k) => String(x).padStart(k, '0');
	for (let i = 0; i < 8; i++) {
		const town = (i % 32) + 32 * (i % 70);
		times[0].take(() => { select('state', `s${pad(i % 32, 2)}`); offered('mun'); });
		const count = times[1].take(() => { select('mun', `m${pad(town, 4)}`); return offered('place') + offered('place_eq'); });
		if (count !== 40) throw new Error(`choices ${count}`);
	}
	times[0].print(name, names[0]); times[1].print(name, names[1]);
	times[2].take(() => select('place', `p${pad(7 + 32 * 7, 5)}`));
	times[2].print(name, names[2]);
	one(name, 'MiB_more_after_use', held() - before);
}
for (const arg of process.argv.slice(3)) {
	const [kind, name, count] = arg.split(':');
	if (kind === 'cold') await cold(name);
	else if (kind === 'stop') await loads('stop', 'cs_punto.xml', 3, 6);
	else if (kind === 'a') await chain(name);
	else if (kind === 'b') await repeat(name, +count);
	else if (kind === 'n') await nested(name, +count);
	else if (kind === 'c') await cascade(name);
	else throw new Error(arg);
}
