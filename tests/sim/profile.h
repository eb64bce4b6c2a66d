/*
 * profile: a kind of device, read from XML.
 *
 *   <device base="common.xml" version="16.1.25.2124" qop="auth-int, auth" ...>
 *     <remove class="CIM_KVMRedirectionSAP"/>
 *     <remove class="AMT_BootSettingData" property="PlatformErase"/>
 *     <empty class="CIM_Processor"/>
 *     <CIM_Chassis> <Tag>CIM_Chassis</Tag> <Model>...</Model> </CIM_Chassis>
 *   </device>
 *
 * base names a file beside this one that is read first; an instance with the
 * keys of one already there replaces the properties it mentions. A property
 * with ref="CLASS" is a reference whose children are selectors; type="datetime"
 * and type="interval" give the wrapped forms.
 */
#ifndef AMTSIM_PROFILE_H
#define AMTSIM_PROFILE_H

#include "core/base/strv.h"
#include "tests/sim/store.h"

struct profile {
	char *name;        /* file name without .xml */
	char *version;     /* 16.1.25.2124 */
	char *product;     /* first part of the Server header */
	char *server;      /* the whole Server header */
	char *qop;         /* as the challenge says it */
	char *uuid;        /* of device 0; the others count up */
	char *hostname;    /* likewise */
	char *tls_ciphers; /* OpenSSL list; NULL: its default */
	int tls_min, tls_max;
	bool http, https;      /* which ports exist */
	bool available_states; /* shows AvailableRequestedPowerStates */
	bool port_5900;        /* plain VNC can be switched on */
	bool graceful;         /* knows 4, 7, 12 and 14 */
	bool tls_remembers;    /* digest is remembered for a TLS connection (AMT 6) */
	struct strv empty;     /* classes that exist without instances */
	struct inst_list instances;
};

/* name: a file when it holds a slash, else NAME.xml in dir. ERR_LOCAL, ERR_PROTO. */
bool profile_load(struct profile *p, const char *dir, const char *name, struct err *e)
	MUST_USE;
void profile_done(struct profile *p);

#endif
