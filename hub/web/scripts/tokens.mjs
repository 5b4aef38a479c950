// Writes src/lib/design/tokens.css from the project's one source of values, design/tokens.json.
// `--check` compares instead of writing, so that a test notices a file edited by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../../design/tokens.json', import.meta.url));
const target = fileURLToPath(new URL('../src/lib/design/tokens.css', import.meta.url));

/** The CSS text for a parsed tokens.json. */
export function tokensCss(tokens) {
	const lines = [];
	for (const [family, shades] of Object.entries(tokens.color)) {
		for (const [shade, value] of Object.entries(shades)) {
			lines.push(`--${family}-${shade.replace('_', '-')}: ${value.toLowerCase()};`);
		}
	}
	tokens.space.forEach((px, step) => lines.push(`--space-${step}: ${px / 16}rem;`));
	for (const [name, px] of Object.entries(tokens.radius)) lines.push(`--radius-${name}: ${px}px;`);
	for (const [name, px] of Object.entries(tokens.type.size)) {
		lines.push(`--size-${name}: ${px / 16}rem;`);
	}
	lines.push(`--line: ${tokens.type.line};`);
	lines.push(`--font: '${tokens.type.web}', system-ui, sans-serif;`);
	for (const [name, px] of Object.entries(tokens.touch)) {
		lines.push(`--touch-${name.replace('_', '-')}: ${px / 16}rem;`);
	}
	for (const [name, ms] of Object.entries(tokens.motion)) {
		lines.push(`--motion-${name.replace('_ms', '')}: ${ms}ms;`);
	}
	const body = lines.map((line) => `\t${line}`).join('\n');
	return `/* Generated from design/tokens.json by \`npm run tokens\`. Do not edit by hand. */\n:root {\n${body}\n}\n`;
}

export function expected() {
	return tokensCss(JSON.parse(readFileSync(source, 'utf8')));
}

export function written() {
	return readFileSync(target, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (process.argv.includes('--check')) {
		if (expected() !== written()) {
			console.error('src/lib/design/tokens.css differs from design/tokens.json: npm run tokens');
			process.exit(1);
		}
	} else {
		writeFileSync(target, expected());
	}
}
