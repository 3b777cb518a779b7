using static Gyrfalcon.Http.FaultKind;

namespace Gyrfalcon.Http;

/// <summary>
/// A rule of RFC 9110 or 9112 or of the PROXY protocol, or a limit, that a message or a connection broke: the detail behind a <see cref="FaultKind"/>, for the log.
/// There is one instance for each rule, so refusing a message allocates nothing.
/// </summary>
public sealed class Violation
{
    internal static readonly Violation EmptyLines = new("more than one empty line before the request line (RFC 9112 §2.2)");
    internal static readonly Violation TlsHello = new("a TLS record where HTTP was expected", TlsOnPlainListener);
    internal static readonly Violation Http2Prior = new("an HTTP/2 connection preface (RFC 9113 §3.4)", Http2Preface);
    internal static readonly Violation NotHttp = new("the first byte cannot begin a request or a response");
    internal static readonly Violation StartLineTooLong = new("the start line is longer than the limit", RequestLineTooLong, ResponseHeaderTooLarge);
    internal static readonly Violation SectionTooLarge = new("the header block holds more bytes than the limit", HeaderBlockTooLarge, ResponseHeaderTooLarge);
    internal static readonly Violation FieldCount = new("the header block holds more fields than the limit", TooManyFields, ResponseHeaderTooLarge);
    internal static readonly Violation NameTooLong = new("a field name is longer than 65,535 bytes", HeaderBlockTooLarge, ResponseHeaderTooLarge);

    internal static readonly Violation BareLineFeed = new("a line ends in LF without CR (RFC 9112 §2.2)");
    internal static readonly Violation BareCarriageReturn = new("a CR that no LF follows (RFC 9112 §2.2)");
    internal static readonly Violation RequestLineSyntax = new("the request line is not method SP target SP version (RFC 9112 §3)");
    internal static readonly Violation MethodSyntax = new("the method is not a token (RFC 9110 §9.1)");
    internal static readonly Violation VersionSyntax = new("the version is not HTTP/DIGIT.DIGIT (RFC 9112 §2.3)");
    internal static readonly Violation UnknownVersion = new("the version is neither HTTP/1.0 nor HTTP/1.1 (RFC 9110 §2.5)", VersionNotSupported);
    internal static readonly Violation TargetSyntax = new("the request target holds a character that must be percent-encoded (RFC 9112 §3.2)");
    internal static readonly Violation PercentEncoding = new("a % in the request target that two hexadecimal digits do not follow (RFC 3986 §2.1)");
    internal static readonly Violation EncodedNul = new("a NUL, percent-encoded, in the path (RFC 3986 §7.3)");
    internal static readonly Violation TargetForm = new("the form of the request target does not belong to the method (RFC 9112 §3.2)");
    internal static readonly Violation TargetAuthority = new("the authority of the request target is not host [: port] (RFC 9110 §4.2)");

    internal static readonly Violation StatusLineSyntax = new("the status line is not version SP 3DIGIT SP reason (RFC 9112 §4)");
    internal static readonly Violation StatusCode = new("the status code is below 100 (RFC 9110 §15)");
    internal static readonly Violation ReasonSyntax = new("the reason phrase holds a control character (RFC 9112 §4)");

    internal static readonly Violation ObsoleteFold = new("a field line begins with white space (obs-fold, RFC 9112 §5.2)");
    internal static readonly Violation SpaceBeforeColon = new("white space between field name and colon (RFC 9112 §5.1)");
    internal static readonly Violation FieldName = new("a field name is not a token (RFC 9110 §5.1)");
    internal static readonly Violation FieldValue = new("a control character in a field value (RFC 9110 §5.5)");
    internal static readonly Violation LookalikeName = new("a field name with _ that many servers read as a field of the proxy's or of the framing");

    internal static readonly Violation HostMissing = new("an HTTP/1.1 request without Host (RFC 9112 §3.2)");
    internal static readonly Violation HostTwice = new("more than one Host (RFC 9112 §3.2)");
    internal static readonly Violation HostSyntax = new("Host is not host [: port] (RFC 9110 §7.2)");

    internal static readonly Violation LengthSyntax = new("Content-Length is not a number of at most 19 digits (RFC 9110 §8.6)");
    internal static readonly Violation LengthsDiffer = new("Content-Length fields that differ (RFC 9112 §6.3)", AmbiguousFraming);
    internal static readonly Violation LengthAndCoding = new("both Content-Length and Transfer-Encoding (RFC 9112 §6.3)", AmbiguousFraming);
    internal static readonly Violation CodingInHttp10 = new("Transfer-Encoding in an HTTP/1.0 message (RFC 9112 §6.1)", AmbiguousFraming);
    internal static readonly Violation CodingNotChunked = new("Transfer-Encoding is not exactly one chunked (RFC 9112 §6.3)", AmbiguousFraming);
    internal static readonly Violation CodingUnknown = new("a transfer coding besides chunked (RFC 9112 §6.1)", TransferCodingNotImplemented);
    internal static readonly Violation BodyNotAllowed = new("Transfer-Encoding or a length in a response that has no body (RFC 9110 §8.6, RFC 9112 §6.1)");
    internal static readonly Violation ConnectContent = new("CONNECT with content (RFC 9110 §9.3.6)");

    /// <summary>A switch of protocols that was not asked for, or not asked for so.</summary>
    public static readonly Violation UnexpectedSwitch = new("101 without the request's having offered that protocol, or before the request was complete (RFC 9110 §7.8)");

    internal static readonly Violation ConnectionOption = new("a connection option is not a token, or there are too many (RFC 9110 §7.6.1)");
    internal static readonly Violation NominatesEndToEnd = new("Connection names a field that is meant for every recipient (RFC 9110 §7.6.1)");
    internal static readonly Violation MaxForwards = new("Max-Forwards is not one number (RFC 9110 §7.6.2)");
    internal static readonly Violation Expectation = new("an expectation other than 100-continue (RFC 9110 §10.1.1)", ExpectationFailed);

    internal static readonly Violation ChunkSize = new("a chunk size is not 1 to 16 hexadecimal digits below 2^63 (RFC 9112 §7.1)");
    internal static readonly Violation ChunkLineEnd = new("a chunk-size line or a chunk does not end in CR LF (RFC 9112 §7.1)");
    internal static readonly Violation ChunkExtension = new("chunk extensions are malformed or longer than the limit (RFC 9112 §7.1.1)");

    /// <summary>Dot segments climb above the root of the path.</summary>
    public static readonly Violation PathAboveRoot = new("dot segments that lead above the root of the path (RFC 3986 §5.2.4)");

    /// <summary>Two readers of the path could take it for two resources of different routes.</summary>
    public static readonly Violation AmbiguousPath = new("a path that takes another route when dot segments, encoded slashes or encoded percent signs are read differently");

    internal static readonly Violation ProxyHeaderMissing = new("the connection does not begin with a PROXY header (PROXY protocol §2)");
    internal static readonly Violation ProxyLineTooLong = new("a PROXY line is longer than 107 bytes (PROXY protocol §2.1)");
    internal static readonly Violation ProxyLineSyntax = new("a PROXY line is not TCP4, TCP6 or UNKNOWN, two addresses and two ports, one space between them, and CR LF (PROXY protocol §2.1)");
    internal static readonly Violation ProxyLineAddress = new("an address in a PROXY line is not one of the family that it names (PROXY protocol §2.1)");
    internal static readonly Violation ProxyLinePort = new("a port in a PROXY line is not a number of 0 to 65535 without leading zeros (PROXY protocol §2.1)");
    internal static readonly Violation ProxyCommand = new("a binary PROXY header of another version than 2, or with a command that is neither LOCAL nor PROXY (PROXY protocol §2.2)");
    internal static readonly Violation ProxyFamily = new("a binary PROXY header of a family or protocol that no TCP connection has (PROXY protocol §2.2)");
    internal static readonly Violation ProxyHeaderTooLong = new("a binary PROXY header is longer than 4,096 bytes");
    internal static readonly Violation ProxyAddressLength = new("a binary PROXY header is too short for the addresses of its family (PROXY protocol §2.2)");
    internal static readonly Violation ProxyValueLength = new("a value in a binary PROXY header is longer than its place, or not as long as its type demands (PROXY protocol §2.2)");
    internal static readonly Violation ProxyValueTwice = new("a value of one type stands twice in a binary PROXY header");
    internal static readonly Violation ProxyChecksum = new("the checksum of a binary PROXY header is wrong (PROXY protocol §2.2.3)");

    /// <summary>The peer did not send the whole header in time, or ended before.</summary>
    public static readonly Violation ProxyHeaderIncomplete = new("the PROXY header did not arrive whole in time");

    private readonly FaultKind _inRequest;
    private readonly FaultKind _inResponse;

    private Violation(string sentence, FaultKind inRequest = MalformedRequest, FaultKind inResponse = MalformedResponse)
    {
        Sentence = sentence;
        SentenceBytes = System.Text.Encoding.Latin1.GetBytes(sentence);
        _inRequest = inRequest;
        _inResponse = inResponse;
    }

    /// <summary>What is wrong, and the section of the RFC that says so. Contains nothing that the peer sent.</summary>
    public string Sentence { get; }

    /// <summary><see cref="Sentence"/> in Latin-1, which the lines of a log take as they take what clients send; made once.</summary>
    public byte[] SentenceBytes { get; }

    /// <summary>The fault that this is in a message of the given direction.</summary>
    public FaultKind Kind(bool inRequest) => inRequest ? _inRequest : _inResponse;

    /// <inheritdoc/>
    public override string ToString() => Sentence;
}
