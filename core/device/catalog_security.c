/* catalog_security: classes of certificates, TLS and accounts. */
#include "core/device/catalog_rows.h"

// clang-format off
static const struct class_value amt_public_key_management_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_DEFAULT,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method amt_public_key_management_service_methods[] = {
	M("AddTrustedRootCertificate", PT_STATUS, "add a trusted root",
	  IN("CertificateBlob", BASE64, "the certificate, DER", REQUIRED),
	  OUT("CreatedCertificate", REF, "where it is", .of = "AMT_PublicKeyCertificate")),
	M("AddCertificate", PT_STATUS, "add a certificate of the device",
	  IN("CertificateBlob", BASE64, "the certificate, DER", REQUIRED),
	  OUT("CreatedCertificate", REF, "where it is", .of = "AMT_PublicKeyCertificate")),
	M("AddKey", PT_STATUS, "add a private key",
	  IN("KeyBlob", BASE64, "the key, PKCS 1 DER", REQUIRED_SECRET),
	  OUT("CreatedKey", REF, "where it is", .of = "AMT_PublicPrivateKeyPair")),
	M("GenerateKeyPair", PT_STATUS, "make a key; takes up to a minute",
	  IN("KeyAlgorithm", UINT32, "kind of key", REQUIRED, .names = key_algorithm_names),
	  IN("KeyLength", UINT32, "2048", REQUIRED, .unit = "bits"),
	  OUT("KeyPair", REF, "where it is", .of = "AMT_PublicPrivateKeyPair")),
	M("GeneratePKCS10RequestEx", PT_STATUS, "sign a certificate request with a key of the device",
	  IN("KeyPair", REF, "the key", REQUIRED, .of = "AMT_PublicPrivateKeyPair"),
	  IN("SigningAlgorithm", UINT32, "how it is signed", REQUIRED, .names = csr_signature_names),
	  IN("NullSignedCertificateRequest", BASE64, "the request with an empty signature",
	    REQUIRED),
	  OUT("SignedCertificateRequest", BASE64, "the request, signed")),
	M("AddCRL", PT_STATUS, "add a revocation list",
	  IN("Url", STRING, "where it is published"),
	  IN("SerialNumbers", STRING, "numbers of the revoked certificates", REQUIRED_ARRAY),
	  OUT("CRL", REF, "where it is")),
	M0("ResetCRLList", PT_STATUS, "forget all revocation lists"),
	M0("EnumerateCRL", PT_STATUS, "list the revocation lists"),
	{ .name = NULL },
};

static const struct class_value amt_public_key_certificate_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("Issuer", STRING, "who signed it"),
	P("ReadOnlyCertificate", BOOL, "it cannot be deleted"),
	P("Subject", STRING, "whose it is"),
	P("TrustedRootCertficate", BOOL, "it is a trusted root"),
	P("X509Certificate", BASE64, "the certificate, DER", WRITABLE),
	{ .name = NULL },
};

static const struct class_value amt_public_private_key_pair_properties[] = {
	P("DERKey", BASE64, "its public half, PKCS 1 DER"),
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	{ .name = NULL },
};

static const struct class_value cim_concrete_dependency_properties[] = {
	P("Antecedent", REF, "the certificate", KEY),
	P("Dependent", REF, "the key", KEY),
	{ .name = NULL },
};

static const struct class_value cim_credential_context_properties[] = {
	P("ElementInContext", REF, "the certificate or login", KEY),
	P("ElementProvidingContext", REF, "what uses it", KEY),
	{ .name = NULL },
};

static const struct class_value amt_tls_setting_data_properties[] = {
	P("AcceptNonSecureConnections", BOOL, "the ports without TLS stay open", WRITABLE),
	P_ELEMENT_NAME,
	P("Enabled", BOOL, "TLS is on", WRITABLE),
	P_INSTANCE_ID,
	P("MutualAuthentication", BOOL, "clients must show a certificate", WRITABLE),
	P("NonSecureConnectionsSupported", BOOL, "ports without TLS can be had at all",
	  .since = "16.1"),
	P("TrustedCN", STRING, "names, or ends of names, that a client's certificate may have",
	  WRITABLE_ARRAY),
	{ .name = NULL },
};

static const struct class_value amt_tls_credential_context_properties[] = {
	P("ElementInContext", REF, "the certificate", KEY, .of = "AMT_PublicKeyCertificate"),
	P("ElementProvidingContext", REF, "where it is shown",
	  KEY, .of = "AMT_TLSProtocolEndpointCollection"),
	{ .name = NULL },
};

static const struct class_value amt_tls_protocol_endpoint_collection_properties[] = {
	P("ElementName", STRING, "name of the collection", KEY),
	{ .name = NULL },
};

static const struct class_value amt_authorization_service_properties[] = {
	P("AllowHttpQopAuthOnly", UINT32, "logins must use quality of protection",
	  WRITABLE, .names = off_on_names),
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method amt_authorization_service_methods[] = {
	M("GetAdminAclEntry", PT_STATUS, "name of the admin account",
	  OUT("Username", STRING, "the name")),
	M("SetAdminAclEntryEx", PT_STATUS, "set name and password of the admin account",
	  IN("Username", STRING, "the name", REQUIRED),
	  IN("DigestPassword", BASE64, "hash of name, realm and password", REQUIRED_SECRET)),
	M("GetAdminAclEntryStatus", PT_STATUS, "whether the admin password is still the default",
	  OUT("IsDefault", BOOL, "it is")),
	M("GetAdminNetAclEntryStatus", PT_STATUS, "the same for the network",
	  OUT("IsDefault", BOOL, "it is")),
	M("AddUserAclEntryEx", PT_STATUS, "add an account",
	  IN("DigestUsername", STRING, "name, at most 16 characters"),
	  IN("DigestPassword", BASE64, "hash of name, realm and password", INPUT_SECRET),
	  IN("KerberosUserSid", BASE64, "Windows SID in place of name and password"),
	  IN("AccessPermission", UINT32, "from where it may log in",
	    REQUIRED, .names = access_permission_names),
	  IN("Realms", UINT32, "what it may use", ARRAY, .names = realm_names),
	  OUT("Handle", UINT32, "number of the account")),
	M("UpdateUserAclEntryEx", PT_STATUS, "change an account",
	  IN("Handle", UINT32, "number of the account", REQUIRED),
	  IN("DigestUsername", STRING, "name, at most 16 characters"),
	  IN("DigestPassword", BASE64, "hash of name, realm and password", INPUT_SECRET),
	  IN("KerberosUserSid", BASE64, "Windows SID in place of name and password"),
	  IN("AccessPermission", UINT32, "from where it may log in",
	    REQUIRED, .names = access_permission_names),
	  IN("Realms", UINT32, "what it may use", ARRAY, .names = realm_names)),
	M("EnumerateUserAclEntries", PT_STATUS, "numbers of the accounts, up to 50",
	  IN("StartIndex", UINT32, "1 is the first", REQUIRED),
	  OUT("TotalCount", UINT32, "accounts there are"),
	  OUT("HandlesCount", UINT32, "accounts in this answer"),
	  OUTS("Handles", UINT32, "their numbers")),
	M("GetUserAclEntryEx", PT_STATUS, "an account",
	  IN("Handle", UINT32, "number of the account", REQUIRED),
	  OUT("DigestUsername", STRING, "name"),
	  OUT("KerberosUserSid", BASE64, "Windows SID"),
	  OUT("AccessPermission", UINT32, "from where it may log in",
	    .names = access_permission_names),
	  OUTS("Realms", UINT32, "what it may use", .names = realm_names)),
	M("RemoveUserAclEntry", PT_STATUS, "remove an account",
	  IN("Handle", UINT32, "number of the account", REQUIRED)),
	M("GetAclEnabledState", PT_STATUS, "whether an account is on",
	  IN("Handle", UINT32, "number of the account", REQUIRED),
	  OUT("Enabled", BOOL, "it is on")),
	M("SetAclEnabledState", PT_STATUS, "switch an account",
	  IN("Handle", UINT32, "number of the account", REQUIRED),
	  IN("Enabled", BOOL, "on", REQUIRED)),
	{ .name = NULL },
};

static const struct class_value amt_kerberos_setting_data_properties[] = {
	P("ConfiguredEncryptionAlgorithms", UINT16, "algorithms in use",
	  WRITABLE_ARRAY, .names = kerberos_algorithm_names),
	P_ELEMENT_NAME,
	P("EncryptionAlgorithm", UINT16, "0 is RC4", WRITABLE),
	P_INSTANCE_ID,
	P("IterationCount", UINT32, "rounds of the key's derivation", WRITABLE),
	P("KeyVersion", UINT32, "version of the key", WRITABLE),
	P("KrbEnabled", BOOL, "it is on", WRITABLE),
	P("MasterKey", BASE64, "key, 16 bytes", SECRET),
	P("MaximumClockTolerance", UINT32, "difference of clocks that is accepted",
	  WRITABLE, .unit = "min"),
	P("Passphrase", STRING, "passphrase the key comes from", SECRET),
	P("RealmName", STRING, "realm", WRITABLE),
	P("Salt", STRING, "salt of the key", WRITABLE),
	P("ServicePrincipalName", STRING, "service names, such as HTTP/host:16992", WRITABLE_ARRAY),
	P("ServicePrincipalProtocol", UINT16, "what each of them is for", WRITABLE_ARRAY),
	P("SupportedEncryptionAlgorithms", UINT16, "algorithms it knows",
	  ARRAY, .names = kerberos_algorithm_names),
	{ .name = NULL },
};

static const struct class_method amt_kerberos_setting_data_methods[] = {
	M("GetCredentialCacheState", PT_STATUS, "whether tickets are kept",
	  OUT("Enabled", BOOL, "they are")),
	M("SetCredentialCacheState", PT_STATUS, "keep tickets or not",
	  IN("Enable", BOOL, "keep them", REQUIRED)),
	{ .name = NULL },
};

static const struct class_value amt_cryptographic_capabilities_properties[] = {
	P_ELEMENT_NAME,
	P("HardwareAcceleration", UINT32, "hardware helps", .names = off_on_names),
	P_INSTANCE_ID,
	{ .name = NULL },
};

const struct wsman_class catalog_security[] = {
	{ .name = "AMT_AuthorizationService", .parent = "CIM_Service", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "accounts and their realms",
	  .properties = amt_authorization_service_properties, .methods = amt_authorization_service_methods },
	{ .name = "AMT_CryptographicCapabilities", .parent = "CIM_Capabilities", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "cryptography of the firmware",
	  .properties = amt_cryptographic_capabilities_properties },
	{ .name = "AMT_KerberosSettingData", .parent = "CIM_SettingData", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "Kerberos",
	  .properties = amt_kerberos_setting_data_properties, .methods = amt_kerberos_setting_data_methods },
	{ .name = "AMT_PublicKeyCertificate", .parent = "CIM_Credential", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "a certificate in the device",
	  .properties = amt_public_key_certificate_properties },
	{ .name = "AMT_PublicKeyManagementService", .parent = "CIM_CredentialManagementService", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "adds certificates and keys",
	  .properties = amt_public_key_management_service_properties, .methods = amt_public_key_management_service_methods },
	{ .name = "AMT_PublicPrivateKeyPair", .parent = "CIM_Credential", .since = "3",
	  .operations = CLASS_GET | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "a key in the device",
	  .properties = amt_public_private_key_pair_properties },
	{ .name = "AMT_TLSCredentialContext", .parent = "CIM_CredentialContext", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_CREATE | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "the certificate that the device shows",
	  .properties = amt_tls_credential_context_properties },
	{ .name = "AMT_TLSProtocolEndpointCollection", .parent = "CIM_Collection", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "the ends of TLS in the device",
	  .properties = amt_tls_protocol_endpoint_collection_properties },
	{ .name = "AMT_TLSSettingData", .parent = "CIM_SettingData", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE, .many = true,
	  .help = "TLS of the network and of the local port; CommitChanges puts it in force",
	  .properties = amt_tls_setting_data_properties },
	{ .name = "CIM_ConcreteDependency", .parent = "CIM_Dependency", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "which certificate belongs to which key, and other pairs",
	  .properties = cim_concrete_dependency_properties },
	{ .name = "CIM_CredentialContext", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "what uses which certificate",
	  .properties = cim_credential_context_properties },
	{ .name = NULL },
};
// clang-format on
