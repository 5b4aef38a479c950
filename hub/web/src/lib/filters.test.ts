import { describe, expect, it } from 'vitest';
import en from '../../messages/en.json';
import es from '../../messages/es-MX.json';
import {
	active,
	choiceFrom,
	choices,
	controls,
	countOf,
	days,
	filters,
	filtersOf,
	isDay,
	isFiltered,
	optionsOf,
	queryOf,
	searchOf,
	valueText,
	withDay,
	without,
	type Choice
} from './filters';

const nothing = choiceFrom(new URLSearchParams());
const chosen: Choice = {
	...nothing,
	view: 'rejected',
	q: 'poste 118 & más',
	form: 'cs_punto',
	city: '08037',
	place: 'Santa Teresita',
	flag: 'walk',
	from: '2026-11-01',
	to: '2026-11-28'
};
const counts = {
	states: { received: 14, edited: 1, approved: 212 },
	forms: [{ formId: 'cs_punto', title: 'Observación en una parada', count: 6 }],
	cities: [{ code: '08037', name: 'Ciudad Juárez', count: 1 }],
	places: [{ name: 'Analco', count: 9 }]
};

describe('the filters in the address', () => {
	it('come back as they were written, every one of them', () => {
		expect(choiceFrom(new URLSearchParams(searchOf(chosen)))).toEqual(chosen);
		expect(active(chosen)).toEqual(filters);
		for (const name of filters) {
			const one = { ...nothing, [name]: chosen[name] };
			expect(choiceFrom(new URLSearchParams(searchOf(one)))).toEqual(one);
			expect(isFiltered(one)).toBe(true);
		}
	});

	it('are absent when nothing is filtered', () => {
		expect(searchOf({ ...nothing, q: '  ' })).toBe('');
		expect(isFiltered({ ...nothing, q: ' ' })).toBe(false);
		expect(searchOf({ ...chosen, view: 'todo', ...without(filters) })).toBe('');
	});

	it('fall back to what is to be reviewed', () => {
		expect(choiceFrom(new URLSearchParams('view=borrar')).view).toBe('todo');
	});

	it('leave out a day that is none, so that a broken link shows a list', () => {
		for (const wrong of ['ayer', '2026-02-30', '0202-11-01', '2026-11-1', '20261101']) {
			expect(isDay(wrong), wrong).toBe(false);
			expect(choiceFrom(new URLSearchParams({ from: wrong })).from).toBe('');
		}
		expect(isDay('2028-02-29')).toBe(true);
	});
});

describe('what the hub is asked', () => {
	it('is the filters under their own names, and the states of the view', () => {
		expect(queryOf(chosen)).toEqual({
			state: 'rejected',
			q: 'poste 118 & más',
			form: 'cs_punto',
			city: '08037',
			place: 'Santa Teresita',
			flag: 'walk',
			from: '2026-11-01',
			to: '2026-11-28'
		});
		expect(queryOf(nothing)).toEqual({ state: 'received,in_review,edited' });
		expect(queryOf({ ...nothing, view: 'all' })).toEqual({});
		expect(filtersOf({ ...nothing, place: ' Analco ' }), 'counts are of every state').toEqual({
			place: 'Analco'
		});
	});
});

describe('what the page shows', () => {
	it('counts the states of a view, also before any count has come', () => {
		expect(countOf('todo', counts)).toBe(15);
		expect(countOf('rejected', counts)).toBe(0);
		expect(countOf('all', counts)).toBe(227);
		expect(countOf('all', {})).toBe(0);
	});

	it('has a way to set each filter, and words for it in both languages', () => {
		expect([...choices, ...days, 'q'].sort()).toEqual([...filters].sort());
		for (const words of [es, en] as Record<string, string>[]) {
			for (const name of filters) {
				expect(words[`filter_${name}`], name).toBeTruthy();
				const all = words[`filter_${name}_all`];
				expect(Boolean(all), name).toBe(controls[name].kind === 'choice');
			}
		}
	});

	it('says the value of a filter as people do', () => {
		const text = (name: (typeof filters)[number], locale: 'es-MX' | 'en' = 'es-MX') =>
			valueText(name, chosen, counts, locale);
		expect(text('form')).toBe('Observación en una parada');
		expect(text('city')).toBe('Ciudad Juárez');
		expect(text('place'), 'no count says another name').toBe('Santa Teresita');
		expect(text('from')).toBe('1 nov 2026');
		expect(text('to', 'en')).toBe('Nov 28, 2026');
		expect(text('q')).toBe('«poste 118 & más»');
	});

	it('offers the chosen one also where nothing is left of it', () => {
		const offered = (choice: Choice) => optionsOf('place', choice, counts);
		expect(offered(nothing).map((one) => one.value)).toEqual(['Analco']);
		expect(offered(chosen).map((one) => one.value)).toEqual(['Analco', 'Santa Teresita']);
		expect(offered(chosen).at(-1)?.count).toBe(0);
		expect(offered({ ...nothing, place: 'Analco' })).toHaveLength(1);
	});

	it('moves the other day along instead of asking for a time that is none', () => {
		expect(withDay(chosen, 'from', '2026-11-05')).toEqual({ from: '2026-11-05' });
		expect(withDay(chosen, 'from', '2026-12-05')).toEqual({ from: '2026-12-05', to: '2026-12-05' });
		expect(withDay(chosen, 'to', '2026-10-05')).toEqual({ from: '2026-10-05', to: '2026-10-05' });
		expect(withDay(chosen, 'to', '')).toEqual({ to: '' });
		expect(withDay(nothing, 'to', '2026-10-05')).toEqual({ to: '2026-10-05' });
	});
});
