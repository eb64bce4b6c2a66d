/* device: identity, clock and what reads differently on each PC. */
#include "tests/sim/device.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sim/certs.h"
#include "tests/sim/classes.h"

#define EXPAND_MAX 65536

/* Device n has the profile's UUID with n added to its last 48 bits. */
static void uuid_count_up(const char *first, unsigned index, char ret[37])
{
	unsigned long long node = strtoull(first + 24, NULL, 16);

	snprintf(ret, 37, "%.24s%012llx", first, (node + index) & 0xffffffffffffULL);
}

/* Fixed for a device as until the next provisioning, and different on each. */
static void realm_make(const char *uuid, char ret[48])
{
	uint8_t md[16];
	size_t at = 0;

	EVP_Q_digest(NULL, "MD5", NULL, uuid, strlen(uuid), md, NULL);
	at += (size_t)snprintf(ret, 48, "Digest:");
	for (size_t i = 0; i < sizeof(md); i++)
		at += (size_t)snprintf(ret + at, 48 - at, "%02X", md[i]);
}

void device_init(struct device *d, struct sim *sim, unsigned index)
{
	d->sim = sim;
	d->index = index;
	d->http_port = d->https_port = PORT_NONE;
	d->http.watch.fd = d->https.watch.fd = -1;
	d->message_id = 0x28b4;
	uuid_count_up(sim->profile.uuid, index, d->uuid);
	realm_make(d->uuid, d->realm);
	d->store.base = &sim->profile.instances;
	d->sessions = sim->opt.sessions;
	d->faults = faults_of(&sim->opt.faults, sim->opt.fault_share, index);
	machine_init(&d->machine, d);
	consent_init(&d->consent, d);
}

void device_done(struct device *d)
{
	consent_done(&d->consent, d);
	machine_done(&d->machine, d);
	boot_done(&d->boot);
	free(d->screen);
	store_done(&d->store);
}

int64_t device_time(const struct device *d)
{
	return (int64_t)time(NULL) + d->clock_offset_s;
}

void device_guid(const struct device *d, uint8_t ret[16])
{
	static const uint8_t order[16] = { 3, 2, 1,  0,  5,  4,  7,  6,
					   8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t bytes[16] = { 0 };
	size_t n = 0;

	for (const char *s = d->uuid; *s && n < 32; s++) {
		if (*s == '-')
			continue;

		int digit = isdigit((unsigned char)*s) ? *s - '0' : *s - 'a' + 10;

		bytes[n / 2] = (uint8_t)(bytes[n / 2] << 4 | digit);
		n++;
	}
	for (size_t i = 0; i < 16; i++)
		ret[i] = bytes[order[i]];
}

static void guid_text(const struct device *d, char ret[33])
{
	uint8_t guid[16];

	device_guid(d, guid);
	for (size_t i = 0; i < sizeof(guid); i++)
		snprintf(ret + i * 2, 3, "%02X", guid[i]);
}

/* Length of the first three parts of a version. */
static size_t version3_len(const char *version)
{
	size_t dots = 0, n = 0;

	while (version[n] && (version[n] != '.' || ++dots < 3))
		n++;
	return n;
}

static char *value_of(const struct device *d, const char *name)
{
	const struct profile *p = &d->sim->profile;
	char guid[33];

	if (!strcmp(name, "guid")) {
		guid_text(d, guid);
		return xstrdup(guid);
	}
	if (!strcmp(name, "realm"))
		return xstrdup(d->realm);
	if (!strcmp(name, "ip"))
		return xstrdup(d->host);
	if (!strcmp(name, "version3"))
		return xstrndup(p->version, version3_len(p->version));
	if (!strcmp(name, "build")) /* the fourth part, or one of old days */
		return xstrdup(p->version[version3_len(p->version)]
				       ? p->version + version3_len(p->version) + 1
				       : "1043");
	if (!strcmp(name, "host"))
		return d->index ? xasprintf("%s%u", p->hostname, d->index)
				: xstrdup(p->hostname);
	if (!strcmp(name, "serial"))
		return xasprintf("SIM%07u", d->index);
	if (!strcmp(name, "mac"))
		return xasprintf("02-80-86-%02x-%02x-%02x", d->index >> 16 & 0xff,
				 d->index >> 8 & 0xff, d->index & 0xff);
	if (!strcmp(name, "mac12"))
		return xasprintf("028086%06x", d->index & 0xffffff);
	if (!strcmp(name, "certificate"))
		return tls_certificate_base64(d->sim->tls);
	return xasprintf("${%s}", name);
}

char *device_expand(const struct device *d, const char *text)
{
	struct buf out = BUF_INIT(EXPAND_MAX);

	for (const char *open; (open = strstr(text, "${"));) {
		const char *close = strchr(open, '}');

		if (!close)
			break;
		AUTO(xfreep) char *name = xstrndup(open + 2, (size_t)(close - open) - 2);
		AUTO(xfreep) char *value = value_of(d, name);

		buf_printf(&out, "%.*s%s", (int)(open - text), text, value);
		text = close + 1;
	}
	buf_puts(&out, text);
	return buf_steal(&out);
}

bool device_has_class(const struct device *d, const struct class *c)
{
	size_t cursor = 0;

	for (const struct inst *i; (i = store_next(&d->store, &cursor));) {
		if (class_is_a(i->class, c))
			return true;
	}
	return strv_has(&d->sim->profile.empty, c->name);
}

bool device_in_client_mode(const struct device *d)
{
	const struct inst *i = store_first(&d->store, "AMT_SetupAndConfigurationService");

	return i && !strcmp(inst_text(i, "ProvisioningMode"), "4");
}

/*
 * Only what came from the profile is expanded: what a client stored is text,
 * whatever it looks like.
 */
static bool from_profile(const struct device *d, const struct inst *i)
{
	for (size_t k = 0; k < d->sim->profile.instances.n; k++) {
		if (d->sim->profile.instances.v[k] == i)
			return true;
	}
	return false;
}

static void expand_all(const struct device *d, struct inst *i)
{
	for (size_t k = 0; k < i->n; k++) {
		char *old = i->v[k].text;

		if (!old || !strstr(old, "${"))
			continue;
		i->v[k].text = device_expand(d, old);
		free(old);
	}
}

struct inst *device_read(const struct device *d, const struct inst *i)
{
	struct inst *copy = inst_copy(i);

	if (from_profile(d, i))
		expand_all(d, copy);
	if (i->class->live)
		i->class->live(d, copy);
	return copy;
}

struct inst *device_edit(struct device *d, const struct inst *i)
{
	bool first = from_profile(d, i);
	struct inst *own = store_edit(&d->store, i);

	if (first)
		expand_all(d, own);
	return own;
}
