/* profile: reading device XML files. */
#include "tests/sim/profile.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/text.h"
#include "tests/sim/classes.h"
#include "tests/sim/methods.h"

#define PROFILE_MAX (1 << 20)
#define BASE_DEPTH_MAX 4

static char *attr(xmlNode *n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	char *text = v ? xstrdup((const char *)v) : NULL;

	xmlFree(v);
	return text;
}

static char *content(xmlNode *n)
{
	xmlChar *v = xmlNodeGetContent(n);
	char *text = xstrdup(v ? (const char *)v : "");

	xmlFree(v);
	return text;
}

static void take(char **slot, char *value)
{
	if (!value)
		return;
	free(*slot);
	*slot = value;
}

static bool take_flag(xmlNode *n, const char *name, bool *slot, struct err *e)
{
	AUTO(xfreep) char *v = attr(n, name);

	if (!v)
		return true;
	if (strcmp(v, "yes") != 0 && strcmp(v, "no") != 0)
		return err_set(e, ERR_PROTO, 0, "line %ld: %s is neither yes nor no",
			       xmlGetLineNo(n), name);
	*slot = !strcmp(v, "yes");
	return true;
}

static bool take_tls_version(xmlNode *n, const char *name, int *slot, struct err *e)
{
	static const struct {
		const char *name;
		int version;
	} versions[] = { { "1.0", TLS1_VERSION },
			 { "1.1", TLS1_1_VERSION },
			 { "1.2", TLS1_2_VERSION },
			 { "1.3", TLS1_3_VERSION } };
	AUTO(xfreep) char *v = attr(n, name);

	if (!v)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		if (!strcmp(v, versions[i].name)) {
			*slot = versions[i].version;
			return true;
		}
	}
	return err_set(e, ERR_PROTO, 0, "line %ld: no TLS %s", xmlGetLineNo(n), v);
}

static bool device_attrs(struct profile *p, xmlNode *n, struct err *e)
{
	AUTO(xfreep) char *uuid = attr(n, "uuid");
	char canonical[37];

	take(&p->product, attr(n, "product"));
	take(&p->server, attr(n, "server"));
	take(&p->qop, attr(n, "qop"));
	take(&p->hostname, attr(n, "hostname"));
	take(&p->tls_ciphers, attr(n, "tls-ciphers"));
	if (uuid && !text_to_uuid(uuid, canonical))
		return err_set(e, ERR_PROTO, 0, "%s is not a UUID", uuid);
	take(&p->uuid, uuid ? xstrdup(canonical) : NULL);
	return take_flag(n, "http", &p->http, e) && take_flag(n, "https", &p->https, e) &&
	       take_flag(n, "available-states", &p->available_states, e) &&
	       take_flag(n, "client-mode", &p->client_mode, e) &&
	       take_flag(n, "port-5900", &p->port_5900, e) &&
	       take_flag(n, "graceful", &p->graceful, e) &&
	       take_flag(n, "tls-remembers", &p->tls_remembers, e) &&
	       take_tls_version(n, "tls-min", &p->tls_min, e) &&
	       take_tls_version(n, "tls-max", &p->tls_max, e);
}

/* The nearest file that names a version decides it, before its base is read. */
static void take_version(struct profile *p, xmlNode *n)
{
	if (p->version)
		return;
	take(&p->version, attr(n, "version"));
	p->major = p->version ? (unsigned)strtoul(p->version, NULL, 10) : 0;
}

/* 16.1 as 16001; a part that text leaves out counts as missing. */
static unsigned version_rank(const char *text, unsigned missing)
{
	char *end;
	unsigned long major = strtoul(text, &end, 10);
	unsigned long minor = *end == '.' ? strtoul(end + 1, NULL, 10) : missing;

	return (unsigned)(major * 1000 + minor);
}

/* since="16.1", until="14": is this part of the firmware at hand? */
static bool applies(const struct profile *p, xmlNode *n)
{
	AUTO(xfreep) char *since = attr(n, "since");
	AUTO(xfreep) char *until = attr(n, "until");

	unsigned have = p->version ? version_rank(p->version, 0) : 0;

	return (!since || have >= version_rank(since, 0)) &&
	       (!until || have <= version_rank(until, 999));
}

static struct ref *ref_read(xmlNode *n, char *class_name)
{
	struct ref *r = xcalloc(1, sizeof(*r));

	r->class_name = class_name;
	for (xmlNode *c = xmlFirstElementChild(n); c; c = xmlNextElementSibling(c)) {
		AUTO(xfreep) char *inner = attr(c, "ref");
		AUTO(xfreep) char *text = content(c);

		if (inner)
			ref_add(r, (const char *)c->name, NULL,
				ref_read(c, STEAL(inner)));
		else
			ref_add(r, (const char *)c->name, text, NULL);
	}
	return r;
}

static bool prop_read(struct inst *i, xmlNode *n, struct err *e)
{
	AUTO(xfreep) char *ref = attr(n, "ref");
	AUTO(xfreep) char *type = attr(n, "type");
	AUTO(xfreep) char *text = content(n);
	enum value_kind kind = VALUE_TEXT;

	if (ref) {
		inst_add(i, (const char *)n->name, VALUE_REF, NULL,
			 ref_read(n, STEAL(ref)));
		return true;
	}
	if (type && !strcmp(type, "datetime"))
		kind = VALUE_DATETIME;
	else if (type && !strcmp(type, "interval"))
		kind = VALUE_INTERVAL;
	else if (type)
		return err_set(e, ERR_PROTO, 0, "line %ld: no type %s", xmlGetLineNo(n),
			       type);
	inst_add(i, (const char *)n->name, kind, text, NULL);
	return true;
}

static struct inst *same_keys(const struct profile *p, const struct inst *i)
{
	AUTO(ref_freep) struct ref *keys = inst_ref(i);

	for (size_t k = 0; k < p->instances.n; k++) {
		struct inst *old = p->instances.v[k];

		if (old->class == i->class && inst_matches(old, keys))
			return old;
	}
	return NULL;
}

static void inst_merge(struct inst *old, const struct inst *new)
{
	for (size_t k = 0; k < new->n; k++)
		inst_drop(old, new->v[k].name);
	for (size_t k = 0; k < new->n; k++)
		inst_add(old, new->v[k].name, new->v[k].kind, new->v[k].text,
			 ref_copy(new->v[k].ref));
}

static bool inst_read(struct profile *p, xmlNode *n, struct err *e)
{
	const struct class *c = class_find((const char *)n->name);

	if (!c)
		return err_set(e, ERR_PROTO, 0, "line %ld: no class %s", xmlGetLineNo(n),
			       (const char *)n->name);

	AUTO(inst_freep) struct inst *i = inst_new(c);

	for (xmlNode *v = xmlFirstElementChild(n); v; v = xmlNextElementSibling(v)) {
		if (applies(p, v) && !prop_read(i, v, e))
			return false;
	}
	if (!applies(p, n))
		return true;

	struct inst *old = same_keys(p, i);

	if (old) {
		inst_merge(old, i);
		return true;
	}

	AUTO(xfreep) char *preferred = attr(n, "default");

	i->preferred = preferred != NULL;
	inst_list_add(&p->instances, STEAL(i));
	return true;
}

static bool method_remove(struct profile *p, xmlNode *n, const char *class_name,
			  const char *method, struct err *e)
{
	const struct class *c = class_name ? class_find(class_name) : NULL;

	if (!c || !method_find(c, method))
		return err_set(e, ERR_PROTO, 0, "line %ld: no such method",
			       xmlGetLineNo(n));

	AUTO(xfreep) char *name = xasprintf("%s.%s", c->name, method);

	strv_add(&p->no_method, name);
	return true;
}

/* A property or method left out of the class, or the class with its instances. */
static bool remove_read(struct profile *p, xmlNode *n, struct err *e)
{
	AUTO(xfreep) char *class_name = attr(n, "class");
	AUTO(xfreep) char *property = attr(n, "property");
	AUTO(xfreep) char *method = attr(n, "method");
	size_t kept = 0, hits = 0;

	if (!applies(p, n))
		return true;
	if (method)
		return method_remove(p, n, class_name, method, e);
	for (size_t k = 0; k < p->instances.n; k++) {
		struct inst *i = p->instances.v[k];
		bool hit = class_name && !strcmp(i->class->name, class_name);

		hits += hit;
		if (hit && property)
			inst_drop(i, property);
		if (hit && !property)
			inst_free(i);
		else
			p->instances.v[kept++] = i;
	}
	p->instances.n = kept;
	return hits ||
	       err_set(e, ERR_PROTO, 0, "line %ld: nothing to remove", xmlGetLineNo(n));
}

static bool empty_read(struct profile *p, xmlNode *n, struct err *e)
{
	AUTO(xfreep) char *class_name = attr(n, "class");

	if (!class_name || !class_find(class_name))
		return err_set(e, ERR_PROTO, 0, "line %ld: no such class",
			       xmlGetLineNo(n));
	if (applies(p, n))
		strv_add(&p->empty, class_name);
	return true;
}

static bool file_read(struct profile *p, const char *path, unsigned depth, struct err *e);

static bool base_read(struct profile *p, const char *path, const char *base,
		      unsigned depth, struct err *e)
{
	const char *slash = strrchr(path, '/');
	int dir_len = slash ? (int)(slash - path) + 1 : 0;
	AUTO(xfreep) char *base_path = xasprintf("%.*s%s", dir_len, path, base);

	if (depth >= BASE_DEPTH_MAX)
		return err_set(e, ERR_PROTO, 0, "base files nest too deeply");
	return file_read(p, base_path, depth + 1, e);
}

static bool device_read(struct profile *p, xmlNode *n, const char *path, unsigned depth,
			struct err *e)
{
	AUTO(xfreep) char *base = attr(n, "base");

	take_version(p, n);
	if (base && !base_read(p, path, base, depth, e))
		return false;
	if (!device_attrs(p, n, e))
		return false;
	for (xmlNode *c = xmlFirstElementChild(n); c; c = xmlNextElementSibling(c)) {
		const char *name = (const char *)c->name;
		bool ok = !strcmp(name, "remove")  ? remove_read(p, c, e)
			  : !strcmp(name, "empty") ? empty_read(p, c, e)
						   : inst_read(p, c, e);

		if (!ok)
			return false;
	}
	return true;
}

static bool file_read(struct profile *p, const char *path, unsigned depth, struct err *e)
{
	struct buf text = BUF_INIT(PROFILE_MAX);

	if (!buf_read_file(&text, path, e)) {
		buf_done(&text);
		return false;
	}

	xmlDoc *doc =
		xmlReadMemory(buf_cstr(&text), (int)text.len, path, NULL,
			      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	bool ok = root && !strcmp((const char *)root->name, "device");

	if (ok)
		ok = device_read(p, root, path, depth, e) || err_wrap(e, "%s", path);
	else
		err_set(e, ERR_PROTO, 0, "%s: not a device profile", path);
	xmlFreeDoc(doc);
	buf_done(&text);
	return ok;
}

static void name_set(struct profile *p, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	p->name = xstrndup(name, strcspn(name, "."));
}

bool profile_load(struct profile *p, const char *dir, const char *name, struct err *e)
{
	AUTO(xfreep)
	char *path =
		strchr(name, '/') ? xstrdup(name) : xasprintf("%s/%s.xml", dir, name);

	*p = (struct profile){ .http = true,
			       .https = true,
			       .available_states = true,
			       .port_5900 = true,
			       .graceful = true,
			       .tls_remembers = true,
			       .tls_min = TLS1_2_VERSION,
			       .tls_max = TLS1_2_VERSION };
	name_set(p, path);
	if (!file_read(p, path, 0, e))
		return false;
	if (!p->version || !p->uuid || !p->product || !p->qop || !p->hostname)
		return err_set(e, ERR_PROTO, 0,
			       "%s: version, product, uuid, qop and hostname are needed",
			       path);
	if (!p->server)
		p->server = xasprintf("%s %s", p->product, p->version);
	return true;
}

/* What client control mode reads as, where the firmware has these. */
bool profile_set_client_mode(struct profile *p, struct err *e)
{
	static const struct {
		const char *class_name, *property, *value;
	} rows[] = {
		{ "AMT_SetupAndConfigurationService", "ProvisioningMode", "4" },
		{ "IPS_HostBasedSetupService", "CurrentControlMode", "1" },
		{ "IPS_KVMRedirectionSettingData", "OptInPolicy", "true" },
		{ "IPS_KVMRedirectionSettingData", "OptInPolicyTimeout", "300" },
		{ "IPS_OptInService", "CanModifyOptInPolicy", "0" },
		{ "IPS_OptInService", "OptInRequired", "4294967295" },
	};
	bool known = false;

	for (size_t r = 0; r < ARRAY_LEN(rows); r++) {
		for (size_t k = 0; k < p->instances.n; k++) {
			struct inst *i = p->instances.v[k];

			known |= !strcmp(i->class->name, "IPS_HostBasedSetupService");
			if (!strcmp(i->class->name, rows[r].class_name))
				inst_set(i, rows[r].property, rows[r].value);
		}
	}
	return known || err_set(e, ERR_USAGE, 0, "firmware %s has no client control mode",
				p->version);
}

/* NULL: no profile, but a part of one. */
static char *title_of(const char *path)
{
	xmlDoc *doc = xmlReadFile(
		path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	char *title = root ? attr(root, "title") : NULL;

	xmlFreeDoc(doc);
	return title;
}

static int is_xml(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 4 && !strcmp(d->d_name + len - 4, ".xml");
}

/* amt6 before amt10, and both before amt16-1. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	AUTO(xfreep) char *x = xstrndup((*a)->d_name, strcspn((*a)->d_name, "."));
	AUTO(xfreep) char *y = xstrndup((*b)->d_name, strcspn((*b)->d_name, "."));

	return strverscmp(x, y);
}

void profile_list(const char *dir, const char *indent, FILE *to)
{
	struct dirent **v = NULL;
	int n = scandir(dir, &v, is_xml, by_name);

	for (int i = 0; i < n; i++) {
		AUTO(xfreep) char *path = xasprintf("%s/%s", dir, v[i]->d_name);
		AUTO(xfreep) char *title = title_of(path);

		if (title)
			fprintf(to, "%s%-9.*s %s\n", indent,
				(int)strlen(v[i]->d_name) - 4, v[i]->d_name, title);
		free(v[i]);
	}
	free(v);
}

static struct inst *usual_inst(const struct profile *p, const char *class_name)
{
	struct inst *hit = NULL;

	for (size_t k = 0; k < p->instances.n; k++) {
		struct inst *i = p->instances.v[k];

		if (!strcmp(i->class->name, class_name) && (!hit || i->preferred))
			hit = i;
	}
	return hit;
}

bool profile_has(const struct profile *p, const char *class_name)
{
	return usual_inst(p, class_name) != NULL;
}

bool profile_set(struct profile *p, const char *text, struct err *e)
{
	const char *dot = strchr(text, '.'), *eq = dot ? strchr(dot, '=') : NULL;
	AUTO(xfreep) char *class_name = eq ? xstrndup(text, (size_t)(dot - text)) : NULL;
	AUTO(xfreep) char *name = eq ? xstrndup(dot + 1, (size_t)(eq - dot) - 1) : NULL;
	struct inst *hit = eq ? usual_inst(p, class_name) : NULL;

	if (!eq || eq == dot + 1)
		return err_set(e, ERR_USAGE, 0, "--set: %s is not CLASS.PROPERTY=VALUE",
			       text);
	if (!hit)
		return err_set(e, ERR_USAGE, 0, "--set: profile %s has no %s", p->name,
			       class_name);
	inst_set(hit, name, eq + 1);
	return true;
}

void profile_done(struct profile *p)
{
	free(p->name);
	free(p->version);
	free(p->product);
	free(p->server);
	free(p->qop);
	free(p->uuid);
	free(p->hostname);
	free(p->tls_ciphers);
	strv_done(&p->empty);
	strv_done(&p->no_method);
	inst_list_done(&p->instances);
}
