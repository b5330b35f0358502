#!/bin/bash
# The Dockerfile, built and run without a Docker engine: by buildah, over a Debian that
# debootstrap makes in place of the image of that name. compose.yaml is checked, and its three
# containers are run as it says, as far as chroot goes.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

need_root
mkdir -p "$WORK"
DIR=$(mktemp -d "${TMPDIR:-/tmp}/smc.XXXXXX")
PIDS=""
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
export CONTAINERS_STORAGE_CONF=$DIR/storage.conf REGISTRY_AUTH_FILE=$DIR/auth.json
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$DIR" "$DIR" >"$DIR/storage.conf"
echo '{}' >"$DIR/auth.json"

# family PID: it and all that it started.
family() {
  local child
  echo "$1"
  for child in $(pgrep -P "$1"); do family "$child"; done
}

# shellcheck disable=SC2317 # called by the trap
finish() {
  local pid all
  for pid in $PIDS; do
    mapfile -t all < <(family "$pid")
    kill -TERM "${all[@]}" 2>/dev/null || true
  done
  wait
  buildah rm -a >/dev/null 2>&1 || true
  umount "$DIR/socket" 2>/dev/null || true
  rm -rf "$DIR"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# debian:bookworm-slim, of which buildah is to believe that it was pulled. That one has no
# documentation and no translations.
image_of_debian() {
  local c
  base slim ca-certificates
  tar -C "$WORK/slim" --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
    --exclude='./var/cache/*' --exclude='./var/lib/apt/lists/*' -cf "$DIR/slim.tar" .
  c=$(buildah from scratch)
  buildah add -q "$c" "$DIR/slim.tar" / >/dev/null
  buildah commit -q "$c" docker.io/library/debian:bookworm-slim >/dev/null
  buildah rm "$c" >/dev/null
}

image_build() {
  clone "$DIR/src"
  printf 'unqualified-search-registries = ["docker.io"]\n' >"$DIR/registries.conf"
  printf '{"default":[{"type":"insecureAcceptAnything"}]}' >"$DIR/policy.json"
  (cd "$DIR/src" && CONTAINERS_REGISTRIES_CONF=$DIR/registries.conf buildah bud -q --format docker --layers=false \
    --pull-never --signature-policy "$DIR/policy.json" -t status-monitor -f Dockerfile .) >"$WORK/image.log" 2>&1 ||
    { tail -n 20 "$WORK/image.log"; fail "buildah bud"; }
}

# inspect FORMAT
inspect() {
  buildah inspect --type image --format "$1" status-monitor
}

image_check() {
  [ "$(inspect '{{.Docker.Config.User}}')" = 10001:10001 ] || fail "the image runs as $(inspect '{{.Docker.Config.User}}')"
  inspect '{{.Docker.Config.Healthcheck}}' | grep -q /health || fail "the image has no health check"
  inspect '{{.Docker.Config.Cmd}}' | grep -q webhook.fcgi || fail "the image starts something else"
}

# run NAME COMMAND...: one container of the image, with the volumes of compose.yaml. As buildah has
# no network of its own in a chroot, nginx listens on a free port of ours. The image's own volume, one
# for each container, may come to lie over the one that they share: which one does is left to chance.
run() {
  local name=$1
  shift
  buildah from --pull-never --name "$name" status-monitor >/dev/null
  buildah config --volume /var/lib/status-monitor- "$name"
  buildah run --user 10001:10001 -e LOG_FILE=stdout -v "$DIR/state:/var/lib/status-monitor:rw" \
    -v "$DIR/socket:/run/status-monitor:rw" "$name" -- "$@" </dev/null >"$DIR/$name.out" 2>"$DIR/$name.log" &
  PIDS="$PIDS $!"
}

within() {
  buildah run --user 10001:10001 -v "$DIR/state:/var/lib/status-monitor:rw" -v "$DIR/socket:/run/status-monitor:rw" \
    responder -- "$@"
}

eventually() {
  for _ in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  for log in "$DIR"/*.log; do echo "$log:"; tail -n 5 "$log"; done
  fail "did not happen: $*"
}

docker-compose -f "$SOURCE/compose.yaml" config -q || fail "compose.yaml"
WEBHOOK_SECRET=from-the-environment docker-compose -f "$SOURCE/compose.yaml" config |
  grep -q 'WEBHOOK_SECRET: from-the-environment' || fail "compose.yaml does not pass settings on"
image_of_debian
image_build
image_check

mkdir "$DIR/state" "$DIR/socket"
chown 10001:10001 "$DIR/state" "$DIR/socket"
chmod 750 "$DIR/state" "$DIR/socket"
PORT=$((20000 + RANDOM % 12000))
run responder /usr/libexec/status-monitor/webhook.fcgi --listen /run/status-monitor/webhook.sock
eventually test -S "$DIR/socket/webhook.sock"
run nginx sh -c "mkdir -p /tmp/n && cp -r /etc/nginx/. /tmp/n && sed -i 's|listen 8000;|listen 127.0.0.1:$PORT;|' /tmp/n/sites-enabled/* &&
  sed -i 's|/etc/nginx/|/tmp/n/|' /tmp/n/nginx.conf && exec /usr/sbin/nginx -e stderr -c /tmp/n/nginx.conf -g 'daemon off;'"
eventually curl -fsS "http://127.0.0.1:$PORT/health"

SECRET=$(within statusctl secret show)
BODY='{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"N","status":"investigating","impact":"minor","incident_updates":[{"id":"u","status":"investigating","body":"b"}]}}'
[ "$(curl -sS -d "$BODY" "http://127.0.0.1:$PORT/webhook/$SECRET")" = '{"received":true,"incident_id":"i1"}' ] ||
  fail "an incident is not received"
eventually grep -q 'Provider : GitHub' "$DIR/responder.out"
[ "$(curl -sS -d "$BODY" "http://127.0.0.1:$PORT/webhook/$SECRET")" = '{"received":true,"incident_id":"i1","duplicate":true}' ] ||
  fail "an incident is not known again"

# The health check, as it stands in the image.
HEALTH=$(sed -n '/^HEALTHCHECK/,/[^\\]$/p' "$SOURCE/Dockerfile" | sed -e 's/^HEALTHCHECK.*CMD //' -e 's/\\$//' | tr -d '\n')
within sh -c "$HEALTH" || fail "the health check fails: $HEALTH"
run poller /usr/libexec/status-monitor/status-poller --stay 3600 --quiet
polled() { curl -sS "http://127.0.0.1:$PORT/health" | grep -q '"poller_age_seconds":[0-9]'; }
eventually polled

BASE=$(du -sm "$(buildah mount "$(buildah from --pull-never docker.io/library/debian:bookworm-slim)")" | cut -f 1)
echo "image: $(du -sm "$(buildah mount responder)" | cut -f 1) MiB, of which the base has $BASE"
echo "container: built, healthy, an event received once, its log on standard output, polled"
