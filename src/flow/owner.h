/* Whose report it is: by the path, the page's id, its host, or the words of a mail. */
#ifndef FLOW_OWNER_H
#define FLOW_OWNER_H

#include "flow/ingest.h"

/* NULL when nobody has this page, or the intake has no report that could tell. */
const struct provider *owner_find(const struct providers *all, const struct intake *in);

#endif
