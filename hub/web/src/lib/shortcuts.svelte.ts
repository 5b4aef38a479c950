// Single-letter keys can be switched off (WCAG 2.1.4): dictation and screen readers may send them.
const stored = 'farola.shortcuts';

const state = $state({ on: read() });

export function shortcuts(): boolean {
	return state.on;
}

export function setShortcuts(on: boolean): void {
	state.on = on;
	try {
		localStorage.setItem(stored, on ? 'on' : 'off');
	} catch {
		// Not kept after this page; it still holds now.
	}
}

function read(): boolean {
	try {
		return localStorage.getItem(stored) !== 'off';
	} catch {
		return true;
	}
}
