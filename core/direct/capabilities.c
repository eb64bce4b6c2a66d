/*
 * capabilities over WS-MAN: one Get a class. capabilities_record reads several, for
 * they share no property.
 */
#include "core/direct/direct_device.h"

#include <string.h>

#include "core/base/text.h"

/* IPS_ScreenSettingData: an item a pipe, and a pipe a role. */
struct screens {
	struct strv active, x, y, width, height;
	struct rec_uint roles[4]; /* primary first; number of the pipe, 0 and 255: none */
};

// clang-format off
static const struct field screens_fields[] = {
	F_STRINGS(struct screens, active, "IsActive", 0, ""),
	F_STRINGS(struct screens, x, "UpperLeftX", 0, ""),
	F_STRINGS(struct screens, y, "UpperLeftY", 0, ""),
	F_STRINGS(struct screens, width, "ResolutionX", 0, ""),
	F_STRINGS(struct screens, height, "ResolutionY", 0, ""),
	F_UINT(struct screens, roles[0], "PrimaryIndex", 0, ""),
	F_UINT(struct screens, roles[1], "SecondaryIndex", 0, ""),
	F_UINT(struct screens, roles[2], "TertiaryIndex", 0, ""),
	F_UINT(struct screens, roles[3], "QuadraryIndex", 0, ""), /* sic */
	F_END,
};
// clang-format on

static const struct record screens_record = { .name = "screens",
					      .summary = "screens",
					      .size = sizeof(struct screens),
					      .fields = screens_fields };

/* Item i; NULL: there is none. */
static const char *item(const struct strv *list, size_t i)
{
	return i < list->n ? list->v[i] : NULL;
}

static struct rec_uint number(const char *text)
{
	struct rec_uint v = { 0 };

	v.set = text && text_to_uint(text, UINT32_MAX, &v.v);
	return v;
}

static void add_display(const struct screens *s, size_t i, struct capabilities *c)
{
	struct display *d = rec_list_add(&c->displays, &display_record);
	const char *active = item(&s->active, i);
	bool is_active = active && (!strcmp(active, "true") || !strcmp(active, "1"));

	d->pipe = (struct rec_uint){ true, i + 1 };
	d->active = (struct rec_bool){ active != NULL, is_active };
	for (uint32_t role = 0; role < ARRAY_LEN(s->roles); role++)
		if (s->roles[role].set && s->roles[role].v == i + 1)
			d->role = (struct rec_enum){ true, role + 1 };
	if (!is_active) /* sizes of nothing */
		return;
	c->active_displays.v++;
	d->width_px = number(item(&s->width, i));
	d->height_px = number(item(&s->height, i));
	if (item(&s->x, i) && item(&s->y, i))
		d->position = xasprintf("%s,%s", item(&s->x, i), item(&s->y, i));
}

static bool read_screens(struct device *d, struct capabilities *c, struct err *e)
{
	struct screens s = { 0 };
	bool ok = direct_read(d, "IPS_ScreenSettingData", NULL, &screens_record, &s, e);

	c->active_displays.set = ok && s.active.n;
	for (size_t i = 0; ok && i < s.active.n; i++)
		add_display(&s, i, c);
	record_done(&screens_record, &s);
	return ok;
}

static bool read_kvm(struct device *d, struct capabilities *c, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = NULL;
	struct err failure;

	if (direct_get(d, "CIM_KVMRedirectionSAP", &doc, &failure)) {
		c->kvm = (struct rec_bool){ true, true };
	} else if (failure.domain == ERR_UNSUPPORTED || failure.domain == ERR_REFUSED) {
		/* Unlicensed KVM: some firmware has no better answer than 400. */
		c->kvm = (struct rec_bool){ true, false };
		return true;
	} else {
		*e = failure;
		return false;
	}
	return direct_read(d, "IPS_KVMRedirectionSettingData", NULL,
			   &kvm_capabilities_record, &c->kvm_settings, e) &&
	       read_screens(d, c, e);
}

static bool read_power(struct device *d, struct capabilities *c, struct err *e)
{
	struct power_state state = { 0 };
	bool ok = direct_read(d, "CIM_AssociatedPowerManagementService", NULL,
			      &power_state_record, &state, e);

	if (ok) {
		c->power_available = state.available;
		state.available = (struct rec_enums){ 0 };
	}
	power_state_done(&state);
	return ok && direct_read(d, "CIM_PowerManagementCapabilities", NULL,
				 &capabilities_record, c, e);
}

static void fill(struct capabilities *c)
{
	const struct boot_capabilities *b = &c->boot;

	c->platform_erase = b->platform_erase;
	if (b->force_https.set || b->force_winre.set || b->force_pba.set)
		c->one_click_recovery =
			(struct rec_bool){ true, b->force_https.v || b->force_winre.v ||
							 b->force_pba.v };
}

bool direct_capabilities_get(struct device *d, struct capabilities *ret, struct err *e)
{
	AUTO(capabilities_done) struct capabilities c = { 0 };

	if (!direct_read(d, "AMT_BootCapabilities", NULL, &boot_capabilities_record,
			 &c.boot, e) ||
	    !read_power(d, &c, e) || !read_kvm(d, &c, e) ||
	    !direct_read(d, "IPS_OptInService", NULL, &capabilities_record, &c, e) ||
	    !direct_read(d, "AMT_CryptographicCapabilities", NULL, &capabilities_record,
			 &c, e))
		return false;
	fill(&c);
	*ret = c;
	c = (struct capabilities){ 0 };
	return true;
}
