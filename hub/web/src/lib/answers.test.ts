import { describe, expect, it } from 'vitest';
import { blocks, faultsElsewhere, isEmpty, shown } from './answers';
import type { Answer } from './api/types';

const zone = 'America/Mexico_City';
const now = new Date('2026-11-24T03:10:00Z');

function answer(ref: string, rest: Partial<Answer> = {}): Answer {
	return {
		ref,
		kind: 'question',
		depth: 0,
		label: `¿${ref}?`,
		type: 'string',
		value: 'x',
		text: null,
		choices: [],
		media: null,
		computed: false,
		...rest
	};
}

const read = (one: Answer) => shown(one, zone, 'es-MX', now);

describe('a broken rule', () => {
	it('stands at its answer, or else in the list above', () => {
		const answers = [answer('/data/a'), answer('/data/b', { computed: true })];
		const faults = ['/data/a', '/data/b', '/data/missing'].map((ref) => {
			return { ref, label: ref, kind: 'required' as const };
		});
		const elsewhere = faultsElsewhere(answers, faults);
		expect(elsewhere.map((fault) => fault.ref)).toEqual(['/data/b', '/data/missing']);
	});
});

describe('a value in words', () => {
	it('keeps the number of a rating beside its words', () => {
		const choices = [{ value: '1', label: 'Poca: hay luz cerca, no alcanza' }];
		const shownAs = read(answer('p_luz', { type: 'select1', value: '1', choices }));
		expect(shownAs.code).toBe('1');
		expect(shownAs.text).toBe('Poca: hay luz cerca, no alcanza');
	});

	it('does not take the name of a choice for a rating', () => {
		const choices = [{ value: 'noche', label: 'Noche' }];
		expect(read(answer('luz', { type: 'select1', value: 'noche', choices }))).toMatchObject({
			code: null,
			text: 'Noche'
		});
	});

	it('joins several choices and never drops an unknown one', () => {
		const choices = [
			{ value: 'podar', label: 'Podar' },
			{ value: 'reparar_luz', label: 'Reparar luminaria' }
		];
		const value = 'reparar_luz podar otra_cosa';
		expect(read(answer('propuesta', { type: 'select', value, choices })).text).toBe(
			'Podar · Reparar luminaria · otra_cosa'
		);
	});

	it('says what the hub says, and a moment by the clock of the city', () => {
		expect(read(answer('n', { type: 'int', value: '1234', text: '1,234' })).text).toBe('1,234');
		expect(read(answer('n', { type: 'int', value: 'muchas', text: null })).text).toBe('muchas');
		const moment = { type: 'dateTime', value: '2026-11-24T02:53:00Z', text: 'mar 24 nov' };
		expect(read(answer('w', moment)).when).toEqual({ kind: 'today', time: '20:53' });
		const unread = { type: 'dateTime', value: 'ayer', text: 'ayer' };
		expect(read(answer('w', unread))).toEqual({ code: null, text: 'ayer', when: null });
	});

	it('tells an unanswered question from one that says 0', () => {
		expect(isEmpty(answer('a', { value: '' }))).toBe(true);
		expect(isEmpty(answer('a', { value: '0' }))).toBe(false);
	});
});

describe('blocks', () => {
	const group = (ref: string, depth: number, label: string) =>
		answer(ref, { kind: 'group', depth, label, value: null });

	it('puts questions under the heading they belong to, also after it closed', () => {
		const made = blocks([
			answer('/d/a'),
			group('/d/g', 0, 'Luz'),
			answer('/d/g/b', { depth: 1 }),
			answer('/d/c')
		]);
		expect(made.map((one) => [one.heading?.label ?? null, one.rows.map((row) => row.ref)])).toEqual([
			[null, ['/d/a']],
			['Luz', ['/d/g/b']],
			[null, ['/d/c']]
		]);
	});

	it('ignores groups that only arrange screens', () => {
		const made = blocks([
			answer('/d/a'),
			group('/d/g', 0, 'g'),
			answer('/d/g/b', { depth: 1 }),
			answer('/d/c')
		]);
		expect(made).toHaveLength(1);
		expect(made[0]?.rows).toHaveLength(3);
	});

	it('returns to the outer heading when an inner one ends', () => {
		const made = blocks([
			group('/d/g', 0, 'Fuera'),
			group('/d/g/h', 1, 'Dentro'),
			answer('/d/g/h/a', { depth: 2 }),
			answer('/d/g/b', { depth: 1 })
		]);
		expect(made.map((one) => one.heading?.label)).toEqual(['Dentro', 'Fuera']);
	});

	it('numbers the turns of a repeat', () => {
		const turn = (n: number) => answer(`/d/r[${n}]`, { kind: 'repeat', label: 'Problema' });
		const made = blocks([
			turn(1),
			answer('/d/r[1]/a', { depth: 1 }),
			turn(2),
			answer('/d/r[2]/a', { depth: 1 })
		]);
		expect(made.map((one) => one.turn)).toEqual([1, 2]);
	});

	it('take the bare name of a field for no heading and no question', () => {
		const made = blocks([
			group('/d/grupo', 0, 'grupo'),
			answer('/d/grupo/a', { depth: 1 }),
			answer('/d/start', { label: 'start' })
		]);
		expect(made).toHaveLength(1);
		expect(made[0]?.heading).toBeNull();
		expect(made[0]?.rows.map((row) => row.ref)).toEqual(['/d/grupo/a']);
	});

	it('leaves out what the form computed and what was only a note', () => {
		expect(blocks([answer('s', { computed: true }), answer('n', { type: 'note' })])).toEqual([]);
	});
});
