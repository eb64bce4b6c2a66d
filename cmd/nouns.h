/* nouns: one a file; cmd/table.c lists them. */
#ifndef AMT_CMD_NOUNS_H
#define AMT_CMD_NOUNS_H

#include "cmd/table.h"

extern const struct noun noun_power;
extern const struct noun noun_boot;
extern const struct noun noun_consent;
extern const struct noun noun_features;
extern const struct noun noun_info;
extern const struct noun noun_wsman;
extern const struct noun noun_device;
extern const struct noun noun_pin;
extern const struct noun noun_cred;
extern const struct noun noun_config;
extern const struct noun noun_target;
extern const struct noun noun_help;
extern const struct noun noun_completion;
extern const struct noun noun_version;

#endif
