// SvelteKit's own types; the app adds nothing to them.
declare global {
	namespace App {}
}

export {};
