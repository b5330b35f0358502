/* What is kept under one page becomes another's: incidents, components, keys. */
#ifndef STORE_ADOPT_H
#define STORE_ADOPT_H

#include "store/store.h"

/*
 * Within a transaction. Where the page to has a row or key of the same ids already, that one stays;
 * events keep the page that they were logged with.
 */
int store_adopt(struct store *s, const char *from, const char *to, struct error *e);

#endif
