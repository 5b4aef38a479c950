// web-forms behind the line protocol of `farola form drive`.
// usage: node -C solid -C browser drive.mjs [FORM.xml [MEDIA-DIR]]
//
// As the other peer's program it knows two requests more: `open` (`form`, `media`) begins anew with
// a form, `state` answers questions, dump and validate in one.
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { open } from './engine.mjs';
import { Session } from './session.mjs';

const REQUESTS = ['answer', 'add', 'remove', 'dump', 'questions', 'language', 'validate', 'save', 'finalize', 'state'];
let session = null;

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const begin = async (form, media) => {
	session?.dispose();
	session = null;
	try {
		session = new Session(await open(resolve(form), resolve(media ?? dirname(form))));
		return session.hello();
	} catch (fault) {
		return { loaded: false, diagnostics: [{ code: 'web-forms', message: String(fault?.message ?? fault) }] };
	}
};

const answer = async (line) => {
	try {
		const request = JSON.parse(line);
		if (request.op === 'open') return await begin(request.form, request.media);
		if (!REQUESTS.includes(request.op)) return { ok: false, error: 'usage', message: 'no such request' };
		return await session[request.op](request);
	} catch (fault) {
		return { ok: false, error: 'peer', message: String(fault?.message ?? fault) };
	}
};

// A promise of the engine that nobody waits for must not end the program.
process.on('unhandledRejection', () => {});
const [form, media] = process.argv.slice(2);
if (form !== undefined) say(await begin(form, media));
for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') say(await answer(line));
