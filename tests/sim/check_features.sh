# shellcheck shell=bash
# Checks of inventory, features and settings; check.sh reads this file.

method() { # method CLASS NAME [PARAMETER=VALUE...] [SELECTORS]: the ReturnValue
	local c class=$1 name=$2 body= set=
	c=$(uri "$class")
	shift 2
	for word; do
		case $word in
		"<"*) set=$word ;;
		*) body+="<r:${word%%=*}>${word#*=}</r:${word%%=*}>" ;;
		esac
	done
	call "$c/$name" "$class" "<r:${name}_INPUT xmlns:r=\"$c\">$body</r:${name}_INPUT>" "$set"
	value ReturnValue
}
put() { general "$2" "$3" "$1"; } # put CLASS PROPERTY VALUE
puts() { # puts CLASS PROPERTY VALUE: it is stored, and reads so
	put "$@"
	get "$1"
	is "$(value "$2")" "$3"
}
refused() { # refused FAULT CLASS PROPERTY VALUE
	local fault=$1
	shift
	put "$@"
	has "$fault"
}

start
enumerate CIM_PhysicalPackage
order=
for _ in 1 2 3 4 5; do
	pull CIM_PhysicalPackage 999
	order+=$(grep -o '<h:Tag>[^<]*' "$TMP/reply" | cut -d'>' -f2),
done
ok "packages: card, chassis, drives, one a Pull" is "$order" \
	'CIM_Card,CIM_Chassis,Storage Media Package 0,Storage Media Package 1,,'
ok "then the end" has '<g:EndOfSequence>'
enumerate CIM_Sensor
pull CIM_Sensor 999
ok "sensors: one a Pull" is "$(items CIM_Sensor)" 1
enumerate CIM_PhysicalMemory
pull CIM_PhysicalMemory 999
ok "memory: all in one Pull" is "$(items CIM_PhysicalMemory)" 2
get CIM_Battery
ok "a desktop has no battery" has 'b:DestinationUnreachable'
get CIM_EthernetPort
ok "the port's address is without dashes" is "$(value NetworkAddresses)" 028086000000
get IPS_ScreenSettingData
ok "displays: four of each" is "$(grep -o '<g:UpperLeftX>' "$TMP/reply" | wc -l)" 4
ok "ResetToDefault: 0" is "$(method IPS_ScreenSettingData ResetToDefault)" 0

# ---- switches
ok "web pages off: 0" is "$(method AMT_WebUIService RequestStateChange RequestedState=3)" 0
get AMT_WebUIService
ok "and off they are" is "$(value EnabledState)" 3
ok "neither on nor off: 5" is "$(method AMT_WebUIService RequestStateChange RequestedState=6)" 5
ok "TimeoutPeriod: 4098" is "$(method AMT_WebUIService RequestStateChange RequestedState=2 TimeoutPeriod=1)" 4098
session() { method IPS_ScreenConfigurationService SetSessionState "SessionState=$1" "ConsecutiveRebootsNum=$2"; }
ok "blank the screens: 0" is "$(session 1 3)" 0
get IPS_ScreenConfigurationService
ok "and blank they are" is "$(value CurrentState)$(value RemainingConsecutiveRebootsNum)" 13
ok "for four boots: 36" is "$(session 1 4)" 36
ok "show them again: 0" is "$(session 0 0)" 0
method IPS_ScreenConfigurationService RequestStateChange RequestedState=3 >/dev/null
ok "blanking is off: 2" is "$(session 1 0)" 2
scheme() {
	get CIM_ElementSettingData '' "<w:SelectorSet><w:Selector Name=\"SettingData\"><a:EndpointReference>\
<a:Address>$WSA/role/anonymous</a:Address><a:ReferenceParameters><w:ResourceURI>$(uri AMT_SystemPowerScheme)</w:ResourceURI>\
$(selector SchemeGUID "$1")</a:ReferenceParameters></a:EndpointReference></w:Selector></w:SelectorSet>"
	value IsCurrent
}
S0=gImZ4MX7QkqY2cwmPjNbGA== S3=7bMSRBLVSU2p0BxN8M4zTA==
ok "the power scheme with wake is current" is "$(scheme $S0)$(scheme $S3)" 21
ok "SetPowerScheme: 0" is "$(method AMT_SystemPowerScheme SetPowerScheme "$(selector SchemeGUID $S0)")" 0
ok "and the other is current" is "$(scheme $S0)$(scheme $S3)" 12
method AMT_SystemPowerScheme SetPowerScheme "$(selector SchemeGUID none)" >/dev/null
ok "no such scheme: DestinationUnreachable" has 'b:DestinationUnreachable'
method CIM_KVMRedirectionSAP RequestStateChange RequestedState=3 >/dev/null
get CIM_KVMRedirectionSAP
ok "KVM off" is "$(value EnabledState)" 3

# ---- settings
G=AMT_GeneralSettings
ok "read-only settings may be sent back" puts $G PowerSource 0
for p in PowerSource PrivacyLevel; do
	ok "but not changed: $p" refused 'faultDetail/InvalidValues' $G $p 1
done
ok "nor NetworkInterfaceEnabled" refused 'faultDetail/InvalidValues' $G NetworkInterfaceEnabled false
ok "DDNS updates: not every 19 minutes" refused 'faultDetail/InvalidValues' $G DDNSPeriodicUpdateInterval 19
ok "DDNS updates: every 20" puts $G DDNSPeriodicUpdateInterval 20
ok "DDNS updates: never" puts $G DDNSPeriodicUpdateInterval 0
ok "not by both" refused 'faultDetail/InvalidValues' $G DDNSUpdateEnabled true
ok "presence: not every 14 minutes" refused 'faultDetail/InvalidValues' $G PresenceNotificationInterval 14
ok "presence: every 15" puts $G PresenceNotificationInterval 15
ok "idle: not 0" refused 'faultDetail/InvalidValues' $G IdleWakeTimeout 0
ok "idle: up to 65535" puts $G IdleWakeTimeout 65535
ok "idle: a number" refused 'faultDetail/InvalidValues' $G IdleWakeTimeout soon
ok "a host name of 63 characters" puts $G HostName "$(printf %063d 0)"
ok "not of 64" refused 'faultDetail/InvalidValues' $G HostName "$(printf %064d 0)"
ok "not of more domain than 191" refused 'faultDetail/InvalidValues' $G DomainName "$(printf %0192d 0)"
K=IPS_KVMRedirectionSettingData
for p in 'Abc12!' 'abcd123!' 'ABCD123!' 'Abcdefg!' 'Abcd1234' 'Abc12!,x' 'Abc12!:x' 'Abcd1234!'; do
	ok "RFB password $p is refused" refused 'faultDetail/InvalidValues' $K RFBPassword "$p"
done
put $K RFBPassword 'Abcd123!'
ok "a good one is taken" status 200
get $K
ok "and read by nobody" has '<g:RFBPassword></g:RFBPassword>'
put $K RFBPassword ''
ok "none leaves it" status 200
ok "the fourth screen" puts $K DefaultScreen 3
ok "there is no fifth" refused 'faultDetail/InvalidValues' $K DefaultScreen 4
ok "a session never idle" puts $K SessionTimeout 0
ok "at most 255 minutes" refused 'faultDetail/InvalidValues' $K SessionTimeout 256
ok "port 5900 went with 16.1" refused 'e:UnsupportedFeature' $K Is5900PortEnabled true
ok "EnabledByMEBx is not ours" refused 'faultDetail/InvalidValues' $K EnabledByMEBx false
get $K
ok "no consent, no timeout of it" lacks OptInPolicyTimeout
put $K OptInPolicy true
get $K
ok "consent for KVM, and its timeout" is "$(value OptInPolicy)$(value OptInPolicyTimeout)" true300

start --profile amt16 --set IPS_KVMRedirectionSettingData.EnabledByMEBx=false
ok "port 5900 before 16.1" puts $K Is5900PortEnabled true
ok "KVM that BIOS forbids: 4" is "$(method CIM_KVMRedirectionSAP RequestStateChange RequestedState=2)" 4
start --profile ccm
ok "client mode: consent for KVM stays" refused 'e:AccessDenied' $K OptInPolicy false
ok "client mode: the screens stay on" is "$(session 1 0)" 16
