/* net: listeners and connections of all devices. */
#ifndef AMTSIM_NET_H
#define AMTSIM_NET_H

#include "tests/sim/device.h"

/* Open the listeners of every device. ERR_NET. */
bool net_listen(struct sim *sim, struct err *e) MUST_USE;

/* Close listeners and connections. */
void net_done(struct sim *sim);

#endif
