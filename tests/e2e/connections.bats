#!/usr/bin/env bats
# What a web server may do with its connections to the responder: keep them, say nothing,
# stop in the middle, ask many things at once.

load helper

setup() { instance_new; }
teardown() {
  pid_stop "${PEER_PID:-}"
  instance_end
}

# peers N TEXT: N connections to the socket, on each of which TEXT is sent and no more.
peers() {
  perl -MIO::Socket::UNIX -e '
    my ($path, $n, $text) = @ARGV;
    my @all;
    for (1 .. $n) {
      my $s = IO::Socket::UNIX->new(Peer => $path) or die "connect: $!";
      $s->autoflush(1);
      print $s $text;
      push @all, $s;
    }
    open(my $ready, ">", "$path.ready");
    close($ready);
    sleep 60' "$SOCKET" "$1" "$2" 3>&- &
  PEER_PID=$!
  eventually test -e "$SOCKET.ready"
  rm "$SOCKET.ready"
}

@test "connections that say nothing hold up nobody" {
  peers 200 ""
  for i in 1 2 3; do
    [ "$(post_text "$(incident "i$i" "u$i")")" = "{\"received\":true,\"incident_id\":\"i$i\"} 200" ]
  done
}

@test "some requests that stop in the middle hold up nobody" {
  peers 6 $'\x01\x01'
  for i in 1 2 3; do
    [ "$(post_text "$(incident "i$i" "u$i")")" = "{\"received\":true,\"incident_id\":\"i$i\"} 200" ]
  done
}

@test "what is not FastCGI ends its connection only" {
  peers 50 "GET / HTTP/1.0"
  [ "$(post_text "$(incident i1 u1)")" = '{"received":true,"incident_id":"i1"} 200' ]
}

@test "more requests at once than threads are all answered, each by its own answer" {
  for ((i = 0; i < 100; i++)); do incident "i$i" "u$i" >"$DIR/body-$i"; done
  CURL=(--parallel --parallel-immediate --parallel-max 50)
  answers "$DIR/answers" "$DIR"/body-* >"$DIR/statuses"
  [ "$(grep -c '^200$' "$DIR/statuses")" -eq 100 ]
  for ((i = 0; i < 100; i++)); do
    [ "$(<"$DIR/answers/body-$i")" = "{\"received\":true,\"incident_id\":\"i$i\"}" ]
  done
  [ "$(event_count)" -eq 100 ]
}

@test "those who ask for the health at once are all answered" {
  curl -sS --parallel --parallel-immediate --parallel-max 50 -o "$DIR/health-#1" "$URL/health?[1-50]"
  jq -es 'length == 50 and all(.events == 0)' "$DIR"/health-*
}

@test "a web server that keeps no connection is served too" {
  sed -i -e '/fastcgi_keep_conn/d' -e '/keepalive/d' "$DIR"/{conf.d,snippets}/status_monitor.conf
  kill -HUP "$NGINX_PID"
  for i in 1 2 3; do
    [ "$(post_text "$(incident "i$i" "u$i")")" = "{\"received\":true,\"incident_id\":\"i$i\"} 200" ]
  done
  [ "$(post_text "$(head -c 1200000 /dev/zero | tr '\0' x)")" = '{"error":"the body is larger than 1 MiB"} 413' ]
}

@test "it ends when told, with connections kept and silent" {
  peers 20 ""
  post_text "$(incident i1 u1)"
  kill -TERM "$RESPONDER_PID"
  wait "$RESPONDER_PID"
  RESPONDER_PID=""
  [ "$(event_count)" -eq 1 ]
}
