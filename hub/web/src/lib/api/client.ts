// Speaks to the hub this page came from. Turns every outcome into one of three things: the
// answer, `Refused` (the hub understood and said no) or `Unreachable` (no word from the hub).
import { touch } from '../touch';
import type {
	AppUser,
	AuditCheck,
	AuditPage,
	CodeRemoval,
	CodeSetup,
	CodeStatus,
	Comment,
	Decision,
	Done,
	EnrolmentCode,
	Facets,
	Forgetting,
	Forgotten,
	HandOver,
	HandedOver,
	Jobs,
	KnownLink,
	MadePassword,
	NewCodeSecret,
	NewForgetting,
	NewPerson,
	PasswordChange,
	Person,
	PersonPatch,
	Phone,
	Project,
	QueuePage,
	QueueQuery,
	RecoveryCodes,
	Refusal,
	Review,
	Session,
	Settings,
	SettingsPatch,
	User
} from './types';

export class Refused extends Error {
	constructor(
		readonly status: number,
		readonly problem: string,
		message: string,
		readonly retryAfter: number | null = null,
		readonly details: unknown = null
	) {
		super(message);
		this.name = 'Refused';
	}
}

export class Unreachable extends Error {
	constructor(readonly status: number | null) {
		super(status === null ? 'no answer' : `status ${status}`);
		this.name = 'Unreachable';
	}
}

/** A hub that has not answered after this long is treated as away; photos load separately. */
const patience = 15_000;

let csrf = '';
let onSignedOut: () => void = () => {};
let onContact: (reached: boolean) => void = () => {};

/** Lets the session and the banner hear what every request finds out by the way. */
export function listen(handlers: {
	signedOut: () => void;
	contact: (reached: boolean) => void;
}): void {
	onSignedOut = handlers.signedOut;
	onContact = handlers.contact;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if (body !== undefined) headers['Content-Type'] = 'application/json';
	if (method !== 'GET' && csrf) headers['X-CSRF'] = csrf;
	// The page asks by itself too; only what the reader does keeps the session.
	headers['X-Untouched-Seconds'] = String(touch.untouched(Date.now()));
	let response: Response;
	try {
		response = await fetch(path, {
			method,
			headers,
			credentials: 'same-origin',
			cache: 'no-store',
			signal: AbortSignal.timeout(patience),
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
	} catch {
		onContact(false);
		throw new Unreachable(null);
	}
	if (response.status === 502 || response.status === 503 || response.status === 504) {
		onContact(false);
		throw new Unreachable(response.status);
	}
	onContact(true);
	if (response.ok) {
		if (response.status === 204) return undefined as T;
		return (await response.json()) as T;
	}
	throw await refusal(response, path);
}

const wrongProofs = ['auth.wrong_credentials', 'auth.code_wrong', 'auth.code_missing'];

async function refusal(response: Response, path: string): Promise<Refused> {
	let message = '';
	let problem = '';
	let details: unknown = null;
	try {
		// A proxy may answer too, so nothing of it is certain.
		const said = (await response.json()) as Partial<Refusal>;
		message = said.message ?? '';
		problem = said.problem ?? said.code ?? '';
		details = said.details ?? null;
	} catch {
		// A proxy's own page: the status says enough.
	}
	problem ||= response.headers.get('X-Farola-Problem') ?? `http.${response.status}`;
	const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
	// A password or a code that was wrong says nothing of the session.
	const ended = response.status === 401 && !wrongProofs.includes(problem);
	if (ended && !path.startsWith('/v1/sessions')) onSignedOut();
	const retryAfter = Number.isFinite(wait) ? wait : null;
	return new Refused(response.status, problem, message, retryAfter, details);
}

function query(asked: QueueQuery): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(asked)) search.set(name, String(value));
	const text = search.toString();
	return text ? `?${text}` : '';
}

const phones = (project: number) => `/v1/projects/${project}/app-users`;
const asks = (project: number) => `/v1/projects/${project}/forgetting`;
const review = (project: number) => `/v1/projects/${project}/review`;
const record = (project: number, id: string) =>
	`${review(project)}/submissions/${encodeURIComponent(id)}`;

/** Most answers that are read of one record before the reader asks for more: a browser draws no more with ease. */
const mostAnswers = 20_000;

/** Most lines of a history that are read before the reader asks for more. */
const mostLines = 5_000;

/**
 * Reads a long record on, so far as its reader is shown at one time. What is left is in its
 * `nextAnswers` and `nextHistory`, as on a page of the hub.
 */
async function readOn(path: string, lang: string, record: Review): Promise<Review> {
	const answers = record.answers.length + mostAnswers;
	while (record.nextAnswers !== null && record.answers.length < answers) {
		const from: number = record.nextAnswers;
		const page: Review = await call('GET', `${path}?lang=${lang}&answersFrom=${from}`);
		record.answers.push(...page.answers);
		record.nextAnswers = page.nextAnswers;
	}
	const lines = record.history.length + mostLines;
	while (record.nextHistory !== null && record.history.length < lines) {
		const after: number = record.nextHistory;
		const page: Review = await call('GET', `${path}?lang=${lang}&historyAfter=${after}`);
		record.history.push(...page.history);
		record.nextHistory = page.nextHistory;
	}
	return record;
}

export const hub = {
	async signIn(email: string, password: string, code?: string): Promise<Session> {
		const shown = code ? { email, password, code } : { email, password };
		const session = await call<Session>('POST', '/v1/sessions', shown);
		csrf = session.csrf;
		return session;
	},
	async restore(): Promise<Session> {
		const session = await call<Session>('GET', '/v1/sessions/restore');
		csrf = session.csrf;
		return session;
	},
	async signOut(): Promise<void> {
		await call<unknown>('DELETE', '/v1/sessions/current');
		csrf = '';
	},
	me: () => call<User>('GET', '/v1/users/current'),
	projects: () => call<Project[]>('GET', '/v1/projects'),
	facets: (project: number, asked: QueueQuery) =>
		call<Facets>('GET', `${review(project)}/facets${query(asked)}`),
	queue: (project: number, asked: QueueQuery) =>
		call<QueuePage>('GET', `${review(project)}/queue${query(asked)}`),
	async record(project: number, id: string, lang: string): Promise<Review> {
		const path = record(project, id);
		return readOn(path, lang, await call<Review>('GET', `${path}?lang=${lang}`));
	},
	/** Reads on where a long record was cut; the record that was given stays as it is. */
	async readOn(project: number, before: Review, lang: string): Promise<Review> {
		const copy = { ...before, answers: [...before.answers], history: [...before.history] };
		return readOn(record(project, before.instanceId), lang, copy);
	},
	async decide(project: number, id: string, decision: Decision, lang: string): Promise<Review> {
		const path = record(project, id);
		const after = await call<Review>('POST', `${path}/decision?lang=${lang}`, decision);
		return readOn(path, lang, after);
	},
	async comment(project: number, id: string, comment: Comment, lang: string): Promise<Review> {
		const path = record(project, id);
		const after = await call<Review>('POST', `${path}/comments?lang=${lang}`, comment);
		return readOn(path, lang, after);
	},
	phones: (project: number) => call<Phone[]>('GET', `${review(project)}/phones`),
	async handOver(project: number, id: string, act: HandOver, lang: string): Promise<Review> {
		const path = record(project, id);
		const after = await call<Review>('POST', `${path}/hand-over?lang=${lang}`, act);
		return readOn(path, lang, after);
	},
	handOverAll: (project: number, from: number, to: number) =>
		call<HandedOver>('POST', `${review(project)}/phones/${from}/hand-over`, { to }),
	people: () => call<Person[]>('GET', '/v1/users'),
	changePerson: (id: number, patch: PersonPatch) => call<User>('PATCH', `/v1/users/${id}`, patch),
	addPerson: (person: NewPerson) => call<MadePassword>('POST', '/v1/users', person),
	makePassword: (id: number) => call<MadePassword>('POST', `/v1/users/${id}/password`),
	changePassword: (change: PasswordChange) =>
		call<Done>('POST', '/v1/users/current/password', change),
	code: () => call<CodeStatus>('GET', '/v1/users/current/code'),
	makeCodeSecret: () => call<NewCodeSecret>('POST', '/v1/users/current/code/secret'),
	setCode: (setup: CodeSetup) => call<RecoveryCodes>('POST', '/v1/users/current/code', setup),
	removeOwnCode: (removal: CodeRemoval) =>
		call<Done>('POST', '/v1/users/current/code/remove', removal),
	removeCode: (id: number) => call<User>('DELETE', `/v1/users/${id}/code`),
	makeLink: (id: number) => call<KnownLink>('POST', `/v1/users/${id}/link`),
	useLink: (link: string) => call<Done>('POST', '/v1/sessions/link', { link }),
	settings: () => call<Settings>('GET', '/v1/settings'),
	changeSettings: (patch: SettingsPatch) => call<Settings>('PATCH', '/v1/settings', patch),
	endSessions: (id: number) => call<Done>('DELETE', `/v1/users/${id}/sessions`),
	appUsers: (project: number) => call<AppUser[]>('GET', phones(project)),
	addPhone: (project: number, displayName: string) =>
		call<AppUser>('POST', phones(project), { displayName }),
	rotatePhone: (project: number, id: number) =>
		call<AppUser>('POST', `${phones(project)}/${id}/rotate`),
	revokePhone: (project: number, id: number) =>
		call<Done>('DELETE', `${phones(project)}/${id}`),
	enrolment: (project: number, id: number) =>
		call<EnrolmentCode>('GET', `${phones(project)}/${id}/qr.json`),
	audit: (before: number | null) =>
		call<AuditPage>('GET', `/v1/audit${before === null ? '' : `?before=${before}`}`),
	checkAudit: () => call<AuditCheck>('GET', '/v1/audit/check'),
	forgetting: (project: number) => call<Forgetting[]>('GET', asks(project)),
	askToForget: (project: number, what: NewForgetting) =>
		call<Forgetting>('POST', asks(project), what),
	confirmForgetting: (project: number, id: number) =>
		call<Forgotten>('POST', `${asks(project)}/${id}/confirm`),
	refuseForgetting: (project: number, id: number) =>
		call<Done>('DELETE', `${asks(project)}/${id}`),
	jobs: () => call<Jobs>('GET', '/v1/jobs'),
	jobAgain: (id: number) => call<unknown>('POST', `/v1/jobs/${id}/again`),
	forgetJob: (id: number) => call<unknown>('DELETE', `/v1/jobs/${id}`),
	/** Whether the hub answers at all; the word goes to the banner through `listen`. */
	async health(): Promise<boolean> {
		try {
			const response = await fetch('/health', {
				cache: 'no-store',
				signal: AbortSignal.timeout(patience)
			});
			onContact(response.ok);
			return response.ok;
		} catch {
			onContact(false);
			return false;
		}
	}
};
