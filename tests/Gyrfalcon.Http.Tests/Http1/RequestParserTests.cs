using System;
using System.Linq;
using System.Text;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

public class RequestParserTests
{
    private const string Host = "Host: a\r\n";

    /// <summary>Message · what must be in its transcript · section.</summary>
    public static TheoryData<string, string, string> Good => new()
    {
        { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "Get GET Origin / Http11", "9112 §3" },
        { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "keep-alive True", "9112 §9.3" },
        { "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "done after 29", "9112 §2.2" },
        { "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next", "done after 27", "9112 §9.3.2" },
        { "GET / HTTP/1.0\r\n\r\n", "keep-alive False", "9112 §9.3" },
        { "GET / HTTP/1.0\r\n\r\n", "authority  host  port -1", "9112 §3.2" },
        { "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "keep-alive True", "9112 §9.3" },
        { "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", "keep-alive False", "9112 §9.3" },
        { "GET / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: CLOSE\r\n\r\n", "keep-alive False", "9112 §9.3" },
        { "GET /a/b%20c;d=1?x=1&y=/?:@ HTTP/1.1\r\nHost: a\r\n\r\n", "path /a/b%20c;d=1 query True x=1&y=/?:@", "3986 §3" },
        { "GET /? HTTP/1.1\r\nHost: a\r\n\r\n", "path / query True ", "3986 §3.4" },
        { "GET /[a]|^?{b}`c\\d HTTP/1.1\r\nHost: a\r\n\r\n", "path /[a]|^ query True {b}`c\\d", "browsers" },
        { "GET //double//slash HTTP/1.1\r\nHost: a\r\n\r\n", "path //double//slash", "9112 §3.2.1" },
        { "GET http://b:8080/p?q HTTP/1.1\r\nHost: a\r\n\r\n", "path /p query True q\nauthority b:8080 host b port 8080", "9112 §3.2.2" },
        { "GET HTTPS://b HTTP/1.1\r\nHost: a\r\n\r\n", "path / query False \nauthority b host b", "9112 §3.2.2" },
        { "GET http://b?q HTTP/1.1\r\nHost: a\r\n\r\n", "path / query True q\nauthority b host b", "9112 §3.2.1" },
        { "GET http://b/ HTTP/1.0\r\n\r\n", "authority b host b", "9112 §3.2.2" },
        { "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "Options OPTIONS Asterisk * Http11\npath * query", "9112 §3.2.4" },
        { "OPTIONS http://b:1 HTTP/1.1\r\nHost: a\r\n\r\n", "Asterisk http://b:1 Http11\npath * query False \nauthority b:1", "9112 §3.2.4" },
        { "OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n", "Options OPTIONS Origin /x", "9112 §3.2.1" },
        { "CONNECT b.example:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "Authority b.example:443 Http11\npath  query False \nauthority b.example:443 host b.example port 443", "9110 §9.3.6" },
        { "CONNECT b.example:443 HTTP/1.1\r\nHost: a\r\n\r\n", "Authority b.example:443 Http11\npath  query False \nauthority b.example:443 host b.example port 443", "9112 §3.2.3" },
        { "M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n", "Other M-SEARCH Origin /", "9110 §9.1" },
        { "get / HTTP/1.1\r\nHost: a\r\n\r\n", "Other get Origin /", "9110 §9.1" },
        { "GET / HTTP/1.1\r\nhOsT:\t[::1]:80 \r\n\r\n", "authority [::1]:80 host [::1] port 80", "9112 §5.1" },
        { "GET / HTTP/1.1\r\nHost:a\r\nE:\r\nF: \t \r\nG:a  b \r\n\r\n", "+ Other E: \n+ Other F: \n+ Other G: a  b\n", "9112 §5.1" },
        { "GET / HTTP/1.1\r\nHost: a\r\nX: \u00e9\u0080\u00ff\t.\r\n\r\n", "+ Other X: \u00e9\u0080\u00ff\t.\n", "9110 §5.5" },
        { "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n", "+ Other !#$%&'*+-.^_`|~09azAZ: x\n", "9110 §5.6.2" },
        { "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "Framing { Kind = None, Length = 0", "9112 §6.3" },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "Kind = ContentLength, Length = 0,", "9112 §6.3" },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\n\r\n", "Kind = ContentLength, Length = 7,", "9110 §8.6" },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", "Length = 9223372036854775807", "9110 §8.6" },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", "+ ContentLength Content-Length: 5\n- ContentLength Content-Length: 5\n", "9112 §6.3" },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\tCHUNKED \r\n\r\n", "Kind = Chunked", "9112 §6.1" },
        { "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n", "continue True", "9110 §10.1.1" },
        { "PUT / HTTP/1.0\r\nContent-Length: 5\r\nExpect: anything\r\n\r\n", "continue False", "9110 §10.1.1" },
        { "PUT / HTTP/1.0\r\nContent-Length: 5\r\nExpect: anything\r\n\r\n", "- Expect Expect: anything", "9110 §10.1.1" },
        { "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "upgrade True", "9110 §7.8" },
        { "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", "upgrade False", "9110 §7.8" },
        { "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n\r\n", "upgrade False", "9110 §7.8" },
        { "GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "upgrade False", "9110 §7.8" },
        { "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-b: 2\r\nConnection: x-a , ,close\r\nx-A: 3\r\n\r\n", "- Other X-A: 1\n+ Other x-b: 2\n", "9110 §7.6.1" },
        { "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Trailer\r\nTrailer: x\r\nTE: trailers\r\n\r\n", "+ Trailer Trailer: x\n- TE TE: trailers\n", "9110 §7.6.1" },
        { "GET / HTTP/1.1\r\nHost: a\r\nx_y: 1\r\n\r\n", "+ Other x_y: 1", "9110 §5.1" },
    };

    /// <summary>Message · fault · words of the violation · section.</summary>
    public static TheoryData<string, FaultKind, string, string> Bad => new()
    {
        { "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", FaultKind.MalformedRequest, "NUL", "3986 §7.3" },
        { "GET / HTTP/1.1\r\nHost: a..b\r\n\r\n", FaultKind.MalformedRequest, "Host", "9110 §7.2" },
        { "GET / HTTP/1.1\r\nHost: .a\r\n\r\n", FaultKind.MalformedRequest, "Host", "9110 §7.2" },
        { "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: x\r\n\r\n", FaultKind.MalformedRequest, "Max-Forwards", "9110 §7.6.2" },
        { "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 1\r\nMax-Forwards: 1\r\n\r\n", FaultKind.MalformedRequest, "Max-Forwards", "9110 §7.6.2" },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked,\r\n\r\n", FaultKind.AmbiguousFraming, "exactly one chunked", "9112 §6.3" },
        { "\r\n\r\nGET / HTTP/1.1\r\n", FaultKind.MalformedRequest, "empty line", "9112 §2.2" },
        { "\nGET / HTTP/1.1\r\n", FaultKind.MalformedRequest, "LF without CR", "9112 §2.2" },
        { "\rGET / HTTP/1.1\r\n", FaultKind.MalformedRequest, "no LF follows", "9112 §2.2" },
        { " GET / HTTP/1.1\r\n", FaultKind.MalformedRequest, "first byte", "9112 §3" },
        { "\u0016\u0003\u0001\u0002", FaultKind.TlsOnPlainListener, "TLS", "" },
        { "\u0016\u0004\u0001\u0002", FaultKind.MalformedRequest, "first byte", "" },
        { "\u0000", FaultKind.MalformedRequest, "first byte", "" },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", FaultKind.Http2Preface, "preface", "9113 §3.4" },
        { "GET / HTTP/1.1\nHost: a\n\n", FaultKind.MalformedRequest, "LF without CR", "9112 §2.2" },
        { "GET / HTTP/1.1\r\rHost: a\r\n", FaultKind.MalformedRequest, "request line", "9112 §2.2" },
        { "GET /\r\n", FaultKind.MalformedRequest, "request line", "9112 §3" },
        { "GET\r\n", FaultKind.MalformedRequest, "request line", "9112 §3" },
        { "GET  / HTTP/1.1\r\n", FaultKind.MalformedRequest, "target", "9112 §3" },
        { "GET /  HTTP/1.1\r\n", FaultKind.MalformedRequest, "target", "9112 §3" },
        { "GET / HTTP/1.1 \r\n", FaultKind.MalformedRequest, "request line", "9112 §3" },
        { "GET\t/\tHTTP/1.1\r\n", FaultKind.MalformedRequest, "request line", "9112 §3" },
        { "GET /a b HTTP/1.1\r\n", FaultKind.MalformedRequest, "target", "9112 §3.2" },
        { "G(T / HTTP/1.1\r\n", FaultKind.MalformedRequest, "method", "9110 §9.1" },
        { "G\u00e9T / HTTP/1.1\r\n", FaultKind.MalformedRequest, "method", "9110 §9.1" },
        { "GET / http/1.1\r\n", FaultKind.MalformedRequest, "version", "9112 §2.3" },
        { "GET / HTTP/1,1\r\n", FaultKind.MalformedRequest, "version", "9112 §2.3" },
        { "GET / HTTP/1.10\r\n", FaultKind.MalformedRequest, "request line", "9112 §2.3" },
        { "GET / HTTP/01.1\r\n", FaultKind.MalformedRequest, "request line", "9112 §2.3" },
        { "GET / HTTP/2.0\r\n", FaultKind.VersionNotSupported, "version", "9110 §15.6.6" },
        { "GET / HTTP/0.9\r\n", FaultKind.VersionNotSupported, "version", "9110 §15.6.6" },
        { "GET / HTTP/1.2\r\n", FaultKind.VersionNotSupported, "version", "9110 §15.6.6" },
        { "GET /a#b HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "9112 §3.2" },
        { "GET /a\\b HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §3.3" },
        { "GET /a\"b HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §3.3" },
        { "GET /a<b HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §3.3" },
        { "GET /a{b HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §3.3" },
        { "GET /?a>b HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §3.4" },
        { "GET /\u00e9 HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §2" },
        { "GET /\u007f HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §2" },
        { "GET /\0 HTTP/1.1\r\n", FaultKind.MalformedRequest, "percent-encoded", "3986 §2" },
        { "GET /% HTTP/1.1\r\n", FaultKind.MalformedRequest, "%", "3986 §2.1" },
        { "GET /%4 HTTP/1.1\r\n", FaultKind.MalformedRequest, "%", "3986 §2.1" },
        { "GET /?%zz HTTP/1.1\r\n", FaultKind.MalformedRequest, "%", "3986 §2.1" },
        { "GET /%%20 HTTP/1.1\r\n", FaultKind.MalformedRequest, "%", "3986 §2.1" },
        { "GET a HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9112 §3.2" },
        { "GET ?a HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9112 §3.2" },
        { "GET * HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9112 §3.2.4" },
        { "OPTIONS *a HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9112 §3.2.4" },
        { "GET a:80 HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9112 §3.2.3" },
        { "GET ftp://a/ HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9110 §4.2" },
        { "GET http:/a HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9110 §4.2" },
        { "GET http:/// HTTP/1.1\r\n", FaultKind.MalformedRequest, "authority", "9110 §4.2.1" },
        { "GET http://u@a/ HTTP/1.1\r\n", FaultKind.MalformedRequest, "authority", "9110 §4.2.4" },
        { "GET http://a:x/ HTTP/1.1\r\n", FaultKind.MalformedRequest, "authority", "9110 §4.2" },
        { "GET http://a#b HTTP/1.1\r\n", FaultKind.MalformedRequest, "authority", "9112 §3.2.2" },
        { "CONNECT / HTTP/1.1\r\n", FaultKind.MalformedRequest, "form", "9112 §3.2.3" },
        { "CONNECT a HTTP/1.1\r\n", FaultKind.MalformedRequest, "authority", "9112 §3.2.3" },
        { "CONNECT http://a:80/ HTTP/1.1\r\n", FaultKind.MalformedRequest, "authority", "9112 §3.2.3" },
        { "CONNECT a:80 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", FaultKind.MalformedRequest, "content", "9110 §9.3.6" },
        { "CONNECT a:80 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", FaultKind.MalformedRequest, "content", "9110 §9.3.6" },
        { "GET / HTTP/1.1\r\n\r\n", FaultKind.MalformedRequest, "without Host", "9112 §3.2" },
        { "GET http://a/ HTTP/1.1\r\n\r\n", FaultKind.MalformedRequest, "without Host", "9112 §3.2" },
        { "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", FaultKind.MalformedRequest, "more than one Host", "9112 §3.2" },
        { "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", FaultKind.MalformedRequest, "more than one Host", "9112 §3.2" },
        { "GET / HTTP/1.1\r\nHost:\r\n\r\n", FaultKind.MalformedRequest, "Host is not", "9110 §7.2" },
        { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", FaultKind.MalformedRequest, "Host is not", "9110 §7.2" },
        { "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", FaultKind.MalformedRequest, "Host is not", "9110 §7.2" },
        { "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", FaultKind.MalformedRequest, "Host is not", "9110 §7.2" },
        { "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", FaultKind.MalformedRequest, "Host is not", "9110 §7.2" },
        { "GET http://a/ HTTP/1.1\r\nHost: a/b\r\n\r\n", FaultKind.MalformedRequest, "Host is not", "9112 §3.2" },
        { "GET / HTTP/1.1\r\n Host: a\r\n\r\n", FaultKind.MalformedRequest, "obs-fold", "9112 §2.2" },
        { "GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n", FaultKind.MalformedRequest, "obs-fold", "9112 §5.2" },
        { "GET / HTTP/1.1\r\nHost : a\r\n\r\n", FaultKind.MalformedRequest, "white space between", "9112 §5.1" },
        { "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", FaultKind.MalformedRequest, "white space between", "9112 §5.1" },
        { "GET / HTTP/1.1\r\nHost a\r\n\r\n", FaultKind.MalformedRequest, "", "9112 §5" },
        { "GET / HTTP/1.1\r\nHost\r\n\r\n", FaultKind.MalformedRequest, "token", "9112 §5" },
        { "GET / HTTP/1.1\r\n: a\r\n\r\n", FaultKind.MalformedRequest, "token", "9110 §5.1" },
        { "GET / HTTP/1.1\r\nX(y): a\r\n\r\n", FaultKind.MalformedRequest, "token", "9110 §5.1" },
        { "GET / HTTP/1.1\r\n\u00e9: a\r\n\r\n", FaultKind.MalformedRequest, "token", "9110 §5.1" },
        { "GET / HTTP/1.1\r\nX\0: a\r\n\r\n", FaultKind.MalformedRequest, "token", "9110 §5.1" },
        { "GET / HTTP/1.1\r\nX: a\0\r\n\r\n", FaultKind.MalformedRequest, "control", "9110 §5.5" },
        { "GET / HTTP/1.1\r\nX: a\u0007\r\n\r\n", FaultKind.MalformedRequest, "control", "9110 §5.5" },
        { "GET / HTTP/1.1\r\nX: a\u007f\r\n\r\n", FaultKind.MalformedRequest, "control", "9110 §5.5" },
        { "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", FaultKind.MalformedRequest, "no LF", "9112 §2.2" },
        { "GET / HTTP/1.1\r\nX: a\nHost: a\r\n\r\n", FaultKind.MalformedRequest, "LF without CR", "9112 §2.2" },
        { "GET / HTTP/1.1\r\nHost: a\r\n\n", FaultKind.MalformedRequest, "LF without CR", "9112 §2.2" },
        { "GET / HTTP/1.1\r\nHost: a\r\n\rX", FaultKind.MalformedRequest, "no LF", "9112 §2.2" },
        { "GET / HTTP/1.1\r\n" + Host + "Content_Length: 5\r\n\r\n", FaultKind.MalformedRequest, "with _", "smuggling" },
        { "GET / HTTP/1.1\r\n" + Host + "x_forwarded-for: 5\r\n\r\n", FaultKind.MalformedRequest, "with _", "spoofing" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length:\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: +5\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: -5\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5 5\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 0x5\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5, 5\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 9223372036854775808\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 99999999999999999999\r\n\r\n", FaultKind.MalformedRequest, "Content-Length", "9110 §8.6" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", FaultKind.AmbiguousFraming, "differ", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nContent-Length: 05\r\n\r\n", FaultKind.AmbiguousFraming, "differ", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", FaultKind.AmbiguousFraming, "both", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", FaultKind.AmbiguousFraming, "both", "9112 §6.3" },
        { "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", FaultKind.AmbiguousFraming, "HTTP/1.0", "9112 §6.1" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.1" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked, chunked\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.1" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked, identity\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: identity\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding:\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: xchunked\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked;q=1\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: \"chunked\"\r\n\r\n", FaultKind.AmbiguousFraming, "chunked", "9112 §6.3" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: \u000bchunked\r\n\r\n", FaultKind.MalformedRequest, "control", "9110 §5.5" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: gzip, chunked\r\n\r\n", FaultKind.TransferCodingNotImplemented, "besides", "9112 §6.1" },
        { "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: ,chunked\r\n\r\n", FaultKind.AmbiguousFraming, "exactly one chunked", "9112 §6.3" },
        { "PUT / HTTP/1.1\r\n" + Host + "Expect: 200-ok\r\n\r\n", FaultKind.ExpectationFailed, "expectation", "9110 §10.1.1" },
        { "PUT / HTTP/1.1\r\n" + Host + "Expect: 100-continue, x\r\n\r\n", FaultKind.ExpectationFailed, "expectation", "9110 §10.1.1" },
        { "GET / HTTP/1.1\r\n" + Host + "Connection: Host\r\n\r\n", FaultKind.MalformedRequest, "Connection names", "9110 §7.6.1" },
        { "GET / HTTP/1.1\r\n" + Host + "Connection: close, x-forwarded-for\r\n\r\n", FaultKind.MalformedRequest, "Connection names", "9110 §7.6.1" },
        { "GET / HTTP/1.1\r\n" + Host + "Connection: Content-Length\r\n\r\n", FaultKind.MalformedRequest, "Connection names", "9110 §7.6.1" },
        { "GET / HTTP/1.1\r\n" + Host + "Connection: a b\r\n\r\n", FaultKind.MalformedRequest, "connection option", "9110 §7.6.1" },
        { "GET / HTTP/1.1\r\n" + Host + "Connection: \"close\"\r\n\r\n", FaultKind.MalformedRequest, "connection option", "9110 §7.6.1" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_requests_are_read_alike_however_they_are_divided(string message, string expected, string section)
    {
        RequestHead head = EveryDivision.OfRequest(message, out string transcript);
        Assert.True(head.IsComplete, $"{section}: {transcript}");
        Assert.Contains(expected, transcript, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_requests_are_refused_alike_however_they_are_divided(string message, FaultKind fault, string violation, string section)
    {
        RequestHead head = EveryDivision.OfRequest(message, out string transcript);
        Assert.True(transcript.StartsWith($"refused {fault}: ", StringComparison.Ordinal), $"{section}: {transcript}");
        Assert.Contains(violation, transcript, StringComparison.Ordinal);
        Assert.False(head.IsComplete);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\u0016")]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r")]
    public void Incomplete_requests_ask_for_more(string message)
    {
        EveryDivision.OfRequest(message, out string transcript);
        Assert.Equal("need more", transcript);
    }

    // Lines end at the limit exactly, or one byte beyond.
    [Theory]
    [InlineData(16, 11, 1, "done after 27")]
    [InlineData(15, 11, 1, "refused RequestLineTooLong")]
    [InlineData(16, 10, 1, "refused HeaderBlockTooLarge")]
    [InlineData(16, 11, 0, "refused TooManyFields")]
    public void Limits_are_exact(int startLine, int headerBytes, int fields, string expected)
    {
        EveryDivision.OfRequest("GET / HTTP/1.1\r\nHost: a\r\n\r\n", new HeadLimits(startLine, headerBytes, fields), out string transcript);
        Assert.StartsWith(expected, transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_limits_refuse_what_is_too_large()
    {
        Assert.Equal(FaultKind.RequestLineTooLong, ParseWhole("GET /" + new string('a', 8192) + " HTTP/1.1\r\nHost: a\r\n\r\n").Fault);
        Assert.Equal(FaultKind.HeaderBlockTooLarge, ParseWhole("GET / HTTP/1.1\r\nHost: a\r\nX: " + new string('a', 32768) + "\r\n\r\n").Fault);
        string fields = string.Concat(Enumerable.Range(0, 99).Select(i => $"x-{i}: {i}\r\n"));
        Assert.Equal(ParseStatus.Done, ParseWhole("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").Status);
        Assert.Equal(FaultKind.TooManyFields, ParseWhole("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "x: y\r\n\r\n").Fault);
    }

    [Fact]
    public void Too_many_connection_options_are_refused() =>
        Assert.Equal(FaultKind.MalformedRequest, ParseWhole("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + string.Join(',', Enumerable.Range(0, 65).Select(i => $"x{i}")) + "\r\n\r\n").Fault);

    [Fact]
    public void The_head_outlives_the_buffer_it_came_in()
    {
        byte[] buffer = EveryDivision.Bytes("GET /path HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
        var head = new RequestHead();
        RequestParser.Parse(head, buffer, HeadLimits.Default);
        Array.Fill(buffer, (byte)'!');

        Assert.Equal("/path"u8, head.Path);
        Assert.True(head.Fields.TryFind("x"u8, out ReadOnlySpan<byte> value));
        Assert.Equal("y"u8, value);
    }

    [Fact]
    public void A_head_is_as_new_after_a_reset()
    {
        var head = new RequestHead();
        var fresh = new RequestHead();
        RequestParser.Parse(head, EveryDivision.Bytes("PUT http://b:1/x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"), HeadLimits.Default);
        head.Reset();
        Assert.True(head.IsEmpty);
        Assert.False(head.HasRequestLine);
        Assert.Equal(Gyrfalcon.Fuzz.Targets.Transcript.Describe(fresh), Gyrfalcon.Fuzz.Targets.Transcript.Describe(head));

        byte[] next = EveryDivision.Bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        RequestParser.Parse(head, next, HeadLimits.Default);
        RequestParser.Parse(fresh, next, HeadLimits.Default);
        Assert.Equal(Gyrfalcon.Fuzz.Targets.Transcript.Describe(fresh), Gyrfalcon.Fuzz.Targets.Transcript.Describe(head));
    }

    [Fact]
    public void A_refused_request_leaves_nothing_behind()
    {
        var head = new RequestHead();
        Assert.Equal(ParseStatus.Faulted, RequestParser.Parse(head, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\nContent_Length: 5\r\n\r\n"u8, HeadLimits.Default).Status);
        head.Reset();
        Assert.Equal(ParseStatus.Done, RequestParser.Parse(head, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8, HeadLimits.Default).Status);
        Assert.Equal(1, head.Fields.CountOf(KnownField.Host));
    }

    [Fact]
    public void The_request_line_of_a_refused_request_can_be_logged()
    {
        var head = new RequestHead();
        RequestParser.Parse(head, EveryDivision.Bytes("GET /path HTTP/1.1\r\nHost : a\r\n"), HeadLimits.Default);
        Assert.True(head.HasRequestLine);
        Assert.Equal("/path", Encoding.ASCII.GetString(head.Path));
        Assert.Equal(Method.Get, head.Method);
    }

    [Theory]
    [InlineData("GET /path HTTP/1.1\r\nHost : a\r\n", "GET /path HTTP/1.1", true)]
    [InlineData("\r\nGET /path HTTP/2.0\r\n\r\n", "GET /path HTTP/2.0", false)]
    [InlineData("GET /\"x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\"x HTTP/1.1", false)]
    [InlineData("GET /\r\n\r\n", "GET /", false)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI * HTTP/2.0", false)]
    [InlineData("GET /bare HTTP/1.1\nHost: a\n\n", "GET /bare HTTP/1.1", false)]
    [InlineData("\u0016\u0003\u0001", "\u0016\u0003\u0001", false)]
    public void What_came_of_the_first_line_is_there_whether_it_was_understood_or_not(string message, string line, bool isUnderstood)
    {
        byte[] bytes = EveryDivision.Bytes(message);
        for (int first = 1; first <= bytes.Length; first++)
        {
            var head = new RequestHead();
            if (RequestParser.Parse(head, bytes.AsSpan(0, first), HeadLimits.Default).Status == ParseStatus.NeedMore) RequestParser.Parse(head, bytes.AsSpan(first), HeadLimits.Default);
            else if (first < bytes.Length) continue;
            Assert.Equal((line, isUnderstood), (Encoding.Latin1.GetString(head.ReceivedLine), head.HasRequestLine));
        }
    }

    [Fact]
    public void Parsing_on_after_the_end_is_a_bug_of_the_caller()
    {
        var head = new RequestHead();
        RequestParser.Parse(head, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8, HeadLimits.Default);
        Assert.Throws<InvalidOperationException>(() => RequestParser.Parse(head, "G"u8, HeadLimits.Default));
    }

    private static ParseResult ParseWhole(string message) => RequestParser.Parse(new RequestHead(), EveryDivision.Bytes(message), HeadLimits.Default);
}
