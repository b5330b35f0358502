/* Plain CGI: one request a process, from its environment and standard input. */
#ifndef WEB_CGI_H
#define WEB_CGI_H

#include "web/request.h"

/*
 * Standard output is the answer of a CGI process, and nobody else's: returns it under
 * another number and puts standard error in its place. To be called before anything may
 * write there.
 */
int cgi_take_stdout(void);

/* Answers the one request to out; returns when it is answered. */
void cgi_serve(int out, request_handler *handler, void *user);

#endif
