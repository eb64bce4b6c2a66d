/* support_boot: a PC about to boot. */
#include "tests/unit/support_boot.h"

#include <stdlib.h>

#include "core/wsman/xml.h"

#define NAMESPACE "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_BootSettingData"

/* AMT_BootSettingData as AMT 16 shows it; Novelty is what nobody knows yet. */
static const struct {
	const char *name, *value;
	bool modern; /* not before AMT 9 */
} members[] = {
	{ "BIOSLastStatus", "2", true },
	{ "BIOSLastStatus", "0", true },
	{ "BIOSPause", "false", false },
	{ "BIOSSetup", "false", false },
	{ "BootMediaIndex", "0", false },
	{ "BootguardStatus", "127", true },
	{ "ConfigurationDataReset", "false", false },
	{ "ElementName", "Intel(r) AMT Boot Configuration Settings", false },
	{ "EnforceSecureBoot", "true", true },
	{ "FirmwareVerbosity", "0", false },
	{ "ForcedProgressEvents", "false", false },
	{ "IDERBootDevice", "0", false },
	{ "InstanceID", "Intel(r) AMT:BootSettingData 0", false },
	{ "LockKeyboard", "false", false },
	{ "LockPowerButton", "false", false },
	{ "LockResetButton", "false", false },
	{ "LockSleepButton", "false", false },
	{ "Novelty", "7", true },
	{ "OptionsCleared", "true", true },
	{ "OwningEntity", "Intel(r) AMT", false },
	{ "PlatformErase", "false", true },
	{ "RPEEnabled", "true", true },
	{ "RSEPassword", "", true },
	{ "ReflashBIOS", "false", false },
	{ "SecureBootControlEnabled", "true", true },
	{ "SecureErase", "false", true },
	{ "UEFIHTTPSBootEnabled", "true", true },
	{ "UEFILocalPBABootEnabled", "true", true },
	{ "UefiBootNumberOfParams", "0", true },
	{ "UseIDER", "false", false },
	{ "UseSOL", "false", false },
	{ "UseSafeMode", "false", false },
	{ "UserPasswordBypass", "false", false },
	{ "WinREBootEnabled", "true", true },
};

/* "Name=value Name=value": the value there, or what it is otherwise. */
static char *value_of(const char *overrides, const char *name, const char *otherwise)
{
	AUTO(xfreep) char *key = xasprintf(" %s=", name);
	AUTO(xfreep) char *all = xasprintf(" %s", overrides ? overrides : "");
	const char *at = strstr(all, key);

	if (!at)
		return xstrdup(otherwise);
	at += strlen(key);
	return xstrndup(at, strcspn(at, " "));
}

char *boot_script_settings(bool old, const char *overrides)
{
	struct buf text = BUF_INIT(1 << 16);

	buf_puts(&text, "<h:AMT_BootSettingData xmlns:h=\"" NAMESPACE "\">");
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		AUTO(xfreep)
		char *value = value_of(overrides, members[i].name, members[i].value);

		if (!old || !members[i].modern)
			buf_printf(&text, "<h:%s>%s</h:%s>", members[i].name, value,
				   members[i].name);
	}
	buf_puts(&text, "</h:AMT_BootSettingData>");
	return buf_steal(&text);
}

static struct scripted *of(struct device *d)
{
	return (struct scripted *)d;
}

/* Write the word down; false when it is its turn to fail. */
static bool told(struct device *d, const char *word, struct err *e)
{
	struct scripted *s = of(d);

	buf_printf(&s->log, "%s%s", s->log.len ? " " : "", word);
	if (!s->fails || strcmp(s->fails, word) != 0)
		return true;
	if (s->spare) {
		s->spare--;
		return true;
	}
	if (!s->for_ever)
		s->fails = NULL;
	*e = s->failure;
	return false;
}

static bool scripted_consent(struct device *d, struct consent *ret, struct err *e)
{
	if (!told(d, "consent", e))
		return false;
	*ret = of(d)->consent;
	return true;
}

static bool scripted_power_get(struct device *d, unsigned want, struct power_state *ret,
			       struct err *e)
{
	struct scripted *s = of(d);

	assert_int_equal(want, POWER_WANT_STATE);
	if (!told(d, "state", e))
		return false;
	ret->state = (struct rec_enum){ true, s->state };
	if (s->available[0]) {
		ret->available.set = true;
		ret->available.codes = xcalloc(ARRAY_LEN(s->available), sizeof(uint32_t));
		while (s->available[ret->available.n]) {
			size_t i = ret->available.n++;

			ret->available.codes[i] = s->available[i];
		}
	}
	return true;
}

static bool scripted_power_request(struct device *d, const struct power_request *r,
				   struct err *e)
{
	AUTO(xfreep) char *word = xasprintf("power:%u", r->value);
	struct scripted *s = of(d);

	if (!told(d, word, e))
		return false;
	s->state = s->after;
	return true;
}

static bool scripted_get(struct device *d, struct doc **ret, struct err *e)
{
	struct scripted *s = of(d);

	if (!told(d, "get", e))
		return false;
	*ret = xml_parse(s->settings, strlen(s->settings), e);
	return *ret != NULL;
}

static bool scripted_put(struct device *d, struct tree instance, bool secret,
			 struct doc **ret, struct err *e)
{
	struct scripted *s = of(d);
	struct buf list = BUF_INIT(1 << 16);
	struct buf xml = BUF_INIT(1 << 16);

	s->put_secret = secret;
	for (struct tree m = tree_first(instance); tree_exists(m); m = tree_next(m))
		buf_printf(&list, "%s%s=%s", list.len ? " " : "", tree_name(m),
			   tree_text(m));
	free(s->put);
	s->put = buf_steal(&list);
	if (!told(d, "put", e))
		return false;
	xml_print(instance, &xml);
	if (!s->forgetful) {
		free(s->settings);
		s->settings = xstrdup(buf_cstr(&xml));
	}
	buf_done(&xml);
	if (!s->empty_reply)
		*ret = xml_parse(s->settings, strlen(s->settings), e);
	return true;
}

static bool scripted_capabilities(struct device *d, struct boot_capabilities *ret,
				  struct err *e)
{
	*ret = of(d)->can;
	return told(d, "capabilities", e);
}

static bool scripted_sources(struct device *d, struct boot_sources *ret, struct err *e)
{
	struct scripted *s = of(d);

	if (!told(d, "sources", e))
		return false;
	ret->v = xcalloc(s->n_sources ? s->n_sources : 1, sizeof(*ret->v));
	for (; ret->n < s->n_sources; ret->n++)
		ret->v[ret->n] = (struct boot_source){
			.id = xstrdup(s->sources[ret->n].id),
			.description = xstrdup(s->sources[ret->n].description),
			.path = xstrdup(s->sources[ret->n].path),
		};
	return true;
}

static bool scripted_fact(struct device *d, unsigned what, struct rec_uint *ret,
			  struct err *e)
{
	static const char *const words[] = { [BOOT_FACT_SERVICE] = "service",
					     [BOOT_FACT_KVM] = "kvm",
					     [BOOT_FACT_CONTROL_MODE] = "mode" };

	*ret = of(d)->facts[what];
	return told(d, words[what], e);
}

static bool scripted_order(struct device *d, const char *source, struct err *e)
{
	AUTO(xfreep)
	char *word = xasprintf("order(%s)", source ? strrchr(source, ':') + 2 : "");

	return told(d, word, e);
}

static bool scripted_role(struct device *d, uint32_t role, struct err *e)
{
	assert_int_equal(role, 1);
	return told(d, "role", e);
}

static bool scripted_armed(struct device *d, struct boot_armed *ret, struct err *e)
{
	*ret = of(d)->armed;
	ret->source = xstrdup(ret->source);
	return told(d, "armed", e);
}

static void scripted_free(struct device *d)
{
	(void)d;
}

static const struct device_path scripted_path = {
	.name = "scripted",
	.free = scripted_free,
	.power_get = scripted_power_get,
	.power_request = scripted_power_request,
	.consent_get = scripted_consent,
	.boot_get = scripted_get,
	.boot_put = scripted_put,
	.boot_capabilities = scripted_capabilities,
	.boot_sources = scripted_sources,
	.boot_armed = scripted_armed,
	.boot_fact = scripted_fact,
	.boot_order = scripted_order,
	.boot_role = scripted_role,
	.cannot = "scripted",
};

static const struct boot_capabilities all = {
	.bios_setup = YES,
	.bios_pause = YES,
	.bios_reflash = YES,
	.bios_secure_boot = YES,
	.force_cd = YES,
	.force_diagnostic = YES,
	.force_disk = YES,
	.force_disk_safe_mode = YES,
	.force_pxe = YES,
	.force_https = YES,
	.force_pba = YES,
	.force_winre = YES,
	.forced_progress_events = YES,
	.ider = YES,
	.sol = YES,
	.lock_keyboard = YES,
	.lock_power_button = YES,
	.lock_reset_button = YES,
	.lock_sleep_button = YES,
	.amt_secure_boot_control = YES,
	.user_password_bypass = YES,
	.verbosity_quiet = YES,
	.verbosity_blank = YES,
	.verbosity_verbose = YES,
};

static const struct boot_source sources[] = {
	{ .id = (char *)PXE },
	{ .id = (char *)OPTION "1",
	  .description = (char *)"WinRe",
	  .path = (char *)"\\EFI\\Boot\\winre.efi" },
	{ .id = (char *)OPTION "2",
	  .description = (char *)"OEM PBA",
	  .path = (char *)"\\OemPba.efi" },
};

struct scripted boot_script(struct loop *l, const char *overrides)
{
	return (struct scripted){
		.base = { .path = &scripted_path, .loop = l, .name = (char *)"pc" },
		.log = BUF_INIT(1 << 16),
		.can = all,
		.state = POWER_ON,
		.after = POWER_ON,
		.available = { 10, 8, 5 },
		.facts = { [BOOT_FACT_SERVICE] = { true, 32769 },
			   [BOOT_FACT_CONTROL_MODE] = { true, 2 } },
		.sources = sources,
		.n_sources = ARRAY_LEN(sources),
		.settings = boot_script_settings(false, overrides),
	};
}

void boot_script_done(struct scripted *s)
{
	buf_done(&s->log);
	free(s->settings);
	free(s->put);
}

int boot_script_loop(void **state)
{
	struct err e;

	*state = loop_new(&e);
	return *state ? 0 : -1;
}

int boot_script_drop_loop(void **state)
{
	loop_free(*state);
	return 0;
}

bool boot_script_run(struct scripted *s, const struct boot_change *c,
		     struct boot_result *r, struct err *e)
{
	*r = (struct boot_result){ 0 };
	*e = (struct err){ 0 };
	return device_boot(&s->base, c, r, e);
}
