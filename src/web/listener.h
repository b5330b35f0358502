/* A listening socket of our own, when no web server or supervisor hands us one. */
#ifndef WEB_LISTENER_H
#define WEB_LISTENER_H

#include "base/error.h"

/*
 * address: the path of a unix socket, made with mode 0660 in place of an old socket
 * there, or [HOST]:PORT, HOST being 127.0.0.1 when left out. The socket in *fd.
 */
int listener_open(const char *address, int *fd, struct error *e);

#endif
