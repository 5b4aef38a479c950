# Sourced by recipes: finds the Node that scripts/setup.sh may have brought.
export PATH="$PWD/.farola/node/node_modules/.bin:$PATH"
