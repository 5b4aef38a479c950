#!/bin/sh
# Starts a peer on our line protocol; builds or installs it at first use.
# usage: run.sh javarosa|web-forms [FORM.xml [MEDIA-DIR]], run.sh javarosa-xpath
set -eu
here=$(cd "$(dirname "$0")" && pwd)
peer=${1:?usage: run.sh javarosa|web-forms|javarosa-xpath [FORM.xml [MEDIA-DIR]]}
shift
case $peer in
javarosa | javarosa-xpath)
	java=$here/javarosa
	if [ -n "$(find "$java/pom.xml" "$java/src" -newer "$java/target/cp.txt" 2>&1 | head -n 1)" ]; then
		mvn -q -f "$java" compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt >&2
		touch "$java/target/cp.txt"
	fi
	class=Drive
	[ "$peer" = javarosa ] || class=Xpath
	zone=${PEER_TZ:-GMT-06:00}
	exec java -Duser.timezone="$zone" -cp "$java/target/classes:$(cat "$java/target/cp.txt")" "$class" "$@"
	;;
web-forms)
	node=$here/web-forms
	[ -f "$node/node_modules/.package-lock.json" ] ||
		npm ci --no-audit --no-fund --loglevel=error --prefix "$node" >&2
	# POSIX counts the other way: GMT+6 is six hours behind.
	TZ=${PEER_TZ:-Etc/GMT+6} exec node -C solid -C browser "$node/drive.mjs" "$@"
	;;
*)
	echo "there is no peer $peer: javarosa, web-forms or javarosa-xpath" >&2
	exit 2
	;;
esac
