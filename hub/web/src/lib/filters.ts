// The queue's filters live in the address, so that "back", a reload and a link sent to a
// colleague all show the same list.
import type { Facets, Filters, ReviewState } from './api/types';

export type View = 'todo' | 'has_issues' | 'approved' | 'rejected' | 'all';

export const views: readonly View[] = ['todo', 'has_issues', 'approved', 'rejected', 'all'];

const states: Record<View, ReviewState[]> = {
	todo: ['received', 'in_review', 'edited'],
	has_issues: ['has_issues'],
	approved: ['approved'],
	rejected: ['rejected'],
	all: []
};

export interface Choice {
	view: View;
	form: string;
	city: string;
	q: string;
}

export function choiceFrom(search: URLSearchParams): Choice {
	const asked = search.get('view') as View | null;
	return {
		view: asked && views.includes(asked) ? asked : 'todo',
		form: search.get('form') ?? '',
		city: search.get('city') ?? '',
		q: search.get('q') ?? ''
	};
}

export function searchOf(choice: Choice): string {
	const search = new URLSearchParams();
	if (choice.view !== 'todo') search.set('view', choice.view);
	if (choice.form) search.set('form', choice.form);
	if (choice.city) search.set('city', choice.city);
	if (choice.q.trim()) search.set('q', choice.q.trim());
	const text = search.toString();
	return text ? `?${text}` : '';
}

export function filtersOf(choice: Choice): Filters {
	return { states: states[choice.view], form: choice.form, city: choice.city, q: choice.q };
}

export function isFiltered(choice: Choice): boolean {
	return Boolean(choice.form || choice.city || choice.q.trim());
}

export function countOf(view: View, facets: Facets): number {
	const wanted = states[view].length ? states[view] : (Object.keys(facets.states) as ReviewState[]);
	return wanted.reduce((sum, state) => sum + (facets.states[state] ?? 0), 0);
}
