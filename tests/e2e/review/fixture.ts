// A real hub with a walk in it, and a page that refuses to pass when the page itself complains.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Browser, type Page } from '@playwright/test';
import { paint } from './photo.ts';
import {
	borderFinding,
	finding,
	registration,
	stops,
	stopSubmission,
	type Submission
} from './walk.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export const people = {
	reviewer: { email: 'rosa@guadalajara.example', name: 'Rosa Íñiguez', role: 'reviewer' },
	colleague: { email: 'ana@guadalajara.example', name: 'Ana Torres', role: 'reviewer' },
	team: { email: 'equipo@guadalajara.example', name: 'Equipo Analco', role: 'team' },
	admin: { email: 'lupe@guadalajara.example', name: 'Lupe Ávila', role: 'admin' }
} as const;

export const password = 'una farola en la esquina';

export interface Hub {
	url: string;
	/** The address a phone of the walk posts below. */
	key: string;
	start: Date;
	/** Sends one more submission, as the phone of the walk; with photos of its own, if it has them. */
	send: (one: Submission, own?: Map<string, Buffer>) => Promise<void>;
	stop: () => Promise<void>;
	/** Takes the hub away and gives it back, with its data. */
	pause: () => Promise<void>;
	resume: () => Promise<void>;
}

function binary(): string {
	const path = process.env.FAROLA_BIN;
	if (!path) throw new Error('FAROLA_BIN must name the farola binary');
	return path;
}

function farola(args: string[], input?: string): string {
	const done = spawnSync(binary(), args, { input, encoding: 'utf8', timeout: 60_000 });
	if (done.status !== 0) {
		throw new Error(`farola ${args.slice(0, 3).join(' ')}: ${done.status}\n${done.stderr}${done.stdout}`);
	}
	return done.stdout;
}

async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}

async function listening(url: string): Promise<void> {
	const until = Date.now() + 20_000;
	while (Date.now() < until) {
		try {
			if ((await fetch(`${url}/health`)).ok) return;
		} catch {
			// Not yet.
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error('the hub did not start');
}

async function post(key: string, one: Submission, photos: Map<string, Buffer>): Promise<void> {
	const body = new FormData();
	body.append(
		'xml_submission_file',
		new Blob([one.xml], { type: 'text/xml' }),
		'submission.xml'
	);
	for (const name of one.photos) {
		const bytes = photos.get(name);
		if (!bytes) throw new Error(`no photo ${name}`);
		body.append(name, new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), name);
	}
	const answer = await fetch(`${key}/submission`, {
		method: 'POST',
		headers: { 'X-OpenRosa-Version': '1.0', Date: new Date().toUTCString() },
		body
	});
	if (answer.status !== 201) {
		throw new Error(`submission ${one.instanceId}: ${answer.status} ${await answer.text()}`);
	}
}

/** 19:10 in Guadalajara, today or yesterday: dusk at the first stops, night at the last. */
function lastEvening(): Date {
	const start = new Date();
	start.setUTCHours(1, 10, 0, 0);
	const longAgo = Date.now() - 3 * 3_600_000;
	return start.getTime() > longAgo ? new Date(start.getTime() - 24 * 3_600_000) : start;
}

/** Sends the walk as a phone would, the stops in their order. */
async function sendWalk(key: string, start: Date, browser: Browser): Promise<Map<string, Buffer>> {
	const page = await browser.newPage();
	const photos = new Map<string, Buffer>();
	const darkness = { dia: 0, crepusculo: 0.55, noche: 1 };
	for (const stop of stops) {
		photos.set(
			`parada-${stop.number}.jpg`,
			await paint(page, darkness[stop.light], stop.number)
		);
	}
	photos.set('poste-118.jpg', await paint(page, 1, 9));
	await page.close();
	const all = [
		registration(start),
		...stops.map((stop) => stopSubmission(stop, start)),
		finding(start),
		borderFinding(start)
	];
	for (const one of all) await post(key, one, photos);
	return photos;
}

export async function startHub(browser: Browser): Promise<Hub> {
	const folder = mkdtempSync(join(tmpdir(), 'farola-e2e-'));
	const data = join(folder, 'hub');
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	farola(['hub', 'init', '--data', data]);
	for (const one of Object.values(people)) {
		farola(
			['hub', 'user', 'add', one.email, '--data', data, '--role', one.role, '--name', one.name, '--password-stdin'],
			password
		);
	}
	const forms = ['cs_recorrido', 'cs_punto', 'cs_hallazgo'].map((name) => join(root, 'kit', `${name}.xml`));
	farola(['hub', 'form', 'publish', ...forms, '--data', data]);
	const enrolled = JSON.parse(
		farola(['hub', 'app-user', 'add', 'Teléfono 3', '--data', data, '--base-url', url, '--json'])
	) as { url: string };

	let server: ChildProcess | null = null;
	const resume = async () => {
		server = spawn(binary(), ['hub', 'serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--base-url', url], {
			stdio: ['ignore', 'ignore', 'pipe']
		});
		let said = '';
		server.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
		try {
			await listening(url);
		} catch (error) {
			throw new Error(`${String(error)}\n${said}`);
		}
	};
	const pause = async () => {
		const running = server;
		server = null;
		if (!running || running.exitCode !== null) return;
		const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
		running.kill('SIGTERM');
		const hard = setTimeout(() => running.kill('SIGKILL'), 5_000);
		await ended;
		clearTimeout(hard);
	};
	await resume();
	// Without this every test would wait for a page that cannot come.
	if (!(await (await fetch(url)).text()).includes('_app/')) {
		await pause();
		throw new Error('this farola was built without the review page: scripts/web.sh, then cargo build');
	}
	const start = lastEvening();
	const photos = await sendWalk(enrolled.url, start, browser);
	const send = (one: Submission, own = photos) => post(enrolled.url, one, own);
	const stop = async () => {
		await pause();
		rmSync(folder, { recursive: true, force: true });
	};
	return { url, key: enrolled.url, start, send, stop, pause, resume };
}

/** What a page may not do without failing its test. */
interface Watch {
	/** Complaints that the test itself provokes. */
	allow: (pattern: RegExp) => void;
}

export const test = base.extend<{ watch: Watch }, { hubOf: string; hub: Hub }>({
	// Files that name another share no hub with the rest: what they change is seen by nobody else.
	hubOf: ['all', { scope: 'worker', option: true }],
	hub: [
		async ({ browser, hubOf: _ }, use) => {
			const hub = await startHub(browser);
			await use(hub);
			await hub.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	],
	baseURL: async ({ hub }, use) => use(hub.url),
	watch: [
		async ({ page, hub }, use) => {
			const complaints: string[] = [];
			const allowed: RegExp[] = [];
			page.on('console', (message) => {
				if (message.type() === 'error') complaints.push(message.text());
			});
			page.on('pageerror', (error) => complaints.push(`${error.name}: ${error.message}`));
			page.on('request', (request) => {
				const to = new URL(request.url());
				const own = to.origin === hub.url || to.protocol === 'data:' || to.protocol === 'blob:';
				if (!own) complaints.push(`a request left for ${to.origin}`);
			});
			await use({ allow: (pattern) => void allowed.push(pattern) });
			// Asking whether a session exists, and being told no, is how the page begins.
			allowed.push(/status of 401/);
			const left = complaints.filter((one) => !allowed.some((pattern) => pattern.test(one)));
			expect(left, 'what the page complained about').toEqual([]);
		},
		{ auto: true }
	]
});

export { expect };

export async function signIn(page: Page, who: keyof typeof people = 'reviewer'): Promise<void> {
	await page.goto('/');
	await page.getByLabel(/^(Correo|E-mail)$/).fill(people[who].email);
	await page.getByLabel(/^(Contraseña|Password)$/).fill(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('list', { name: /Registros|Records/ })).toBeVisible();
}

export async function noSeriousFindings(page: Page, where: string): Promise<void> {
	// At the end of the page the bar of a phone covers nothing: elsewhere it cuts some row in two,
	// and the size of what is left of it is no finding.
	await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
	const result = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	await page.evaluate(() => window.scrollTo(0, 0));
	const serious = result.violations
		.filter((one) => one.impact === 'serious' || one.impact === 'critical')
		.map((one) => `${one.id}: ${one.help} — ${one.nodes.map((node) => node.html).join(' | ')}`);
	expect.soft(serious, `axe on ${where}`).toEqual([]);
}

export function screenPath(name: string): string {
	return join(root, 'target/e2e/screens', `${name}.png`);
}

export function readText(path: string): string {
	return readFileSync(join(root, path), 'utf8');
}
