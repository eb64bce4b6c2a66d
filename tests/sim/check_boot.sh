# shellcheck shell=bash
# Checks of boot, user consent and redirection sessions; check.sh reads this file.

BSD=AMT_BootSettingData CODE=
options() { # options [PROPERTY=VALUE...]: Put of boot options, all others off
	local c body=
	c=$(uri $BSD)
	declare -A v=([BIOSPause]=false [BIOSSetup]=false [BootMediaIndex]=0 [ConfigurationDataReset]=false
		[FirmwareVerbosity]=0 [ForcedProgressEvents]=false [IDERBootDevice]=0
		[InstanceID]='Intel(r) AMT:BootSettingData 0' [LockKeyboard]=false [LockPowerButton]=false
		[LockResetButton]=false [LockSleepButton]=false [ReflashBIOS]=false [SecureErase]=false
		[UseIDER]=false [UseSOL]=false [UseSafeMode]=false [UserPasswordBypass]=false)
	for word; do v[${word%%=*}]=${word#*=}; done
	for name in "${!v[@]}"; do
		[ -z "${v[$name]+x}" ] || [ "${v[$name]}" = - ] || body+="<r:$name>${v[$name]}</r:$name>"
	done
	call "$WXF/Put" $BSD "<r:$BSD xmlns:r=\"$c\">$body</r:$BSD>"
}
order() { # order [NAME [PARAMETER]]: the ReturnValue
	local c
	c=$(uri CIM_BootConfigSetting)
	call "$c/ChangeBootOrder" CIM_BootConfigSetting "<r:ChangeBootOrder_INPUT xmlns:r=\"$c\">${1:+$(
		epr "${2:-Source}" "${3:-CIM_BootSourceSetting}" InstanceID "Intel(r) AMT: $1")}</r:ChangeBootOrder_INPUT>"
	value ReturnValue
}
role() { # role NUMBER: the ReturnValue
	local c
	c=$(uri CIM_BootService)
	call "$c/SetBootConfigRole" CIM_BootService "<r:SetBootConfigRole_INPUT xmlns:r=\"$c\">$(
		epr BootConfigSetting "${3:-CIM_BootConfigSetting}" InstanceID "${2:-Intel(r) AMT: Boot Configuration 0}")<r:Role>$1</r:Role></r:SetBootConfigRole_INPUT>"
	value ReturnValue
}
invoke() { # invoke CLASS METHOD [PARAMETER VALUE]: the ReturnValue
	local c
	c=$(uri "$1")
	call "$c/$2" "$1" "<r:$2_INPUT xmlns:r=\"$c\">${3:+<r:$3>$4</r:$3>}</r:$2_INPUT>"
	value ReturnValue
}
consent() { get IPS_OptInService && value OptInState; }
await() { # await TEXT COMMAND...: a journal line with TEXT that COMMAND brought about
	local from
	from=$(wc -l <"$TMP/journal")
	"${@:2}" >/dev/null
	timeout 10 tail -n "+$((from + 1))" -f "$TMP/journal" | grep -m1 -F -- "$1" >"$TMP/line"
}
boots() { # boots MEMBERS [POWER NUMBER]: what the next boot's journal line says
	await '"event":"boot",' request_power "${2:-10}"
	is "$(sed 's/.*"event":"boot",\(.*\)}/\1/' "$TMP/line")" "$1"
}
shows() { is "$(tr '\n' '|' <"$TMP/screen")" "$1"; }
setting() { get $BSD && value "$1"; }

# ---- boot: what is armed is booted, once
start --delay 0 --screen "$TMP/screen"
ok "the screen at start" shows 'simpc POST|simpc login:|'
enumerate CIM_BootSourceSetting
pull CIM_BootSourceSetting 999
ok "boot sources" is "$(items CIM_BootSourceSetting)" 6
get CIM_BootService
ok "One-Click Recovery is on" is "$(value EnabledState)" 32769
ok "a plain boot is of the disk" boots '"device":"disk"'
options BIOSSetup=true FirmwareVerbosity=2 LockKeyboard=true
ok "options are stored" status 200
ok "and not cleared yet" is "$(setting OptionsCleared)" false
ok "no source: 0" is "$(order)" 0
ok "without the role nothing of it is used" boots '"device":"disk"'
ok "and nothing consumed" is "$(setting BIOSSetup)" true
ok "role 1: 0" is "$(role 1)" 0
ok "BIOS setup" boots '"device":"bios","lock-keyboard":true,"verbosity":"verbose"'
ok "is on the screen" shows 'simpc POST|Keyboard locked|BIOS Setup|'
setting BIOSSetup >/dev/null
ok "the boot cleared the options" is "$(value BIOSSetup)$(value OptionsCleared)$(value FirmwareVerbosity)" falsetrue0
ok "and the next one is plain" boots '"device":"disk"'
ok "PXE: source" is "$(order 'Force PXE Boot')" 0
ok "PXE: role" is "$(role 1)" 0
ok "PXE" boots '"device":"pxe"'
ok "is on the screen too" shows 'simpc POST|PXE boot|'
