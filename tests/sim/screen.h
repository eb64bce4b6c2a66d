/*
 * screen: what somebody in front of the PC reads, as a few lines of text.
 */
#ifndef AMTSIM_SCREEN_H
#define AMTSIM_SCREEN_H

#include "core/base/err.h"

struct device;
struct sim;

/* Write the files of --screen as the machines start. ERR_LOCAL. */
bool screens_open(struct sim *s, struct err *e) MUST_USE;

/* Something may show differently: write file and journal when it does. */
void screen_update(struct device *d);

#endif
