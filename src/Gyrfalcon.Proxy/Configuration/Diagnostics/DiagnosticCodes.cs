using System.Collections.Generic;
using System.Globalization;

namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>
/// The one table of everything that can be said about a configuration. docs/diagnostics.md is generated from it.
/// 10xx: the file and its YAML, and its keys · 11xx: single values · 12xx: how the parts fit together · 13xx: warnings · 14xx: scenarios · 15xx: notes.
/// </summary>
public static class DiagnosticCodes
{
    private static readonly List<DiagnosticCode> Table = [];

    /// <summary>Every code, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticCode> All => Table;

    internal static readonly DiagnosticCode FileNotFound = Error(1001, "The file does not exist",
        "There is nothing at the path given, or a folder on the way to it is missing.",
        "Check the path; a relative path counts from the working directory.");

    internal static readonly DiagnosticCode NotAFile = Error(1002, "The path is a directory",
        "A configuration is one file.",
        "Name the file inside the directory, such as `/etc/gyr/gyr.yaml`.");

    internal static readonly DiagnosticCode FileUnreadable = Error(1003, "The file cannot be read",
        "The operating system refused to open or to read the file.",
        "Check the file's owner and mode, and those of the directories above it.");

    internal static readonly DiagnosticCode FileTooLarge = Error(1004, "The file is too large",
        "A configuration is at most 10 MiB long, so that a wrong path (a log, a disk image) cannot exhaust memory.",
        "Check that the path names a configuration.");

    internal static readonly DiagnosticCode NotUtf8 = Error(1005, "The file is not UTF-8",
        "A configuration is UTF-8 text, with or without a byte order mark.",
        "Save the file as UTF-8.");

    internal static readonly DiagnosticCode Syntax = Error(1011, "YAML syntax error",
        "The text is not well-formed YAML. Reading stops here, so mistakes further on are not reported yet.",
        "Quote values that contain `: `, ` #`, or begin with one of `[ ] { } * & ! | > % @`; check indentation and closing brackets.");

    internal static readonly DiagnosticCode Tab = Error(1012, "Tab used as indentation",
        "YAML forbids tabs in indentation.",
        "Indent with spaces.");

    internal static readonly DiagnosticCode ManyDocuments = Error(1013, "More than one document",
        "The file holds a second YAML document (after `---` or `...`). A configuration is one document.",
        "Remove the line `---`, or split the file.");

    internal static readonly DiagnosticCode Empty = Error(1014, "The file is empty",
        "The file holds nothing but comments and white space.",
        "Start from `examples/minimal.yaml`.");

    internal static readonly DiagnosticCode MergeKey = Error(1015, "Merge keys are not supported",
        "The merge key `<<` is not part of YAML 1.2, and what it overrides is easily misread.",
        "Write the keys out, or use an alias (`*name`) for a whole value.");

    internal static readonly DiagnosticCode UnknownAlias = Error(1016, "Unknown alias",
        "A plain value that begins with `*` is a YAML alias, and nothing before it in the file has that anchor.",
        "Quote the value if it is text, such as `\"*.example.com\"`; otherwise declare the anchor (`&name`) before its use.");

    internal static readonly DiagnosticCode TooManyNodes = Error(1017, "The file expands to too much",
        "Aliases followed, the file has more than a million values. Reading stops here.",
        "Check for aliases of aliases; split a configuration that is really so large.");

    internal static readonly DiagnosticCode TooDeep = Error(1018, "Nested too deeply",
        "Values are nested more than 32 deep; nothing in a configuration needs that. Reading stops here.",
        "Check for brackets that are never closed.");

    internal static readonly DiagnosticCode Tag = Error(1019, "Tags are not supported",
        "A type tag such as `!!str` changes nothing here: each setting has one type.",
        "Remove the tag; quote the value if it begins with `!`.");

    internal static readonly DiagnosticCode KeyNotText = Error(1020, "A key must be plain text",
        "YAML allows a list, a mapping or an alias as a key; a configuration has no use for it.",
        "Write the key as a word; quote braces and brackets that belong to a value.");

    internal static readonly DiagnosticCode DuplicateKey = Error(1041, "The same key twice",
        "A mapping names the same key twice; which of the two counts would be a guess.",
        "Remove one of the two.");

    internal static readonly DiagnosticCode UnknownKey = Error(1042, "Unknown key",
        "No setting has this name at this place. Gyrfalcon accepts no key that it would not act on.",
        "See docs/configuration.md for the keys of each section.");

    internal static readonly DiagnosticCode MissingKey = Error(1043, "A required key is missing",
        "The setting has no default that would be right for everyone.",
        "Add the key.");

    internal static readonly DiagnosticCode WrongKind = Error(1044, "A value of the wrong kind",
        "A mapping, a list or a plain value stands where another of these is needed.",
        "See docs/configuration.md for the form of the setting.");

    internal static readonly DiagnosticCode MissingValue = Error(1045, "A key without a value",
        "The key is there and nothing follows it; to guess that the default is meant would hide a slip.",
        "Write the value, or remove the key to take the default.");

    internal static readonly DiagnosticCode Duration = Error(1101, "Not a duration",
        "A duration is a whole number with a unit, or several from the largest unit down: `250ms`, `10s`, `2m30s`, `1h`.",
        "Add the unit: `ms`, `s`, `m` or `h`.");

    internal static readonly DiagnosticCode Size = Error(1102, "Not a size",
        "A size is a whole number of bytes, or one with a unit: `8192`, `32KiB`, `10MiB`, `1GiB` (powers of 1024), `10KB`, `10MB`, `1GB` (powers of 1000).",
        "Write the unit out.");

    internal static readonly DiagnosticCode Number = Error(1103, "Not a whole number",
        "The setting takes a whole number in decimal digits.",
        "Write digits only.");

    internal static readonly DiagnosticCode OutOfRange = Error(1104, "Out of range",
        "The value is well-formed but outside of what the setting allows.",
        "Choose a value within the range that the message names.");

    internal static readonly DiagnosticCode Boolean = Error(1105, "Not true or false",
        "The setting takes `true` or `false`, and none of YAML's older spellings.",
        "Write `true` or `false`.");

    internal static readonly DiagnosticCode Choice = Error(1106, "Not one of the choices",
        "The setting takes one of a few words.",
        "Use one of the words that the message lists.");

    internal static readonly DiagnosticCode Name = Error(1107, "Not a name",
        "Names of listeners, routes and clusters become labels of metrics and fields of logs: 1 to 64 letters, digits, `-`, `_` and `.`, beginning with a letter or digit.",
        "Choose a name of that form.");

    internal static readonly DiagnosticCode ListenAddress = Error(1108, "Not a listening address",
        "A listener's address is an IP address and a port: `:8000` (all addresses), `127.0.0.1:8000`, `[::1]:8000`. It takes no name and no scheme.",
        "Write the address in one of these forms; quote those with brackets.");

    internal static readonly DiagnosticCode EndpointUrl = Error(1109, "Not an endpoint's URL",
        "An endpoint is given by scheme, host and, where it is not the scheme's own, port: `http://10.0.0.1:8080`, `https://api.example.com`.",
        "Write the URL in that form.");

    internal static readonly DiagnosticCode EndpointUrlExtra = Error(1110, "An endpoint's URL with a path or more",
        "An endpoint is a server, not a page: the path and query of each request are the client's own. Credentials in a URL would end up in logs.",
        "Remove everything after the host and port, and any `user:password@`.");

    internal static readonly DiagnosticCode Host = Error(1111, "Not a host name",
        "A host name has labels of 1 to 63 letters, digits, `-` and `_`, joined by dots, 253 characters at most; names in other scripts are written in their `xn--` form.",
        "Correct the name.");

    internal static readonly DiagnosticCode Port = Error(1112, "Not a port",
        "A port is a number up to 65535. Port 0 (any free port) is for listeners only.",
        "Correct the port.");

    internal static readonly DiagnosticCode AddressRange = Error(1113, "Not a range of addresses",
        "A range is an address and a prefix length, `10.0.0.0/8` or `fd00::/8`, or a single address; bits beyond the prefix must be zero, for they hint at a slip.",
        "Write the range as the message proposes.");

    internal static readonly DiagnosticCode HostPattern = Error(1114, "Not a host to match",
        "A route matches a host exactly (`api.example.com`) or every name below one (`*.example.com`). The port of the request plays no part.",
        "Write the host in one of these forms.");

    internal static readonly DiagnosticCode PathPattern = Error(1115, "Not a path to match",
        "A route matches a path exactly (`/healthz`) or by its beginning (`/v1/*`). Query and fragment play no part.",
        "Begin with `/`; put `*` only at the end, after `/`.");

    internal static readonly DiagnosticCode Method = Error(1116, "Not a method",
        "A method is a token (RFC 9110, section 9.1) and case-sensitive; those in use are written in capitals.",
        "Write the method as clients send it, such as `GET`.");

    internal static readonly DiagnosticCode FieldValue = Error(1117, "Not a field value",
        "The text goes into a header field and may hold visible ASCII characters and single spaces or tabs between them only (RFC 9110, section 5.5).",
        "Remove control characters, line breaks and characters beyond ASCII.");

    internal static readonly DiagnosticCode FilePath = Error(1118, "Not a path of a file",
        "The path is empty or holds a control character.",
        "Correct the path.");

    internal static readonly DiagnosticCode Percent = Error(1119, "Not a percentage",
        "A percentage is a whole number followed by `%`.",
        "Write the number with its sign, such as `20%`.");

    internal static readonly DiagnosticCode ProbePath = Error(1120, "Not a path that can be asked for",
        "A health check asks for a path, with its query if there is one, as it goes into a request line (RFC 9112, section 3.2.1).",
        "Begin with `/`; percent-encode what is not visible ASCII.");

    internal static readonly DiagnosticCode AdminAddress = Error(1121, "Not an address for operators",
        "Whoever reaches the admin address may change everything, so an address that other machines reach needs a `token-file` or client certificates.",
        "Write `127.0.0.1:2019`, or `unix:` and an absolute path, or say who may come in.");

    internal static readonly DiagnosticCode CollectorUrl = Error(1122, "Not a collector's URL",
        "A collector of telemetry is given by a base URL of http or https, with a path if it has one: `http://127.0.0.1:4318`. Credentials in a URL would end up in logs.",
        "Write the URL in that form; secrets belong into the `headers-file`.");

    internal static readonly DiagnosticCode Cookie = Error(1131, "Not part of a cookie",
        "The name of a cookie is a token, its path begins with `/` and has no space and no `;` (RFC 6265bis, section 4.1.1).",
        "Correct the name or the path.");

    internal static readonly DiagnosticCode NameServer = Error(1132, "Not the address of a DNS server",
        "A DNS server is given by its IP address, with a port where it is not 53: a name would have to be resolved first.",
        "Write `10.0.0.53`, `10.0.0.53:5353` or `[fd00::53]:5353`.");

    internal static readonly DiagnosticCode AdminToken = Error(1140, "A file without a token",
        "Whoever holds a token may change everything, so it must be long enough not to be guessed: at least 32 visible ASCII characters, one token on each line.",
        "Make one with `head -c 32 /dev/urandom | base64`.");

    internal static readonly DiagnosticCode HiddenValue = Error(1145, "A value that is hidden",
        "The text was told by a process (`GET /v1/config`), which hides the values of `headers`, for they may be credentials. That process puts them in where such a text is sent back to it; a file needs the values themselves.",
        "Write the value.");

    internal static readonly DiagnosticCode NoListeners = Error(1201, "No listeners",
        "Without a listener no client can connect.",
        "Add one: `listeners: { web: { address: \":8000\" } }`.");

    internal static readonly DiagnosticCode NoRoutes = Error(1202, "No routes",
        "Without a route every request would be answered 404.",
        "Add one: `routes: [ { cluster: app } ]`.");

    internal static readonly DiagnosticCode NoEndpoints = Error(1203, "A cluster without endpoints",
        "Every request to such a cluster would be answered 503.",
        "Add an endpoint, or remove the cluster.");

    internal static readonly DiagnosticCode UnknownCluster = Error(1204, "Unknown cluster",
        "A route names a cluster that is not declared under `clusters`.",
        "Declare the cluster, or correct the name.");

    internal static readonly DiagnosticCode UnknownListener = Error(1205, "Unknown listener",
        "A route names a listener that is not declared under `listeners`.",
        "Declare the listener, or correct the name.");

    internal static readonly DiagnosticCode ListenersOverlap = Error(1206, "Two listeners on one address",
        "Two listeners would compete for the same connections. `:80` covers every address, so it overlaps with `0.0.0.0:80` and `[::]:80`. The addresses of `admin` need ports of their own, too.",
        "Give them different ports, or keep one of them.");

    internal static readonly DiagnosticCode DuplicateRouteName = Error(1207, "Two routes with one name",
        "A route's name is its label in metrics and logs and must be unique.",
        "Rename one of the two.");

    internal static readonly DiagnosticCode RouteAction = Error(1208, "A route must do exactly one thing",
        "A route forwards to a `cluster`, or to several (`split`), or answers itself (`respond`).",
        "Keep exactly one of `cluster`, `split` and `respond`.");

    internal static readonly DiagnosticCode BodyNotAllowed = Error(1209, "A body with a status that has none",
        "A response with status 204, 205 or 304 has no content (RFC 9110, section 15).",
        "Remove `body`, or choose another status.");

    internal static readonly DiagnosticCode AuthorityFile = Error(1210, "The file of authorities cannot be used",
        "The file named by `tls.authority` is missing, cannot be read, or holds no certificate in PEM form.",
        "Name a PEM file with at least one `-----BEGIN CERTIFICATE-----`; a relative path counts from the configuration's directory.");

    internal static readonly DiagnosticCode CertificateFile = Error(1211, "The certificate cannot be used",
        "A certificate is a PEM file, its own certificate first, with a private key, RSA or ECDSA, that belongs to it; an encrypted key needs its passphrase.",
        "Name both files, certificate and key; a relative path counts from the configuration's directory.");

    internal static readonly DiagnosticCode Passthrough = Error(1212, "A route that passes TLS through and looks inside",
        "A route with `passthrough` relays TLS connections that it does not open: of these it knows the name that the client asks for (SNI) and the client's address, and they come to listeners with `tls`.",
        "Keep `match.host`, `listeners`, `cluster` or `split`, `timeouts` and `retry`.");

    internal static readonly DiagnosticCode CookieRefused = Error(1231, "A cookie that browsers refuse",
        "Browsers take a cookie named `__Secure-…` or `__Host-…`, or with `same-site: none`, only if it is secure, and `__Host-…` only with the path `/` (RFC 6265bis, section 5.7).",
        "Write `secure: always`, or choose another name or `same-site`.");

    internal static readonly DiagnosticCode KeyFile = Error(1232, "The key cannot be used",
        "A key is a line of 32 to 512 visible ASCII characters, in a file or in an environment variable, not in both.",
        "Make one: `openssl rand -base64 32 > sticky.key`; a relative path counts from the configuration's directory.");

    internal static readonly DiagnosticCode NoSplit = Error(1233, "Not a split",
        "A split has one share or more, each of another cluster, and at least one weight over 0.",
        "Add clusters, correct the weights, or write `cluster` instead.");

    internal static readonly DiagnosticCode DiscoverySource = Error(1241, "Discovery must have exactly one source",
        "A cluster's endpoints are discovered by `dns` or by a `file`; `endpoints` may stand beside either.",
        "Keep exactly one of `dns` and `file`.");

    internal static readonly DiagnosticCode EndpointsFile = Error(1242, "The file of endpoints cannot be used",
        "The file named by `discovery.file` is missing, cannot be read, or has mistakes, which are reported with their places in it. While running, the same file would change nothing; at the start there is nothing to keep.",
        "Name a YAML file with a list of endpoints; a relative path counts from the configuration's directory.");

    internal static readonly DiagnosticCode HeadersFile = Error(1243, "The file of header fields cannot be used",
        "The file named by `otlp.headers-file` is missing, cannot be read, or has a line that is not a header field.",
        "Name a file with one `Name: value` on each line; a relative path counts from the configuration's directory.");

    internal static readonly DiagnosticCode NobodyTrusted = Error(1261, "PROXY headers from nobody",
        "A PROXY header is taken from trusted proxies alone, and with `proxy-protocol: required` nobody else may connect; the listener trusts none.",
        "Name the load balancers in front: `trusted-proxies: [ 10.0.0.0/8 ]`.");

    internal static readonly DiagnosticCode DuplicateEndpoint = Warning(1301, "The same endpoint twice",
        "The endpoint gets as many shares of the requests as it has entries, and an outage of it counts as often.",
        "Remove one of the entries.");

    internal static readonly DiagnosticCode UnreachableRoute = Warning(1302, "A route that can never match",
        "Routes are tried in order, and earlier ones already take every request that this one would; or its listeners let none come to it, because they redirect all of them or pass every connection through.",
        "Move the more particular route up, or remove it.");

    internal static readonly DiagnosticCode UnusedCluster = Warning(1303, "A cluster that no route uses",
        "The cluster is declared, and no route forwards to it.",
        "Add a route to it, or remove it.");

    internal static readonly DiagnosticCode TlsUnused = Warning(1304, "TLS settings that have no effect",
        "The settings under `tls` apply to `https://` endpoints, and to an authority only while `verify` is true.",
        "Write the endpoints with `https://`, or remove the setting.");

    internal static readonly DiagnosticCode ListenerWithoutRoute = Warning(1305, "A listener that no route serves",
        "Every route is restricted to other listeners, so each request here is answered 404.",
        "Add the listener to a route's `listeners`, or remove it.");

    internal static readonly DiagnosticCode ReportCut = Warning(1306, "The report is cut short",
        "A report ends after 1,000 errors and warnings, so that it does not grow larger than the file.",
        "Correct what is listed and check again.");

    internal static readonly DiagnosticCode DiscoveryPort = Warning(1331, "A port beside SRV records",
        "SRV records bring a port for each target, so `port` has no effect.",
        "Remove `port`, or write `type: a`.");

    internal static readonly DiagnosticCode WithoutCluster = Warning(1332, "A setting without what it is for",
        "`split-key` is for routes with `split`; `mirror`, `retry` and `hedge` for those that forward; `timeouts` too, and `timeouts.attempt` for those that ask another endpoint after `timeout`; `allow` for those that forward, and for methods that they match; `queue-timeout` and `max-pending` for clusters whose endpoints have `max-requests`.",
        "Remove the setting, or add what it is for.");

    internal static readonly DiagnosticCode AdminInPlain = Warning(1340, "A token in plain text",
        "The admin address can be reached from other machines without TLS: whoever sees the traffic sees the token.",
        "Add `admin.tls`, or listen on a loopback address.");

    internal static readonly DiagnosticCode RotationWithoutFile = Warning(1341, "Rotation of what is no file",
        "Standard output and standard error cannot be put aside; whoever reads them takes care of that.",
        "Write the path of a file as `access-log.output`, or remove `rotate`.");

    internal static readonly DiagnosticCode TlsNotSimulated = Warning(1350, "TLS that is not simulated",
        "The simulator has no TLS: `https://` endpoints are spoken to as `http://`.",
        "Expect what they would do as `http://`, without the time of handshakes.");

    internal static readonly DiagnosticCode ProxyProtocolNotSimulated = Warning(1351, "PROXY headers that are not simulated",
        "The simulator's clients send no PROXY headers and its endpoints read none: listeners and clusters are simulated as if `proxy-protocol` were off.",
        "Expect what would happen without it; connections to endpoints are kept then.");

    internal static readonly DiagnosticCode HostNotCovered = Warning(1361, "A host that no certificate is for",
        "A route matches a host on a listener with `tls`, and none of the listener's certificates has that name (subjectAltName), so clients that check certificates refuse the connection before they ask.",
        "Add a certificate for the host, or keep the route away from the listener with `listeners`.");

    internal static readonly DiagnosticCode CertificateTime = Warning(1362, "A certificate that is not valid now",
        "The certificate has expired, or its time has not begun; clients refuse it.",
        "Replace the files; a running process takes new ones by itself.");

    internal static readonly DiagnosticCode TimeoutHidden = Warning(1363, "A time that another one hides",
        "The other time always ends first, so this one never does anything.",
        "Make the inner time shorter or the outer one longer: `attempt` and `hedge.at-least` within `response-header`, which begins when the request has been sent; these and `response-idle`, `connect-timeout`, `queue-timeout` and `slow` within `total`; `fast-interval` within `interval`, `ejection` within `longest-ejection`.");

    internal static readonly DiagnosticCode NeverSentAgain = Warning(1364, "Retries of requests that are never sent again",
        "What was sent is sent again, or to a second endpoint beside the first, only if its method is idempotent (RFC 9110, section 9.2.2): it may have been acted on. The route matches other methods only.",
        "Keep `connect-failure`, after which nothing had been sent, or match idempotent methods too.");

    internal static readonly DiagnosticCode TrustTooWide = Warning(1365, "Trust that is too wide",
        "Whoever is in `trusted-proxies` may say who the client is, and limits, logs and endpoints believe it. A range of this size holds strangers.",
        "Name the addresses of the proxies in front.");

    internal static readonly DiagnosticCode NoWeight = Warning(1366, "A cluster whose endpoints get no requests",
        "An endpoint with weight 0 gets no requests, and every endpoint of the cluster has it, so requests are answered 503.",
        "Give an endpoint a weight.");

    internal static readonly DiagnosticCode OnlyBackups = Warning(1367, "A cluster of backups only",
        "Backups get requests while no other endpoint can. Where there is no other they are ordinary endpoints.",
        "Remove `backup`, or add the endpoints that they stand in for.");

    internal static readonly DiagnosticCode MirrorToItself = Warning(1368, "Copies to the same cluster",
        "The cluster that answers the route's requests gets the copies too, and does everything twice.",
        "Mirror to another cluster.");

    internal static readonly DiagnosticCode RedirectToItself = Warning(1369, "A listener that redirects to itself",
        "`redirect-to-https` sends clients to the first listener with `tls`. Here that is the same listener, so they come back for ever.",
        "Write `redirect-to-https` at the listener without `tls`.");

    internal static readonly DiagnosticCode AlwaysRefused = Warning(1370, "Requests that are always refused",
        "`CONNECT` and `TRACE` are answered 501 unless the route allows them and forwards. The route matches one of them by name.",
        "Add the method to `allow`, or remove it from `match.methods`.");

    internal static readonly DiagnosticCode MappedAddresses = Warning(1371, "Trust in IPv4 written as IPv6",
        "A client that comes by IPv4 is known by its IPv4 address, also where the listener's socket is one of IPv6, so a range of IPv4-mapped addresses (`::ffff:0:0/96`) holds nobody.",
        "Write the range of IPv4 addresses.");

    internal static readonly DiagnosticCode LoadForm = Error(1401, "A load that is neither open nor closed",
        "Either requests arrive at a `rate`, whatever becomes of them, or a number of `clients` wait for their answers before they ask again.",
        "Write exactly one of `rate` and `clients`.");

    internal static readonly DiagnosticCode TimeSpread = Error(1402, "Not a distribution of times",
        "A time that varies is given by one distribution, whose long times are longer than its usual ones.",
        "Write one of `exponential`, `lognormal`, `pareto` and `bimodal`, or a time.");

    internal static readonly DiagnosticCode Selector = Error(1403, "Not a selection of endpoints",
        "Members of a group are told by their place (`1 of 10`: the first of every ten), by their cluster, or by their URL, in which `*` stands for anything.",
        "Write the selection in one of these forms.");

    internal static readonly DiagnosticCode EmptyGroup = Error(1404, "A group that no endpoint belongs to",
        "What is to happen to the group would happen to nobody.",
        "Correct `members`.");

    internal static readonly DiagnosticCode UnknownGroup = Error(1405, "Unknown group",
        "An event names a group that is not declared under `endpoints`; only `all` is there without being declared.",
        "Declare the group, or correct the name.");

    internal static readonly DiagnosticCode EventAction = Error(1406, "An event must be exactly one thing",
        "An event kills, stops, starts, hangs, slows, fails, delays or cuts off a group, or changes the load; `factor`, `share` and `by` go with one of these each.",
        "Keep one; write a further event for another.");

    internal static readonly DiagnosticCode EventTooLate = Error(1407, "An event after the end",
        "The load ends at `duration`, and so does the simulation.",
        "Let it happen earlier, or raise `duration`.");

    internal static readonly DiagnosticCode NoHealthChecks = Note(1501, "A cluster without health checks",
        "Endpoints that refuse connections are always left alone. One that accepts them and answers badly, or not at all, keeps its share of the requests unless it is probed (`health.active`) or judged by its answers (`health.outlier`).",
        "Add `health: { active: { path: /healthz } }`, or `health: { outlier: {} }`, or both.");

    internal static readonly DiagnosticCode NotVerified = Note(1502, "Endpoints whose certificates are not verified",
        "With `verify: false` anyone between here and the endpoints can read and change the traffic.",
        "Name the authority of the endpoints' certificates with `tls.authority`, and the name in them with `tls.server-name`.");

    internal static readonly DiagnosticCode SessionsForgotten = Note(1503, "Sessions that move at a restart",
        "Without a key the cookie's values are made of a random one: after a restart, and at another instance, sessions begin anew at any endpoint.",
        "Make a key, `openssl rand -base64 32 > sticky.key`, and name it with `key-file`.");

    internal static readonly DiagnosticCode CertificateEndsSoon = Note(1504, "A certificate that ends soon",
        "The certificate expires within 21 days.",
        "Replace the files; a running process takes new ones by itself.");

    private static DiagnosticCode Error(int number, string title, string explanation, string remedy) =>
        Add(number, DiagnosticSeverity.Error, title, explanation, remedy);

    private static DiagnosticCode Warning(int number, string title, string explanation, string remedy) =>
        Add(number, DiagnosticSeverity.Warning, title, explanation, remedy);

    private static DiagnosticCode Note(int number, string title, string explanation, string remedy) =>
        Add(number, DiagnosticSeverity.Note, title, explanation, remedy);

    private static DiagnosticCode Add(int number, DiagnosticSeverity severity, string title, string explanation, string remedy)
    {
        var code = new DiagnosticCode("GYR" + number.ToString("D4", CultureInfo.InvariantCulture), severity, title, explanation, remedy);
        Table.Add(code);
        return code;
    }
}
