// Loads @getodk/xforms-engine under plain Node, and opens forms with it.
//
// Run with `node -C solid -C browser`: solid-js must resolve to its browser build, one copy for
// engine and us, else nothing is reactive.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { JSDOM } from 'jsdom';

const NAMES = ['document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Attr', 'Text', 'Comment', 'CDATASection',
	'ProcessingInstruction', 'Document', 'XMLDocument', 'XPathResult', 'XPathEvaluator', 'XPathExpression', 'NodeFilter',
	'NamedNodeMap', 'HTMLElement', 'DocumentType', 'CharacterData'];
const browser = new JSDOM('<!doctype html><html><body></body></html>').window;
globalThis.window = browser;
for (const name of NAMES) if (browser[name] != null) globalThis[name] = browser[name];
// undici checks the version of Node when it is first used: before that is hidden.
await fetch('data:,x');
// The engine's wasm loader has no working branch for Node (CommonJS names in an ES module): hidden,
// it takes the browser's branch.
Object.defineProperty(process, 'versions', { value: {} });
// Its warnings would be read as answers.
for (const name of ['log', 'info', 'warn', 'debug']) console[name] = () => {};

const { loadForm } = await import('@getodk/xforms-engine');
const solid = await import('solid-js');

const TYPES = { csv: 'text/csv', xml: 'text/xml', geojson: 'application/geo+json' };

/** Opens a form with the files of a folder; gives its root node and what to call at its end. */
export const open = (path, media) => {
	const fetchFormAttachment = async (url) => {
		const name = basename(String(url));
		try {
			const type = TYPES[name.split('.').pop()] ?? 'application/octet-stream';
			return new Response(readFileSync(join(media, name)), { status: 200, headers: { 'Content-Type': type } });
		} catch {
			return new Response('', { status: 404 });
		}
	};
	const xml = readFileSync(path, 'utf8');
	return solid.createRoot(async (dispose) => {
		const owner = solid.getOwner();
		const inside = (run) => solid.runWithOwner(owner, run);
		const form = await inside(() => loadForm(xml, { fetchFormAttachment, missingResourceBehavior: 'BLANK' }));
		if (form.status === 'failure') {
			dispose();
			throw form.error;
		}
		const created = await inside(() => form.createInstance({
			stateFactory: (state) => state,
			instanceAttachments: { fileNameFactory: ({ basename: stem, extension }) => stem + (extension ?? '') },
			geolocationProvider: { getLocation: async () => '' },
		}));
		return { root: created.root, dispose };
	});
};
