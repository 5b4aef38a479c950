import { describe, expect, it } from 'vitest';
import { Touch, idleMs, tellMs } from './touch';

describe('a page that is left alone', () => {
	it('says for how long, also when it asks by itself', () => {
		const touch = new Touch(0);
		expect(touch.untouched(1_999)).toBe(1);
		expect(touch.untouched(60_000)).toBe(60);
		touch.felt(60_000);
		expect(touch.untouched(60_500)).toBe(0);
	});

	it('is over half an hour after the last touch, however often it asked', () => {
		const touch = new Touch(0);
		touch.felt(1_000);
		for (let now = 2_000; now < 1_000 + idleMs; now += 60_000) {
			touch.untouched(now);
			expect(touch.isOver(now)).toBe(false);
		}
		expect(touch.isOver(1_000 + idleMs)).toBe(true);
	});

	it('tells the hub of who types for long and asks nothing', () => {
		const touch = new Touch(0);
		expect(touch.isDue(tellMs)).toBe(false);
		touch.felt(1_000);
		expect(touch.isDue(tellMs - 1)).toBe(false);
		expect(touch.isDue(tellMs)).toBe(true);
		touch.untouched(tellMs);
		expect(touch.isDue(2 * tellMs)).toBe(false);
	});

	it('is not younger for a clock that was set back', () => {
		const touch = new Touch(10_000);
		touch.felt(5_000);
		expect(touch.untouched(4_000)).toBe(0);
		expect(touch.isOver(5_000 + idleMs)).toBe(false);
	});
});
