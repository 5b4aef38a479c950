import { describe, expect, it } from 'vitest';
import { choiceFrom, countOf, filtersOf, isFiltered, searchOf } from './filters';

describe('the filters in the address', () => {
	it('come back as they were written', () => {
		const choice = { view: 'rejected', form: 'cs_punto', city: '08037', q: 'poste 118 & más' } as const;
		expect(choiceFrom(new URLSearchParams(searchOf(choice)))).toEqual(choice);
	});

	it('are absent when nothing is filtered', () => {
		expect(searchOf({ view: 'todo', form: '', city: '', q: '  ' })).toBe('');
		expect(isFiltered({ view: 'todo', form: '', city: '', q: ' ' })).toBe(false);
	});

	it('fall back to what is to be reviewed', () => {
		expect(choiceFrom(new URLSearchParams('view=borrar')).view).toBe('todo');
	});

	it('count the states a view shows', () => {
		const facets = { states: { received: 14, edited: 1, approved: 212 }, forms: [], cities: [] };
		expect(countOf('todo', facets)).toBe(15);
		expect(countOf('rejected', facets)).toBe(0);
		expect(countOf('all', facets)).toBe(227);
		expect(filtersOf({ view: 'all', form: '', city: '', q: '' }).states).toEqual([]);
	});
});
