# shellcheck shell=bash
# Checks of boot, user consent and redirection sessions; check.sh reads this file.

BSD=AMT_BootSettingData CODE=
options() { # options [PROPERTY=VALUE...]: Put of boot options, all others off
	local c body= word name
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

arm() { # arm SOURCE [OPTION...]: options, source ("" for none) and role; true when all is taken
	options "${@:2}" && status 200 && is "$(order "$1")$(role 1)" 00
}
ok "cycle boots it" eval 'arm "Force CD/DVD Boot" BootMediaIndex=1 && boots "\"device\":\"cd\",\"media-index\":1" 5'
ok "graceful reset boots it" eval 'arm "Force Hard-drive Boot" UseSafeMode=true && boots "\"device\":\"disk\",\"safe-mode\":true" 14'
arm "" BIOSSetup=true UseSOL=true FirmwareVerbosity=3
await '"to":8' request_power 8
ok "options survive while it is off" is "$(setting BIOSSetup)" true
ok "nothing shows when it is off" shows '(no signal)|'
ok "power on boots it" boots '"device":"bios","sol":true,"verbosity":"blank"' 2
ok "a quiet POST is quiet" shows 'BIOS Setup|'
arm "" BIOSPause=true
await '"to":7' request_power 7
ok "on from hibernate boots it" boots '"device":"disk","pause":true' 2
ok "BIOS waits" shows 'simpc POST|Press any key|simpc login:|'
arm "" BIOSSetup=true
await '"to":4' request_power 4
await '"to":2' request_power 2
ok "resume from S3 boots nothing" is "$(grep -c '"event":"boot"' "$TMP/journal")$(setting BIOSSetup)" 9true
await '"to":4' request_power 4
ok "reset from S3 does" boots '"device":"bios"' 10
arm "Force PXE Boot"
ok "not next: 0" is "$(role 32768)" 0
ok "and it is not" boots '"device":"disk"'
ok "a source is given up" eval 'arm "Force PXE Boot" && is "$(order)" 0'
ok "and not booted" boots '"device":"disk"'
ok "a secure erase is done" eval 'arm "" SecureErase=true RSEPassword=hunter2 && boots "\"device\":\"disk\",\"secure-erase\":true"'
setting RSEPassword >/dev/null
ok "its password reads as empty" has '<g:RSEPassword></g:RSEPassword>'
ok "its status says so" is "$(grep -o 'BIOSLastStatus>[0-9]*<' "$TMP/reply" | tr -cd 0-9)" 00
ok "IDE-R without a session is the disk" eval 'arm "" UseIDER=true IDERBootDevice=1 &&
	boots "\"device\":\"disk\",\"note\":\"no storage redirection session\""'

# ---- ChangeBootOrder and SetBootConfigRole
ok "no such source: 4" is "$(order 'Force Diagnostic Boot')" 4
ok "not a source: 5" is "$(order 'Boot Configuration 0' Source CIM_BootConfigSetting)" 5
order 'Force PXE Boot' source >/dev/null
ok "source for Source: SchemaValidationError" has 'e:SchemaValidationError'
order 'Force PXE Boot' >/dev/null
c=$(uri CIM_BootConfigSetting)
two() { # two NAME NAME: ChangeBootOrder with two sources
	call "$c/ChangeBootOrder" CIM_BootConfigSetting "<r:ChangeBootOrder_INPUT xmlns:r=\"$c\">$(
		epr Source CIM_BootSourceSetting InstanceID "Intel(r) AMT: $1")$(
		epr Source CIM_BootSourceSetting InstanceID "Intel(r) AMT: $2")</r:ChangeBootOrder_INPUT>"
	value ReturnValue
}
ok "only the first source counts" eval 'is "$(two "Force CD/DVD Boot" "Force PXE Boot")$(role 1)" 00 && boots "\"device\":\"cd\""'
ok "but all must exist" is "$(two 'Force CD/DVD Boot' None)" 4
call "$c/ChangeBootOrder" CIM_BootConfigSetting "<r:ChangeBootOrder_INPUT xmlns:r=\"$c\"><r:Source>x</r:Source></r:ChangeBootOrder_INPUT>"
ok "no reference: 5" is "$(value ReturnValue)" 5
ok "roles 0 and 2: 1" is "$(role 0)$(role 2)" 11
ok "no such role: 5" is "$(role 3)" 5
ok "no such configuration: 4" is "$(role 1 none)" 4
ok "not a configuration: 5" is "$(role 1 'Intel(r) AMT: Force PXE Boot' CIM_BootSourceSetting)" 5
ok "role without a number: InvalidParameter" eval 'role x >/dev/null; has e:InvalidParameter'

# ---- options that contradict each other
for option in UseSOL UseIDER ReflashBIOS BIOSPause BIOSSetup; do
	options $option=true
	ok "$option with a source: the role is refused" is "$(order 'Force PXE Boot')$(role 1)" 02
done
start --delay 0 --boot-conflict order
options BIOSSetup=true
ok "--boot-conflict order" is "$(order 'Force PXE Boot')$(order)" 20
start --delay 0 --boot-conflict put
ok "--boot-conflict put" eval 'is "$(order "Force PXE Boot")" 0; options BIOSSetup=true; has faultDetail/InvalidValues'
options
ok "but other options go through" status 200
start --delay 0 --boot-conflict none
ok "--boot-conflict none: BIOS prefers the source" eval 'arm "Force PXE Boot" BIOSSetup=true &&
	boots "\"device\":\"pxe\",\"note\":\"options that contradict the source are ignored\""'
refused() { # refused OPTION...: this Put is not valid
	options "$@" && has faultDetail/InvalidValues
}
order 'Force PXE Boot' >/dev/null
ok "PXE has no media index" refused BootMediaIndex=1
order >/dev/null
options BootMediaIndex=1
ok "nor is it chosen with one" is "$(order 'Force PXE Boot')" 2
ok "no such verbosity" refused FirmwareVerbosity=4
ok "no such drive" refused IDERBootDevice=2
ok "not capable of it" refused LockResetButton=true
ok "an erase password has at most 32 characters" refused RSEPassword=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
options SecureErase=-
ok "SecureErase must be told" has faultDetail/MissingValues
for option in BIOSLastStatus=0 BootguardStatus=0 OptionsCleared=true RPEEnabled=true SecureBootControlEnabled=true \
	UEFIHTTPSBootEnabled=true UEFILocalPBABootEnabled=true WinREBootEnabled=true; do
	options $option
	ok "${option%=*} is read-only" has e:SchemaValidationError
done
start --set AMT_BootCapabilities.VerbosityQuiet=false --set AMT_BootCapabilities.SOL=false
ok "capabilities: quiet" refused FirmwareVerbosity=1
ok "capabilities: SOL" refused UseSOL=true

# ---- One-Click Recovery
tlv() { # tlv TYPE HEX...: entries in base64
	local hex=
	while [ $# -gt 0 ]; do
		hex+=$(printf '8680%02x00%02x%02x0000%s' "$1" $((${#2} / 2 % 256)) $((${#2} / 512)) "$2")
		shift 2
	done
	unhex "$hex" | base64 -w0
}
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
unhex() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }
fill() { printf "%0$((2 * $1))d" 0 | sed 's/00/61/g'; } # fill N: so many bytes
params() { # params N BASE64 [OPTION...]: Put of UEFI parameters
	options "UefiBootNumberOfParams=$1" "UefiBootParametersArray=$2" "${@:3}"
}
HTTPS=hoABACIAAABodHRwczovL2Jvb3QuZXhhbXBsZS5uZXQvd2lucGUuZWZphoAUAAEAAAAB
FULL=hoABACIAAABodHRwczovL2Jvb3QuZXhhbXBsZS5uZXQvd2lucGUuZWZphoAUAAEAAAABhoAoAAQAAABib290hoApAAYAAABzM2NyZXSGgB4AAgAAADwA
recover() { # recover NAME N BASE64: in the order of peers, role before source
	params "$2" "$3" && status 200 && is "$(role 1)$(order "Force OCR UEFI $1")" 00
}
start --delay 0 --screen "$TMP/screen"
ok "HTTPS" eval 'recover "HTTPS Boot" 2 $HTTPS && boots "\"device\":\"https\",\"url\":\"https://boot.example.net/winpe.efi\",\"amt-roots\":true"'
ok "is on the screen" shows 'simpc POST|HTTPS boot https://boot.example.net/winpe.efi|'
setting UefiBootNumberOfParams >/dev/null
ok "parameters are gone" is "$(value UefiBootNumberOfParams)$(value UefiBootParametersArray)" 0
ok "HTTPS with a login" eval 'recover "HTTPS Boot" 5 $FULL &&
	boots "\"device\":\"https\",\"url\":\"https://boot.example.net/winpe.efi\",\"amt-roots\":true,\"timeout\":60,\"user\":\"boot\",\"password\":true"'
params 2 $HTTPS
setting UefiBootNumberOfParams >/dev/null
ok "their number reads, they do not" eval 'is "$(value UefiBootNumberOfParams)" 2 && lacks UefiBootParametersArray'
options
ok "a Put without them leaves them" eval 'is "$(order "Force OCR UEFI HTTPS Boot")$(role 1)" 00 &&
	boots "\"device\":\"https\",\"url\":\"https://boot.example.net/winpe.efi\",\"amt-roots\":true"'
params 2 $HTTPS
options UefiBootNumberOfParams=0
ok "a Put with number 0 does not" eval 'is "$(order "Force OCR UEFI HTTPS Boot")$(role 1)" 00 &&
	boots "\"device\":\"disk\",\"note\":\"no URL\""'
ok "WinRE" eval 'recover "Boot Option 1" 2 "$(tlv 2 "$(hex "\\EFI\\Boot\\winre.efi")" 3 1300)" &&
	boots "\"device\":\"winre\",\"path\":\"\\\\EFI\\\\Boot\\\\winre.efi\""'
ok "PBA" eval 'recover "Boot Option 2" 2 hoACAAsAAABcT2VtUGJhLmVmaYaAAwACAAAACwA= && boots "\"device\":\"pba\",\"path\":\"\\\\OemPba.efi\""'
ok "PBA with another path is the disk" eval 'recover "Boot Option 2" 2 "$(tlv 2 "$(hex x)" 3 0100)" &&
	boots "\"device\":\"disk\",\"note\":\"the file device path is not that of the source\""'
ok "PBA without a path is the disk" eval 'recover "Boot Option 2" 0 "" && boots "\"device\":\"disk\",\"note\":\"no file device path\""'
ok "HTTPS without URL is the disk" eval 'recover "HTTPS Boot" 0 "" && boots "\"device\":\"disk\",\"note\":\"no URL\""'
ok "HTTPS with HTTP is the disk" eval 'recover "HTTPS Boot" 1 "$(tlv 1 "$(hex http://a/)")" &&
	boots "\"device\":\"disk\",\"note\":\"the URL is not https\""'
invalid() { params "$@" && has faultDetail/InvalidValues; }
ok "parameters: another number" invalid 1 $HTTPS
ok "parameters: a number, and none" invalid 1 ''
ok "parameters: cut short" invalid 2 "${HTTPS%????}"
ok "parameters: not base64" invalid 1 '****'
ok "parameters: another vendor" invalid 1 "$(unhex 878001000100000061 | base64)"
ok "parameters: no such type" invalid 1 "$(tlv 7 61)"
ok "parameters: one twice" invalid 2 "$(tlv 20 01 20 01)"
ok "parameters: a value too long" invalid 1 "$(tlv 1 "$(fill 301)")"
ok "parameters: a value too short" invalid 1 "$(tlv 23 61)"
ok "parameters: neither true nor false" invalid 1 "$(tlv 20 02)"
big() { tlv 1 "$(fill 300)" 2 "$(fill 300)" 25 "$(fill 64)" 24 "$(fill 48)" 23 "$(fill 32)" 21 "$(fill "$1")"; }
ok "parameters: 1024 bytes" eval 'params 6 "$(big 232)" && status 200'
ok "parameters: 1025 are too many" invalid 6 "$(big 233)"
ok "switching it off: 0" is "$(invoke CIM_BootService RequestStateChange RequestedState 32768)" 0
ok "HTTPS is the disk then" eval 'recover "HTTPS Boot" 2 $HTTPS && boots "\"device\":\"disk\",\"note\":\"One-Click Recovery is off\""'
ok "no such state: 5" is "$(invoke CIM_BootService RequestStateChange RequestedState 2)" 5
start --delay 0 --set AMT_BootSettingData.UEFIHTTPSBootEnabled=false
ok "the BIOS may forbid it" eval 'recover "HTTPS Boot" 2 $HTTPS && boots "\"device\":\"disk\",\"note\":\"not allowed by the BIOS\""'

# ---- Remote Platform Erase
ok "erasing without a mask" invalid 0 '' PlatformErase=true
ok "erasing what the PC cannot" invalid 1 "$(tlv 1 00010000)" PlatformErase=true
ok "recovery's parameters are not erase's" invalid 2 $HTTPS PlatformErase=true
params 1 hoABAAQAAABEAAAA PlatformErase=true
ok "all drives and TPM: SSD password too" status 200
ok "latched" is "$(setting PlatformErase)" true
role 1 >/dev/null
ok "nothing is erased while the service is off" boots '"device":"disk","note":"Remote Platform Erase is off"'
ok "on: 0" is "$(invoke CIM_BootService RequestStateChange RequestedState 32770)" 0
params 1 hoABAAQAAABEAAAA PlatformErase=true
role 1 >/dev/null
ok "then it is" boots '"device":"disk","platform-erase":68' 5
start --set AMT_BootSettingData.RPEEnabled=false
ok "unless the BIOS says no" invalid 1 hoABAAQAAABEAAAA PlatformErase=true

# ---- firmware before
start --profile amt14 --delay 0
ok "14: EnabledState is 5" eval 'get CIM_BootService; is "$(value EnabledState)" 5'
invoke CIM_BootService RequestStateChange RequestedState 32769 >/dev/null
ok "14: nothing to switch" has b:ActionNotSupported
start --profile amt15
ok "15: no Remote Platform Erase" is "$(invoke CIM_BootService RequestStateChange RequestedState 32770)" 5
start --profile amt6 --delay 0
ok "6: diagnostics" eval 'is "$(order "Force Diagnostic Boot")$(role 1)" 00 && boots "\"device\":\"diag\""'
ok "6: role 32768 is not known" is "$(role 32768)" 1
mkdir "$TMP/devices"
cp tests/sim/devices/*.xml "$TMP/devices"
sed -i 's/version="6[^"]*"/version="5.2.10"/' "$TMP/devices/amt6.xml"
start --profile "$TMP/devices/amt6.xml" --delay 0
ok "5: the parameter is source" eval 'is "$(order "Force PXE Boot" source)$(role 1)" 00 && boots "\"device\":\"pxe\""'
order 'Force PXE Boot' >/dev/null
ok "5: Source is not known" has e:SchemaValidationError
options SecureErase=-
ok "5: nor is SecureErase" status 200

# ---- consent
send() { invoke IPS_OptInService SendOptInCode OptInCode "$1"; }
ask() { invoke IPS_OptInService StartOptIn; }
cancel() { invoke IPS_OptInService CancelOptIn; }
denied() { has '<a:Value>e:AccessDenied</a:Value>'; }
start --profile ccm --delay 0 --screen "$TMP/screen" --consent-code 012345
get IPS_OptInService
ok "client mode: consent for all, not to be changed" \
	is "$(value OptInRequired)$(value CanModifyOptInPolicy)$(value OptInState)" 429496729500
ok "client mode: secure boot" is "$(setting EnforceSecureBoot)" true
options
ok "options want consent: AccessDenied" denied
order 'Force PXE Boot' >/dev/null
ok "so does a source" denied
ok "no source does not" is "$(order)" 0
ok "nor does the role" is "$(role 1)$(role 32768)" 00
ok "nor does power" boots '"device":"disk"'
ok "a code before anything: 2" is "$(send 12345)" 2
ok "nothing to cancel: 2" is "$(cancel)" 2
ok "request: 0" is "$(ask)" 0
ok "displayed" is "$(consent)" 2
ok "with its zero" shows 'simpc POST|simpc login:|User consent code: 012345|'
ok "the journal has the screen" grep -qF '"event":"screen","text":"simpc POST|simpc login:|User consent code: 012345"' "$TMP/journal"
ok "request again: 2" is "$(ask)" 2
ok "wrong: not accepted" is "$(send 111111)$(consent)" 20662
send x >/dev/null
ok "not a number: InvalidParameter" has e:InvalidParameter
ok "right: 0" is "$(send 12345)" 0
ok "received" is "$(consent)" 3
ok "the screen is as it was" shows 'simpc POST|simpc login:|'
ok "a code too many: 2" is "$(send 12345)" 2
options BIOSSetup=true
ok "now options are taken" status 200
options EnforceSecureBoot=false
ok "client mode: secure boot stays on" has faultDetail/InvalidValues
ok "and a source is" is "$(order 'Force PXE Boot')" 0
order >/dev/null
role 1 >/dev/null
await '"event":"boot-role","from":1,"to":32768' cancel
ok "cancel takes it back" is "$(value ReturnValue)$(consent)$(setting BIOSSetup)$(value OptionsCleared)" 00falsetrue
ok "with all that was armed" boots '"device":"disk"'
general OptInRequired 0 IPS_OptInService
ok "client mode: policy is fixed" denied
start --profile ccm --set IPS_OptInService.OptInRequired=0 --set IPS_OptInService.CanModifyOptInPolicy=1
get IPS_OptInService
ok "client mode: whatever the profile says" is "$(value OptInRequired)$(value CanModifyOptInPolicy)" 42949672950
general OptInRequired 0 IPS_OptInService
ok "and it stays so" denied
start --profile ccm --delay 0 --screen "$TMP/screen"
optin() { # optin REQUIRED DISPLAY CODE: Put
	local c
	c=$(uri IPS_OptInService)
	call "$WXF/Put" IPS_OptInService "<r:IPS_OptInService xmlns:r=\"$c\"><r:OptInRequired>$1</r:OptInRequired>\
<r:OptInDisplayTimeout>$2</r:OptInDisplayTimeout><r:OptInCodeTimeout>$3</r:OptInCodeTimeout></r:IPS_OptInService>"
}
optin 4294967295 60 120
ok "so is how long a code shows" denied
optin 4294967295 300 60
ok "how long consent lasts is not" status 200
ask >/dev/null
await '"event":"consent","from":2,"to":0' request_power 8
ok "no host, no code" shows '(no signal)|'
ok "off: 4" is "$(ask)" 4

start --profile ccm --consent-block 60000
first=$(ask >/dev/null; grep -o 'code: [0-9]*' "$TMP/journal")
ok "a code of six digits" grep -qxE 'code: [0-9]{6}' <<<"$first"
cancel >/dev/null
ask >/dev/null
ok "another each time" [ "$(grep -o 'code: [0-9]*' "$TMP/journal" | sort -u | wc -l)" = 2 ]
three() { send 1000000; send 1000000; send 1000000; }
ok "the third wrong code ends it" is "$(three)$(consent)" 2066206620660
ok "and one can ask again" is "$(ask)" 0
three >/dev/null
ok "three more, and one cannot: 3" is "$(ask)" 3
start --profile ccm --consent-block 0
ok "the same codes on every run" is "$(ask >/dev/null; grep -o 'code: [0-9]*' "$TMP/journal")" "$first"
three >/dev/null
ask >/dev/null
three >/dev/null
ok "--consent-block 0" is "$(ask)" 0
start --profile ccm --consent-code 000000 --consent-ms 1,60000
await '"event":"consent","from":2,"to":0' ask
ok "what nobody enters goes" is "$(consent)" 0
start --profile ccm --consent-code 000000 --consent-ms 60000,400
ask >/dev/null
send 0 >/dev/null
options BIOSSetup=true
ok "consent given" status 200
until_journal '"event":"consent","from":3,"to":0'
ok "expires, and options with it" is "$(consent)$(setting BIOSSetup)" 0false
start --profile ccm --consent-code 000000 --consent-draw 60000
ok "--consent-draw: requested" is "$(ask)$(consent)" 01
ok "the code is good before it shows" is "$(send 0)" 0
start --profile ccm --delay 0 --consent-silent
ok "--consent-silent: all is accepted" arm 'Force PXE Boot' LockKeyboard=true
ok "and forgotten" eval 'is "$(setting LockKeyboard)" false && boots "\"device\":\"disk\",\"secure-boot\":true"'

start --delay 0 --consent-code 000000
optin 1 300 120
ok "policy can be changed in admin mode" status 200
ok "KVM alone leaves boot free" arm 'Force PXE Boot'
optin 4294967295 300 120
options
ok "all does not" denied
optin 2 300 120
ok "no such policy" has faultDetail/InvalidValues
optin 0 300 59
ok "consent lasts a minute or more" has faultDetail/InvalidValues
optin 0 0 120
ok "a code must show" has faultDetail/InvalidValues
start --profile amt6
get IPS_OptInService
ok "6: no consent" has b:DestinationUnreachable

# ---- redirection sessions
kvm() { get CIM_KVMRedirectionSAP && value EnabledState; }
start --session kvm,sol,ider --delay 0
ok "a KVM session: 2" is "$(kvm)" 2
ok "off and cycle during one: 2" is "$(request_power 8)$(request_power 5)" 22
ok "IDE-R boots from it" eval 'arm "" UseIDER=true IDERBootDevice=1 && boots "\"device\":\"ider-cd\""'
ok "as a floppy too" eval 'arm "" UseIDER=true && boots "\"device\":\"ider-floppy\""'
terminate() { invoke AMT_RedirectionService TerminateSession SessionType "$1"; }
ok "IDE-R ends" is "$(terminate 0)$(terminate 0)" 02068
ok "SOL ends" is "$(terminate 1)$(terminate 1)" 02068
ok "no such type: 36" is "$(terminate 2)" 36
ok "still not off" is "$(request_power 8)" 2
invoke CIM_KVMRedirectionSAP RequestStateChange RequestedState 3 >/dev/null
ok "KVM ends with its switch" is "$(grep -c '"event":"session-kvm","from":1,"to":0' "$TMP/journal")$(kvm)" 13
ok "then off: 0" is "$(request_power 8)" 0
start --session kvm
ok "KVM ends on request" is "$(invoke IPS_KVMRedirectionSettingData TerminateSession)$(kvm)" 06
start --session kvm --set IPS_OptInService.OptInRequired=1 --consent-ms 60000,1
ok "in session" is "$(consent)" 4
ok "which cannot be cancelled: 2" is "$(cancel)" 2
await '"event":"consent","from":3,"to":0' invoke CIM_KVMRedirectionSAP RequestStateChange RequestedState 3
ok "after it consent expires" is "$(consent)" 0
start --set IPS_KVMRedirectionSettingData.EnabledByMEBx=false
ok "KVM forbidden in the BIOS: 4" is "$(invoke CIM_KVMRedirectionSAP RequestStateChange RequestedState 2)" 4
"$SIM" --profile no-kvm --session kvm >/dev/null 2>&1
ok "no KVM, no session" is $? 2

# ---- screens, and faults of one step
start --count 2 --screen "$TMP/two"
ok "--count: a screen for each" is "$(cat "$TMP/two.0" "$TMP/two.1" | tr '\n' '|')" 'simpc POST|simpc login:|simpc1 POST|simpc1 login:|'
"$SIM" --screen "$TMP/none/screen" >/dev/null 2>&1
ok "--screen must be writable" is $? 1
for wrong in '--session x' '--boot-conflict x' '--consent-code 1' '--consent-ms 1' '--set x' '--set CIM_No.x=1' \
	'--fault refuse/Put' '--fault return:1/'; do
	# shellcheck disable=SC2086
	"$SIM" $wrong >/dev/null 2>&1
	ok "$wrong is status 2" is $? 2
done
start --delay 0 --fault return:2/SetBootConfigRole
ok "--fault /SetBootConfigRole" is "$(order)$(role 1)$(role 1)$(order)" 0220
start --delay 0 --fault return:2/ChangeBootOrder@2
ok "--fault /ChangeBootOrder@2" is "$(role 1)$(order)$(order)$(order)" 0020
start --delay 0 --fault soap-fault:InternalError/Put
get $BSD
ok "--fault /Put: not Get" status 200
options
ok "--fault /Put" has e:InternalError
start --delay 0 --fault return:2/CIM_PowerManagementService
ok "--fault /CLASS" is "$(role 1)$(request_power 10)" 02
start --delay 0 --fault accepted-not-done/Put
options BIOSSetup=true
ok "--fault accepted-not-done/Put" eval 'status 200 && is "$(setting BIOSSetup)" false'
