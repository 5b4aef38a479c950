// The queue's filters: one table, `controls`, that the address, the request, the controls and the
// chips all follow. They live in the address, so that "back", a reload and a link sent to a
// colleague all show the same list.
import type { Facets, QueueQuery, ReviewState } from './api/types';
import { day } from './format';
import { tv, type Locale } from './i18n.svelte';

export type View = 'todo' | 'has_issues' | 'approved' | 'rejected' | 'all';

export const views: readonly View[] = ['todo', 'has_issues', 'approved', 'rejected', 'all'];

const states: Record<View, ReviewState[]> = {
	todo: ['received', 'in_review', 'edited'],
	has_issues: ['has_issues'],
	approved: ['approved'],
	rejected: ['rejected'],
	all: []
};

/** What the hub filters by, beside the state that the view stands for. */
export type Filter = Exclude<keyof QueueQuery, 'state' | 'cursor' | 'limit' | 'lang'>;

/** Counts that may not have come yet. */
export type Counts = Partial<Facets>;

export interface Option {
	value: string;
	label: string;
	count: number;
}

type Control =
	| { kind: 'words' }
	| { kind: 'day' }
	/** Choices with their counts, as the hub gives them; the seldom ones are folded away on a
	 * phone, as days are. */
	| { kind: 'choice'; seldom?: true; options: (counts: Counts) => Option[] };

/** How each filter is set, in the order of the page. A filter of the hub without an entry here
 * does not compile; its words are `filter_NAME`, and `filter_NAME_all` for a choice. */
export const controls = {
	q: { kind: 'words' },
	form: {
		kind: 'choice',
		options: ({ forms = [] }) =>
			forms.map(({ formId, title, count }) => ({ value: formId, label: title, count }))
	},
	city: {
		kind: 'choice',
		options: ({ cities = [] }) =>
			cities.map(({ code, name, count }) => ({ value: code, label: name, count }))
	},
	place: {
		kind: 'choice',
		seldom: true,
		options: ({ places = [] }) =>
			places.map(({ name, count }) => ({ value: name, label: name, count }))
	},
	flag: {
		kind: 'choice',
		seldom: true,
		options: ({ flags = [] }) =>
			flags.map(({ flag, count }) => ({ value: flag, label: tv('flag', flag), count }))
	},
	from: { kind: 'day' },
	to: { kind: 'day' }
} as const satisfies Record<Filter, Control>;

export const filters = Object.keys(controls) as Filter[];

type Of<Kind> = { [F in Filter]: (typeof controls)[F] extends { kind: Kind } ? F : never }[Filter];
export type ChoiceFilter = Of<'choice'>;
export type DayFilter = Of<'day'>;

const ofKind = <Kind extends Control['kind']>(kind: Kind) =>
	filters.filter((name): name is Of<Kind> => controls[name].kind === kind);
export const choices = ofKind('choice');
export const days = ofKind('day');

export function isSeldom(name: ChoiceFilter): boolean {
	const control: Control = controls[name];
	return control.kind === 'choice' && control.seldom === true;
}

export type Choice = { view: View } & Record<Filter, string>;

/** Days of a calendar that walks can have; a date half typed (year 202) is none of them. */
export function isDay(text: string): boolean {
	if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function readable(name: Filter, value: string): boolean {
	return controls[name].kind !== 'day' || isDay(value);
}

export function choiceFrom(search: URLSearchParams): Choice {
	const asked = search.get('view') as View | null;
	const values = filters.map((name) => {
		const value = search.get(name) ?? '';
		return [name, readable(name, value) ? value : ''] as const;
	});
	return {
		view: asked && views.includes(asked) ? asked : 'todo',
		...(Object.fromEntries(values) as Record<Filter, string>)
	};
}

/** The filters that are set, in the order of the table. */
export function active(choice: Choice): Filter[] {
	return filters.filter((name) => choice[name].trim() !== '');
}

export function isFiltered(choice: Choice): boolean {
	return active(choice).length > 0;
}

/** The change that takes filters away. */
export function without(names: readonly Filter[]): Partial<Choice> {
	return Object.fromEntries(names.map((name) => [name, '']));
}

export function searchOf(choice: Choice): string {
	const search = new URLSearchParams();
	if (choice.view !== 'todo') search.set('view', choice.view);
	for (const name of active(choice)) search.set(name, choice[name].trim());
	const text = search.toString();
	return text ? `?${text}` : '';
}

/** What the hub is asked to count by: the counts are of every state, whatever the view. */
export function filtersOf(choice: Choice): QueueQuery {
	const query: QueueQuery = {};
	for (const name of active(choice)) query[name] = choice[name].trim();
	return query;
}

/** What the hub is asked to list. */
export function queryOf(choice: Choice): QueueQuery {
	const wanted = states[choice.view];
	return wanted.length ? { ...filtersOf(choice), state: wanted.join(',') } : filtersOf(choice);
}

/** A new day moves the other one along rather than asking for a time that is none. */
export function withDay(choice: Choice, name: DayFilter, value: string): Partial<Choice> {
	const [from, to] = name === 'from' ? [value, choice.to] : [choice.from, value];
	if (from && to && from > to) return { from: value, to: value };
	return { [name]: value };
}

/** The choices of a filter; the one that is set is among them even where nothing is left of it. */
export function optionsOf(name: ChoiceFilter, choice: Choice, counts: Counts): Option[] {
	const options: Option[] = controls[name].options(counts);
	const set = choice[name];
	if (!set || options.some((option) => option.value === set)) return options;
	return [...options, { value: set, label: set, count: 0 }];
}

/** The value of a filter as a person reads it. */
export function valueText(name: Filter, choice: Choice, counts: Counts, locale: Locale): string {
	const value = choice[name].trim();
	const control: Control = controls[name];
	if (control.kind === 'day') return day(new Date(`${value}T00:00:00Z`), 'UTC', locale);
	if (control.kind === 'words') return locale === 'en' ? `“${value}”` : `«${value}»`;
	return control.options(counts).find((option) => option.value === value)?.label ?? value;
}

export function countOf(view: View, counts: Counts): number {
	const found = counts.states ?? {};
	const wanted = states[view].length ? states[view] : (Object.keys(found) as ReviewState[]);
	return wanted.reduce((sum, state) => sum + (found[state] ?? 0), 0);
}
