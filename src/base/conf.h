/* The configuration file: which one it is, and how much of it is read. See ini.h. */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/ini.h"

/*
 * Reads path, or the file that STATUS_MONITOR_CONF names, or the installed one, in this order of
 * preference, by ini_read_section(): of a file in whose first kilobytes that section is, no more than
 * these. All belongs to ctx. E_CONFIG for what is not to be read or not INI.
 */
int conf_read_section(
    void *ctx, const char *path, const char *section, struct ini *out, struct error *e);

/* All of the file of which that has read a section. What is wrong with the rest is found here. */
int conf_read_all(void *ctx, struct ini *conf, struct error *e);

#endif
