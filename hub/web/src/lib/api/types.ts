// What the hub says and hears on its review addresses. Kept by hand beside the hub's contract:
// the Playwright story runs these types against the real hub.

export type ReviewState =
	| 'received'
	| 'in_review'
	| 'has_issues'
	| 'edited'
	| 'approved'
	| 'rejected';

export type ReviewAction = 'start' | 'approve' | 'request_correction' | 'reject' | 'reopen';
export type Role = 'admin' | 'reviewer' | 'team';
export type Light = 'dia' | 'crepusculo' | 'noche';
export type Band = 'critico' | 'bajo' | 'medio' | 'bueno';

export interface Session {
	csrf: string;
	expiresAt: string;
	createdAt: string;
}

export interface User {
	id: number;
	email: string;
	displayName: string;
	role: Role;
	language: string | null;
}

export interface Project {
	id: number;
	name: string;
}

export interface City {
	code: string;
	name: string;
}

export interface Facets {
	states: Partial<Record<ReviewState, number>>;
	forms: { formId: string; title: string; count: number }[];
	cities: { code: string; name: string; count: number }[];
}

export interface Score {
	isp: number;
	band: Band;
	light: Light | null;
	voices: number | null;
}

export interface Item {
	instanceId: string;
	formId: string;
	formTitle: string;
	title: string;
	place: string | null;
	city: City | null;
	walkCode: string | null;
	state: ReviewState;
	urgency: '1' | '2' | '3' | '4' | null;
	score: Score | null;
	light: Light | null;
	photos: { expected: number; present: number };
	answeredAt: string | null;
	receivedAt: string;
	position: { lat: number; lon: number; accuracy: number | null } | null;
}

export interface QueuePage {
	items: Item[];
	total: number;
	next: string | null;
}

export interface Media {
	name: string;
	present: boolean;
	sha256: string | null;
	size: number | null;
	url: string | null;
	/** Absent for what is not a photo: that is offered as a file. */
	thumbUrl: string | null;
	/** Other bytes that arrived under the same name; nothing is overwritten. */
	otherVersions?: number;
}

export interface Answer {
	ref: string;
	kind: 'question' | 'group' | 'repeat';
	depth: number;
	label: string | null;
	type: string;
	value: string | null;
	text: string | null;
	choices: { value: string; label: string }[] | null;
	media: Media | null;
	computed: boolean;
}

export interface Neighbour {
	instanceId: string;
	lat: number;
	lon: number;
	title: string;
	band: Band | null;
}

export interface HistoryEntry {
	at: string;
	actor: { name: string; role: string } | null;
	kind: 'received' | 'state' | 'comment' | 'edited' | 'media';
	from: ReviewState | null;
	to: ReviewState | null;
	ref: string | null;
	label: string | null;
	body: string | null;
}

export interface Review extends Item {
	languages: string[];
	answers: Answer[];
	geometry: GeoJSON.Geometry | GeoJSON.Feature | GeoJSON.FeatureCollection | null;
	neighbours: Neighbour[];
	history: HistoryEntry[];
	versions: { instanceId: string; current: boolean; createdAt: string }[];
	allowed: ReviewAction[];
	device: { id: string | null } | null;
	/** Files that arrived without the record naming them. */
	extraFiles?: Media[];
	receipt: { xmlSha256: string; complete: boolean };
	version: number;
}

export interface Comment {
	ref: string | null;
	body: string;
}

export interface Decision {
	action: ReviewAction;
	reason?: string;
	comments?: Comment[];
	expectedVersion: number;
}

export interface Filters {
	states: ReviewState[];
	form: string;
	city: string;
	q: string;
}
