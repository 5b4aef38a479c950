import { afterEach, describe, expect, it, vi } from 'vitest';
import { hub } from './client';
import type { Review } from './types';

/** A hub with one record of so many answers and lines of history, in pages as the hub gives them. */
function hubWith(answers: number, lines: number): () => number {
	let asked = 0;
	const page = (path: string) => {
		asked++;
		const query = new URL(path, 'http://hub').searchParams;
		const [from, after] = [query.get('answersFrom'), query.get('historyAfter')];
		const part = (all: number, first: number, most: number) => {
			const end = Math.min(all, first + most);
			const numbers = Array.from({ length: end - first }, (_, at) => first + at);
			return { numbers, next: end < all ? end : null };
		};
		const of = {
			answers: part(answers, Number(from ?? 0), after === null ? 1_000 : 0),
			history: part(lines, Number(after ?? 0), from === null ? 200 : 0)
		};
		return {
			instanceId: 'uuid:1',
			answers: of.answers.numbers.map((number) => ({ ref: `/data/a[${number}]` })),
			nextAnswers: after === null ? of.answers.next : null,
			history: of.history.numbers.map((number) => ({ body: `${number}` })),
			nextHistory: from === null ? of.history.next : null
		};
	};
	vi.stubGlobal('fetch', (path: string) => Promise.resolve(Response.json(page(path))));
	return () => asked;
}

const bodies = (record: Review) => record.history.map((line) => Number(line.body));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('a long record', () => {
	afterEach(() => vi.unstubAllGlobals());

	it('is read whole where it is not too long', async () => {
		const asked = hubWith(2_500, 450);
		const record = await hub.record(1, 'uuid:1', 'es');
		expect(record.answers.length).toBe(2_500);
		expect(bodies(record)).toEqual(upTo(450));
		expect([record.nextAnswers, record.nextHistory]).toEqual([null, null]);
		expect(asked()).toBe(5);
	});

	it('says that it is cut, and is read on to its newest line', async () => {
		hubWith(50_000, 12_000);
		let record = await hub.record(1, 'uuid:1', 'es');
		expect([record.answers.length, record.nextAnswers]).toEqual([21_000, 21_000]);
		expect([record.history.length, record.nextHistory]).toEqual([5_200, 5_200]);
		const before = record;
		for (let turn = 0; record.nextHistory !== null || record.nextAnswers !== null; turn++) {
			expect(turn).toBeLessThan(3);
			record = await hub.readOn(1, record, 'es');
		}
		expect(bodies(record)).toEqual(upTo(12_000));
		expect(record.answers.length).toBe(50_000);
		expect(new Set(record.answers.map((one) => one.ref)).size).toBe(50_000);
		expect(before.history.length).toBe(5_200);
	});
});
