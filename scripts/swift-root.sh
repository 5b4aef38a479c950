#!/usr/bin/env bash
# Makes, once, a folder with Debian trixie and its Swift, for Linux machines without Swift:
# scripts/swift-root.sh [FOLDER]. FOLDER is .cache/swift of the project when none is named.
#
# Nothing of the machine itself is upgraded: trixie's Swift needs a newer C library than Debian
# 12 has, so it lives in a folder and runs by chroot. Needs root and a Debian mirror: the
# machine's own, or the one that DEBIAN_MIRROR names. About 535 MB to fetch, 1.3 GB to keep.
set -euo pipefail
. "$(dirname "$0")/env.sh"

# 6.0, any packaging of it: a point release of trixie raises the packaging, and an exact pin
# would break on that day without telling anything about our code.
SWIFT=6.0.3
root=${1:-$ROOT/.cache/swift}
done_mark=$root/.swift-$SWIFT
[ -e "$done_mark" ] && exit 0

# Two suites may ask at once: the second waits for the first and then finds the mark.
mkdir -p "$(dirname "$root")"
exec 9>"$root.lock"
flock 9
[ -e "$done_mark" ] && exit 0

mirror() {
  [ -z "${DEBIAN_MIRROR:-}" ] || { printf '%s\n' "$DEBIAN_MIRROR"; return; }
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | sed -n 1p
}

# What a build does not use: debugger, language server, static and embedded runtimes, manuals.
slim() {
  local s=/usr/libexec/swift path
  for path in /usr/share/doc /usr/share/man /usr/share/locale \
    "$s/bin/lldb*" "$s/bin/clangd" "$s/bin/sourcekit-lsp" "$s/bin/docc" "$s/bin/lld" \
    "$s/bin/repl_swift" "$s/lib/liblldb*" "$s/lib/libsourcekitdInProc.so" "$s/lib/libLTO*" \
    "$s/lib/swift_static/linux/*" "$s/lib/swift/embedded"; do
    printf 'path-exclude=%s\n' "$path"
    case $path in *'*'*) ;; *) printf 'path-exclude=%s/*\n' "$path" ;; esac
  done
}

from=$(mirror)
[ -n "$from" ] || { say "no Debian mirror is known here; name one in DEBIAN_MIRROR"; exit 1; }
have debootstrap || {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
}
say "swift: installing Debian trixie with Swift $SWIFT into ${root#"$ROOT"/}"
# Everything that mounts does so in a namespace of its own, so that nothing is ever left mounted
# below the folder; it may always be deleted.
private() { unshare --mount --propagation private "$@"; }
rm -rf --one-file-system "${root:?}"
private debootstrap --variant=minbase trixie "$root" "$from" >/dev/null
slim >"$root/etc/dpkg/dpkg.cfg.d/slim"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
export DEBIAN_FRONTEND=noninteractive
chroot "$root" apt-get update -qq >/dev/null
chroot "$root" apt-get install -y -qq --no-install-recommends \
  "swiftlang=$SWIFT-*" "libswiftlang=$SWIFT-*" libc6-dev libstdc++-14-dev ca-certificates >/dev/null
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/*
# shellcheck disable=SC2016 # $1 is the inner shell's
private sh -euc \
  'mount -t proc proc "$1/proc"; chroot "$1" swiftc --version' sh "$root" >&2
touch "$done_mark"
