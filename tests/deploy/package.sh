#!/bin/bash
# The Debian package, and the manual's ways in, in a Debian with a booted systemd: built from a
# clone, checked by lintian, installed, used, upgraded under load, removed, purged. What is done
# inside is in booted.sh.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

PACKAGES=systemd,systemd-sysv,dbus,cron,nginx-light,lighttpd,logrotate,sqlite3,procps,make,spawn-fcgi,multiwatch
# No libraries of ours: the package has to bring them along. curl brings some of them, so that it is
# installed after the package.
AT_HAND="curl libcurl4 libfcgi0ldbl libinih1 libnettle8 libsmartcols1 libtalloc2 libxml2 libyajl2 ca-certificates"

need_root
mkdir -p "$WORK"
DIR=$(mktemp -d "${TMPDIR:-/tmp}/smp.XXXXXX")
# shellcheck disable=SC2317 # called by the trap
finish() {
  rm -rf "$DIR"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

package_build() {
  clone "$DIR/src"
  (cd "$DIR/src" && dpkg-buildpackage -us -uc -b) >"$WORK/package.log" 2>&1 ||
    { tail -n 20 "$WORK/package.log"; fail "dpkg-buildpackage"; }
  DEB=$(echo "$DIR"/status-monitor_*.deb)
  lintian --allow-root --fail-on error,warning "$DIR"/*.changes || fail "lintian"
  [ -z "$(git -C "$DIR/src" status --porcelain)" ] ||
    { git -C "$DIR/src" status --short | head; fail "a build leaves files that git does not ignore"; }
  echo "package: $(stat -c %s "$DEB") bytes"
}

# package_variant VERSION: the same package under another version.
package_variant() {
  sed -i "s/^Version: .*/Version: $1/" "$DIR/deb/DEBIAN/control"
  dpkg-deb -b "$DIR/deb" "$DIR/status-monitor-$1.deb" >/dev/null
}

# schema SQL: a next version of the store, with this as its migration, in the variants to come.
schema() {
  cp "$DIR/schema.sql" "$DIR/src/src/store/schema.sql"
  printf -- '-- version: 2\n%s\n' "$1" >>"$DIR/src/src/store/schema.sql"
  # A package is built without tracking what depends on what.
  rm -f "$DIR"/src/debian/build/src/store/*.o
  for targets in src/store/schema.inc "webhook.fcgi status-poller statusctl"; do
    # shellcheck disable=SC2086 # a list of words
    make -s -C "$DIR/src/debian/build" $targets >"$WORK/schema.log" 2>&1 ||
      { tail -n 5 "$WORK/schema.log"; fail "a second schema"; }
  done
  cp "$DIR/src/debian/build/statusctl" "$DIR/deb/usr/bin/"
  cp "$DIR/src/debian/build/webhook.fcgi" "$DIR/src/debian/build/status-poller" "$DIR/deb/usr/libexec/status-monitor/"
}

# An upgrade that changes nothing, one whose migration fails, one whose migration works.
package_variants() {
  dpkg-deb -R "$DEB" "$DIR/deb"
  cp "$DIR/src/src/store/schema.sql" "$DIR/schema.sql"
  package_variant 0.1.0+same
  schema 'CREATE TABLE was_begun (x INTEGER) STRICT; CREATE TABLE event (x INTEGER) STRICT;'
  package_variant 0.1.1+fails
  schema 'CREATE TABLE later (x INTEGER) STRICT;'
  package_variant 0.1.2+works
}

# What "make install" installs, for the ways in that begin with it.
source_install() {
  make -s -C "$DIR/src/debian/build" install DESTDIR="$DIR/source" >"$WORK/install.log" 2>&1
  tar -C "$DIR/source" -cf "$DIR/source.tar" .
}

# The blocks of the manual by the headings they stand under: what begins with "# ", without that, as
# HEADING; others, which a supervisor runs, as HEADING-1 and so on.
manual_commands() {
  awk '/^\.S[sh] / { name = $0; sub(/^\.S[sh] /, "", name); gsub(/[^A-Za-z]+/, "-", name); n = 0 }
    /^\.Bd/ { inside = 1; file = ""; next }
    /^\.Ed/ { inside = 0 }
    inside { if (file == "") file = dir "/" name (/^# / ? "" : "-" ++n)
      line = $0; sub(/^# /, "", line); sub(/\\e$/, "\\", line); print line >>file }' \
    dir="$1" "$SOURCE/man/status-monitor-deployment.7"
}

tree_make() {
  base booted "$PACKAGES" "$AT_HAND"
  cp -a "$WORK/booted" "$DIR/tree"
  mkdir -p "$DIR/tree/root/manual"
  manual_commands "$DIR/tree/root/manual"
  sed -n 's/^[A-Z]*_SONAME = //p' "$DIR/src/debian/build/Makefile" >"$DIR/tree/root/loaded"
  cp "$DEB" "$DIR"/status-monitor-*.deb "$DIR/source.tar" "$SOURCE/tests/deploy/booted.sh" "$DIR/tree/root/"
  # Names of the tree are given to chroot, for a link in it would lead out of it.
  chroot "$DIR/tree" sh -c 'rm -f /etc/nginx/sites-enabled/default
    systemctl -q disable lighttpd
    printf "[Unit]\nAfter=multi-user.target\n[Service]\nExecStart=/bin/bash /root/booted.sh\n" >/etc/systemd/system/booted.service
    mkdir -p /etc/systemd/system/default.target.wants
    ln -s ../booted.service /etc/systemd/system/default.target.wants/'
}

# nspawn's own filter leaves no Landlock, and a cgroup of version 1 is no home for it. It ends with a
# shutdown and with a reboot alike.
tree_boot() {
  # shellcheck disable=SC2016 # for the shell inside
  timeout 900 unshare -m --propagation private sh -c '
      umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; exec "$@"' sh \
    systemd-nspawn -q --register=no --keep-unit --private-network --resolv-conf=off \
    --system-call-filter="landlock_create_ruleset landlock_add_rule landlock_restrict_self" \
    -D "$DIR/tree" -b </dev/null >>"$WORK/boot.log" 2>&1 || true
  [ -f "$DIR/tree/root/result" ] || { tail -n 20 "$WORK/boot.log"; fail "the tree did not boot"; }
}

package_build
package_variants
source_install
tree_make
rm -f "$WORK/boot.log"
tree_boot
[ ! -e "$DIR/tree/root/rebooted" ] || tree_boot
cp "$DIR/tree/root/said" "$WORK/booted.log"
cp "$DIR/tree/root/result" "$WORK/result"
cat "$DIR/tree/root/result"
grep -q '^the end$' "$DIR/tree/root/result" || { tail -n 30 "$WORK/booted.log"; fail "it did not get to its end"; }
! grep '^not ok' "$DIR/tree/root/result" || { tail -n 200 "$WORK/booted.log"; fail "see above"; }
