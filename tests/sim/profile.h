/*
 * profile: a kind of device, read from XML.
 *
 *   <device base="common.xml" version="16.1.25.2124" qop="auth-int, auth" ...>
 *     <remove class="CIM_KVMRedirectionSAP"/>
 *     <remove class="AMT_BootSettingData" property="PlatformErase"/>
 *     <remove class="CIM_BootService" method="RequestStateChange" until="14"/>
 *     <empty class="CIM_Processor"/>
 *     <CIM_Chassis> <Tag>CIM_Chassis</Tag> <Model>...</Model> </CIM_Chassis>
 *   </device>
 *
 * base names a file beside this one that is read first; an instance with the
 * keys of one already there replaces the properties it mentions. What has
 * since="16.1" is left out of firmware before 16.1, until="6" out of 7 and later:
 * instances and properties, removals and empty classes alike. A property
 * with ref="CLASS" is a reference whose children are selectors; type="datetime"
 * and type="interval" give the wrapped forms.
 */
#ifndef AMTSIM_PROFILE_H
#define AMTSIM_PROFILE_H

#include <stdio.h>

#include "core/base/strv.h"
#include "tests/sim/store.h"

struct profile {
	char *name;        /* file name without .xml */
	char *version;     /* 16.1.25.2124 */
	unsigned major;    /* its first part */
	char *product;     /* first part of the Server header */
	char *server;      /* the whole Server header */
	char *qop;         /* as the challenge says it */
	char *uuid;        /* of device 0; the others count up */
	char *hostname;    /* likewise */
	char *tls_ciphers; /* OpenSSL list; NULL: its default */
	int tls_min, tls_max;
	bool http, https;      /* which ports exist */
	bool available_states; /* shows AvailableRequestedPowerStates */
	bool client_mode;      /* starts in client control mode */
	bool port_5900;        /* plain VNC can be switched on */
	bool graceful;         /* knows 4, 7, 12 and 14 */
	bool tls_remembers;    /* digest is remembered for a TLS connection (AMT 6) */
	struct strv empty;     /* classes that exist without instances */
	struct strv no_method; /* CLASS.METHOD that this firmware lacks */
	struct inst_list instances;
};

/* name: a file when it holds a slash, else NAME.xml in dir. ERR_LOCAL, ERR_PROTO. */
bool profile_load(struct profile *p, const char *dir, const char *name, struct err *e)
	MUST_USE;

/* Client control mode, which came with 6.2. ERR_USAGE where it cannot be. */
bool profile_set_client_mode(struct profile *p, struct err *e) MUST_USE;

/* Names and titles of the profiles in dir, oldest firmware first, a line each. */
void profile_list(const char *dir, const char *indent, FILE *to);

/* True when there is an instance of just this class. */
bool profile_has(const struct profile *p, const char *class_name);

/* CLASS.PROPERTY=VALUE for the class's usual instance. ERR_USAGE. */
bool profile_set(struct profile *p, const char *text, struct err *e) MUST_USE;

void profile_done(struct profile *p);

#endif
