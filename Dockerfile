# One image for the three services of compose.yaml: the responder, the poller and nginx. It runs
# as user 10001 on a root that may be read-only, with the state in /var/lib/status-monitor and
# the socket in /run/status-monitor.

FROM debian:bookworm-slim AS build
RUN apt-get -qq update && apt-get -qq -y --no-install-recommends install \
    gcc make autoconf automake pkg-config libc6-dev libfcgi-dev libcurl4-openssl-dev libyajl-dev \
    libsqlite3-dev libtalloc-dev libinih-dev nettle-dev libssl-dev libsmartcols-dev libxml2-dev
COPY . /src
WORKDIR /src/build
RUN cd /src && autoreconf -fi && cd build && \
    ../configure -q --prefix=/usr --sysconfdir=/etc --localstatedir=/var CFLAGS="-O2 -g0" && \
    make -s && make -s install-strip DESTDIR=/out && \
    rm -r /out/usr/share/man /out/usr/lib && \
    mkdir -p /out/etc/nginx/sites-enabled /out/var/lib/status-monitor /out/run/status-monitor && \
    cp -r /out/usr/share/status-monitor/nginx/. /out/etc/nginx/ && \
    cp ../nginx/container.conf /out/etc/nginx/nginx.conf && \
    cp /out/etc/nginx/sites-available/status-monitor /out/etc/nginx/sites-enabled/

FROM debian:bookworm-slim
RUN apt-get -qq update && apt-get -qq -y --no-install-recommends install \
    ca-certificates libcurl4 libfcgi0ldbl libfcgi-bin libinih1 libnettle8 libsmartcols1 libsqlite3-0 \
    libtalloc2 libxml2 libyajl2 nginx-light && \
    rm -rf /var/lib/apt/lists/* /etc/nginx/* /var/log/* /var/cache/*
COPY --from=build /out /
RUN chown 10001:10001 /var/lib/status-monitor /run/status-monitor && \
    chmod 0750 /var/lib/status-monitor /run/status-monitor
USER 10001:10001
ENV LOG_FILE=stdout
VOLUME /var/lib/status-monitor
STOPSIGNAL SIGTERM
# The answer of /health is 200 while the store can be used.
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD REQUEST_METHOD=GET REQUEST_URI=/health \
    cgi-fcgi -bind -connect /run/status-monitor/webhook.sock | grep -q "^Status: 200"
CMD ["/usr/libexec/status-monitor/webhook.fcgi", "--listen", "/run/status-monitor/webhook.sock"]
