import { describe, expect, it } from 'vitest';
import { expected, written } from '../../../scripts/tokens.mjs';

describe('tokens.css', () => {
	it('is what design/tokens.json gives', () => {
		expect(written()).toBe(expected());
	});
});

const luminance = (hex: string) => {
	const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
	const [r = 0, g = 0, b = 0] = channels.map((one) =>
		one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4
	);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a: string, b: string) => {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (light + 0.05) / (dark + 0.05);
};

const token = (name: string) => {
	const found = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(written() as string);
	if (!found?.[1]) throw new Error(`no token ${name}`);
	return found[1];
};

describe('text on the colours of the tokens', () => {
	it.each([
		['papel-0', 'score-critico'],
		['papel-0', 'score-bajo'],
		['noche-900', 'score-medio'],
		['papel-0', 'score-bueno'],
		['papel-0', 'state-aceptado'],
		['papel-0', 'state-rechazado'],
		['noche-900', 'farola-400'],
		['papel-600', 'papel-50'],
		['farola-600', 'papel-50'],
		['noche-500', 'papel-0']
	])('%s on %s can be read', (ink, ground) => {
		expect(contrast(token(ink), token(ground))).toBeGreaterThanOrEqual(4.5);
	});
});
