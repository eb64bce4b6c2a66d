/* consent over WS-MAN: IPS_OptInService. (Intel AMT SDK) */
#include "core/device/consent.h"

#include "core/device/catalog.h"
#include "core/direct/direct_device.h"

bool direct_consent_get(struct device *d, struct consent *ret, struct err *e)
{
	return direct_read(d, "IPS_OptInService", NULL, &consent_record, ret, e);
}

bool direct_consent_call(struct device *d, const struct consent_call *c, struct err *e)
{
	static const struct wsman_ref service = { .class_name = "IPS_OptInService" };
	static const char *const methods[] = {
		[CONSENT_START] = "StartOptIn",
		[CONSENT_SUBMIT] = "SendOptInCode",
		[CONSENT_CANCEL] = "CancelOptIn",
	};
	struct wsman_param code = { .name = "OptInCode", .value = c->code };

	/* A plain number on the wire. */
	for (; code.value && code.value[0] == '0' && code.value[1]; code.value++)
		;
	return wsman_invoke(direct_of(d)->wsman, &service, methods[c->method], &code,
			    c->method == CONSENT_SUBMIT ? 1 : 0,
			    catalog_returns(RETURNS_CONSENT), NULL, e);
}
