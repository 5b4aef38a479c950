import { describe, expect, it } from 'vitest';
import { forget, hasWords, keep, kept, nothing } from './typed';

class Memory implements Storage {
	#held = new Map<string, string>();
	get length() {
		return this.#held.size;
	}
	clear = () => this.#held.clear();
	key = (at: number) => [...this.#held.keys()][at] ?? null;
	getItem = (name: string) => this.#held.get(name) ?? null;
	setItem = (name: string, value: string) => void this.#held.set(name, value);
	removeItem = (name: string) => void this.#held.delete(name);
}

const typed = {
	drafts: { 'uuid:1': [{ ref: '/data/luz', body: 'Falta la foto' }] },
	reasons: { 'uuid:2': 'Es de prueba' }
};

describe('what was typed', () => {
	it('is there again for who typed it, in the same tab', () => {
		const storage = new Memory();
		keep(storage, 7, typed);
		expect(kept(storage, 7)).toEqual(typed);
	});

	it('is not shown to whoever signs in after her, nor to herself afterwards', () => {
		const storage = new Memory();
		keep(storage, 7, typed);
		expect(kept(storage, 8)).toEqual(nothing());
		expect(kept(storage, 7)).toEqual(nothing());
		expect(storage.length).toBe(0);
	});

	it('goes when it was sent, and when she signs out', () => {
		const storage = new Memory();
		keep(storage, 7, typed);
		keep(storage, 7, { drafts: { 'uuid:1': [{ ref: null, body: '  ' }] }, reasons: {} });
		expect(storage.length).toBe(0);
		keep(storage, 7, typed);
		forget(storage);
		expect(storage.length).toBe(0);
	});

	it('is nothing where the browser keeps nothing or something else', () => {
		const storage = new Memory();
		for (const text of ['{', '[]', '5', '{"user":7}']) {
			storage.setItem('farola.typed', text);
			expect(kept(storage, 7)).toEqual(nothing());
		}
		const closed = new Memory();
		closed.setItem = () => {
			throw new Error('full');
		};
		keep(closed, 7, typed);
		expect(hasWords(kept(closed, 7))).toBe(false);
	});
});
