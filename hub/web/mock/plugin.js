// A hub in memory for `npm run dev`: enough of the contract to draw every screen. The tests run
// against the real hub, never against this.
import { answers, picture, records } from './data.js';

const moves = {
	received: { start: 'in_review', approve: 'approved', request_correction: 'has_issues', reject: 'rejected' },
	in_review: { approve: 'approved', request_correction: 'has_issues', reject: 'rejected' },
	edited: { start: 'in_review', approve: 'approved', request_correction: 'has_issues', reject: 'rejected' },
	has_issues: { reopen: 'in_review' },
	approved: { reopen: 'in_review' },
	rejected: { reopen: 'in_review' }
};

export function mockHub() {
	const all = records();
	let inside = false;
	const phones = [3, 4].map((id) => ({ id, name: `Equipo ${id}` }));
	const actor = { name: 'Rosa Íñiguez', role: 'reviewer' };

	const item = (record, lang) => {
		const { rated, comments, history, version, ...rest } = record;
		return { ...rest, title: record.title[lang], formTitle: record.formTitle[lang] };
	};

	const whole = (record, lang) => ({
		...item(record, lang),
		languages: ['Español (es)', 'English (en)'],
		answers: answers(record, lang),
		geometry: record.walkCode
			? { type: 'LineString', coordinates: all.filter((one) => one.walkCode).map((one) => [one.position.lon, one.position.lat]) }
			: null,
		nextAnswers: null,
		faults: record.faults.map(([ref, kind]) => ({ ref, kind, label: ref.split('/').at(-1) })),
		nextHistory: null,
		neighbours: all
			.filter((one) => one.walkCode && one.walkCode === record.walkCode && one !== record)
			.map((one) => ({ instanceId: one.instanceId, lat: one.position.lat, lon: one.position.lon, title: one.title[lang], band: one.score?.band ?? null })),
		history: record.history,
		versions: [{ instanceId: record.instanceId, current: true, createdAt: record.receivedAt }],
		allowed: Object.keys(moves[record.state]),
		device: { id: 'telefono-3' },
		owner: record.owner ?? { id: 3, name: 'Equipo 3' },
		receipt: { xmlSha256: '9f2c'.repeat(16), complete: record.photos.present === record.photos.expected },
		version: record.version
	});

	function note(record, entry) {
		record.version++;
		record.history.push({ at: new Date().toISOString(), actor, from: null, to: null, ref: null, label: null, body: null, ...entry });
	}

	function decide(record, body, lang) {
		if (body.expectedVersion !== record.version) return [409, { message: 'changed', code: '409.3', problem: 'review.changed_meanwhile', details: {} }];
		const to = moves[record.state][body.action];
		if (!to) return [409, { message: 'not allowed', code: '409.3', problem: 'review.not_allowed', details: {} }];
		note(record, { kind: 'state', from: record.state, to, body: body.reason ?? null });
		record.state = to;
		for (const comment of body.comments ?? []) addComment(record, comment, lang);
		return [200, whole(record, lang)];
	}

	function addComment(record, comment, lang) {
		const label = answers(record, lang).find((one) => one.ref === comment.ref)?.label ?? null;
		note(record, { kind: 'comment', ref: comment.ref, label, body: comment.body });
	}

	function respond(method, url, body) {
		const lang = url.searchParams.get('lang') === 'en' ? 'en' : 'es';
		const path = url.pathname;
		const session = { csrf: 'mock', expiresAt: '2099-01-01T00:00:00Z', createdAt: '2026-01-01T00:00:00Z' };
		if (path === '/v1/sessions' && method === 'POST') {
			inside = body.password === 'farola';
			return inside ? [200, session] : [401, { message: 'no', code: '401.2', problem: 'auth.wrong', details: {} }];
		}
		if (path === '/v1/sessions/restore') return inside ? [200, session] : [404, {}];
		if (path === '/v1/sessions/current') return ((inside = false), [200, { success: true }]);
		if (!inside) return [401, { problem: 'auth.none' }];
		if (path === '/v1/users/current') return [200, { id: 1, email: 'rosa@example.org', displayName: actor.name, role: 'reviewer', language: null }];
		if (path === '/v1/projects') return [200, [{ id: 1, name: 'Guadalajara' }]];
		if (path.endsWith('/review/phones')) return [200, phones];
		if (/phones\/\d+\/hand-over$/.test(path)) {
			for (const record of all) record.owner = phones.find((phone) => phone.id === body.to);
			return [200, { records: all.length }];
		}
		if (path.endsWith('/facets')) return [200, facets(lang)];
		if (path.endsWith('/queue')) return [200, page(url, lang)];
		const found = /submissions\/([^/]+)(?:\/(\w+))?/.exec(path);
		const record = found && all.find((one) => one.instanceId === decodeURIComponent(found[1]));
		if (!record) return [404, { message: 'not found', code: '404.1', problem: 'http.not_found', details: {} }];
		if (/hand-over$/.test(path)) {
			record.owner = phones.find((phone) => phone.id === body.to);
			note(record, { kind: 'handed', body: record.owner.name });
			return [200, whole(record, lang)];
		}
		if (found[2] === 'decision') return decide(record, body, lang);
		if (found[2] === 'comments') return (addComment(record, body, lang), [200, whole(record, lang)]);
		if (found[2] === 'attachments') return ['image/svg+xml', picture(all.indexOf(record))];
		return [200, whole(record, lang)];
	}

	function facets(lang) {
		const states = {};
		for (const record of all) states[record.state] = (states[record.state] ?? 0) + 1;
		const count = (key, name) => {
			const groups = new Map();
			for (const record of all) {
				const old = groups.get(key(record)) ?? { ...name(record), count: 0 };
				groups.set(key(record), { ...old, count: old.count + 1 });
			}
			return [...groups.values()];
		};
		return {
			states,
			forms: count((r) => r.formId, (r) => ({ formId: r.formId, title: r.formTitle[lang] })),
			cities: count((r) => r.city.code, (r) => r.city),
			places: count((r) => r.place, (r) => ({ name: r.place })),
			flags: ['form', 'walk'].map((flag) => ({ flag, count: all.filter((one) => one.flags.includes(flag)).length }))
		};
	}

	/** Whether a record meets a filter, by the name that it has in the address. */
	const meets = {
		state: (record, value) => value.split(',').includes(record.state),
		form: (record, value) => record.formId === value,
		city: (record, value) => record.city.code === value,
		place: (record, value) => record.place === value,
		flag: (record, value) => record.flags.includes(value),
		from: (record, value) => record.answeredAt.slice(0, 10) >= value,
		to: (record, value) => record.answeredAt.slice(0, 10) <= value,
		q: (record, value) => JSON.stringify(record).toLowerCase().includes(value.toLowerCase())
	};

	function page(url, lang) {
		const asked = [...url.searchParams].filter(([name, value]) => value && name in meets);
		const items = all
			.filter((one) => asked.every(([name, value]) => meets[name](one, value)))
			.map((one) => item(one, lang));
		return { items, total: items.length, next: null };
	}

	return {
		name: 'farola-mock-hub',
		apply: 'serve',
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				const url = new URL(request.url, 'http://mock');
				if (url.pathname === '/health') return response.end('ok');
				if (!url.pathname.startsWith('/v1/')) return next();
				let text = '';
				request.on('data', (chunk) => (text += chunk));
				request.on('end', () => {
					const [status, body] = respond(request.method, url, text ? JSON.parse(text) : {});
					const image = typeof status === 'string';
					response.statusCode = image ? 200 : status;
					response.setHeader('Content-Type', image ? status : 'application/json');
					response.end(image ? body : JSON.stringify(body));
				});
			});
		}
	};
}
