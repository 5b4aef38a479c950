// Made from hub/wire/openapi.json; do not edit.
// UPDATE_WIRE=1 cargo test -p farola-hub-server --test contract writes it anew.

/** Who did something. */
export interface Actor {
	/** Name of the person, or of the phone. */
	name: string;
	/** Role of the person; `device` for a phone. */
	role: string;
}

/** One node of the form that the record answers. */
export interface Answer {
	/** What was chosen, in the order of the value. */
	choices: Choice[];
	/** Whether the form worked it out. */
	computed: boolean;
	/** Groups and repeats above it. */
	depth: number;
	/** What the node is. */
	kind: AnswerKind;
	/** Its label in the reader's language; the last step of its path where there is none. */
	label: string;
	/** The file, where the value names one. */
	media: Media | null;
	/** Its path, with positions of repeats. */
	ref: string;
	/**
	 * The value for the eye, in the reader's language: labels of the choices, numbers, days and
	 * places in words, otherwise the value.
	 */
	text: string | null;
	/** Type of its value, or the control where it is a choice: `select1`, `select`, `rank`. */
	type: string;
	/** The value, as sent. */
	value: string | null;
}

/** What a node of a form is. */
export type AnswerKind = 'group' | 'repeat' | 'question';

/** An app user. */
export interface AppUser {
	/** When it was made. */
	createdAt: IsoTime;
	/** Number of the person who made it. */
	createdBy: number | null;
	/** When its key was taken back. */
	deletedAt: IsoTime | null;
	/** Name of the phone or its team. */
	displayName: string;
	/** Its number. */
	id: number;
	/** When it last sent something. */
	lastUsed: IsoTime | null;
	/** Number of the project that its key opens. */
	projectId: number;
	/** Whether the key was taken back. */
	revoked: boolean;
	/** The key, only in the answer that made it. */
	token: string | null;
	/** First characters of the key: enough to tell two apart. */
	tokenPrefix: string;
	/** Always `field_key`. */
	type: string;
	/** When its key last changed. */
	updatedAt: IsoTime | null;
}

/** Something that came and is set aside: nobody reads it here. */
export interface Aside {
	/** Its number. */
	id: number;
	/** What it is. */
	kind: AsideKind;
	/** Why. */
	reason: AsideReason;
	/** When. */
	receivedAt: IsoTime;
	/** Whether it is kept, sealed to the key that was set then; else it is gone. */
	sealed: boolean;
	/** SHA-256 of what came, in hexadecimal digits. */
	sha256: string;
	/** Number of bytes that came. */
	size: number;
	/** Where an administrator has the sealed bytes; none for anybody else, and where it is gone. */
	url: string | null;
}

/** What is set aside. */
export type AsideKind = 'answers' | 'file';

/** Why something is set aside. */
export type AsideReason = 'unasked' | 'unclean';

/** Whether somebody changed the audit. */
export interface AuditCheck {
	/** The first entry that is not as it was written, or before which one is missing. */
	brokenAt: number | null;
	/** Entries that were looked at. */
	entries: number;
	/** Whether the digest that was asked for is that of an entry; none where none was asked. */
	hasExpected: boolean | null;
	/** Digest of the newest one: to be noted where the hub's machine does not reach. */
	head: string | null;
	/** Whether nothing was changed that can be told, and the digest that was asked for is there. */
	whole: boolean;
}

/** One entry. */
export interface AuditEntry {
	/** What was done: `record.open`. */
	action: string;
	/** When. */
	at: IsoTime;
	/** Number of the person; none where the terminal did it. */
	by: number | null;
	/** With what: a JSON object of ids and names, never of answers. */
	details: string;
	/** Its number; later entries have larger ones. */
	id: number;
	/** Name of the person. */
	name: string | null;
}

/** Entries from the newest on. */
export interface AuditPage {
	/** The entries. */
	entries: AuditEntry[];
	/** Where the next page begins; none on the last one. */
	next: number | null;
}

/** Band of a stop's index. */
export type Band = 'critico' | 'bajo' | 'medio' | 'bueno';

/** One chosen choice. */
export interface Choice {
	/** Its label in the reader's language; the value where there is none. */
	label: string;
	/** Its value. */
	value: string;
}

/** A municipality. */
export interface City {
	/** INEGI key. */
	code: string;
	/** Name. */
	name: string;
}

/** Records of a municipality. */
export interface CityCount {
	/** INEGI key. */
	code: string;
	/** Records. */
	count: number;
	/** Name. */
	name: string;
}

/** The body of `POST users/current/code/remove`. */
export interface CodeRemoval {
	/** A code, or a recovery code. */
	code: string;
	/** Password of the account. */
	password: string;
}

/** The body of `POST users/current/code`. */
export interface CodeSetup {
	/** A code of it. */
	code: string;
	/** Password of the account. */
	password: string;
	/** The secret that was made. */
	secret: string;
}

/** The answer of `GET users/current/code`. */
export interface CodeStatus {
	/** Whether the hub demands a code of this person. */
	demanded: boolean;
	/** Recovery codes that were not used. */
	recoveryCodes: number;
	/** Since when the account asks for a code. */
	setAt: IsoTime | null;
}

/** A comment on a record or on one of its questions; the body of `POST …/comments`. */
export interface Comment {
	/** Words of the person: at most 2,000 characters. */
	body: string;
	/** Path of the question; without it the whole record is meant. */
	ref?: string | null;
}

/** The body of `POST /v1/sessions`. */
export interface Credentials {
	/**
	 * The code that the phone of the person shows, or a recovery code, where the account asks
	 * for one.
	 */
	code?: string | null;
	/** Address of the account. */
	email: string;
	/** Password of the account. */
	password: string;
}

/** A day of the calendar: `2026-11-28`. */
export type Day = string;

/** A job that failed for good: nobody tries it any more. */
export interface DeadJob {
	/** What it worked on: the SHA-256 of a file in hexadecimal digits. */
	about: string;
	/** When it was noted. */
	createdAt: IsoTime;
	/** Its number. */
	id: number;
	/** What was to be done: `pictures` of a photo. */
	kind: string;
	/** Code of the last failure. */
	problem: string;
	/** The record that caused it. */
	record: JobRecord | null;
	/** How often it was tried. */
	tries: number;
}

/** A decision about a record; the body of `POST …/decision`. */
export interface Decision {
	/** What is decided. */
	action: ReviewAction;
	/** Comments that go with it; `request_correction` wants at least one. At most 100. */
	comments?: Comment[];
	/** The `version` of the record that the reviewer saw. */
	expectedVersion: number;
	/** Why; required by `reject`. */
	reason?: string | null;
}

/** Names and numbers beside a refusal, never answers. What does not apply is left out. */
export interface Details {
	/** Faults of a form. */
	diagnostics?: FormFault[];
	/** Why it is refused. */
	fault?: ParameterFault | null;
	/** Field of the body that is missing. */
	field?: string | null;
	/** Parameter of the query that is refused. */
	parameter?: string | null;
	/** Seconds until it may be tried again. */
	retryAfter?: number | null;
	/** Address that makes a new key where the asked one cannot be shown any more. */
	rotate?: string | null;
}

/** The phone that sent a record. */
export interface Device {
	/** What it calls itself. */
	id: string | null;
}

/** The answer to an act that has nothing to show. */
export interface Done {
	/** Always true: what fails is answered as a refusal. */
	success: boolean;
}

/** What a phone scans or opens to be enrolled. */
export interface EnrolmentCode {
	/** Settings as ODK Collect reads them. */
	collect: { [key: string]: unknown };
	/**
	 * The fingerprint of the hub's key, four words in each language that a phone may speak: who
	 * joins compares them with what the phone shows.
	 */
	keyWords: string[];
	/** The same as a link that opens Farola. */
	link: string;
	/**
	 * Whether the address leads nowhere but to the machine that asks it: no phone reaches the hub
	 * by it.
	 */
	onlyThisMachine: boolean;
	/** Text of the QR code: the settings, packed as ODK Collect wants them. */
	qr: string;
	/** Address of the server with the key in it. */
	url: string;
}

/**
 * Counts beside the filters. Each list leaves its own filter out: it says what another choice
 * would give.
 */
export interface Facets {
	/** Records of each municipality. */
	cities: CityCount[];
	/** Records with each flag that a record has. */
	flags: FlagCount[];
	/** Records of each form. */
	forms: FormCount[];
	/** Records of each neighbourhood. */
	places: PlaceCount[];
	/** Records in each state. */
	states: { [key: string]: number };
}

/** A rule of the form that the record breaks. */
export interface Fault {
	/** Which rule. */
	kind: FaultKind;
	/** Its label in the reader's language. */
	label: string;
	/**
	 * Path of the question, with positions of repeats; for what the form does not know that of
	 * what holds it.
	 */
	ref: string;
}

/** Which rule of a form is broken. */
export type FaultKind = 'required' | 'constraint' | 'type' | 'choice' | 'unknown' | 'unasked';

/** What there is to know of a record before it is believed. */
export type Flag = 'form' | 'unchecked' | 'walk';

/** Records with a flag. */
export interface FlagCount {
	/** Records. */
	count: number;
	/** The flag. */
	flag: Flag;
}

/** Why something is forgotten. No words of whoever asked are taken: they may say what it is. */
export type ForgetReason = 'asked' | 'privacy' | 'retention';

/** What was asked to be forgotten. */
export interface Forgetting {
	/** When it was asked. */
	askedAt: IsoTime;
	/** Name of who asked. */
	askedBy: string;
	/** When it was decided. */
	decidedAt: IsoTime | null;
	/** Name of who decided. */
	decidedBy: string | null;
	/** Its number. */
	id: number;
	/** Whether who reads this asked: somebody else has to confirm. */
	isOwn: boolean;
	/** Why. */
	reason: ForgetReason;
	/** Records that it was about when it was asked. */
	records: number;
	/** How it stands. */
	state: ForgettingState;
	/** The stop; none for the whole walk, and once it is decided. */
	stop: number | null;
	/** Code of the walk; empty once it is decided. */
	walkCode: string;
}

/** How what was asked for stands. */
export type ForgettingState = 'open' | 'done' | 'refused';

/** What was forgotten. */
export interface Forgotten {
	/** Backups that still have it. */
	backups: KeptBackup[];
	/** Files that nothing else names. */
	files: number;
	/** Phones that are told at their next sync. */
	phones: number;
	/** Records. */
	records: number;
}

/** A form with its current version. */
export interface Form {
	/** When the form was first published. */
	createdAt: IsoTime;
	/** MD5 of the current XML, in hexadecimal digits. */
	hash: string;
	/** Central's field. */
	keyId: Null;
	/** Its title. */
	name: string;
	/** Number of its project. */
	projectId: number;
	/** When the current version was published. */
	publishedAt: IsoTime;
	/** SHA-256 of the current XML, in hexadecimal digits. */
	sha256: string;
	/** Whether it takes submissions. */
	state: FormState;
	/** Number of its submissions. */
	submissions: number;
	/** The same as `publishedAt`. */
	updatedAt: IsoTime;
	/** Its current version. */
	version: string;
	/** The XForm's own id. */
	xmlFormId: string;
}

/** Records of a form. */
export interface FormCount {
	/** Records. */
	count: number;
	/** Id of the form. */
	formId: string;
	/** Its title. */
	title: string;
}

/** One fault of a form that was to be published. */
export interface FormFault {
	/** Dotted code. */
	code: string;
	/** The way out. */
	help: string;
	/** What is wrong. */
	message: string;
	/** Where in the form. */
	place: string;
}

/** The body of `PATCH forms/{form}`. */
export interface FormPatch {
	/** Whether it takes submissions from now on. */
	state: FormState;
}

/** Whether a form takes submissions. */
export type FormState = 'open' | 'closing' | 'closed';

/** A line or an area as GeoJSON: positions are longitude, latitude. */
export type Geometry = {
	/** Its positions. */
	coordinates: number[][];
	type: 'LineString';
} | {
	/** Its rings. */
	coordinates: number[][][];
	type: 'Polygon';
};

/** To which phone a record is given; the body of `POST review/submissions/ID/hand-over`. */
export interface HandOver {
	/** The `version` of the record that the reviewer saw. */
	expectedVersion: number;
	/** Number of the app user that may correct it from now on. */
	to: number;
}

/** How many records were given. */
export interface HandedOver {
	/** Their number. */
	records: number;
}

/** The answer of `GET /health`. */
export interface Health {
	/** Always true: a hub that is not well does not answer. */
	ok: boolean;
}

/** One line of a record's history. */
export interface HistoryEntry {
	/** Who; none where nobody is known. */
	actor: Actor | null;
	/** When. */
	at: IsoTime;
	/** Words of a comment or a reason; name of a file. */
	body: string | null;
	/** State before. */
	from: ReviewState | null;
	/** What happened. */
	kind: HistoryKind;
	/** Label of that question in the reader's language. */
	label: string | null;
	/** Path of the question that a comment is about. */
	ref: string | null;
	/** State after. */
	to: ReviewState | null;
}

/** What a line of a record's history says. */
export type HistoryKind = 'received' | 'state' | 'comment' | 'edited' | 'media' | 'handed';

/** An instant as ISO 8601 in UTC with milliseconds: `2026-11-24T01:40:00.000Z`. */
export type IsoTime = string;

/** A row of the queue. */
export interface Item {
	/** When it was begun on the phone; its end where no start was kept. */
	answeredAt: IsoTime | null;
	/** Municipality. */
	city: City | null;
	/** What there is to know of it before it is believed. */
	flags: Flag[];
	/** Id of the form. */
	formId: string;
	/** Title of the form. */
	formTitle: string;
	/** `instanceID` of the current version. */
	instanceId: string;
	/** Light as the form calls it; the kit's forms say `dia`, `crepusculo` or `noche`. */
	light: string | null;
	/** Files of the record. */
	photos: PhotoCount;
	/** Neighbourhood: the record's own, or that of its walk's registration. */
	place: string | null;
	/** Where it was made. */
	position: Position | null;
	/** When its first version arrived. */
	receivedAt: IsoTime;
	/** Index of a stop, recomputed by the hub. */
	score: Score | null;
	/** Where the record stands. */
	state: ReviewState;
	/** Title of the record in the reader's language. */
	title: string;
	/** Urgency as the form calls it; the kit's forms say `1` (highest) to `4`. */
	urgency: string | null;
	/** Grows with each decision, comment and correction; a decision names it. */
	version: number;
	/** Code of the walk. */
	walkCode: string | null;
}

/** The record that caused a job. */
export interface JobRecord {
	/** `instanceID` of its current version. */
	instanceId: string;
	/** Number of its project. */
	projectId: number;
}

/** The answer of `GET /v1/jobs`. */
export interface Jobs {
	/** Jobs that failed for good. */
	dead: number;
	/** Files that wait to be moved to their bucket; none where files stay in the hub's folder. */
	files: WaitingFiles | null;
	/** The newest of those, at most 200. */
	newestDead: DeadJob[];
	/** When the oldest of them was noted. */
	oldestAt: IsoTime | null;
	/** Jobs that wait or are being done. */
	waiting: number;
}

/** A backup that is still there. */
export interface KeptBackup {
	/** Name of its file. */
	name: string;
	/** When it goes by itself. */
	until: IsoTime;
}

/** A link that makes one browser known for one account. */
export interface KnownLink {
	/** When it ends. */
	expiresAt: IsoTime;
	/** Its address, to be opened in that browser. */
	url: string;
}

/** The body of `POST sessions/link`. */
export interface LinkUse {
	/** What stands behind `enlace=` in the link. */
	link: string;
}

/** A password that was made, given once. */
export interface MadePassword {
	/** Address of whose it is. */
	email: string;
	/** The password. */
	password: string;
}

/** A file of a record. */
export interface Media {
	/** Type by the bytes. */
	mediaType: string | null;
	/** Its name. */
	name: string;
	/** Other bytes that arrived under the same name; nothing is overwritten. */
	otherVersions: number;
	/** Whether its bytes are here. */
	present: boolean;
	/**
	 * Whether a file came that is set aside and handed to nobody: it may say where or by whom it
	 * was made, and that cannot be removed.
	 */
	setAside: boolean;
	/** SHA-256 of the bytes, in hexadecimal digits. */
	sha256: string | null;
	/** Number of bytes. */
	size: number | null;
	/** Where a small one is had; none for what is not shown as a photo. */
	thumbUrl: string | null;
	/** Where it is had. */
	url: string;
}

/** Another stop of the same walk. */
export interface Neighbour {
	/** Band of its index. */
	band: Band | null;
	/** `instanceID` of its current version. */
	instanceId: string;
	/** Degrees north. */
	lat: number;
	/** Degrees east. */
	lon: number;
	/** Its title in the reader's language. */
	title: string;
}

/** The body of `POST app-users`. */
export interface NewAppUser {
	/** Name of the phone or its team: 1 to 80 characters. */
	displayName: string;
}

/** A secret that was made for an app on a phone. Nothing is kept of it yet. */
export interface NewCodeSecret {
	/** The picture to scan, as SVG. */
	picture: string;
	/** The secret in base32, for who cannot scan. */
	secret: string;
	/** What the picture says. */
	uri: string;
}

/** What an administrator asks to be forgotten. */
export interface NewForgetting {
	/** Why. */
	reason: ForgetReason;
	/** The stop; none for the whole walk. */
	stop?: number | null;
	/** Code of the walk, as the group has it. */
	walkCode: string;
}

/** The body of `POST users`. */
export interface NewPerson {
	/** Name shown in histories; without one the address. */
	displayName: string;
	/** Address to sign in with. */
	email: string;
	/** Language the person prefers: `es`, which it is without a word, or `en`. */
	language?: string | null;
	/** What the person may do. */
	role: Role;
}

/** The answer of `POST /v1/sessions`. */
export interface NewSession extends Session {
	/** The key, for programs that show it as Bearer. Browsers have it in a cookie. */
	token: string;
}

export type Null = null;

/** Why a parameter of a query is refused. */
export type ParameterFault = 'unknown' | 'repeated' | 'value';

/** The body of `POST users/current/password`. */
export interface PasswordChange {
	/** The password from now on. */
	new: string;
	/** The password until now. */
	old: string;
}

/** A person in the list of people. */
export interface Person extends User {
	/** Since when the person shows a code beside the password. */
	codeSince: IsoTime | null;
	/** Since when the person is shut out. */
	disabledAt: IsoTime | null;
	/** Last time the person did something, to the minute. */
	lastSeenAt: IsoTime | null;
	/** Open sessions of the person. */
	sessions: number;
}

/** The body of `PATCH users/{id}`: one of both. */
export interface PersonPatch {
	/** Whether the person is shut out. */
	disabled?: boolean | null;
	/** What the person may do from now on. */
	role?: Role | null;
}

/** A phone as a reviewer knows it. */
export interface Phone {
	/** Number of the app user. */
	id: number;
	/** Its name. */
	name: string;
}

/** Which phone takes the place of another; the body of `POST review/phones/ID/hand-over`. */
export interface PhoneHandOver {
	/** Number of the app user to which all records are given. */
	to: number;
}

/** How many files a record names and how many of them are here. */
export interface PhotoCount {
	/** Named by the answers. */
	expected: number;
	/** Of those, here. */
	present: number;
}

/** Records of a neighbourhood. */
export interface PlaceCount {
	/** Records, however they write it. */
	count: number;
	/** Name, as most records write it. */
	name: string;
}

/** A place on the map, WGS 84. */
export interface Position {
	/** Metres; 0 where the record does not say. */
	accuracy: number;
	/** Degrees north. */
	lat: number;
	/** Degrees east. */
	lon: number;
}

/** A project. */
export interface Project {
	/** Number of its app users. */
	appUsers: number;
	/** Central's field. */
	archived: Null;
	/** When it was made. */
	createdAt: IsoTime;
	/** Central's field. */
	deletedAt: Null;
	/** What it is for. */
	description: string | null;
	/** Number of its forms. */
	forms: number;
	/** Its number. */
	id: number;
	/** Central's field. */
	keyId: Null;
	/** When its last submission arrived. */
	lastSubmission: IsoTime | null;
	/** Its name. */
	name: string;
	/** IANA name of the zone in which its days begin and end. */
	timeZone: string;
	/** When it last changed. */
	updatedAt: IsoTime | null;
}

/** One page of the queue: the most urgent first, then what has waited longest. */
export interface QueuePage {
	/** Its rows. */
	items: Item[];
	/** Cursor of the next page; none on the last. */
	next: string | null;
	/** Records on all pages. */
	total: number;
}

/**
 * The query of `GET review/queue` and `GET review/facets`. A parameter that is absent or empty
 * does not filter.
 */
export interface QueueQuery {
	/** INEGI key of the municipality. */
	city?: string;
	/** `next` of the page before. */
	cursor?: string;
	/** A flag that the record has. */
	flag?: string;
	/** Id of the form. */
	form?: string;
	/**
	 * First day, `2026-11-28`. The day of a record is that of its walk (the date in the walk's
	 * code); without a walk the day on which it was answered, or else arrived, in the
	 * project's time zone.
	 */
	from?: Day;
	/** Language of titles: `en`, otherwise Spanish. */
	lang?: string;
	/** Most rows of the page: 1 to 200, 50 without it. */
	limit?: number;
	/** Neighbourhood. Case, accents and spaces do not count: people write it by hand. */
	place?: string;
	/** Words that words of a record begin with, accents or not; at most the newest 5,000 records. */
	q?: string;
	/** States, separated by commas. */
	state?: string;
	/** Last day, included. */
	to?: Day;
}

/** What of a record is here. */
export interface Receipt {
	/** Whether all files that the answers name are here. */
	complete: boolean;
	/** The same of what is kept of it, where that is less. */
	keptXmlSha256: string | null;
	/** SHA-256 of the current XML as it came, in hexadecimal digits. */
	xmlSha256: string;
}

/** Codes for who loses the phone, given once. */
export interface RecoveryCodes {
	/** The codes; each opens once. */
	codes: string[];
}

/** The body of every answer that is an error. `message` and `code` are ODK Central's. */
export interface Refusal {
	/** Central's dotted number. */
	code: string;
	/** What a client may use. */
	details: Details;
	/** Sentence for the person. */
	message: string;
	/** Our dotted code; `docs/errors.md` has them all. */
	problem: string;
}

/**
 * A record under review: its row of the queue and everything below it. Who asks where its answers
 * or its history go on gets that list alone: the others are empty.
 */
export interface Review extends Item {
	/** What this reader may decide now. */
	allowed: ReviewAction[];
	/** Answers in the order of the form; of a long record one page of them. */
	answers: Answer[];
	/**
	 * What of all its versions is set aside and shown to nobody, the newest first; at most two
	 * hundred.
	 */
	aside: Aside[];
	/** The phone. */
	device: Device;
	/** Files that arrived without an answer naming them; of a hub of before, which kept them. */
	extraFiles: Media[];
	/** Rules of the form that it breaks, at most two hundred; of its current version. */
	faults: Fault[];
	/** Line or area of the record, or the route of its walk. */
	geometry: Geometry | null;
	/** What happened to it, oldest first; of a long history one page. */
	history: HistoryEntry[];
	/** Names of the form's languages, the default first. */
	languages: string[];
	/** Other stops of the same walk. */
	neighbours: Neighbour[];
	/** Where the answers go on; none on the last page. */
	nextAnswers: number | null;
	/** Where the history goes on; none on the last page. */
	nextHistory: number | null;
	/** The app user that may correct it; none where nobody may. */
	owner: Phone | null;
	/** What of it is here. */
	receipt: Receipt;
	/** Its versions, newest first; at most a thousand. */
	versions: Version[];
}

/** What a reviewer decides. */
export type ReviewAction = 'start' | 'approve' | 'request_correction' | 'reject' | 'reopen';

/** Where a record stands. */
export type ReviewState = 'received' | 'in_review' | 'has_issues' | 'edited' | 'approved' | 'rejected';

/** What a person may do. */
export type Role = 'admin' | 'reviewer' | 'team';

/** Index of a stop. Never shown without its light and its voices. */
export interface Score {
	/** Its band. */
	band: Band;
	/** The index: 0 to 100. */
	isp: number;
	/** The light under which it was rated. */
	light: string | null;
	/** How many women spoke. */
	voices: number | null;
}

/** A session as a page needs it after it was loaded again. */
export interface Session {
	/** When it began. */
	createdAt: IsoTime;
	/** Word that a browser's writes show in `X-CSRF`. */
	csrf: string;
	/** When the session ends. */
	expiresAt: IsoTime;
	/** Whether nothing may be done before a code is set up, which the hub demands. */
	mustSetCode: boolean;
}

/** The settings of the hub. */
export interface Settings {
	/** Whether administrators and reviewers must show a code beside the password. */
	codesDemanded: boolean;
}

/** The body of `PATCH settings`: what is not named stays. */
export interface SettingsPatch {
	/** Whether administrators and reviewers must show a code beside the password. */
	codesDemanded?: boolean | null;
}

/** The answer of `GET /v1/users/current`. */
export interface User {
	/** When the account was made. */
	createdAt: IsoTime;
	/** Central's field. */
	deletedAt: Null;
	/** Name shown in histories. */
	displayName: string;
	/** Address to sign in with. */
	email: string;
	/** Number of the person. */
	id: number;
	/** Language the person prefers: `es` or `en`. */
	language: string;
	/** Last time the person signed in. */
	lastLoginAt: IsoTime | null;
	/** What the person may do. */
	role: Role;
	/** Always `user`. */
	type: string;
	/** Central's field. */
	updatedAt: Null;
}

/** A version of a record. */
export interface Version {
	/** When it arrived. */
	createdAt: IsoTime;
	/** Whether it is the one that is shown. */
	current: boolean;
	/** Its `instanceID`. */
	instanceId: string;
}

/** Files that wait in a folder to be moved to the bucket where they stay. */
export interface WaitingFiles {
	/** How many in folders of other hubs on the same database: only those hubs can move them. */
	elsewhere: number;
	/** Since when the oldest of those waits. */
	elsewhereSince: IsoTime | null;
	/** How many in the folder of the hub that answers. */
	here: number;
	/** Since when the oldest of them waits. */
	hereSince: IsoTime | null;
	/** Code of why the hub that answers moved none when it last tried; none where it went well. */
	problem: string | null;
}
