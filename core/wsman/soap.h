/*
 * soap: the namespaces and actions that WS-Management messages are made of.
 * (SOAP 1.2; WS-Addressing, WS-Transfer and WS-Enumeration of 2004; DSP0226;
 * DSP0230)
 */
#ifndef AMT_WSMAN_SOAP_H
#define AMT_WSMAN_SOAP_H

#define NS_SOAP "http://www.w3.org/2003/05/soap-envelope"
#define NS_WSA "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define NS_WSMAN "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define NS_WXF "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define NS_WSEN "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define NS_COMMON "http://schemas.dmtf.org/wbem/wscim/1/common"
#define NS_WSMID "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"

#define WSA_ANONYMOUS NS_WSA "/role/anonymous"

#define ACTION_GET NS_WXF "/Get"
#define ACTION_PUT NS_WXF "/Put"
#define ACTION_CREATE NS_WXF "/Create"
#define ACTION_DELETE NS_WXF "/Delete"
#define ACTION_ENUMERATE NS_WSEN "/Enumerate"
#define ACTION_PULL NS_WSEN "/Pull"
#define ACTION_RELEASE NS_WSEN "/Release"

#endif
