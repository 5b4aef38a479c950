import { describe, expect, it } from 'vitest';
import { bindings, commandOf, keyOf, type Press } from './keys';

const press = (key: string, rest: Partial<Press> = {}): Press => ({
	key,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	...rest
});

describe('the keyboard', () => {
	it('has one meaning for each key', () => {
		const keys = bindings.flatMap((binding) => binding.keys);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it.each([
		['a', 'approve'],
		['C', 'correction'],
		['r', 'reject'],
		['j', 'next'],
		['n', 'next'],
		['k', 'previous'],
		['z', 'undo'],
		['/', 'search'],
		['?', 'help']
	])('%s means %s', (key, command) => {
		expect(commandOf(press(key), false)).toBe(command);
	});

	it('leaves typing and the browser alone', () => {
		expect(commandOf(press('a'), true)).toBeNull();
		expect(commandOf(press('r', { ctrlKey: true }), false)).toBeNull();
		expect(commandOf(press('a', { metaKey: true }), false)).toBeNull();
		expect(commandOf(press('a', { altKey: true }), false)).toBeNull();
		expect(commandOf(press('Enter'), false)).toBeNull();
	});

	it('never decides twice because a key was held', () => {
		expect(commandOf(press('a', { repeat: true }), false)).toBeNull();
		expect(commandOf(press('j', { repeat: true }), false)).toBe('next');
	});

	it('shows on a button the key that works', () => {
		for (const binding of bindings) {
			expect(commandOf(press(keyOf(binding.command)), false)).toBe(binding.command);
		}
	});
});
