import { afterEach, describe, expect, it } from 'vitest';
import en from '../../messages/en.json';
import es from '../../messages/es-MX.json';
import { bindings } from './keys';
import { fill, localeFrom, sentence, setLocale, t, tn, tv } from './i18n.svelte';
import { sentences, words } from './words.generated';

const spanish: Record<string, string> = es;
const english: Record<string, string> = en;
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]).sort();

afterEach(() => setLocale('es-MX'));

describe('the two languages', () => {
	it('say the same things', () => {
		expect(Object.keys(english)).toEqual(Object.keys(spanish));
	});

	it.each(Object.keys(spanish))('%s has words and the same holes', (key) => {
		expect(spanish[key]?.trim()).toBeTruthy();
		expect(english[key]?.trim()).toBeTruthy();
		expect(holes(english[key] ?? '')).toEqual(holes(spanish[key] ?? ''));
	});

	it('have one and many of every counted message', () => {
		for (const key of Object.keys(spanish).filter((one) => one.endsWith('_one'))) {
			expect(spanish).toHaveProperty(key.replace(/_one$/, '_other'));
		}
	});

	it('speak to the person as usted', () => {
		const familiar = /\b(tú|tu|tus|puedes|escribe|elige|intenta|haz|tienes|quieres)\b/i;
		for (const text of Object.values(spanish)) expect(text).not.toMatch(familiar);
	});

	it('use no words of form software', () => {
		const jargon = /payload|sincroniza|instancia|submission|instance|token|XML/i;
		for (const text of [...Object.values(spanish), ...Object.values(english)]) {
			expect(text).not.toMatch(jargon);
		}
	});

	it('name every key of the desk', () => {
		for (const binding of bindings) expect(spanish).toHaveProperty(binding.label);
	});
});

describe('choosing words', () => {
	it('counts by the rules of the language', () => {
		expect(tn('voices', 1)).toBe('1 voz');
		expect(tn('voices', 8)).toBe('8 voces');
		expect(tn('photos', 0)).toBe('0 fotos');
		setLocale('en');
		expect(tn('voices', 1)).toBe('1 voice');
		expect(tn('queue_count', 1234)).toBe('1,234 records');
	});

	it('shows an unknown value of the hub rather than nothing', () => {
		expect(tv('review_state', 'in_review')).toBe('En revisión');
		expect(tv('review_state', 'something_new')).toBe('something_new');
	});

	it('says what to do about a problem of the hub', () => {
		expect(sentence('review.reason_required')).toBe(
			'Falta la razón. Escríbala y decida otra vez.'
		);
		setLocale('en');
		expect(sentence('server.busy')).toBe('The server is busy. It is tried again in a moment.');
		expect(sentence('hub.of_tomorrow')).toBeNull();
	});

	it('shares words with the phones, and has none of them twice', () => {
		expect(t('button_try_again')).toBe('Intentar de nuevo');
		expect(Object.keys(words.en)).toEqual(Object.keys(words['es-MX']));
		expect(Object.keys(sentences.en)).toEqual(Object.keys(sentences['es-MX']));
		const twice = Object.keys(words.en).filter((key) => key in spanish);
		expect(twice).toEqual([]);
	});

	it('fills only the holes it has words for', () => {
		expect(fill('{a} y {b}', { a: 'uno' })).toBe('uno y {b}');
		expect(t('done_approve', { title: 'Parada {x}' })).toBe('Aceptado: Parada {x}');
	});

	it('reads language tags', () => {
		expect(localeFrom('es')).toBe('es-MX');
		expect(localeFrom('es-419')).toBe('es-MX');
		expect(localeFrom('en-GB')).toBe('en');
		expect(localeFrom('fr')).toBeNull();
		expect(localeFrom('')).toBeNull();
	});
});
