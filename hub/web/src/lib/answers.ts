// From the hub's flat list of answers to what a person reads: blocks under the form's own group
// headings, and each value in words. Knows nothing of the page.
import type { Answer } from './api/types';
import { coordinate, day, number, when, type When } from './format';
import type { Locale } from './i18n.svelte';

/** What the kit's forms call the light; another form may say something else. */
export type Light = 'dia' | 'crepusculo' | 'noche';

export interface Block {
	heading: Answer | null;
	/** Which turn of its repeat this block is, from 1; null outside repeats. */
	turn: number | null;
	level: number;
	rows: Answer[];
}

/** A photo to be shown, or one still to come. */
export function isPhoto(answer: Answer): boolean {
	return answer.media !== null && (!answer.media.present || answer.media.thumbUrl !== null);
}

/** Values nobody answered; shown on request only. */
export function isEmpty(answer: Answer): boolean {
	return answer.kind === 'question' && !answer.value && !answer.media;
}

/** The form's own words for it; the hub gives the bare name of a field that has none. */
export function hasLabel(answer: Answer): boolean {
	const name = answer.ref.split('/').at(-1)?.replace(/\[\d+\]$/, '');
	return Boolean(answer.label) && answer.label?.replace(/\[\d+\]$/, '') !== name;
}

/** Answered by a person, as opposed to filled in by the form or only read. */
export function isReadable(answer: Answer): boolean {
	if (answer.kind !== 'question' || answer.computed || answer.type === 'note') return false;
	return hasLabel(answer);
}

export function questions(answers: Answer[]): Answer[] {
	return answers.filter(isReadable);
}

/**
 * Groups the readable answers under their headings. A group without a label is the form's own
 * arrangement of screens, so its questions simply go on in the block they were in.
 */
export function blocks(answers: Answer[]): Block[] {
	const out: Block[] = [];
	const open: Block[] = [];
	const fresh = (heading: Answer | null, turn: number | null, level: number): Block => {
		const block = { heading, turn, level, rows: [] };
		out.push(block);
		return block;
	};
	for (const answer of answers) {
		while (open.length && (open.at(-1)?.level ?? 0) >= answer.depth) open.pop();
		if (answer.kind !== 'question') {
			if (!hasLabel(answer)) continue;
			const turn = answer.kind === 'repeat' ? turnOf(answer.ref) : null;
			open.push(fresh(answer, turn, answer.depth));
			continue;
		}
		if (!isReadable(answer)) continue;
		const home = open.at(-1) ?? null;
		const last = out.at(-1);
		if (last && last.heading === (home?.heading ?? null)) last.rows.push(answer);
		else if (home && last === home) home.rows.push(answer);
		else fresh(home?.heading ?? null, home?.turn ?? null, home?.level ?? 0).rows.push(answer);
	}
	return out.filter((block) => block.rows.length > 0);
}

function turnOf(ref: string): number | null {
	const found = /\[(\d+)\][^[]*$/.exec(ref);
	return found ? Number(found[1]) : null;
}

export interface Shown {
	/** The code of a rating, kept beside its words. */
	code: string | null;
	text: string;
	points: number | null;
	when: When | null;
}

const plain = (text: string): Shown => ({ code: null, text, points: null, when: null });

/** One answer in words and number. */
export function shown(answer: Answer, zone: string, locale: Locale, now: Date): Shown {
	const value = answer.value ?? '';
	if (!value) return plain(answer.text ?? '');
	if (answer.choices?.length) return chosen(answer, value);
	switch (answer.type) {
		case 'int':
		case 'integer':
		case 'decimal':
		case 'range': {
			const parsed = Number(value);
			return plain(Number.isFinite(parsed) ? number(parsed, locale, 6) : value);
		}
		case 'date':
			return plain(dateOnly(value, locale));
		case 'dateTime': {
			const read = when(value, zone, locale, now);
			return read ? { ...plain(value), when: read } : plain(value);
		}
		case 'geopoint':
			return plain(point(value, locale));
		case 'geotrace':
		case 'geoshape': {
			const points = value.split(';').filter((one) => one.trim()).length;
			return { ...plain(''), points };
		}
		default:
			return plain(answer.text ?? value);
	}
}

function chosen(answer: Answer, value: string): Shown {
	const picked = new Set(value.split(/\s+/));
	const offered = answer.choices ?? [];
	const known = offered.filter((choice) => picked.has(choice.value));
	const words = known.map((choice) => choice.label || choice.value);
	for (const one of picked) {
		if (!offered.some((choice) => choice.value === one)) words.push(one);
	}
	const code = picked.size === 1 && /^\d{1,2}$/.test(value) ? value : null;
	return { ...plain(words.join(' · ')), code: words.length === 1 ? code : null };
}

function dateOnly(value: string, locale: Locale): string {
	const at = new Date(`${value.slice(0, 10)}T12:00:00Z`);
	return Number.isNaN(at.getTime()) ? value : day(at, 'UTC', locale);
}

function point(value: string, locale: Locale): string {
	const [lat, lon, , accuracy] = value.split(/\s+/).map(Number);
	if (lat === undefined || lon === undefined || Number.isNaN(lat + lon)) return value;
	const place = `${coordinate(lat, locale)}, ${coordinate(lon, locale)}`;
	return accuracy ? `${place} (±${number(Math.round(accuracy), locale)} m)` : place;
}

export function isLight(value: string | null | undefined): value is Light {
	return value === 'dia' || value === 'crepusculo' || value === 'noche';
}
