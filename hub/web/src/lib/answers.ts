// From the hub's flat list of answers to what a person reads: blocks under the form's own group
// headings, and each value in the words that the hub gives. Knows nothing of the page.
import type { Answer, Fault } from './api/types';
import { when, type When } from './format';
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

/** Rules that are broken where no answer is drawn: it was not sent, or the form works it out. */
export function faultsElsewhere(answers: Answer[], faults: Fault[]): Fault[] {
	const drawn = new Set(questions(answers).map((one) => one.ref));
	return faults.filter((fault) => !drawn.has(fault.ref));
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
	when: When | null;
}

const plain = (text: string): Shown => ({ code: null, text, when: null });

/** One answer in the hub's words; a moment is read by the clock of the record's city. */
export function shown(answer: Answer, zone: string, locale: Locale, now: Date): Shown {
	const value = answer.value ?? '';
	if (value && answer.choices?.length) return chosen(answer, value);
	const read = answer.type === 'dateTime' && value ? when(value, zone, locale, now) : null;
	return { ...plain(answer.text ?? value), when: read };
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

export function isLight(value: string | null | undefined): value is Light {
	return value === 'dia' || value === 'crepusculo' || value === 'noche';
}
