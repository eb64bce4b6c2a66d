/* device: choosing the path of each call, and what all paths share. */
#include "core/device/device.h"

#include <stdlib.h>

#include "core/device/dispatch.h"

void device_free(struct device *d)
{
	if (!d)
		return;

	void (*release)(void *arg) = d->release;
	void *arg = d->release_arg;

	device_free(d->fallback);
	free(d->name);
	d->path->free(d);
	if (release)
		release(arg);
}

struct device *device_in_use(struct device *d)
{
	return d->fell_back ? d->fallback : d;
}

bool device_cannot(const struct device *in_use, size_t function, struct err *e)
{
	for (const struct path_gap *g = in_use->path->gaps; g && g->why; g++)
		if (g->function == function)
			return err_set(e, ERR_UNSUPPORTED, 0, "%s", g->why);
	return err_set(e, ERR_UNSUPPORTED, 0, "%s", in_use->path->cannot);
}

/*
 * Only a path that was never reached is left, and only when nothing can have
 * been sent on it (ERR_NET): a change is never tried twice, and a certificate
 * that is not trusted is reported, not walked around.
 */
bool device_moves_on(struct device *d, bool ok, const struct err *e)
{
	if (ok || e->domain != ERR_NET || d->fell_back || d->reached || !d->fallback) {
		if (ok || e->domain != ERR_NET)
			device_in_use(d)->reached = true;
		return false;
	}
	d->fell_back = true;
	if (d->note) {
		AUTO(xfreep)
		char *text = xasprintf("%s: %s; trying the %s path", d->name, e->msg,
				       d->fallback->path->name);

		d->note(d->note_arg, text);
	}
	return true;
}

const char *device_path_name(const struct device *d)
{
	return (d->fell_back ? d->fallback : d)->path->name;
}

const struct tls_peer *device_peer(const struct device *d)
{
	const struct device *in_use = d->fell_back ? d->fallback : d;
	const struct tls_peer *peer =
		in_use->path->peer ? in_use->path->peer(in_use) : NULL;

	return peer && peer->seen ? peer : NULL;
}

bool device_identify(struct device *d, struct doc **ret, struct err *e)
{
	return device_dispatch(d, identify, e, ret);
}
