#!/bin/bash
# The Dockerfile, built and run without a Docker engine: by buildah, over a Debian that
# debootstrap makes in place of the image of that name. What compose.yaml says of the three
# containers, docker-compose resolves, with a .env; namespaces of the kernel do it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

need_root
mkdir -p "$WORK"
DIR=$(mktemp -d "${TMPDIR:-/tmp}/smc.XXXXXX")
PIDS=""
declare -A STARTED
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
export CONTAINERS_STORAGE_CONF=$DIR/storage.conf REGISTRY_AUTH_FILE=$DIR/auth.json
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$DIR" "$DIR" >"$DIR/storage.conf"
echo '{}' >"$DIR/auth.json"

# shellcheck disable=SC2317 # called by the trap
finish() {
  # With the first process of its namespace each container ends. That has another user now, and so
  # no more end with unshare.
  exec 2>/dev/null # the shell tells of each that was killed
  for pid in $PIDS; do
    pkill -KILL -P "$pid" || true
    kill -KILL "$pid" || true
  done
  wait
  buildah rm -a >/dev/null || true
  umount "$DIR/volumes/socket" || true
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

# compose QUERY: of compose.yaml, all resolved.
compose() {
  yq -r "$1" "$DIR/compose.yaml"
}

# volumes_make: the socket's is of memory, and as compose.yaml says; an engine begins the other as the
# image has that folder.
volumes_make() {
  mkdir "$DIR/volumes" "$DIR/volumes/socket"
  mount -t "$(compose .volumes.socket.driver_opts.type)" -o "$(compose .volumes.socket.driver_opts.o)" none "$DIR/volumes/socket"
  cp -a "$(buildah mount "$(buildah from --pull-never status-monitor)")/var/lib/status-monitor" "$DIR/volumes/state"
}

# inside SERVICE ROOT: how to mount what it sees and become who it is, one word a line, for a shell in
# namespaces of its own.
inside() {
  echo "set -e; mount --make-rprivate /; mount --bind '$2' '$2'; ip link set lo up"
  [ "$(compose ".services.$1.read_only")" != true ] || echo "mount -o remount,bind,ro '$2'"
  echo "mount --rbind /dev '$2/dev'; mount -t proc proc '$2/proc'"
  compose ".services.$1.volumes[]" | while IFS=: read -r volume target mode; do
    echo "mount --bind '$DIR/volumes/$volume' '$2$target'; mount -o remount,bind,$mode '$2$target'"
  done
  compose ".services.$1.tmpfs[]?" | while IFS=: read -r target options; do
    echo "mount -t tmpfs -o '$options' tmpfs '$2$target'"
  done
  printf "exec chroot '%s' setpriv --reuid %d --regid %d --clear-groups --no-new-privs" "$2" "${USER_ID%:*}" "${USER_ID#*:}"
  [ "$(compose ".services.$1.cap_drop[]")" != ALL ] || printf ' --bounding-set=-all --inh-caps=-all'
  # shellcheck disable=SC2016 # for the shell inside
  printf ' env -i "$@"\n'
}

# environment SERVICE
environment() {
  echo PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  compose ".services.$1.environment | to_entries[] | .key + \"=\" + .value"
}

# up SERVICE: its container. None has a network to the outside here.
up() {
  local root env command
  root=$(buildah mount "$(buildah from --pull-never --name "$1" status-monitor)")
  mapfile -t env < <(environment "$1")
  mapfile -t command < <(compose ".services.$1.command[]?")
  [ "${#command[@]}" -gt 0 ] || mapfile -t command < <(inspect '{{range .Docker.Config.Cmd}}{{println .}}{{end}}' | sed '/^$/d')
  inside "$1" "$root" >"$DIR/$1.sh"
  unshare --mount --net --ipc --uts --pid --fork --kill-child sh "$DIR/$1.sh" "${env[@]}" "${command[@]}" \
    </dev/null >"$DIR/$1.out" 2>"$DIR/$1.log" &
  PIDS="$PIDS $!"
  STARTED[$1]=$!
}

# within SERVICE COMMAND...: in its container, as "docker compose exec" does.
within() {
  local first env
  first=$(pgrep -P "${STARTED[$1]}")
  mapfile -t env < <(environment "$1")
  shift
  nsenter -t "$first" -m -n -p -r -w -S "${USER_ID%:*}" -G "${USER_ID#*:}" env -i "${env[@]}" "$@"
}

# ask PATH [CURL-OPTION...]: through the nginx of compose.yaml, on the port that it has there.
ask() {
  local path=$1
  shift
  nsenter -t "$(pgrep -P "${STARTED[nginx]}")" -n curl -sS "$@" "http://127.0.0.1:$INNER$path"
}

eventually() {
  for _ in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  for log in "$DIR"/*.log; do echo "$log:"; tail -n 5 "$log"; done
  fail "did not happen: $*"
}

image_of_debian
image_build
image_check
USER_ID=$(inspect '{{.Docker.Config.User}}')
# As the README says: settings come from .env.
printf 'WEBHOOK_SECRET=from-the-file\n' >"$DIR/src/.env"
(cd "$DIR/src" && docker-compose config) >"$DIR/compose.yaml" || fail "compose.yaml"
INNER=$(compose '.services.nginx.ports[0].target')
[ "$(compose '.services.nginx.ports[0].published')" = 8000 ] || fail "nginx is not on port 8000"
[ "$(compose '[.services[] | select(.build)] | length')" = 1 ] || fail "the image is built more than once"
[ "$(compose .services.responder.network_mode)" = none ] || fail "the responder has a network"

volumes_make
up responder
up nginx
eventually ask /health -f

[ "$(within responder statusctl secret show)" = from-the-file ] || fail "the secret of .env does not count"
BODY='{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"N","status":"investigating","impact":"minor","incident_updates":[{"id":"u","status":"investigating","body":"b"}]}}'
[ "$(ask /webhook/from-the-file -d "$BODY")" = '{"received":true,"incident_id":"i1"}' ] || fail "an incident is not received"
eventually grep -q 'Provider : GitHub' "$DIR/responder.out"
[ "$(ask /webhook/from-the-file -d "$BODY")" = '{"received":true,"incident_id":"i1","duplicate":true}' ] ||
  fail "an incident is not known again"

# The health check, as it stands in the image.
HEALTH=$(sed -n '/^HEALTHCHECK/,/[^\\]$/p' "$SOURCE/Dockerfile" | sed -e 's/^HEALTHCHECK.*CMD //' -e 's/\\$//' | tr -d '\n')
within responder sh -c "$HEALTH" || fail "the health check fails: $HEALTH"
up poller
polled() { ask /health | grep -q '"poller_age_seconds":[0-9]'; }
eventually polled

for service in responder nginx poller; do
  # By root even, to whom nothing but a read-only root says no.
  nsenter -t "$(pgrep -P "${STARTED[$service]}")" -m -r touch /usr/of-ours 2>"$DIR/said" || true
  grep -q 'Read-only file system' "$DIR/said" || fail "the root of $service can be written to"
  for set in CapInh CapPrm CapEff CapBnd CapAmb; do
    within "$service" grep -q "^$set:.0*\$" /proc/1/status || fail "$service has capabilities"
  done
  within "$service" grep -q '^NoNewPrivs:.1$' /proc/1/status || fail "$service may get new privileges"
  within "$service" grep -qE "^Uid:(.${USER_ID%:*}){4}\$" /proc/1/status || fail "$service runs as somebody else"
done
! within nginx ls /var/lib/status-monitor/state.db 2>/dev/null || fail "nginx sees the store"
# What the programs load when they need it, of which no link tells.
while read -r library; do
  within poller ldconfig -p | grep -F "$library " >/dev/null || fail "the image has no $library"
done < <(sed -n 's/^[A-Z]*_SONAME = //p' "$BUILD/Makefile")

BASE=$(du -sm "$(buildah mount "$(buildah from --pull-never docker.io/library/debian:bookworm-slim)")" | cut -f 1)
echo "image: $(du -sm "$(buildah mount responder)" | cut -f 1) MiB, of which the base has $BASE"
echo "container: built, healthy, an event received once, its log on standard output, polled, on a root that is read-only"
